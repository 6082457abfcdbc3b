using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>Runs plans.</summary>
internal static class Runner
{
    /// <summary>Runs a plan to its horizon, or until it is cancelled.</summary>
    internal static RunResult Run(Terminal terminal, RunPlan plan)
    {
        return plan.Metric switch
        {
            MetricSpec.Transport m => Go(Compose(m.Metric).From(Particles.OfPoints(plan.Start)), weighted: false),
            MetricSpec.MonoFlow => Go(Compose(Metric.Wasserstein).From(Particles.OfPoints(plan.Start)), weighted: false),
            MetricSpec.Reaction m => Go(Compose(m.Metric).From(WeightedParticles.OfPoints(plan.Start)), weighted: true),
            MetricSpec.Both m => Go(Compose(m.Metric).From(WeightedParticles.OfPoints(plan.Start)), weighted: true),
            _ => throw new InvalidOperationException($"A metric without a state: {plan.Metric}."),
        };

        Flow<T> Compose<T>(Metric<T> metric) where T : class
        {
            var flow = (plan.Functional switch
            {
                FunctionalSpec.Valued known => Flow.Create(known.Functional, metric).SeenBy(Critic.Exact),
                FunctionalSpec.Estimated estimated => Flow
                    .Through(estimated.Divergence.Name, plan.Critic.Of(
                        estimated, (plan.Metric as MetricSpec.MonoFlow)?.Loss, plan.Density))
                    .InMetric(metric),
                _ => throw new InvalidOperationException($"A functional without a flow: {plan.Functional}."),
            }).SteppedBy(plan.Integrator);
            return plan.Settings.Noise > 0 ? flow.WithNoise(plan.Settings.Noise) : flow;
        }

        RunResult Go<T>(FlowRun<T> flow, bool weighted) where T : State
        {
            var run = flow.WithSeed(Seed.Create(plan.Settings.Seed).Split("flow")).KeepEvery(plan.Settings.Keep);
            var watch = Stopwatch.StartNew();
            var path = ProgressBar.Around(terminal, "run", tell =>
                run.TryRun(plan.Settings.Horizon, new Telling(tell), terminal.Cancellation));
            watch.Stop();
            return Finish(plan, run, path, weighted, watch.Elapsed);
        }
    }

    private static RunResult Finish<T>(RunPlan plan, FlowRun<T> run, FlowPath<T> path, bool weighted, TimeSpan elapsed)
        where T : State
    {
        var steps = path.Steps[^1].Index;
        var nodes = path.Final.Nodes;
        var report = RunReport.OfPath("Flow to " + plan.Settings.Target, run, path);

        return new RunResult(
            path.Outcome,
            path.Steps,
            IsFinite(nodes) ? plan.Scaling.ToData(nodes) : null,
            weighted && path.Final.Weights.All(double.IsFinite) ? Points.OfValues([.. path.Final.Weights]) : null,
            path.IdentityResidual,
            path.SolveWarning,
            steps > 0 ? elapsed.TotalSeconds / steps : null,
            report with
            {
                Settings = [.. plan.Described()],
                Snapshots = [.. Pictures.Of(path, report).Select(s => (s.Time, plan.Scaling.ToData(s.Points)))],
                Target = plan.Target.Points,
                CoordinateNames = plan.Target.Coordinates,
                Warnings = plan.Warning is { } warning ? [warning, .. report.Warnings] : report.Warnings,
            });
    }

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
