using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The start of a run: a Gaussian in the units of the flow, or points in the units of the data.</summary>
internal abstract record StartSpec
{
    private static readonly IReadOnlyList<Form<StartSpec>> Gaussians =
    [
        new(
            "gaussian:MEAN,SD",
            "N(MEAN, SD^2) in every coordinate, in the units of the flow",
            given => new Gaussian(given.Text, GaussianSpec.Of(given))),
        new(
            "gaussian:M1,..,Md,SD",
            "a Gaussian with a mean for each coordinate",
            given => new Gaussian(given.Text, GaussianSpec.Of(given))),
    ];

    internal static IEnumerable<Form> Forms =>
        Gaussians.Append(new Form("FILE", "points in the units of the data; - is standard input"));

    internal static StartSpec Parse(string text) =>
        Form.TryRead("--start", Gaussians, text)
        ?? (DataSource.TryOf(text.Trim()) is { } source
            ? new Data(source)
            : throw new BadInputException(NearestName.Unknown("start", text.Head(), Gaussians.Names()) + ", and files."));

    /// <summary>Where the points are read; null for a Gaussian.</summary>
    internal virtual DataSource? Source => null;

    /// <summary>The specification as it reads from any working folder.</summary>
    internal abstract string FullText { get; }

    /// <summary>N(mean, sd^2 I); a single mean is that of every coordinate.</summary>
    internal sealed record Gaussian(string Text, GaussianSpec Law) : StartSpec
    {
        internal override string FullText => Text;

        internal Points Sample(Seed seed, int count, int dimension)
        {
            var (mean, sd) = Law;

            if (mean.Length != 1 && mean.Length != dimension)
            {
                throw new BadInputException(
                    $"--start '{Text}' has dimension {mean.Length}, but the target has dimension {dimension}.");
            }

            SampleSize.Check("--particles", count, dimension);
            var noise = seed.Gaussian(count, dimension);
            return Points.Init(count, dimension, (i, k) => mean[mean.Length == 1 ? 0 : k] + sd * noise[i, k]);
        }
    }

    /// <summary>Points of a file or of standard input.</summary>
    internal sealed record Data(DataSource From) : StartSpec
    {
        internal override DataSource Source => From;

        internal override string FullText => From.FullText;

        /// <summary>The points, or a random subset of the given size.</summary>
        /// <param name="points">What is read of the file.</param>
        /// <param name="seed">The seed of the subset.</param>
        /// <param name="count">Its size; null for all points.</param>
        /// <param name="dimension">The dimension of the target.</param>
        internal Points Choose(Points points, Seed seed, int? count, int dimension)
        {
            if (points.Dimension != dimension)
            {
                throw new BadInputException(
                    $"--start '{From}' has {points.Dimension} columns, but the target has dimension {dimension}.");
            }

            return count is not { } n || n == points.Count ? points
                : n < points.Count ? points.Select(seed.Permutation(points.Count)[..n])
                : throw new BadInputException(
                    $"--particles asks for {n} points, but --start '{From}' has {points.Count}.");
        }
    }
}
