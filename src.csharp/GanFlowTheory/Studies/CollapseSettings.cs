using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>What a study of mode collapse is given; a record, so <c>with</c> changes one of <see cref="Standard"/>.</summary>
public sealed record CollapseSettings
{
    /// <summary>Settings for the eight Gaussians, of seconds: 256 particles from N(0, 0.3^2 I) against 128 features of bandwidth
    /// 0.6 with ridge 0.1, up to the time 20, on the clocks of <see cref="CriticClock.Dial"/>.</summary>
    public static CollapseSettings Standard { get; } = Of(CollapseSettingsModule.standard);

    /// <summary>The clocks of the critic, at least one.</summary>
    public required IReadOnlyList<CriticClock> Clocks { get; init; }

    /// <summary>The number of particles n.</summary>
    public required int Particles { get; init; }

    /// <summary>The standard deviation of the Gaussian that they are drawn from, about the mean of the target.</summary>
    public required double Spread { get; init; }

    /// <summary>The number m of random Fourier features whose span the critic is in.</summary>
    public required int Features { get; init; }

    /// <summary>Their bandwidth.</summary>
    public required double Bandwidth { get; init; }

    /// <summary>The ridge lambda of the critic.</summary>
    public required double Ridge { get; init; }

    /// <summary>The number of draws that stand for the target.</summary>
    public required int TargetSamples { get; init; }

    /// <summary>The time to run to.</summary>
    public required double Until { get; init; }

    /// <summary>Fixes the particles, the features and the draws of the target.</summary>
    public required Seed Seed { get; init; }

    internal Core.CollapseSettings Wrapped => new(
        Bridge.List(Clocks.Select(clock => clock.Wrapped)),
        Particles,
        Spread,
        Features,
        Bandwidth,
        Ridge,
        TargetSamples,
        Until,
        Seed.Wrapped);

    internal static CollapseSettings Of(Core.CollapseSettings s) => new()
    {
        Clocks = s.Clocks.Map(CriticClock.Of),
        Particles = s.Particles,
        Spread = s.Spread,
        Features = s.Features,
        Bandwidth = s.Bandwidth,
        Ridge = s.Ridge,
        TargetSamples = s.TargetSamples,
        Until = s.Until,
        Seed = new(s.Seed),
    };
}
