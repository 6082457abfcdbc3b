using System.Linq;

namespace GanFlowTheory.Cli.Output;

/// <summary>Several sentences as one text.</summary>
internal static class Sentences
{
    /// <summary>Those that there are, one after the other; null where there is none.</summary>
    internal static string? OfAll(params string?[] sentences) =>
        sentences.OfType<string>().ToArray() is { Length: > 0 } all ? string.Join(' ', all) : null;
}
