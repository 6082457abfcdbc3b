using System;
using System.Collections.Generic;
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
        var settings = plan.Settings;
        var kernel = (plan.Objective as TrainObjective.OfKernel)?.Kernel;
        var stored = kernel is null ? Shown : Monitored;
        FlowRun<ParameterState> Kept(FlowRun<ParameterState> run) =>
            run.KeepEvery(Math.Max(1, (settings.Steps + stored - 2) / (stored - 1))).Reusing();

        var run = Kept(plan.Run);
        var hasCheckpoint = settings.Resume is { } resumed && resumed == IO.Path.GetFullPath(checkpoint);
        var critic = new CriticWatch(plan, run);
        var scores = new TrainScores(plan);
        var decisions = new List<RateDecision>();
        var lastGood = settings.Resume is { } began ? new CheckpointPlace(began, run.FirstIndex) : null;
        using var said = terminal.SayEnding();
        var path = ProgressBar.Around(terminal, "train", show => plan.Specs.Schedule is { } schedule
            ? Rated(schedule).Observe(
                settings.Steps,
                (progress, step) => Observe(
                    step, progress.State.Factor, () => step.SaveCheckpoint(checkpoint, plan.SettingsText, schedule, progress)),
                decisions.Add,
                new ProgressRelay(show),
                terminal.Cancellation)
            : run.Observe(
                Horizon.AfterSteps(settings.Steps),
                step => Observe(step, null, () => step.SaveCheckpoint(checkpoint, plan.SettingsText)),
                new ProgressRelay(show),
                terminal.Cancellation));

        RatedRun<ParameterState> Rated(RateSchedule schedule)
        {
            var rated = new RatedRun<ParameterState>(
                schedule,
                factor => Kept(plan.RunAt(factor)),
                (step, now, earlier) => plan.Reference.IsCloser(plan.Seed.Split("looks").Split($"{step}"), now, earlier));
            return plan.Progress is { } progress ? rated.From(progress) : rated;
        }

        void Observe(FlowStep<ParameterState> step, double? factor, Action save)
        {
            scores.Observe(step, factor);
            critic.Observe(step);

            // The last step is kept too, be it that the training was cancelled. A state that is no longer finite is no
            // place to go on from: the checkpoint before stays.
            var isDue = step.Index % plan.CheckpointEvery == 0 || step.Outcome is not null;

            if (isDue && step.Index > 0 && step.Outcome is not Outcome.Diverged)
            {
                save();
                hasCheckpoint = true;
                lastGood = new(checkpoint, step.Index);
            }
        }

        var taken = path.Steps[^1].Index - path.Steps[0].Index;
        var isFinite = TrainResult.IsFiniteAt(path);
        var report = RunReport.OfPath($"Training towards {plan.Specs.Target.Title}", run, path);
        report = kernel is null || !isFinite ? report : report.WithConvergence(ConvergenceMonitor.OfPath(kernel, path));
        report = critic.AddTo(report);
        report = report.WithScores(scores.Scores);
        return new TrainResult(
            path,
            scores.Scores,
            scores.Table(),
            decisions,
            taken > 0 ? scores.Seconds / taken : null,
            report with
            {
                Settings = [.. plan.Described()],
                Snapshots = [.. Pictures.Of(path, report).Select(s => (s.Time, plan.Scaling.ToData(s.Points)))],
                Target = plan.Scaling.ToData(plan.Reference.Target),
                CoordinateNames = plan.Target.Coordinates,
                Units = plan.Scaling.Units,
            },
            hasCheckpoint,
            lastGood);
    }
}
