using System;
using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Movements;

/// <summary>Takes minimising movements.</summary>
internal static class JkoRunner
{
    internal static JkoResult Run(Terminal terminal, JkoPlan plan) => plan.Start switch
    {
        Particles q => Go(terminal, plan, q),
        GaussianState q => Go(terminal, plan, q),
        QuantileState q => Go(terminal, plan, q),
        var other => throw new InvalidOperationException($"A state without a movement: {other}."),
    };

    private static JkoResult Go<T>(Terminal terminal, JkoPlan plan, T start) where T : State, ITransport =>
        ProgressBar.Around(terminal, "jko", show => Go(terminal, show, plan, start));

    private static JkoResult Go<T>(Terminal terminal, Action<ProgressState> show, JkoPlan plan, T start)
        where T : State, ITransport
    {
        var (functional, tau) = (plan.Functional, plan.Settings.Tau);
        var before = functional.Value(start);
        var steps = new List<JkoStep>();
        var q = start;

        while (steps.Count < plan.Settings.Steps)
        {
            if (terminal.Cancellation.IsCancellationRequested)
            {
                return new(before, steps, q, $"cancelled after {steps.Count} movements.");
            }

            Movement<T> moved;

            try
            {
                moved = Interruptible.Do(terminal, new PartRelay(show, steps.Count, plan.Settings.Steps), () => MinimisingMovement.Step(tau, functional, Metric.Wasserstein, q));
            }
            catch (ArgumentException e) when (steps.Count > 0)
            {
                return new(before, steps, q, $"after {steps.Count} movements: {Sentence.AboutBadInput(e)}");
            }

            var last = steps.Count == 0 ? before : steps[^1].Functional;
            steps.Add(new(
                moved.Functional,
                moved.SquaredDistance,
                moved.Residual,
                moved.Iterations,
                moved.PairingGap,
                last - moved.Functional - moved.SquaredDistance / (2 * tau)));
            q = moved.State;
        }

        return new(before, steps, q, null);
    }

    /// <summary>The page about the same movements as the flow that they are.</summary>
    internal static RunReport ReportOf(JkoPlan plan, JkoResult result) => plan.Start switch
    {
        Particles q => Report(plan, result, q),
        GaussianState q => Report(plan, result, q),
        QuantileState q => Report(plan, result, q),
        var other => throw new InvalidOperationException($"A state without a movement: {other}."),
    };

    private static RunReport Report<T>(JkoPlan plan, JkoResult result, T start) where T : State, ITransport
    {
        var run = Flow.Descend(plan.Functional).ByMinimisingMovements(plan.Settings.Tau).From(start);
        var path = run.TryRun(Horizon.AfterSteps(result.Steps.Count));
        var report = RunReport.OfPath($"Minimising movements of {plan.Functional.Name}", run, path);
        return report with
        {
            Snapshots = [.. Pictures.Of(path, report)],
            Target = plan.Target.Points,
        };
    }
}
