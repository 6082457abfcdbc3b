using System;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Runs;

/// <summary>Runs flows.</summary>
internal static class RunRunner
{
    /// <summary>Runs a plan to its horizon, or until it is cancelled.</summary>
    internal static RunResult Run(Terminal terminal, RunPlan plan)
    {
        return plan.Metric switch
        {
            Metric<ITransport> m => Go(Compose(m).From(Particles.OfPoints(plan.Start)), weighted: false),
            Metric<IReaction> m => Go(Compose(m).From(WeightedParticles.OfPoints(plan.Start)), weighted: true),
            Metric<WeightedParticles> m => Go(Compose(m).From(WeightedParticles.OfPoints(plan.Start)), weighted: true),
            var other => throw new InvalidOperationException($"A metric without a state: {other.Name}."),
        };

        Flow<T> Compose<T>(Metric<T> metric) where T : class
        {
            var flow = (plan.Objective switch
            {
                RunObjective.Valued known => Flow.Create(known.Functional, metric).SeenBy(Critic.Exact),
                RunObjective.Seen seen => Flow.Through(seen.Name, seen.Critic).InMetric(metric),
                _ => throw new InvalidOperationException($"An objective without a flow: {plan.Objective}."),
            }).SteppedBy(plan.Integrator);
            return plan.Settings.Noise > 0 ? flow.WithNoise(plan.Settings.Noise) : flow;
        }

        RunResult Go<T>(FlowRun<T> flow, bool weighted) where T : State
        {
            var run = flow.WithSeed(plan.Seed.Split("flow")).KeepEvery(plan.Keep).MeasureEvery(plan.Settings.Measure)
                .Towards((Measure)plan.TargetOfFlow);
            using var said = terminal.SayEnding();
            var watch = Stopwatch.StartNew();
            var path = ProgressBar.Around(terminal, "run", show =>
                run.TryRun(plan.Horizon, new ProgressRelay(show), terminal.Cancellation));
            watch.Stop();
            return Finish(plan, run, path, weighted, watch.Elapsed);
        }
    }

    private static RunResult Finish<T>(RunPlan plan, FlowRun<T> run, FlowPath<T> path, bool weighted, TimeSpan elapsed)
        where T : State
    {
        var steps = path.Steps[^1].Index;
        var nodes = path.Final.Nodes;
        var report = RunReport.OfPath("Flow to " + plan.Specs.Target.Title, run, path);

        var modes = Modes.Of(
            plan.Specs.Target.Law?.Mixture,
            InData(plan, path.States[0].State),
            IsFinite(nodes) && path.Final.Weights.All(double.IsFinite) ? InData(plan, path.Final) : null);

        return new RunResult(
            path.Outcome,
            path.Steps,
            IsFinite(nodes) ? plan.Scaling.ToData(nodes) : null,
            weighted && path.Final.Weights.All(double.IsFinite) ? Points.OfValues([.. path.Final.Weights]) : null,
            modes,
            path.IdentityResidual,
            path.SolveWarning,
            steps > 0 ? elapsed.TotalSeconds / steps : null,
            report with
            {
                Settings = [.. plan.Described()],
                Facts = [.. report.Facts, .. modes?.Facts ?? []],
                Snapshots = [.. Pictures.Of(path, report).Select(s => (s.Time, plan.Scaling.ToData(s.Points)))],
                Target = plan.Target.Points,
                CoordinateNames = plan.Target.Coordinates,
                Units = plan.Scaling.Units,
                Warnings = plan.Warning is { } warning ? [warning, .. report.Warnings] : report.Warnings,
            });
    }

    // The law in the units of the data.
    private static Measure InData(RunPlan plan, State state) =>
        Empirical.Weighted([.. state.Weights], plan.Scaling.ToData(state.Nodes));

    private static bool IsFinite(Points points) =>
        Enumerable.Range(0, points.Dimension).All(k =>
        {
            foreach (var value in points.Coordinate(k))
            {
                if (!double.IsFinite(value))
                {
                    return false;
                }
            }

            return true;
        });
}
