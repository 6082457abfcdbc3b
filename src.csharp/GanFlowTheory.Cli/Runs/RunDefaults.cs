using System;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>What a run takes where nothing is given.</summary>
internal static class RunDefaults
{
    internal const string Target = TargetSpec.OldFaithful;
    internal const int TargetSamples = 1000;
    internal const string Start = "gaussian:0,1";
    internal const int Particles = 1000;
    internal const string Functional = "mmd";
    internal const string Kernel = "rbf-mix";
    internal const string Metric = "wasserstein";
    internal const string Critic = "exact";
    internal const string Integrator = "euler:1";
    internal const int Steps = 300;
    internal const string Folder = "ganflow-out";

    // Enough states for the pictures of the report, few enough for the memory.
    private const int States = 24;

    /// <summary>Every how many steps to store the state.</summary>
    internal static int Keep(int? steps, double? until, string integrator)
    {
        var byTime = until is { } time ? time / GanFlowTheory.Integrator.Parse(integrator).FirstStep : double.PositiveInfinity;
        var expected = Math.Min(steps ?? double.PositiveInfinity, byTime);
        return (int)Math.Clamp(Math.Ceiling(expected / States), 1, 1_000_000);
    }
}
