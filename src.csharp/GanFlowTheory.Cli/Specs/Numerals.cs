using System;
using System.Globalization;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Numbers inside specifications such as gaussian:0,1.</summary>
internal static class Numerals
{
    /// <summary>The finite numbers of a comma-separated text.</summary>
    /// <param name="what">What is being read, for the sentence, such as "--start".</param>
    /// <param name="specification">The whole text, for the sentence.</param>
    /// <param name="text">The numbers.</param>
    internal static double[] Finite(string what, string specification, string text) =>
        [.. text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
                ? value
                : throw new BadInputException(
                    $"{what} must have finite numbers after its colon, "
                    + $"but '{specification}' has '{part.Trim()}'."))];

    /// <summary>A specification split at its first colon: its name, and what follows, null without a colon.</summary>
    internal static (string Name, string? Arguments) Split(string specification) =>
        specification.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
            ? (specification[..colon].Trim(), specification[(colon + 1)..].Trim())
            : (specification.Trim(), null);
}
