using System;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The start of a run: a Gaussian in the units of the flow, or points in the units of the data.</summary>
internal abstract record StartSpec
{
    internal static StartSpec Parse(string text)
    {
        var (name, rest) = Numerals.Split(text);

        if (name == "gaussian")
        {
            var numbers = Numerals.Finite("--start", text, rest ?? throw Shape(text));
            return numbers.Length < 2 ? throw Shape(text)
                : numbers[^1] <= 0
                    ? throw new BadInputException(
                        $"the standard deviation of --start must be positive, but is {numbers[^1]}.")
                : new Gaussian(text, numbers[..^1], numbers[^1]);
        }

        return text == DataSource.StandardInput
            || File.Exists(text)
            || Path.HasExtension(text)
            || text.Contains('/', StringComparison.Ordinal)
            ? new Data(text)
            : throw new BadInputException(NearestName.Unknown("start", name, ["gaussian"]) + ", and files.");
    }

    private static BadInputException Shape(string text) =>
        new($"--start must have the form gaussian:MEAN,SD, but is '{text}'.");

    /// <summary>N(mean, sd^2 I); a single mean is that of every coordinate.</summary>
    internal sealed record Gaussian(string Text, double[] Mean, double Sd) : StartSpec
    {
        internal Points Sample(Seed seed, int count, int dimension)
        {
            if (Mean.Length != 1 && Mean.Length != dimension)
            {
                throw new BadInputException(
                    $"--start '{Text}' has dimension {Mean.Length}, but the target has dimension {dimension}.");
            }

            SampleSize.Check("--particles", count, dimension);
            var noise = seed.Gaussian(count, dimension);
            return Points.Init(count, dimension, (i, k) => Mean[Mean.Length == 1 ? 0 : k] + Sd * noise[i, k]);
        }
    }

    /// <summary>Points of a file or of standard input.</summary>
    internal sealed record Data(string Path) : StartSpec
    {
        /// <summary>The points, or a random subset of the given size.</summary>
        /// <param name="all">What the file holds.</param>
        /// <param name="columns">The columns to keep, counted from 1; null for all.</param>
        /// <param name="seed">The seed of the subset.</param>
        /// <param name="count">Its size; null for all points.</param>
        /// <param name="dimension">The dimension of the target.</param>
        internal Points Choose(Points all, int[]? columns, Seed seed, int? count, int dimension)
        {
            var points = DataSource.Select(all, Path, columns);

            if (points.Dimension != dimension)
            {
                throw new BadInputException(
                    $"--start '{Path}' has {points.Dimension} columns, but the target has dimension {dimension}.");
            }

            return count is not { } n || n == points.Count ? points
                : n < points.Count ? points.Select(seed.Permutation(points.Count)[..n])
                : throw new BadInputException(
                    $"--particles asks for {n} points, but --start '{Path}' has {points.Count}.");
        }
    }
}
