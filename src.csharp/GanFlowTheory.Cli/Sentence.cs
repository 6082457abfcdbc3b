using System;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli;

/// <summary>Failures as one sentence.</summary>
internal static class Sentence
{
    /// <summary>The sentence about an exception that stands for bad input; null for any other exception.</summary>
    internal static string? AboutBadInput(Exception exception) => exception switch
    {
        BadInputException or DataFormatException => Of(exception.Message),
        ArgumentException e => Of(WithoutParameter(e)),
        FileNotFoundException { FileName: { } file } => Of($"the file '{file}' does not exist."),
        DirectoryNotFoundException or IOException or UnauthorizedAccessException => Of(exception.Message),
        OutOfMemoryException or OverflowException => "there is not enough memory for a problem of this size.",
        _ => null,
    };

    /// <summary>One line of printable text that ends in a full stop or a question mark.</summary>
    internal static string Of(string text)
    {
        var parts = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = Printable.Of(string.Join(' ', parts));
        return line.Length > 0 && ".?!".Contains(line.Last()) ? line : line + ".";
    }

    // The parameter is one of the library's: the sentence already says what the user gave.
    private static string WithoutParameter(ArgumentException e) =>
        e.ParamName is null
            ? e.Message
            : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal);
}
