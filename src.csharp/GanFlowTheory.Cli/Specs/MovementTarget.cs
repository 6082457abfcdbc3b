using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The target of a functional: points, and the law itself where it is known.</summary>
/// <param name="Points">Points of it; null where the law is known and nobody asks for points.</param>
/// <param name="Mixture">The law, where it is a mixture of Gaussians.</param>
/// <param name="Density">Its density, where it has one.</param>
/// <param name="Input">What standard input held, where it came from there.</param>
internal sealed record MovementTarget(Points Points, GaussianMixture? Mixture, Density? Density, Points? Input)
{
    private const string Gaussian = "gaussian";

    internal static DataSource? SourceOf(string text) => IsGaussian(text) ? null : TargetSpec.Parse(text).Source;

    internal static string FullTextOf(string text) => IsGaussian(text) ? text.Trim() : TargetSpec.Parse(text).FullText;

    internal static MovementTarget Read(Terminal terminal, DataChoice choice, string text, int dimension, int samples, int seed)
    {
        if (IsGaussian(text))
        {
            var law = Form.Read(
                "--target", [new Form<GaussianSpec>("gaussian:M1,..,Md,SD", "a Gaussian", given => GaussianSpec.Of(given))], text);
            var mean = law.Mean.Length == 1 ? [.. Enumerable.Repeat(law.Mean[0], dimension)] : law.Mean;
            Check(mean.Length, dimension);
            SampleSize.Check("--target-samples", samples, dimension);
            var mixture = GaussianMixture.Isotropic(mean, law.Sd);
            return new(
                mixture.Sample(Seed.Create(seed).Split("target"), samples), mixture,
                Density.OfMixture(text.Trim(), mixture), null);
        }

        var target = TargetSpec.Parse(text);
        var read = target.Read(terminal, choice, samples, seed);
        Check(read.Points.Dimension, dimension);
        return new(read.Points, target.Law?.Mixture, target.Density, read.Input);
    }

    private static bool IsGaussian(string text) => text.Head() == Gaussian;

    private static void Check(int found, int dimension)
    {
        if (found != dimension)
        {
            throw new BadInputException($"--target has dimension {found}, but --state has dimension {dimension}.");
        }
    }
}
