using System;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>How steep a critic's witness is.</summary>
public sealed class WitnessSlope
{
    private readonly FSharpFunc<Core.Seed, FSharpFunc<double[], FSharpFunc<Core.IMeasure, double>>> measure;

    /// <summary>Of the critics of the options against a target.</summary>
    /// <param name="options">How the critic is trained.</param>
    /// <param name="target">p.</param>
    /// <exception cref="ArgumentException">An option lies outside its range.</exception>
    public WitnessSlope(CriticOptions options, Measure target) => measure = Core.WitnessSlope.measure(
        options.NotNull(nameof(options)).Wrapped, target.NotNull(nameof(target)).AsCore);

    /// <summary>The mean of |grad f| of the witness f of a critic with parameters theta, on segments between points of the target
    /// and of the current law, by the seed: about 1 where a gradient penalty holds it.</summary>
    /// <param name="seed">Chooses the points.</param>
    /// <param name="theta">The critic's parameters.</param>
    /// <param name="q">The current law.</param>
    /// <exception cref="ArgumentException">The length is not that of the parameters.</exception>
    public double Measure(Seed seed, double[] theta, Measure q) =>
        measure.Invoke(seed.Wrapped).Invoke(theta.NotNull(nameof(theta))).Invoke(q.NotNull(nameof(q)).AsCore);
}
