using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The result of ganflow train.</summary>
internal sealed class TrainSummary(TrainPlan plan, TrainResult result, IReadOnlyList<string> files) : IReport
{
    private StepRecord First => result.Path.Steps[0];

    private StepRecord Last => result.Path.Steps[^1];

    public object Json => new
    {
        Flow = result.Report.Subtitle,
        Outcome = result.Path.Outcome.Word,
        Steps = Last.Index,
        Last.Time,
        Functional = new { Start = First.Diagnostics.Functional, End = Last.Diagnostics.Functional },
        EstimatedFunctional = new { Start = First.Diagnostics.PlugIn, End = Last.Diagnostics.PlugIn },
        Verdict = new { result.Verdict.Word, result.Verdict.Sentence },
        Kid = Ends(score => score.Kid),
        Fid = new { Start = Begun?.Fid, End = Ended?.Fid },
        Mmd = Ends(score => score.Mmd),
        MmdKernel = Begun is null ? null : plan.Reference.PointKernel.Name,
        Modes = result.Modes?.Json,
        RateSchedule = result.Decisions is [.., var decision]
            ? new { decision.State.Factor, decision.State.Cuts, Decisions = result.Decisions.Select(d => d.Sentence) }
            : null,
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
        Engine = plan.Specs.Engine.Name,
        result.Warning,
        Files = files,
    };

    private IReadOnlyList<ConvergencePoint> Convergence => result.Report.Convergence;

    private IReadOnlyList<GanStepPoint> Certificates => result.Report.Certificates;

    private IReadOnlyList<CriticTruth> Truth => result.Report.Truth;

    private double? SmallestCosine => Certificates.Min(p => p.Cosine);

    private double? WorstLengthRatio => GanStep.WorstRatio(Certificates.Select(p => p.LengthRatio).OfType<double>());

    private Correlations Correlation(Func<CriticTruth, double?> of) => new(of(Truth[0]), of(Truth[^1]), Truth.Min(of));

    private static string Shown(Estimate estimate) => estimate.StandardError is { } error
        ? $"{Tables.Number(estimate.Value)} ± {Tables.Number(error, "G2")}"
        : Tables.Number(estimate.Value);

    private GanScore? Begun => result.Scores.FirstOrDefault();

    private GanScore? Ended => result.IsFinite ? result.Scores.LastOrDefault() : null;

    private object Ends(Func<GanScore, Estimate> of) => new
    {
        Start = Begun is null ? (double?)null : of(Begun).Value,
        End = Ended is null ? (double?)null : of(Ended).Value,
        EndError = Ended is null ? null : of(Ended).StandardError,
    };

    // By name: MMD^2 to the target stands beside 1/2 MMD^2.
    private string Lowered => plan.Objective switch
    {
        TrainObjective.OfKernel o => $"1/2 MMD^2[{o.Kernel.Name}]",
        TrainObjective.OfPoints o => o.Seen.Name,
        _ => "it",
    };

    private sealed record Correlations(double? Start, double? End, double? Smallest);

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("", "").HideHeaders();
        table.AddPlainRow("flow", result.Report.Subtitle);
        table.AddPlainRow("outcome", result.Path.Outcome.Sentence);

        if (First.Diagnostics.Functional is { } start)
        {
            table.AddPlainRow(
                "functional",
                $"{Lowered} is {Tables.Number(start)} at the start, {Tables.Number(Last.Diagnostics.Functional)} at the end");
        }
        else if (First.Diagnostics.PlugIn is not null || Last.Diagnostics.PlugIn is not null)
        {
            table.AddPlainRow(
                "estimated functional",
                $"{Tables.Number(First.Diagnostics.PlugIn)} at the start, "
                + $"{Tables.Number(Last.Diagnostics.PlugIn)} at the end, by the critic");
        }

        table.AddPlainRow("verdict", result.Verdict.Sentence);

        if (Begun is { } begun && Ended is { } ended)
        {
            table.AddPlainRow("KID to the target", $"{Shown(begun.Kid)} at the start, {Shown(ended.Kid)} at the end");
            table.AddPlainRow(
                "FID to the target", $"{Tables.Number(begun.Fid)} at the start, {Tables.Number(ended.Fid)} at the end");
            table.AddPlainRow($"MMD²[{plan.Reference.PointKernel.Name}] to the target", $"{Shown(begun.Mmd)} at the start, {Shown(ended.Mmd)} at the end");
        }

        foreach (var decision in result.Decisions.Where(d => d.Verdict == RateVerdict.Cut))
        {
            table.AddPlainRow("learning rate", decision.Sentence);
        }

        if (result.Modes is { } modes)
        {
            table.AddPlainRow("modes", modes.Line);
        }

        if (Convergence is [.., var reached])
        {
            // With fresh noise there is no identity, and alpha says nothing of the distance that is left.
            var predicted = result.Path.IdentityResidual is null
                ? ""
                : $", {Tables.Number(reached.PredictedDecay, "G4")} as predicted by alpha";
            table.AddPlainRow(
                "decay of MMD²", $"{Tables.Number(reached.ObservedDecay, "G4")} of the start is left{predicted}");
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
        table.AddPlainRow("engine", plan.Specs.Engine.Name);
        console.Write(table);
        console.PlainLines(files);
    }
}
