using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using Spectre.Console;
using IO = System.IO;

namespace GanFlowTheory.Cli.Training;

/// <summary>A finished training.</summary>
/// <param name="Path">The run.</param>
/// <param name="First">MMD^2 to the target at the start.</param>
/// <param name="Last">MMD^2 to the target at the end; null where it is no number.</param>
/// <param name="SecondsPerStep">The wall-clock time of a step; null where none was taken.</param>
/// <param name="Report">The page.</param>
/// <param name="HasCheckpoint">Whether the folder's checkpoint is one of this training.</param>
internal sealed record TrainResult(
    FlowPath<ParameterState> Path,
    double First,
    double? Last,
    double? SecondsPerStep,
    RunReport Report,
    bool HasCheckpoint);

/// <summary>Runs trainings.</summary>
internal static class Trainer
{
    private const int Shown = 6;

    // Stored states are those where the monitor decomposes g.
    private const int Monitored = 21;

    /// <summary>Trains to the number of steps, or until it is cancelled, writing checkpoints on the way.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="plan">The training.</param>
    /// <param name="resume">The checkpoint to go on from; null to begin.</param>
    /// <param name="checkpointEvery">Every how many steps a checkpoint is written.</param>
    /// <param name="checkpoint">Its file.</param>
    /// <param name="certifyEvery">Every how many steps a step is certified (HZ23-6); null for none.</param>
    internal static TrainResult Run(
        Terminal terminal, TrainPlan plan, string? resume, int checkpointEvery, string checkpoint, int? certifyEvery)
    {
        var steps = plan.Settings.Steps;
        var stored = plan.Kernel is null ? Shown : Monitored;
        var run = plan.Run.KeepEvery(Math.Max(1, (steps + stored - 2) / (stored - 1)));
        run = (resume is null ? run : run.Resume(resume)).Reusing();
        var hasCheckpoint = resume is not null && IO.Path.GetFullPath(resume) == IO.Path.GetFullPath(checkpoint);
        var critic = new CriticWatch(plan, run, certifyEvery);
        var watch = Stopwatch.StartNew();
        var path = ProgressBar.Around(terminal, "train", tell => run.Observe(
            Horizon.AfterSteps(steps),
            step =>
            {
                critic.Observe(step);

                // The last step is kept too, be it that the training was cancelled. A state that has left the numbers is
                // no place to go on from: the checkpoint before stays.
                var isDue = step.Index % checkpointEvery == 0 || step.Outcome is not null;

                if (isDue && step.Index > 0 && step.Outcome is not Outcome.Diverged)
                {
                    step.SaveCheckpoint(checkpoint);
                    hasCheckpoint = true;
                }
            },
            new Telling(tell),
            terminal.Cancellation));
        watch.Stop();
        var taken = path.Steps[^1].Index - path.Steps[0].Index;
        var report = RunReport.OfPath($"Training towards {plan.Settings.Target}", run, path);
        var isMonitored = plan.Kernel is not null && path.Outcome is not Outcome.Diverged;
        report = isMonitored ? report.WithConvergence(ConvergenceMonitor.OfPath(plan.Kernel!, path)) : report;
        report = critic.AddTo(report);
        var first = plan.Distance(path.States[0].State.Nodes);
        double? last = path.Outcome is Outcome.Diverged ? null : plan.Distance(path.Final.Nodes);
        return new TrainResult(
            path,
            first,
            last is { } value && double.IsFinite(value) ? value : null,
            taken > 0 ? watch.Elapsed.TotalSeconds / taken : null,
            report with
            {
                Settings =
                [
                    .. plan.Settings.Described(),
                    ("units of the flow", plan.Scaling.Describe()),
                    ("MMD² to the target", $"by the gaussian kernel of bandwidth {Tables.Number(plan.JudgingBandwidth, "G4")}"),
                ],
                Snapshots = [.. Pictures.Of(path, report).Select(s => (s.Time, plan.Scaling.ToData(s.Points)))],
                Target = plan.Scaling.ToData(plan.Judged),
                Facts =
                [
                    .. report.Facts,
                    ("MMD² to the target at the start", Tables.Number(first)),
                    ("MMD² to the target at the end", Tables.Number(last)),
                ],
            },
            hasCheckpoint);
    }
}

