using System;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A density for a grid: a Gaussian, a named target, or a file with the density on each cell.</summary>
/// <param name="Option">The option it was given with, for sentences.</param>
/// <param name="Text">As specified.</param>
internal abstract record DensitySpec(string Option, string Text)
{
    private const string Shape = "gaussian:MEAN,SD or, in the plane, gaussian:X,Y,SD";

    private static readonly Axis<DensitySpec> Axis = new(
        "density",
        new Form<DensitySpec>(
            "gaussian:MEAN,SD",
            "a Gaussian, in the plane gaussian:X,Y,SD",
            given => new Gaussian(given.Option, given.Text, GaussianSpec.Of(given, Shape, mostMeans: 2))));

    internal static DensitySpec Parse(string option, string text)
    {
        var given = new Specification(option, text);
        return Axis.TryRead(given)
            ?? (Target.Names.Contains(given.Text, StringComparer.Ordinal)
                ? new Named(option, given.Text, Target.ByName(given.Text))
                : DataSource.TryOf(given.Text) is { } source ? new Data(option, given.Text, source)
                : throw new BadInputException(Axis.Unknown(given.Name, Target.Names) + ", and files."));
    }

    /// <summary>The dimension; null where the grid says it.</summary>
    internal abstract int? Dimension { get; }

    /// <summary>Where the numbers are read; null for a density of the program.</summary>
    internal virtual DataSource? Source => null;

    /// <summary>The specification as it reads from any working folder.</summary>
    internal string FullText => Source?.FullText ?? Text;

    internal abstract DensityOnGrid On(Terminal terminal, Grid grid);

    private string Name => $"{Option} {Text}";

    private sealed record Gaussian(string Option, string Text, GaussianSpec Law) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => Law.Mean.Length;

        internal override DensityOnGrid On(Terminal terminal, Grid grid) =>
            new(GridDensity.OfMixture(Name, GaussianMixture.Isotropic(Law.Mean, Law.Sd), grid), null);
    }

    private sealed record Named(string Option, string Text, Target Law) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => Law.Dimension;

        internal override DensityOnGrid On(Terminal terminal, Grid grid) => new(GridDensity.OfTarget(Law, grid), null);
    }

    /// <summary>One value of the density for each cell, the first axis running fastest.</summary>
    private sealed record Data(string Option, string Text, DataSource From) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => null;

        internal override DataSource Source => From;

        internal override DensityOnGrid On(Terminal terminal, Grid grid)
        {
            var values = From.Read(terminal, DataChoice.All);
            return values.Dimension == 1
                ? new(
                    GridDensity.OfValues(Name, values.Coordinate(0).ToArray(), grid),
                    From.IsStandardInput ? values : null)
                : throw new BadInputException(
                    $"{Name} must have one column, the density on each cell, but has {values.Dimension}.");
        }
    }
}
