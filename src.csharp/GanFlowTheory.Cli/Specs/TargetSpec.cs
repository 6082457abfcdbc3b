using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The target of a run: points, and what is known about where they come from.</summary>
/// <param name="Points">m x d.</param>
/// <param name="FromData">Whether they were read rather than sampled from a named distribution.</param>
/// <param name="Law">The distribution that they are a sample of, where it is known.</param>
/// <param name="Coordinates">The names of the coordinates, where they have any.</param>
internal sealed record TargetSpec(
    Points Points, bool FromData, Target? Law, IReadOnlyList<string> Coordinates)
{
    /// <summary>The density, where it has one with a score.</summary>
    internal Density? Density => Law is null ? null : Density.TryOfTarget(Law);

    /// <summary>What standard input held, all columns of it, where the target came from there.</summary>
    internal Points? Input { get; private init; }

    /// <summary>The data set that comes with the program.</summary>
    internal const string OldFaithful = "old-faithful";

    internal static IEnumerable<string> Names => Target.Names.Prepend(OldFaithful);

    /// <summary>Where the shipped data set lies.</summary>
    internal static string OldFaithfulPath => Path.Combine(AppContext.BaseDirectory, "data", "old-faithful.csv");

    /// <summary>Whether the text stands for data: the shipped data set, a file or standard input.</summary>
    internal static bool IsData(string text) => text == OldFaithful || !IsName(text);

    /// <summary>The named distributions that have a score.</summary>
    internal static IEnumerable<string> WithScore => Target.Names.Where(HasScore);

    /// <summary>Whether the text names a distribution that has a score.</summary>
    internal static bool HasScore(string text) =>
        Target.Names.Contains(text, StringComparer.Ordinal) && Density.TryOfTarget(Target.ByName(text)) is not null;

    internal static bool IsName(string text) => Names.Contains(text, StringComparer.Ordinal);

    /// <summary>The target of a name, a file or standard input.</summary>
    internal static TargetSpec Read(Terminal terminal, string text, int[]? columns, int samples, int seed)
    {
        if (text == OldFaithful)
        {
            string[] names = ["eruption (minutes)", "waiting (minutes)"];
            return new(
                DataSource.Read(terminal, OldFaithfulPath, columns),
                true,
                null,
                columns is null ? names : [.. columns.Select(column => names[column - 1])]);
        }

        if (text == DataSource.StandardInput || File.Exists(text) || LooksLikeFile(text))
        {
            var all = DataSource.Read(terminal, text);
            return new(DataSource.Select(all, text, columns), true, null, [])
            {
                Input = text == DataSource.StandardInput ? all : null,
            };
        }

        if (!IsName(text))
        {
            throw new BadInputException(NearestName.Unknown("target", text, Names) + ", and files.");
        }

        if (columns is not null)
        {
            throw new BadInputException($"--columns is for data, but {text} is a named distribution.");
        }

        var target = Target.ByName(text);
        SampleSize.Check("--target-samples", samples, target.Dimension);
        return new(target.Sample(Seed.Create(seed).Split("target"), samples), false, target, []);
    }

    private static bool LooksLikeFile(string text) =>
        text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
        || Path.HasExtension(text) || Directory.Exists(text);
}
