using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A range of numbers: A,B with A below B.</summary>
/// <param name="Text">As specified.</param>
/// <param name="Low">A.</param>
/// <param name="High">B.</param>
internal sealed record RangeSpec(string Text, double Low, double High)
{
    internal static RangeSpec Parse(string option, string text)
    {
        var given = text.Trim();
        return given.Split(',').Select(Numeral.Finite).ToArray() is [{ } low, { } high] && low < high
            ? new(given, low, high)
            : throw new BadInputException(
                $"{option} must be two finite numbers A,B with A below B, but is '{given}'.");
    }
}
