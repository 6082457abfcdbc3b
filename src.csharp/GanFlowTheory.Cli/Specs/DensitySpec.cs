using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A density for a grid: a Gaussian, a named target, or a file with the density on each cell.</summary>
/// <param name="Option">The option it was given with, for sentences.</param>
/// <param name="Text">As specified.</param>
internal abstract record DensitySpec(string Option, string Text)
{
    private static readonly IReadOnlyList<Form<DensitySpec>> Gaussians =
    [
        new(
            "gaussian:MEAN,SD or, in the plane, gaussian:X,Y,SD",
            "a Gaussian",
            given => new Gaussian(given.Kind, given.Text, GaussianSpec.Of(given, mostMeans: 2))),
    ];

    internal static DensitySpec Parse(string option, string text)
    {
        var given = text.Trim();
        return Form.TryRead(option, Gaussians, given)
            ?? (Target.Forms.Has(given)
                ? new Named(option, given, Target.Parse(given))
                : DataSource.TryOf(given) is { } source ? new Data(option, given, source)
                : throw new BadInputException(
                    NearestName.Unknown("density", given.Head(), Gaussians.Names().Concat(Target.Forms.Names()))
                    + ", and files."));
    }

    /// <summary>The dimension; null where the grid says it.</summary>
    internal abstract int? Dimension { get; }

    /// <summary>The mixture of Gaussians that it is; null where it is none.</summary>
    internal virtual GaussianMixture? Mixture => null;

    /// <summary>Where the numbers are read; null for a density of the program.</summary>
    internal virtual DataSource? Source => null;

    /// <summary>The specification as it reads from any working folder.</summary>
    internal string FullText => Source?.FullText ?? Text;

    internal abstract DensityOnGrid On(Terminal terminal, DataChoice choice, Grid grid);

    private string Name => $"{Option} {Text}";

    private sealed record Gaussian(string Option, string Text, GaussianSpec Law) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => Law.Mean.Length;

        internal override DensityOnGrid On(Terminal terminal, DataChoice choice, Grid grid) =>
            new(GridDensity.OfMixture(Name, GaussianMixture.Isotropic(Law.Mean, Law.Sd), grid), null);
    }

    private sealed record Named(string Option, string Text, Target Law) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => Law.Dimension;

        internal override GaussianMixture? Mixture => Law.Mixture;

        internal override DensityOnGrid On(Terminal terminal, DataChoice choice, Grid grid) => new(GridDensity.OfTarget(Law, grid), null);
    }

    /// <summary>One value of the density for each cell, the first axis running fastest.</summary>
    private sealed record Data(string Option, string Text, DataSource From) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => null;

        internal override DataSource Source => From;

        internal override DensityOnGrid On(Terminal terminal, DataChoice choice, Grid grid)
        {
            var values = From.Read(terminal, choice);
            return values.Dimension == 1
                ? new(
                    GridDensity.OfValues(Name, values.Coordinate(0).ToArray(), grid),
                    From.IsStandardInput ? values : null)
                : throw new BadInputException(
                    $"{Name} must have one column, the density on each cell, but has {values.Dimension}.");
        }
    }
}
