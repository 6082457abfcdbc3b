using System;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;
using IO = System.IO;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Runs trainings.</summary>
internal static class TrainRunner
{
    private const int Shown = 6;

    // Stored states are those where the monitor decomposes g.
    private const int Monitored = 21;

    /// <summary>Trains to the number of steps, or until it is cancelled, writing checkpoints on the way.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="plan">The training.</param>
    /// <param name="checkpoint">The file of checkpoints.</param>
    internal static TrainResult Run(Terminal terminal, TrainPlan plan, string checkpoint)
    {
        var (settings, judge) = (plan.Settings, plan.Judge);
        var kernel = (plan.Objective as TrainObjective.OfKernel)?.Kernel;
        var stored = kernel is null ? Shown : Monitored;
        var run = plan.Run.KeepEvery(Math.Max(1, (settings.Steps + stored - 2) / (stored - 1))).Reusing();
        var hasCheckpoint = settings.Resume is { } resumed && resumed == IO.Path.GetFullPath(checkpoint);
        var critic = new CriticWatch(plan, run);
        using var said = terminal.SayEnding();
        var watch = Stopwatch.StartNew();
        var path = ProgressBar.Around(terminal, "train", show => run.Observe(
            Horizon.AfterSteps(settings.Steps),
            step =>
            {
                critic.Observe(step);

                // The last step is kept too, be it that the training was cancelled. A state that is no longer finite is no
                // place to go on from: the checkpoint before stays.
                var isDue = step.Index % plan.CheckpointEvery == 0 || step.Outcome is not null;

                if (isDue && step.Index > 0 && step.Outcome is not Outcome.Diverged)
                {
                    step.SaveCheckpoint(checkpoint, plan.SettingsText);
                    hasCheckpoint = true;
                }
            },
            new ProgressRelay(show),
            terminal.Cancellation));
        watch.Stop();
        var taken = path.Steps[^1].Index - path.Steps[0].Index;
        var isFinite = TrainResult.IsFiniteAt(path);
        var report = RunReport.OfPath($"Training towards {plan.Specs.Target.Title}", run, path);
        report = kernel is null || !isFinite ? report : report.WithConvergence(ConvergenceMonitor.OfPath(kernel, path));
        report = critic.AddTo(report);
        var start = judge.Distance(path.States[0].State.Nodes);
        double? end = isFinite ? judge.Distance(path.Final.Nodes) : null;
        var modes = Modes.Of(
            plan.Specs.Target.Law?.Mixture,
            plan.Scaling.ToData(path.States[0].State.Nodes),
            isFinite && end is { } distance && double.IsFinite(distance)
                ? (Measure)plan.Scaling.ToData(path.Final.Nodes)
                : null);
        return new TrainResult(
            path,
            start,
            end is { } value && double.IsFinite(value) ? value : null,
            modes,
            taken > 0 ? watch.Elapsed.TotalSeconds / taken : null,
            report with
            {
                Settings = [.. plan.Described()],
                Snapshots = [.. Pictures.Of(path, report).Select(s => (s.Time, plan.Scaling.ToData(s.Points)))],
                Target = plan.Scaling.ToData(judge.Points),
                Facts =
                [
                    .. report.Facts,
                    ("MMD² to the target at the start", Tables.Number(start)),
                    ("MMD² to the target at the end", Tables.Number(end)),
                    .. modes?.Facts ?? [],
                ],
            },
            hasCheckpoint);
    }
}
