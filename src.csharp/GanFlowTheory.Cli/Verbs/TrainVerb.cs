using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Trainings;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow train: flows the parameters of a generator to a target.</summary>
internal sealed class TrainVerb() : PlannedVerb<TrainSettings, TrainPlan, TrainResult>(
    TrainFolder.Verb,
    "Trains a generator: flows its parameters to a target, and writes samples.npy, generator.npz, diagnostics.csv, scores.csv, "
    + "times.csv, checkpoint.npz, manifest.json and report.html.")
{
    protected override TrainPlan Plan(Terminal terminal, TrainSettings settings) => TrainPlan.Create(terminal, settings);

    protected override TrainResult Run(Terminal terminal, TrainPlan plan, OutputFolder? folder)
    {
        TrainResume.CheckSteps(plan);

        // The results of an earlier training go first: what the manifest speaks of is there, or not at all.
        folder!.RemoveManifest();

        foreach (var name in TrainFolder.Results)
        {
            folder.Remove(name);
        }

        // There from the start, so that a training that is stopped by force can go on by it.
        PutManifest(folder, plan, TrainFolder.Facts(plan, null));
        return TrainRunner.Run(terminal, plan, folder[TrainFolder.Checkpoint]);
    }

    protected override void Write(OutputFolder folder, TrainPlan plan, TrainResult result) =>
        TrainFolder.Write(folder, plan, result);

    protected override object Facts(TrainPlan plan, TrainResult result) => TrainFolder.Facts(plan, result);

    // A checkpoint of an earlier training is not taken away, but is no result of this one.
    protected override IReport Summary(TrainPlan plan, TrainResult result, OutputFolder? folder) =>
        new TrainSummary(
            plan,
            result,
            folder is null ? []
            : result.HasCheckpoint ? [.. folder.Files, folder.Manifest, folder[TrainFolder.Checkpoint]]
            : [.. folder.Files, folder.Manifest]);
}
