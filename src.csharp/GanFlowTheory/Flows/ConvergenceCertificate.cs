using System;

namespace GanFlowTheory;

/// <summary>What the start of a parametric kernelized flow of 1/2 MMD^2 promises of MMD^2 on the way, before any step is
/// made (MN21-8).</summary>
public sealed class ConvergenceCertificate
{
    private ConvergenceCertificate(Core.ConvergenceCertificate wrapped) => Wrapped = wrapped;

    internal Core.ConvergenceCertificate Wrapped { get; }

    /// <summary>MMD^2(p, q) at the start.</summary>
    public double SquaredMmd => Wrapped.SquaredMmd;

    /// <summary>The rate alpha at the start: d/dt MMD^2 = -2 alpha MMD^2 there; null where MMD^2 is 0 to
    /// rounding.</summary>
    public double? Alpha => Wrapped.Alpha.OrNull();

    /// <summary>|Pi delta|^2 / |delta|^2, Pi the projection onto the range of L at the start: the share of MMD^2 that
    /// the parameters see there; null beyond 200 parameters or without alpha.</summary>
    public double? Share => Wrapped.Share.OrNull();

    /// <summary>The smallest eigenvalue of g at the start on that range, &gt; 0; null beyond 200 parameters, where g is
    /// 0, or without alpha.</summary>
    public double? SmallestEigenvalue => Wrapped.SmallestEigenvalue.OrNull();

    /// <summary>kappa &gt; 0 of MMD^2(t) &lt;= (1 - alpha/kappa (1 - exp(-2 kappa t))) MMD^2(0).</summary>
    public double Pace => Wrapped.Pace;

    /// <summary>The rate a &gt;= 0 of MMD^2(t) &lt;= exp(-2 a t) MMD^2(0) for as long as the bounds hold; 0 where there
    /// is none.</summary>
    public double Lasting => Wrapped.Lasting;

    /// <summary>Until when the bounds of the embedding hold, infinite where they hold all the way.</summary>
    public double Valid => Wrapped.Valid;

    /// <summary>A rate of the verdict MMD^2(t) &lt;= exp(-2 a t) MMD^2(0) for t up to Until.</summary>
    public double LeastRate => Wrapped.LeastRate;

    /// <summary>The end of the verdict; infinite where MMD^2 converges to 0.</summary>
    public double Until => Wrapped.Until;

    /// <summary>What stands in the way of convergence to 0, a sentence; null where nothing does.</summary>
    public string? Obstacle => Wrapped.Obstacle.OrNothing();

    /// <summary>The certificate of the flow theta' = (g + lambda I)^(-1) L* delta of 1/2 MMD^2 from q towards p, given
    /// bounds on the embedding (MN21-8).</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="bounds">The bounds.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    /// <param name="q">The parameters at the start.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is not positive, a bound is out of its range or
    /// below the Gramian at the start, or the dimensions differ.</exception>
    public static ConvergenceCertificate At(
        Kernel kernel, double lambda, EmbeddingBounds bounds, Measure p, ParameterState q) =>
        new(Core.ConvergenceCertificateModule.at(
            kernel.NotNull(nameof(kernel)).Wrapped,
            lambda,
            bounds.NotNull(nameof(bounds)).Wrapped,
            p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).Wrapped));

    /// <summary>An upper bound of MMD^2(t): the least of (1 - alpha/kappa (1 - exp(-2 kappa t))) MMD^2(0) and exp(-2 a t)
    /// MMD^2(0), from the time Valid on its value there, as MMD^2 never grows.</summary>
    /// <param name="t">The time, at least 0.</param>
    /// <exception cref="ArgumentException">t is negative.</exception>
    public double Bound(double t) => Core.ConvergenceCertificateModule.bound(t, Wrapped);

    /// <summary>The longest time for which the certificate promises MMD^2(t) &lt;= exp(-2 a t) MMD^2(0), 0 where it
    /// promises no such rate and infinite where it does for ever.</summary>
    /// <param name="a">The rate, &gt; 0.</param>
    /// <exception cref="ArgumentException">a is not positive.</exception>
    public double UntilAt(double a) => Core.ConvergenceCertificateModule.untilAt(a, Wrapped);
}
