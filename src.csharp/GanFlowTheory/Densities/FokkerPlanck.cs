using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The Wasserstein gradient flow of D_f(p||q) on a grid by finite volumes: the Fokker-Planck equation
/// q_t = div(p grad Phi(q/p)), Phi(w) = -f'(1/w), with no flux through the boundary (HZ23).</summary>
public sealed class FokkerPlanck
{
    private readonly Core.FokkerPlanck wrapped;

    private FokkerPlanck(Core.FokkerPlanck wrapped) => this.wrapped = wrapped;

    internal Core.FokkerPlanck Wrapped => wrapped;

    /// <summary>The flow of D_f(p||q) to the target p.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    public static FokkerPlanck Create(FDivergence f, GridDensity target) =>
        new(FokkerPlanckModule.create(f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped));

    /// <summary>The divergence.</summary>
    public FDivergence Divergence => new(wrapped.Divergence);

    /// <summary>The target p.</summary>
    public GridDensity Target => new(wrapped.Target);

    /// <summary>The longest stable explicit step at q; it never shrinks along the flow.</summary>
    /// <param name="q">The density.</param>
    /// <exception cref="ArgumentException">The flow cannot be at q: see <see cref="Trajectory"/>.</exception>
    public double StableStep(GridDensity q) => FokkerPlanckModule.stableStep(wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>One explicit Euler step of any length; stable up to the stable step and not beyond.</summary>
    /// <param name="tau">The length, &gt;= 0.</param>
    /// <param name="q">The density.</param>
    /// <exception cref="ArgumentException">The flow cannot be at q: see <see cref="Trajectory"/>.</exception>
    public GridDensity ExplicitEuler(double tau, GridDensity q) =>
        new(FokkerPlanckModule.explicitEuler(tau, wrapped, q.NotNull(nameof(q)).Wrapped));

    /// <summary>One implicit Euler step of any length; in the plane one axis after the other.</summary>
    /// <param name="tau">The length, &gt;= 0.</param>
    /// <param name="q">The density.</param>
    /// <exception cref="ArgumentException">The flow cannot be at q: see <see cref="Trajectory"/>.</exception>
    public GridDensity ImplicitEuler(double tau, GridDensity q) =>
        new(FokkerPlanckModule.implicitEuler(tau, wrapped, q.NotNull(nameof(q)).Wrapped));

    /// <summary>The rate of change of the masses, length n, of sum zero.</summary>
    /// <param name="q">The density.</param>
    /// <exception cref="ArgumentException">The flow cannot be at q: see <see cref="Trajectory"/>.</exception>
    public IReadOnlyList<double> Rate(GridDensity q) =>
        FokkerPlanckModule.rate(wrapped, q.NotNull(nameof(q)).Wrapped).ReadOnly();

    /// <summary>-dD_f/dt of the scheme at q, &gt;= 0.</summary>
    /// <param name="q">The density.</param>
    /// <exception cref="ArgumentException">The flow cannot be at q: see <see cref="Trajectory"/>.</exception>
    public double Dissipation(GridDensity q) =>
        FokkerPlanckModule.dissipation(wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>The equation as a flow, which the one loop of the library takes: D_f(p||q) in the Wasserstein-2 metric
    /// along the target (<see cref="Metric.OnGridAlong"/>), whose K xi is the equation's two-point flux, stepped by the
    /// method. The measured dissipation is that of the scheme, and infinite where <see cref="Dissipation"/> is. A stable
    /// step too short for the time, and a system that Newton's method does not solve, end a run as stalled.</summary>
    /// <param name="method">How to step.</param>
    /// <exception cref="ArgumentException">The method is not as said.</exception>
    public Flow<GridDensity> Flow(FokkerPlanckMethod method)
    {
        var flow = FokkerPlanckFlows.FokkerPlanck.flow(method.NotNull(nameof(method)).Wrapped, wrapped);
        var functional = Functional.OnGrid(Divergence, Target);
        var composed = GanFlowTheory.Flow.Create(functional, Metric.Lift(flow.Metric)).Wrapped;
        return new(functional, Core.Flow.steppedByScheme(Lifted(flow.Scheme!.Value), composed));
    }

    private static Core.Scheme<Chart> Lifted(Core.Scheme<Core.GridDensity> scheme)
    {
        static Core.GridDensity On(Chart q) => (Core.GridDensity)q.State.AsCore;

        return new(
            scheme.Name,
            scheme.Order,
            Bridge.Fun((Chart q) => scheme.FirstStep.Invoke(On(q))),
            Bridge.Fun((SchemeProblem<Chart> at) => scheme.Step.Invoke(
                new(On(at.State), at.Index, at.Seed, at.Velocity, at.Memory, at.Tau, at.Limit))),
            scheme.Remembers);
    }

    /// <summary>The flow from q at the given times, lazily: as many densities as times.</summary>
    /// <param name="method">How to step.</param>
    /// <param name="times">Not decreasing, the first at least 0; steps are shortened evenly to meet each.</param>
    /// <param name="q">The density at time 0, on the target's grid.</param>
    /// <exception cref="ArgumentException">The grids differ, a mass is negative, the flow has mass where the target has
    /// none, or the times or the method are not as said.</exception>
    public IEnumerable<DensityStep> Trajectory(FokkerPlanckMethod method, IEnumerable<double> times, GridDensity q) =>
        DensityTrajectories.FokkerPlanck.trajectory(
                method.NotNull(nameof(method)).Wrapped,
                times.NotNull(nameof(times)),
                wrapped,
                q.NotNull(nameof(q)).Wrapped)
            .Select(step => new DensityStep(
                step.Time, new GridDensity(step.State), step.Functional, step.Dissipation, step.Outside,
                step.Steps));

    /// <summary>What a reader must know of the steps of a trajectory: that the tails beyond the grid carry more than a
    /// thousandth of the functional at one of them, in a sentence about the worst; null where they do not.</summary>
    /// <param name="steps">The steps, at least one.</param>
    public string? TailWarning(IEnumerable<DensityStep> steps) =>
        DensityTrajectories.FokkerPlanck.tailWarning(wrapped, steps.NotNull(nameof(steps)).Select(step => step.Wrapped))?.Value;

    /// <summary>The density at one time.</summary>
    /// <param name="method">How to step.</param>
    /// <param name="time">The time, &gt;= 0.</param>
    /// <param name="q">The density at time 0, on the target's grid.</param>
    /// <exception cref="ArgumentException">As for <see cref="Trajectory"/>.</exception>
    public GridDensity At(FokkerPlanckMethod method, double time, GridDensity q) =>
        new(DensityTrajectories.FokkerPlanck.at(method.NotNull(nameof(method)).Wrapped, time, wrapped, q.NotNull(nameof(q)).Wrapped));
}
