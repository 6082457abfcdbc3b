using System;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>What a training takes where nothing is given.</summary>
internal static class TrainDefaults
{
    internal const string Gan = "monoflow:non-saturating";
    internal const string Target = "eight-gaussians";
    internal const int TargetSamples = 2000;
    internal const int Batch = 256;
    internal const string Optimiser = "adam:0.001,0.5,0.9";
    internal const string OptimiserOfMmd = "gd:0.1";
    internal const string OptimiserOfClipping = "rmsprop:5E-05,0.9,1E-10@box:0.01";
    internal const int CriticSteps = 1;
    internal const int CriticFirstSteps = 100;
    internal const string CriticLoss = "cross-entropy";
    internal const string Penalty = "none";

    // Of the estimators without a network the one whose slopes stay bounded where no particle is near the target: those of
    // kernel densities throw the targets of a regression far out.
    internal const string CriticOfFlow = "logistic";

    internal const string Kernel = "gaussian:0.5 + gaussian:2";
    internal const double Lambda = 0.01;
    internal const double Epsilon = 0.1;
    internal const int Regressions = 5;
    internal const int Steps = 1000;
    internal const string Folder = "ganflow-train";

    /// <summary>The settings where nothing is given; null for what depends on the rest.</summary>
    internal static TrainSettings Settings { get; } = new()
    {
        Gan = Gan,
        Target = Target,
        TargetSamples = TargetSamples,
        Generator = null,
        Critic = null,
        Batch = Batch,
        Optimiser = null,
        CriticOptimiser = null,
        CriticSteps = null,
        CriticFirstSteps = null,
        CriticLoss = CriticLoss,
        Penalty = null,
        Kernel = Kernel,
        Lambda = Lambda,
        Epsilon = Epsilon,
        Regressions = Regressions,
        FreshNoise = true,
        Steps = Steps,
        Seed = 0,
    };

    internal static string OptimiserOf(GanSpec gan) => gan is GanSpec.LowersMmd ? OptimiserOfMmd : Optimiser;

    internal static string GeneratorTo(string dimension) => $"16-128-128-{dimension}:tanh";

    internal static string CriticOf(string dimension, int outputs = 1) =>
        $"{dimension}-512-256-{outputs}:leaky-relu:0.2";

    internal static int MeasureEvery(int steps) => Math.Max(1, steps / 50);

    internal static int CheckpointEvery(int steps) => Math.Max(1, steps / 10);
}
