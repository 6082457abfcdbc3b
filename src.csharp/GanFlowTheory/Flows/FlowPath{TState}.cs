using System.Collections.Generic;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A finished run.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class FlowPath<TState> where TState : State
{
    internal FlowPath(Core.Path<Chart> wrapped) => Wrapped = wrapped;

    internal Core.Path<Chart> Wrapped { get; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome => Outcome.Of(Wrapped.Outcome);

    /// <summary>The last state.</summary>
    public TState Final => (TState)Wrapped.Final.State;

    /// <summary>The measurements of every step that was measured, the start first.</summary>
    public IReadOnlyList<StepRecord> Steps =>
        field ?? Interlocked.CompareExchange(ref field, Wrapped.Steps.Map(step => new StepRecord(step)), null) ?? field;

    /// <summary>The stored states with their times, the start first and the last state last.</summary>
    public IReadOnlyList<FlowSnapshot<TState>> States =>
        Wrapped.States.Map(s => new FlowSnapshot<TState>(s.Item1, (TState)s.Item2.State));

    /// <summary>The energy dissipation identity over the whole run: |F(T) - F(0) + int &lt;xi, K c&gt; dt| / int
    /// |&lt;xi, K c&gt;| dt, the integral by the trapezoidal rule over the measured steps; null where nothing is dissipated or F is
    /// unknown. Of the order of the step squared for methods of order two and more, of the order of the
    /// step for Euler.</summary>
    public double? IdentityResidual => Path.identityResidual(Wrapped).OrNull();

    /// <summary>What is wrong with the linear solves of the run's metric, where any was bad: at how many steps, the
    /// condition estimate at the worst of them, and what to raise, in a sentence; null where all are good.</summary>
    public string? SolveWarning => Path.solveWarning(Wrapped)?.Value;

    /// <summary>How it ended, and how many steps it took.</summary>
    public override string ToString() => Wrapped.ToString();
}
