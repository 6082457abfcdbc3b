using System;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>What a run takes where nothing is given.</summary>
internal static class RunDefaults
{
    internal const string Target = "old-faithful";
    internal const int TargetSamples = 1000;
    internal const string Start = "gaussian:0,0.3";
    internal const int Particles = 1000;
    internal const string Functional = "mmd";
    internal const string Kernel = "imq:1,0.5";
    internal const string Metric = "wasserstein";
    internal const string Integrator = "rk4:1";
    // A kernel density of the target is stiff: far particles feel a pull of one over its squared bandwidth. Error
    // control finds the step that bears it; a fixed one may not.
    internal const string IntegratorOfDivergences = "dopri5:0.001,0.001,0.01";
    // Noise takes Euler. Stable while the curvature of -log p is below 2/tau: named targets have up to 100, bar the
    // funnel's throat.
    internal const string IntegratorOfDiffusions = "euler:0.005";
    internal const int Steps = 200;
    internal const string Folder = "ganflow-out";

    // Enough states to choose the pictures of the report from, few enough for the memory.
    private const int States = 50;

    /// <summary>What sees the functional: for SVGD the score, where the target has one.</summary>
    internal static string CriticFor(FunctionalSpec functional, ParsedMetric metric, TargetSpec target) => functional switch
    {
        FunctionalSpec.Estimated { IsReverseKl: true }
            when metric is { MovesAlongLogDensity: true, Diffuses: false } && target.Density is not null =>
            "score",
        FunctionalSpec.Estimated => "kde",
        _ => "exact",
    };

    /// <summary>The integrator of a flow of the functional, which may be a diffusion.</summary>
    internal static string IntegratorFor(FunctionalSpec functional, bool diffuses) =>
        functional is FunctionalSpec.Valued ? Integrator
        : diffuses ? IntegratorOfDiffusions
        : IntegratorOfDivergences;

    /// <summary>Every how many steps to store the state.</summary>
    internal static int Keep(Horizon horizon, Integrator integrator)
    {
        var byTime = horizon.Time is { } time ? time / integrator.FirstStep : double.PositiveInfinity;
        var expected = Math.Min(horizon.Steps ?? double.PositiveInfinity, byTime);
        return (int)Math.Clamp(Math.Ceiling(expected / States), 1, 1_000_000);
    }
}
