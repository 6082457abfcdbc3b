using System.Globalization;

namespace GanFlowTheory.Cli;

/// <summary>The one reader of numbers; blanks around them do not count.</summary>
internal static class Numerals
{
    /// <summary>A finite number; null for any other text.</summary>
    internal static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A whole number; null for any other text.</summary>
    internal static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
