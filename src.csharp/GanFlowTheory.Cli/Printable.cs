using System.Globalization;
using System.Linq;

namespace GanFlowTheory.Cli;

/// <summary>Text of a user's files and names as a terminal may show it.</summary>
internal static class Printable
{
    /// <summary>The text with ? for each character that a terminal would act upon: controls, such as those that begin an
    /// escape sequence, and marks that turn the direction of what follows.</summary>
    internal static string Of(string text) =>
        text.Any(IsActive) ? string.Concat(text.Select(c => IsActive(c) ? '?' : c)) : text;

    /// <summary>Whether a terminal acts upon it.</summary>
    internal static bool IsActive(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
