using System;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>What an option was given, NAME or NAME:ARGUMENTS; blanks around the parts do not count.</summary>
internal sealed record Specification
{
    /// <param name="option">The option, for sentences, such as --metric.</param>
    /// <param name="text">What was given.</param>
    internal Specification(string option, string text)
    {
        (Option, Text) = (option, text.Trim());
        // Only the first colon separates: arguments may have colons of their own.
        var colon = Text.IndexOf(':', StringComparison.Ordinal);
        (Name, Arguments) = colon < 0 ? (Text, null) : (Text[..colon].TrimEnd(), Text[(colon + 1)..].TrimStart());
    }

    internal string Option { get; }

    /// <summary>The whole text without the blanks around it.</summary>
    internal string Text { get; }

    internal string Name { get; }

    /// <summary>What follows the first colon; null without one.</summary>
    internal string? Arguments { get; }

    /// <summary>The finite numbers, separated by commas, after the colon; none without one.</summary>
    internal double[] Numbers() => Arguments is { } list ? [.. list.Split(',').Select(Number)] : [];

    /// <summary>One finite number of the arguments.</summary>
    internal double Number(string part) => Numeral.Finite(part) ?? throw new BadInputException(
        $"{Option} must have finite numbers after its colon, but '{Text}' has '{part.Trim()}'.");

    internal BadInputException Misshapen(string shape) => new($"{Option} must have the form {shape}, but is '{Text}'.");
}
