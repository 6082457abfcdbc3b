using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The files of a run.</summary>
internal static class RunFolder
{
    internal static void Write(OutputFolder folder, RunPlan plan, RunResult result)
    {
        PointsFormat.Put(folder, "particles", plan.Settings.Format, result.Final, plan.Target.Coordinates);
        folder.Put("weights.npy", result.Weights is { } weights ? weights.WriteNpy : null);
        ManifestFile.PutInputs(folder, plan.Target.Input, plan.StartInput, plan.Target.Coordinates);
        folder.Put("diagnostics.csv", DiagnosticsTable.Of(result.Steps));
        folder.Put("report.html", result.Report.Write);
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(RunPlan plan, RunResult result) => new
    {
        ResolvedKernel = plan.Kernel.Kernel.Name,
        ResolvedEngine = plan.Specs.Engine.Name,
        FlowUnits = plan.Scaling.Describe(),
        Outcome = result.Outcome.Word,
        OutcomeSentence = result.Outcome.Sentence,
        StepsTaken = result.Last.Index,
        ParticlesSha256 = result.Final is { } final ? Fingerprint.Of(final) : null,
    };
}
