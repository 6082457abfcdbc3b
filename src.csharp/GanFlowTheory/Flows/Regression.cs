using System;

namespace GanFlowTheory;

/// <summary>Least-squares regression of a generator on targets: y_i = x_i - epsilon grad c(x_i) is an Euler step of
/// the ODE dx/dt = -grad c, and the nodes then go down 1/2 E |G_theta(z) - y|^2 (HZ23-6).</summary>
public static class Regression
{
    /// <summary>The targets y_i = x_i - epsilon grad c(x_i), n x d.</summary>
    /// <param name="epsilon">The time ahead, &gt; 0.</param>
    /// <param name="c">The critic's potential seen from the nodes of q.</param>
    /// <param name="q">The current law.</param>
    /// <exception cref="ArgumentException">epsilon is not positive, or the nodes differ.</exception>
    public static Points Targets(double epsilon, Covector c, Measure q) =>
        new(Core.Regression.targets(epsilon, c.NotNull(nameof(c)).Wrapped, q.NotNull(nameof(q)).AsCore));

    /// <summary>The targets y_i = x_i - epsilon (K c)_i of the flow of the points in a metric K, n x d; in Wasserstein-2
    /// those of <see cref="Targets"/>.</summary>
    /// <param name="metric">K, a metric that moves nodes.</param>
    /// <param name="epsilon">The time ahead, &gt; 0.</param>
    /// <param name="c">The critic's potential seen from the nodes of q.</param>
    /// <param name="q">The current law.</param>
    /// <exception cref="ArgumentException">epsilon is not positive, or the nodes differ.</exception>
    public static Points TargetsIn(Metric<ITransport> metric, double epsilon, Covector c, Measure q) =>
        new(Core.Regression.targetsIn(
            metric.NotNull(nameof(metric)).OfPoints, epsilon, c.NotNull(nameof(c)).Wrapped,
            q.NotNull(nameof(q)).AsCore));

    /// <summary>The mean squared error 1/2 sum_i w_i |x_i - y_i|^2.</summary>
    /// <param name="targets">y, n x d.</param>
    /// <param name="q">The current law.</param>
    /// <exception cref="ArgumentException">There are not as many targets as nodes, or their dimensions
    /// differ.</exception>
    public static double Loss(Points targets, Measure q) =>
        Core.Regression.loss(targets.NotNull(nameof(targets)).Wrapped, q.NotNull(nameof(q)).AsCore);

    /// <summary>The mean squared error as a potential at the nodes, each with a target of its own: values
    /// 1/2 |x_i - y_i|^2, gradients x_i - y_i.</summary>
    /// <param name="targets">y, n x d.</param>
    /// <param name="q">The current law.</param>
    /// <exception cref="ArgumentException">There are not as many targets as nodes, or their dimensions
    /// differ.</exception>
    public static Covector Covector(Points targets, Measure q) =>
        new(Core.Regression.covector(targets.NotNull(nameof(targets)).Wrapped, q.NotNull(nameof(q)).AsCore));
}
