using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A state that a minimising movement starts from.</summary>
/// <param name="Text">As specified.</param>
internal abstract record MovementState(string Text)
{
    private static readonly IReadOnlyList<Form<MovementState>> Named =
    [
        new("point:X1,..,Xd", "a point of R^d", given => new Point(given.Text, given.Numbers())),
        new(
            "gaussian:M1,..,Md,SD",
            "N(M, SD^2 I) in the Bures geometry",
            given => new Gaussian(given.Text, GaussianSpec.Of(given))),
        new(
            "quantiles:N,MEAN,SD",
            "N quantiles of N(MEAN, SD^2): R with its Wasserstein distance",
            given => given.Numbers() switch
            {
                [>= 1 and <= 1_000_000 and var n, var mean, > 0 and var sd] when n == (int)n =>
                    new Quantiles(given.Text, (int)n, mean, sd),
                [_, _, _] => throw new BadInputException(
                    $"--state quantiles:N,MEAN,SD needs a whole N from 1 on and an SD above 0, but is '{given.Text}'."),
                _ => throw given.Misshapen(),
            }),
    ];

    internal static string Shapes => Named.Shapes() + ", or a file of particles";

    internal static MovementState Parse(string text) =>
        Form.TryRead("--state", Named, text)
        ?? (DataSource.TryOf(text.Trim()) is { } source
            ? new Cloud(text.Trim(), source)
            : throw new BadInputException(NearestName.Unknown("state", text.Head(), Named.Names()) + ", and files."));

    /// <summary>Where particles are read; null for a state of the program.</summary>
    internal virtual DataSource? Source => null;

    /// <summary>The specification as it reads from any working folder.</summary>
    internal string FullText => Source?.FullText ?? Text;

    /// <summary>The state, and what standard input held where it came from there.</summary>
    internal abstract (State State, Points? Input) Read(Terminal terminal, DataChoice choice);

    private sealed record Point(string Text, double[] At) : MovementState(Text)
    {
        internal override (State State, Points? Input) Read(Terminal terminal, DataChoice choice) => (Particles.Point(At), null);
    }

    private sealed record Gaussian(string Text, GaussianSpec Law) : MovementState(Text)
    {
        internal override (State State, Points? Input) Read(Terminal terminal, DataChoice choice) =>
            (GaussianState.Isotropic(Law.Mean, Law.Sd), null);
    }

    private sealed record Quantiles(string Text, int Count, double Mean, double Sd) : MovementState(Text)
    {
        internal override (State State, Points? Input) Read(Terminal terminal, DataChoice choice) =>
            (QuantileState.OfMixture(Count, GaussianMixture.Isotropic([Mean], Sd)), null);
    }

    private sealed record Cloud(string Text, DataSource From) : MovementState(Text)
    {
        internal override DataSource Source => From;

        internal override (State State, Points? Input) Read(Terminal terminal, DataChoice choice)
        {
            var points = From.Read(terminal, choice);
            return (Particles.OfPoints(points), From.IsStandardInput ? points : null);
        }
    }
}
