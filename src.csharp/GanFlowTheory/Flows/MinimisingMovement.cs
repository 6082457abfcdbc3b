namespace GanFlowTheory;

/// <summary>Minimising movements: q+ = argmin F + d^2(., q)/(2 tau), with F(q+) + d^2(q+, q)/(2 tau) &lt;= F(q) always.
/// Exact where the metric is Euclidean in the coordinates of the state: Wasserstein-2 on points, on R by quantiles and on
/// Gaussians (Bures), and the Euclidean metric of parameters. On particles in R^d it is the Lagrangian step, whose cost is
/// that of the identity pairing. Densities on grids take the implicit step of <see cref="FokkerPlanck"/>
/// instead.</summary>
public static class MinimisingMovement
{
    /// <summary>One step from q: tau &gt; 0, a metric that is Euclidean in the coordinates of q, a functional that is
    /// finite at q.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <param name="functional">F.</param>
    /// <param name="metric">The metric; one of your own has no distance that is known here.</param>
    /// <param name="q">The state.</param>
    /// <typeparam name="TState">The state's type: any that the metric can move.</typeparam>
    /// <typeparam name="TMoved">What the metric can move.</typeparam>
    /// <exception cref="System.ArgumentException">The metric is not, the functional is not, or there is no minimiser: tau
    /// is too large for a functional that is not convex.</exception>
    public static Movement<TState> Step<TState, TMoved>(
        double tau, Functional functional, Metric<TMoved> metric, TState q)
        where TState : State, TMoved where TMoved : class =>
        new(Core.MinimisingMovement.step(
            tau,
            functional.NotNull(nameof(functional)).On<Chart>(),
            metric.NotNull(nameof(metric)).Wrapped,
            new Chart(q.NotNull(nameof(q)))));
}
