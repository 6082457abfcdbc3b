namespace GanFlowTheory;

/// <summary>The one reader of numbers: invariant culture, and blanks around them do not count.</summary>
public static class Numeral
{
    /// <summary>A finite number; null for any other text.</summary>
    /// <param name="text">The text.</param>
    public static double? Finite(string text) => Core.Numeral.finite(text.NotNull(nameof(text))).OrNull();

    /// <summary>A whole number; null for any other text.</summary>
    /// <param name="text">The text.</param>
    public static int? Whole(string text) => Core.Numeral.whole(text.NotNull(nameof(text))).OrNull();
}
