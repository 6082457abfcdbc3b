using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What is measured of a generator at a step of its training.</summary>
/// <param name="Step">The number of the step.</param>
/// <param name="Seconds">The wall-clock time that the training had taken by then, in seconds, without what measuring took.</param>
/// <param name="Kid">KID of features, unbiased, with its standard error where it has one.</param>
/// <param name="Fid">FID of features, biased upward by about c/n: it compares at equal sizes only.</param>
/// <param name="Mmd">MMD^2 of the points themselves by a Gaussian kernel, unbiased.</param>
/// <param name="Modes">How the modes of the target are covered; null where they are not known.</param>
/// <param name="WitnessSlope">The mean of |grad f| of the critic's witness f on segments between target and generated points; null
/// where there is no critic network, or it has not begun.</param>
public sealed record GanScore(
    int Step, double Seconds, Estimate Kid, double Fid, Estimate Mmd, ModeCoverage? Modes, double? WitnessSlope)
{
    /// <summary>What is measured of the parameters of a generator, on fresh points by the seed. The same seed at every step gives
    /// curves whose differences are not the points'.</summary>
    /// <param name="reference">What the points are compared with.</param>
    /// <param name="seed">Draws the points.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="seconds">The wall-clock time by then.</param>
    /// <param name="q">The generator.</param>
    /// <exception cref="ArgumentException">The points are no longer finite.</exception>
    public static GanScore Measure(GanReference reference, Seed seed, int step, double seconds, ParameterState q) =>
        Of(GanScoreModule.measure(
            reference.NotNull(nameof(reference)).Wrapped, seed.Wrapped, step, seconds, q.NotNull(nameof(q)).Wrapped));

    internal static GanScore Of(Core.GanScore s) => new(
        s.Step, s.Seconds, Estimate.Of(s.Kid), s.Fid, Estimate.Of(s.Mmd),
        s.Modes is { } modes ? ModeCoverage.Of(modes.Value) : null, s.WitnessSlope.OrNull());

    internal Core.GanScore Wrapped => new(
        Step, Seconds, Kid.Wrapped, Fid, Mmd.Wrapped, Modes?.Wrapped.OptionOf(), WitnessSlope.Option());
}
