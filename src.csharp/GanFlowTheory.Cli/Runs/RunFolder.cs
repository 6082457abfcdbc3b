using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The files of a run.</summary>
internal static class RunFolder
{
    internal static void Write(OutputFolder folder, RunPlan plan, RunResult result)
    {
        folder.Put("particles.npy", result.Final is { } final ? final.WriteNpy : null);
        folder.Put("weights.npy", result.Weights is { } weights ? weights.WriteNpy : null);
        ManifestFile.PutInputs(folder, plan.Target.Input, plan.StartInput);
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
