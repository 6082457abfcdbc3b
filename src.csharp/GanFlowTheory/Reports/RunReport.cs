using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Everything that the page about one run shows; a record, so <c>with</c> adds a target or further facts to
/// <see cref="OfPath"/>.</summary>
public sealed record RunReport
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence under it, for example the composed flow in words.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>How the run ended, one sentence.</summary>
    public required string Outcome { get; init; }

    /// <summary>The same at a glance.</summary>
    public required OutcomeKind OutcomeKind { get; init; }

    /// <summary>Settings that rerun it: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Key numbers, shown as tiles: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>The steps with what was measured at each, in order of time.</summary>
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>The convergence monitor of a flow of 1/2 MMD^2 on parameters (MN21-4), in order of time; empty for
    /// others.</summary>
    public IReadOnlyList<ConvergencePoint> Convergence { get; init; } = [];

    /// <summary>The certificates of steps of a generator against a discriminator (HZ23-6), in order of steps.</summary>
    public IReadOnlyList<GanStepPoint> Certificates { get; init; } = [];

    /// <summary>How well a trained critic points along the truth, in order of steps; empty where the truth is not
    /// known.</summary>
    public IReadOnlyList<CriticTruth> Truth { get; init; } = [];

    /// <summary>What was measured of a generator while it was trained, in order of steps.</summary>
    public IReadOnlyList<GanScore> Scores { get; init; } = [];

    /// <summary>Particles (n x d) at some times, in order of time, one dimension d throughout.</summary>
    public IReadOnlyList<(double Time, Points Points)> Snapshots { get; init; } = [];

    /// <summary>Points of the target (m x d); null where it has none.</summary>
    public Points? Target { get; init; }

    /// <summary>Names of the coordinates, at most d of them; the others are called x₁, x₂, ...</summary>
    public IReadOnlyList<string> CoordinateNames { get; init; } = [];

    /// <summary>The units, of the flow, in which more than two coordinates are drawn by their principal ones, so that those of
    /// large numbers do not hide the rest; null for the units of the points.</summary>
    public Units? Units { get; init; }

    /// <summary>Sentences that a reader must not miss.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The report about a finished run: its composition, settings, outcome, diagnostics and stored
    /// states.</summary>
    /// <param name="title">Heading of the page.</param>
    /// <param name="run">The run.</param>
    /// <param name="path">Its path.</param>
    /// <typeparam name="TState">The state's type.</typeparam>
    public static RunReport OfPath<TState>(string title, FlowRun<TState> run,
        FlowPath<TState> path) where TState : State =>
        Of(RunReportModule.ofPath(
            title.NotNull(nameof(title)), run.NotNull(nameof(run)).Wrapped, path.NotNull(nameof(path)).Wrapped));

    /// <summary>The report with what the convergence monitor says of the run: curves of the decay of MMD^2 beside the decay
    /// that alpha predicts, of alpha and of the smallest eigenvalue of g, and their ends among the facts
    /// (MN21-4).</summary>
    /// <param name="points">The points of <see cref="ConvergenceMonitor.OfPath"/>.</param>
    public RunReport WithConvergence(IEnumerable<ConvergencePoint> points) => Of(RunReportModule.withConvergence(
        points.NotNull(nameof(points)).Select(p => p.Wrapped).ToArray(), Wrapped));

    /// <summary>The report with certificates of the generator's steps: curves of angle and length ratio between the GAN's
    /// step and the regression's, and the worst among the facts (HZ23-6).</summary>
    /// <param name="points">In order of steps.</param>
    public RunReport WithCertificates(IEnumerable<GanStepPoint> points) => Of(RunReportModule.withCertificates(
        points.NotNull(nameof(points)).Select(p => p.Wrapped).ToArray(), Wrapped));

    /// <summary>The report with how well a trained critic points along the truth: curves of its correlations with the true
    /// first variation, and the last and the smallest among the facts.</summary>
    /// <param name="points">In order of steps.</param>
    public RunReport WithTruth(IEnumerable<CriticTruth> points) => Of(RunReportModule.withTruth(
        points.NotNull(nameof(points)).Select(p => p.Wrapped).ToArray(), Wrapped));

    /// <summary>The report with what was measured of a generator: curves of KID, FID and MMD^2 over the steps, of the modes covered
    /// and of the slope of the critic's witness. A run that took its steps ends as the verdict on them says.</summary>
    /// <param name="scores">In order of steps.</param>
    public RunReport WithScores(IEnumerable<GanScore> scores) => Of(RunReportModule.withScores(
        scores.NotNull(nameof(scores)).Select(score => score.Wrapped).ToArray(), Wrapped));

    /// <summary>The page as one HTML document, which needs no network; the same report gives the same text.</summary>
    /// <exception cref="ArgumentException">Snapshots and target differ in dimension, or more coordinates are named than
    /// there are.</exception>
    public string Html() => RunReportModule.html(Wrapped);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="ArgumentException">Snapshots and target differ in dimension, or more coordinates are named than
    /// there are.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => RunReportModule.write(path.NotNull(nameof(path)), Wrapped);

    internal Core.RunReport Wrapped => new(
        Title,
        Subtitle,
        Outcome,
        OutcomeKind switch
        {
            OutcomeKind.Succeeded => Core.OutcomeKind.Succeeded,
            OutcomeKind.Stopped => Core.OutcomeKind.Stopped,
            _ => Core.OutcomeKind.Failed,
        },
        Pairs(Settings),
        Pairs(Facts),
        Steps.Select(step => step.Wrapped).ToArray(),
        Convergence.Select(p => p.Wrapped).ToArray(),
        Certificates.Select(p => p.Wrapped).ToArray(),
        Truth.Select(p => p.Wrapped).ToArray(),
        Scores.Select(score => score.Wrapped).ToArray(),
        Bridge.List(Snapshots.Select(s => Tuple.Create(s.Time, s.Points.Wrapped))),
        (Target?.Wrapped).OptionOf(),
        CoordinateNames.ToArray(),
        (Units?.Wrapped).OptionOf(),
        Bridge.List(Warnings));

    internal static RunReport Of(Core.RunReport r) => new()
    {
        Title = r.Title,
        Subtitle = r.Subtitle,
        Outcome = r.Outcome,
        OutcomeKind = r.OutcomeKind.IsSucceeded ? OutcomeKind.Succeeded
            : r.OutcomeKind.IsStopped ? OutcomeKind.Stopped
            : OutcomeKind.Failed,
        Settings = r.Settings.Map(p => (p.Item1, p.Item2)),
        Facts = r.Facts.Map(p => (p.Item1, p.Item2)),
        Steps = r.Steps.Map(step => new StepRecord(step)),
        Convergence = r.Convergence.Map(p => new ConvergencePoint(p)),
        Certificates = r.Certificates.Map(GanStepPoint.Of),
        Truth = r.Truth.Map(CriticTruth.Of),
        Scores = r.Scores.Map(GanScore.Of),
        Snapshots = r.Snapshots.Map(s => (s.Item1, new Points(s.Item2))),
        Target = r.Target is { } target ? new Points(target.Value) : null,
        CoordinateNames = r.CoordinateNames.ReadOnly(),
        Units = r.Units is { } units ? new Units(units.Value) : null,
        Warnings = r.Warnings.Map(w => w),
    };

    private static Microsoft.FSharp.Collections.FSharpList<Tuple<string, string>> Pairs(
        IEnumerable<(string Name,
            string Value)> pairs) => Bridge.List(pairs.Select(p => Tuple.Create(p.Name, p.Value)));
}
