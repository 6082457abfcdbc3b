using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>Plays games.</summary>
internal static class GameRunner
{
    /// <summary>Plays a plan by its scheme and by those laid over it, or until it is cancelled.</summary>
    internal static GameResult Run(Terminal terminal, GamePlan plan)
    {
        using var said = terminal.SayEnding();
        var chosen = Play(terminal, plan, plan.Scheme);
        return new(
            chosen,
            [.. plan.Others
                .TakeWhile(_ => !terminal.Cancellation.IsCancellationRequested)
                .Select(scheme => Play(terminal, plan, scheme))]);
    }

    private static SchemeRun Play(Terminal terminal, GamePlan plan, SchemeSpec scheme)
    {
        var setup = plan.Setup;
        var run = setup.Game.From(setup.Start, scheme.Scheme).KeepEvery(plan.Every).MeasureEvery(plan.Every);
        var path = ProgressBar.Around(terminal, scheme.Scheme.Name, show =>
            run.TryRun(Horizon.AfterSteps(plan.Settings.Steps), new ProgressRelay(show), terminal.Cancellation));
        var last = path.Steps[^1].Index;
        GameState[] states =
        [
            .. path.States.Select((state, i) =>
                StateOf(setup, i == path.States.Count - 1 ? last : i * plan.Every, state)),
        ];
        return new(
            scheme,
            path.Outcome,
            Trajectory.OfPath(path).Classify(),
            states,
            Conserved(setup, scheme, states),
            Exact(setup, scheme, states));
    }

    private static GameState StateOf(GameSetup setup, int step, FlowSnapshot<Product<Particles, Particles>> at)
    {
        var q = at.State;
        var points = setup.Points;
        var energies = setup.Game.Measure(q).Select(player => player.Energy).ToArray();
        return new(
            step,
            at.Time,
            q.First.Coordinates(),
            q.Second.Coordinates(),
            points.SquaredRadius(q),
            setup.Radius is { Weights: [var a, var b] } ? points.SquaredRadius(q, a, b) : null,
            energies.All(e => e is not null) ? [.. energies.Select(e => e!.Value)] : null);
    }

    // Alternating steps, and on a bilinear game Gauss-Seidel's, which are the same, keep another quantity than the flow.
    private static Course? Conserved(GameSetup setup, SchemeSpec scheme, IReadOnlyList<GameState> states)
    {
        if (setup.Radius is not { } radius)
        {
            return null;
        }

        var takesTurns = scheme.Scheme.Name.Split(':')[0] is "alternating" or "gauss-seidel" && !scheme.Scheme.Name.Contains('@');
        return takesTurns && setup.Points.Matrix is not null && scheme.Tau is { } tau
            ? Course.OfValues(
                $"{radius.Name} - {Tables.Number(tau, "R")} x^T A y",
                [.. states.Select(state => state.Radius!.Value - tau * state.Energies![0])])
            : Course.OfValues(radius.Name, [.. states.Select(state => state.Radius!.Value)]);
    }

    private static double[]? Exact(GameSetup setup, SchemeSpec scheme, IReadOnlyList<GameState> states) =>
        setup.Points.Matrix is { } matrix && setup.Radius is not null
        && BilinearOrbit.SquaredRadii(
            scheme.Scheme, matrix, setup.Clocks, setup.Start.First.Coordinates(), setup.Start.Second.Coordinates(),
            states[^1].Step) is { } radii
            ? [.. states.Select(state => radii[state.Step])]
            : null;
}
