using System;
using System.Linq;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>The metrics, by their Onsager operators, and how to make more.</summary>
public static partial class Metric
{
    /// <summary>Wasserstein-2: K c is the velocity grad c at the nodes; &lt;xi, K eta&gt; = E_q &lt;grad xi, grad
    /// eta&gt;. Along a log q that particles do not know it moves by noise (Jordan, Kinderlehrer and Otto
    /// 1998).</summary>
    public static Metric<ITransport> Wasserstein { get; } = new(TransportMetrics.Metric.wasserstein<Chart>());

    /// <summary>Wasserstein-2 with mobility m at the nodes, m &gt;= 0: K c is m grad c; &lt;xi, K eta&gt; = E_q m
    /// &lt;grad xi, grad eta&gt;. MonoFlow is m = h'(log r) (YZL23).</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="m">The mobility at the nodes of q, length n, &gt;= 0; the flow refuses any other with an
    /// <see cref="ArgumentException"/>.</param>
    public static Metric<ITransport> Mobility(string name, Func<Measure, double[]> m)
    {
        ArgumentNullException.ThrowIfNull(m);
        return new(TransportMetrics.Metric.mobility(name.NotNull(nameof(name)), Fun((Chart q) => m(q.State))));
    }

    /// <summary>MonoFlow's metric: Wasserstein-2 with mobility h'(log r) at the nodes, on which the flow of reverse KL
    /// is training with the loss. A flow that meets a log r with h' &lt; 0 is refused with an
    /// <see cref="ArgumentException"/> that names the loss and the log r.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logRatio">log r at the nodes of q, length n.</param>
    public static Metric<ITransport> MonoFlow(GeneratorLoss loss, Func<Measure, double[]> logRatio)
    {
        ArgumentNullException.ThrowIfNull(logRatio);
        return new(MonoFlowMetric.Metric.monoFlow(
            loss.NotNull(nameof(loss)).Wrapped, Fun((Chart q) => logRatio(q.State))));
    }

    /// <summary>Stein: K c(x) = E_{y~q} k(x,y) grad c(y); &lt;xi, K eta&gt; = E E k(X,X') &lt;grad xi(X), grad
    /// eta(X')&gt;. By parts it moves along a log q that particles do not know (Liu and Wang 2016).</summary>
    /// <param name="kernel">The kernel.</param>
    public static Metric<ITransport> Stein(Kernel kernel) =>
        new(TransportMetrics.Metric.stein<Chart>(kernel.NotNull(nameof(kernel)).Wrapped));

    /// <summary>Fisher-Rao (spherical): K c is the growth rate c - E_q c of the log-weights; &lt;xi, K eta&gt; =
    /// Cov_q(xi, eta).</summary>
    public static Metric<IReaction> FisherRao { get; } = new(ReactionMetrics.Metric.fisherRao<Chart>());

    /// <summary>Wasserstein-Fisher-Rao: transport x Wasserstein-2 + reaction x Fisher-Rao.</summary>
    /// <param name="transport">The factor of Wasserstein-2, &gt;= 0.</param>
    /// <param name="reaction">The factor of Fisher-Rao, &gt;= 0.</param>
    /// <exception cref="ArgumentException">A factor is negative or not finite.</exception>
    public static Metric<WeightedParticles> WassersteinFisherRao(double transport, double reaction) =>
        new(ReactionMetrics.Metric.wassersteinFisherRao<Chart>(transport, reaction));

    /// <summary>A metric of your own, from its Onsager operator in the coordinates of a state; it does not move along a
    /// log q that the state does not know. <c>Law.Check</c> tells whether it is symmetric and positive.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="rate">K(q) c as a rate of the coordinates, length P; the flow follows its negative.</param>
    public static Metric<State> Create(string name, Func<State, Covector, double[]> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return new(Core.Metric.create(
            name.NotNull(nameof(name)), Fun((Chart q, Core.Covector c) => rate(q.State, new Covector(c)))));
    }

    /// <summary>A metric that moves nodes, from its velocities K(q) c there, n x d. The gradient of c is projected on what
    /// the nodes can do, and so are the velocities: on states whose nodes move together, too, the metric is as symmetric
    /// and as positive as K.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="velocity">K(q) c as velocities at the nodes of q, n x d; the flow follows their negative.</param>
    public static Metric<ITransport> CreateTransport(string name, Func<Measure, Covector, Points> velocity)
    {
        ArgumentNullException.ThrowIfNull(velocity);
        return new(Core.Metric.createTransport(name.NotNull(nameof(name)), Fun((Chart q, Core.Covector c) =>
            velocity(q.State, new Covector(c)).Returned($"metric '{name}'").Wrapped)));
    }

    /// <summary>A metric that moves weights, from its growth rates; <c>Law.Check</c> tells whether it is symmetric and
    /// positive.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="growth">K(q) c as rates d log w_i / dt, length n; the flow follows their negative.</param>
    public static Metric<IReaction> CreateReaction(string name, Func<Measure, Covector, double[]> growth)
    {
        ArgumentNullException.ThrowIfNull(growth);
        return new(Core.Metric.createReaction(
            name.NotNull(nameof(name)), Fun((Chart q, Core.Covector c) => growth(q.State, new Covector(c)))));
    }

    /// <summary>The metric that also moves along a log q that the state does not know, as given; one from
    /// <see cref="CreateTransport"/> does not.</summary>
    /// <param name="metric">A metric that moves nodes.</param>
    /// <param name="motion">K(q) log q.</param>
    /// <exception cref="ArgumentException">The diffusion is negative or not finite.</exception>
    public static Metric<ITransport> WithLogDensity(this Metric<ITransport> metric, LogDensityMotion motion) =>
        new(Core.Metric.withLogDensity(motion.NotNull(nameof(motion)).Wrapped, metric.NotNull(nameof(metric)).Wrapped));

    /// <summary>The pairing of a potential with a coordinate rate: d/dt E_q c along the rate, c held fixed.</summary>
    /// <param name="q">The state.</param>
    /// <param name="c">The potential, seen from the nodes of q.</param>
    /// <param name="tangent">The rate, length P.</param>
    public static double Pairing(State q, Covector c, Tangent tangent) =>
        Core.Metric.pairing(
            new Chart(q.NotNull(nameof(q))), c.NotNull(nameof(c)).Wrapped,
                tangent.NotNull(nameof(tangent)).Rate.ToArray());
}
