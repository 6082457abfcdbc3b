using System;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A density for a grid: a Gaussian, a named target, or a file with the density on each cell.</summary>
/// <param name="Option">The option it was given with, for sentences.</param>
/// <param name="Text">What was given.</param>
internal abstract record DensitySpec(string Option, string Text)
{
    internal static DensitySpec Parse(string option, string text)
    {
        var (name, rest) = Numerals.Split(text);

        if (name == "gaussian")
        {
            var numbers = Numerals.Finite(option, text, rest ?? throw Shape(option, text));
            return numbers.Length is < 2 or > 3 ? throw Shape(option, text)
                : numbers[^1] <= 0
                    ? throw new BadInputException(
                        $"the standard deviation of {option} must be positive, but is {numbers[^1]}.")
                : new Gaussian(option, text, numbers[..^1], numbers[^1]);
        }

        return Target.Names.Contains(text, StringComparer.Ordinal) ? new Named(option, text)
            : text == DataSource.StandardInput
                || File.Exists(text)
                || Path.HasExtension(text)
                || text.Contains('/', StringComparison.Ordinal)
                ? new Data(option, text)
            : throw new BadInputException(
                NearestName.Unknown("density", name, Target.Names.Prepend("gaussian")) + ", and files.");
    }

    /// <summary>The dimension; null where the grid says it.</summary>
    internal abstract int? Dimension { get; }

    internal abstract GridDensity On(Terminal terminal, Grid grid);

    private string Name => $"{Option} {Text}";

    private static BadInputException Shape(string option, string text) =>
        new($"{option} must have the form gaussian:MEAN,SD or, in the plane, gaussian:X,Y,SD, but is '{text}'.");

    private sealed record Gaussian(string Option, string Text, double[] Mean, double Sd) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => Mean.Length;

        internal override GridDensity On(Terminal terminal, Grid grid) =>
            GridDensity.OfMixture(Name, GaussianMixture.Isotropic(Mean, Sd), grid);
    }

    private sealed record Named(string Option, string Text) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => Target.ByName(Text).Dimension;

        internal override GridDensity On(Terminal terminal, Grid grid) =>
            GridDensity.OfTarget(Target.ByName(Text), grid);
    }

    /// <summary>One value of the density for each cell, the first axis running fastest.</summary>
    private sealed record Data(string Option, string Text) : DensitySpec(Option, Text)
    {
        internal override int? Dimension => null;

        internal override GridDensity On(Terminal terminal, Grid grid)
        {
            var values = DataSource.Read(terminal, Text);
            return values.Dimension == 1
                ? GridDensity.OfValues(Name, values.Coordinate(0).ToArray(), grid)
                : throw new BadInputException(
                    $"{Name} must have one column, the density on each cell, but has {values.Dimension}.");
        }
    }
}
