using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>The regularised kernel critic at generator parameters, f = (D + lambda)^(-1) delta with delta = mu_p -
/// mu_q, and the generator's gradient step against it (MN21-2).</summary>
/// <param name="Critic">f, a function on R^d.</param>
/// <param name="Step">L* f = E_z J(z)^T grad f(G(z)), length P: the generator's step against f.</param>
/// <param name="SquaredMmd">MMD^2(p, q) = |delta|^2.</param>
/// <param name="Inner">&lt;delta, f&gt; = E_p f - E_q f, &gt;= 0.</param>
/// <param name="Rate">d/dt MMD^2 along the step; never positive for the Gramian of the mean gradient (MN21-3).</param>
/// <param name="Solve">The linear solve.</param>
public sealed record KernelizedWitness(
    Potential Critic, IReadOnlyList<double> Step, double SquaredMmd, double Inner, double Rate, SolveReport Solve)
{
    /// <summary>The critic for a Gramian at q against p (MN21-2).</summary>
    /// <param name="gramian">The regulariser.</param>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    /// <param name="q">The parameters.</param>
    /// <param name="options">The linear solver; <see cref="SolverOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is not positive, or the dimensions
    /// differ.</exception>
    public static KernelizedWitness At(
        Gramian gramian, Kernel kernel, double lambda, Measure p, ParameterState q, SolverOptions? options = null)
    {
        var w = Core.KernelizedWitnessModule.at(
            (options ?? SolverOptions.Standard).Wrapped,
            gramian.Wrapped(),
            kernel.NotNull(nameof(kernel)).Wrapped,
            lambda,
            p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).Wrapped);
        return new(
            new Potential(w.Critic), w.Step.ReadOnly(), w.SquaredMmd, w.Inner, w.Rate,
            SolveReport.Of(w.Solve));
    }
}
