using System;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Training;

/// <summary>What a generator is trained to make.</summary>
internal static class TrainTarget
{
    /// <summary>The images of digits that come with the program.</summary>
    internal const string Digits = "digits";

    private const int Pixels = 64;

    /// <summary>Whether the text stands for data in units of their own.</summary>
    internal static bool IsData(string text) => text != Digits && TargetSpec.IsData(text);

    /// <summary>The density of a named target that has one with a score; null for others.</summary>
    internal static Density? DensityOf(string text) =>
        TargetSpec.HasScore(text) ? Density.OfTarget(Target.ByName(text)) : null;

    /// <summary>The points of a named target, of the shipped digits, of a file or of standard input.</summary>
    internal static Points Read(Terminal terminal, string text, int samples, int seed)
    {
        if (text != Digits)
        {
            return TargetSpec.Read(terminal, text, null, samples, seed).Points;
        }

        var path = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz");
        var pixels = DataSource.Read(terminal, path, [.. Enumerable.Range(1, Pixels)]);
        // From 0..16 to [-1, 1], where networks start.
        return Points.OfRows(pixels.ToRows().Select(row => row.Select(v => v / 8 - 1).ToArray()));
    }
}
