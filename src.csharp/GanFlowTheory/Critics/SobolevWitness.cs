using System;

namespace GanFlowTheory;

/// <summary>The regularised kernel critic at a measure q, f = (D_q + lambda)^(-1) (mu_p - mu_q), and its numbers
/// (MN21-7).</summary>
/// <param name="Critic">f, a function on R^d.</param>
/// <param name="Velocity">The gradient of f at the nodes of q, n x d: the velocity of the flow.</param>
/// <param name="SquaredMmd">MMD^2(p, q) = |delta|^2, delta = mu_p - mu_q.</param>
/// <param name="Inner">&lt;delta, f&gt; = E_p f - E_q f, &gt;= 0.</param>
/// <param name="Rate">d/dt MMD^2 along the flow, -2 (MMD^2 - lambda &lt;delta, f&gt;), never positive.</param>
/// <param name="Solve">The linear solve.</param>
public sealed record SobolevWitness(
    Potential Critic, Points Velocity, double SquaredMmd, double Inner, double Rate, SolveReport Solve)
{
    /// <summary>The regularised critic f = (D_q + lambda)^(-1) (mu_p - mu_q) at q, with the numbers of
    /// MN21-7.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    /// <param name="q">The current law.</param>
    /// <param name="options">The linear solver; <see cref="SolverOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is not positive, or the dimensions
    /// differ.</exception>
    public static SobolevWitness At(Kernel kernel, double lambda, Measure p, Measure q, SolverOptions? options = null)
    {
        var w = Core.SobolevWitnessModule.at(
            (options ?? SolverOptions.Standard).Wrapped,
            kernel.NotNull(nameof(kernel)).Wrapped,
            lambda,
            p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).AsCore);
        return new(
            new Potential(w.Critic), new Points(w.Velocity), w.SquaredMmd, w.Inner, w.Rate,
            SolveReport.Of(w.Solve));
    }
}
