using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The target of a flow: a named distribution, a data set that comes with the program, a file or standard
/// input.</summary>
internal abstract record TargetSpec
{
    internal static IReadOnlyList<Form> Forms { get; } =
    [
        .. Shipped.All.Select(data => new Form(data.Name, data.Description)),
        .. Target.Forms,
        new("FILE", "a CSV, .npy or .parquet file, one point per row; - is standard input"),
    ];

    internal static string Names => Forms.SkipLast(1).Shapes();

    /// <summary>The named distributions that have a score.</summary>
    internal static IEnumerable<string> WithScore =>
        Target.All.Where(target => GanFlowTheory.Density.TryOfTarget(target) is not null).Select(target => target.Name);

    internal static TargetSpec Parse(string text)
    {
        var name = text.Trim();
        return Shipped.All.FirstOrDefault(data => data.Name == name) is { } shipped ? shipped
            : Target.Forms.Has(name) ? new Named(Target.Parse(name))
            : DataSource.TryOf(name) is { } source ? new Data(source)
            : throw new BadInputException(NearestName.Unknown("target", name, Forms.SkipLast(1).Names()) + ", and files.");
    }

    /// <summary>What a title calls it.</summary>
    internal abstract string Title { get; }

    /// <summary>The specification as it reads from any working folder.</summary>
    internal virtual string FullText => Title;

    /// <summary>Whether its points have units of their own, which are no units for a flow.</summary>
    internal virtual bool HasUnits => false;

    /// <summary>From its points to those that classifiers of them take.</summary>
    internal virtual Points ForClassifiers(Points points) => points;

    /// <summary>Where the points are read; null for those of the program.</summary>
    internal virtual DataSource? Source => null;

    /// <summary>The distribution, where it has a name.</summary>
    internal virtual Target? Law => null;

    /// <summary>The density of the distribution, where it has one with a score.</summary>
    internal Density? Density => Law is null ? null : GanFlowTheory.Density.TryOfTarget(Law);

    /// <summary>The points.</summary>
    /// <param name="terminal">Where standard input is.</param>
    /// <param name="choice">What of data is read.</param>
    /// <param name="samples">How many points a distribution is sampled with.</param>
    /// <param name="seed">The seed of the sample.</param>
    internal abstract TargetPoints Read(Terminal terminal, DataChoice choice, int samples, int seed);

    /// <summary>A distribution of the library.</summary>
    internal sealed record Named(Target Target) : TargetSpec
    {
        internal override string Title => Target.Name;

        internal override Target Law => Target;

        internal override TargetPoints Read(Terminal terminal, DataChoice choice, int samples, int seed)
        {
            if (choice.HasColumns)
            {
                throw new BadInputException($"--columns is for data, but {Title} is a named distribution.");
            }

            SampleSize.Check("--target-samples", samples, Target.Dimension);
            return new(Target.Sample(Seed.Create(seed).Split("target"), samples));
        }
    }

    /// <summary>A data set that comes with the program.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Description">What it is.</param>
    /// <param name="File">The file in the folder of data.</param>
    /// <param name="Coordinates">The names of its first columns, which are the points.</param>
    /// <param name="InUnits">From a row to the units of a flow; null where the flow has to choose them.</param>
    /// <param name="OutOfUnits">The way back, entry by entry.</param>
    internal sealed record Shipped(
        string Name,
        string Description,
        string File,
        IReadOnlyList<string> Coordinates,
        Func<double[], double[]>? InUnits,
        Func<double, double>? OutOfUnits) : TargetSpec
    {
        internal static IReadOnlyList<Shipped> All { get; } =
        [
            new(
                "old-faithful",
                "272 eruptions of the Old Faithful geyser: duration and waiting time, in minutes",
                "old-faithful.csv",
                ["eruption (minutes)", "waiting (minutes)"],
                null,
                null),
            // From 0..16 to [-1, 1], where networks start.
            new(
                "digits",
                "1,797 images of handwritten digits, 8 x 8 pixels in [-1, 1]",
                "digits.csv.gz",
                [.. Enumerable.Range(1, 64).Select(pixel => $"pixel {pixel}")],
                row => Array.ConvertAll(row, v => v / 8 - 1),
                v => 8 * (v + 1)),
        ];

        internal override string Title => Name;

        internal override bool HasUnits => InUnits is null;

        internal override Points ForClassifiers(Points points) => OutOfUnits is null
            ? points
            : Points.OfRows(points.ToRows().Select(row => Array.ConvertAll(row, v => OutOfUnits(v))));

        internal override TargetPoints Read(Terminal terminal, DataChoice choice, int samples, int seed)
        {
            var source = DataSource.Of(Path.Combine(AppContext.BaseDirectory, "data", File));
            var columns = BadInputException.Naming(
                "--columns", () => choice.Options.Columns.Places(Coordinates.Count, Coordinates));
            var points = source.Read(terminal, DataChoice.All).Columns(columns);
            points = InUnits is null ? points : Points.OfRows(points.ToRows().Select(InUnits));
            return new(points) { Coordinates = [.. columns.Select(column => Coordinates[column])] };
        }
    }

    /// <summary>Points of a file or of standard input.</summary>
    internal sealed record Data(DataSource From) : TargetSpec
    {
        internal override string Title => From.Title;

        internal override string FullText => From.FullText;

        internal override bool HasUnits => true;

        internal override DataSource Source => From;

        internal override TargetPoints Read(Terminal terminal, DataChoice choice, int samples, int seed)
        {
            var table = From.ReadTable(terminal, choice);
            return new(table.Points)
            {
                Coordinates = PointsFormat.NamesOf(table),
                Input = From.IsStandardInput ? table.Points : null,
            };
        }
    }
}