/// <summary>The result of ganflow train.</summary>
internal sealed class TrainSummary(TrainResult result, IReadOnlyList<string> files) : IReport
{
    private StepRecord First => result.Path.Steps[0];

    private StepRecord Last => result.Path.Steps[^1];

    public object Json => new
    {
        Outcome = result.Path.Outcome.Word,
        Steps = Last.Index,
        Last.Time,
        Functional = new { Start = First.Diagnostics.Functional, End = Last.Diagnostics.Functional },
        Estimate = new { Start = First.Diagnostics.PlugIn, End = Last.Diagnostics.PlugIn },
        Mmd = new { Start = result.First, End = result.Last },
        result.Path.IdentityResidual,
        Convergence = Convergence is [.., var last]
            ? new
            {
                last.ObservedDecay,
                last.PredictedDecay,
                SmallestAlpha = Convergence.Min(p => p.Alpha),
                SmallestEigenvalue = Convergence.Min(p => p.SmallestEigenvalue),
            }
            : null,
        Certificate = Certificates.Count > 0
            ? new { Steps = Certificates.Count, SmallestCosine, WorstLengthRatio }
            : null,
        CriticCorrelation = Truth.Count > 0
            ? new { OnPoints = Correlation(p => p.OnPoints), OnParameters = Correlation(p => p.OnParameters) }
            : null,
        result.SecondsPerStep,
        Warning = result.Path.SolveWarning,
        Files = files,
    };

    private IReadOnlyList<ConvergencePoint> Convergence => result.Report.Convergence;

    private IReadOnlyList<GanStepPoint> Certificates => result.Report.Certificates;

    private IReadOnlyList<CriticTruth> Truth => result.Report.Truth;

    private double? SmallestCosine => Certificates.Min(p => p.Cosine);

    private double? WorstLengthRatio => GanStep.WorstRatio(Certificates.Select(p => p.LengthRatio).OfType<double>());

    private Series Correlation(Func<CriticTruth, double?> of) => new(of(Truth[0]), of(Truth[^1]), Truth.Min(of));

    private sealed record Series(double? Start, double? End, double? Smallest);

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("", "").HideHeaders();
        table.AddPlainRow("flow", result.Report.Subtitle);
        table.AddPlainRow("outcome", result.Path.Outcome.Sentence);

        if (First.Diagnostics.Functional is { } start)
        {
            table.AddPlainRow(
                "functional",
                $"{Tables.Number(start)} at the start, {Tables.Number(Last.Diagnostics.Functional)} at the end");
        }
        else
        {
            table.AddPlainRow(
                "estimated divergence",
                $"{Tables.Number(First.Diagnostics.PlugIn)} at the start, "
                + $"{Tables.Number(Last.Diagnostics.PlugIn)} at the end, by the critic");
        }

        table.AddPlainRow(
            "MMD² to the target",
            $"{Tables.Number(result.First)} at the start, {Tables.Number(result.Last)} at the end");

        if (Convergence is [.., var reached])
        {
            // With fresh noise there is no identity, and alpha says nothing of the distance that is left.
            var predicted = result.Path.IdentityResidual is null
                ? ""
                : $", {Tables.Number(reached.PredictedDecay, "G4")} as predicted by alpha";
            table.AddPlainRow("decay of MMD²", $"{Tables.Number(reached.ObservedDecay, "G4")} of the start is left{predicted}");
        }

        if (Certificates.Count > 0)
        {
            table.AddPlainRow(
                "GAN step and regression step",
                $"cosine at least {Tables.Number(SmallestCosine, "R")}, length ratio at worst "
                + $"{Tables.Number(WorstLengthRatio, "R")}, over {Certificates.Count} certified steps");
        }

        if (Truth.Count > 0)
        {
            var (onPoints, onParameters) = (Correlation(p => p.OnPoints), Correlation(p => p.OnParameters));
            table.AddPlainRow(
                "critic against the truth",
                $"correlation {Tables.Number(onParameters.End, "G4")} at the end on parameters, at least "
                + $"{Tables.Number(onParameters.Smallest, "G4")}; {Tables.Number(onPoints.End, "G4")} on points, at least "
                + $"{Tables.Number(onPoints.Smallest, "G4")}");
        }

        table.AddPlainRow("seconds per step", Tables.Number(result.SecondsPerStep, "G3"));
        console.Write(table);

        foreach (var file in files)
        {
            console.PlainLine(file);
        }
    }
}
