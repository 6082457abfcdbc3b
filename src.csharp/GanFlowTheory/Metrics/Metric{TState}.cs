using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A metric, whatever it moves: a <see cref="Metric{TState}"/>.</summary>
public interface IMetric
{
    /// <summary>The name shown in reports.</summary>
    string Name { get; }
}

/// <summary> A metric by its Onsager operator K(q), the inverse of the metric tensor: symmetric, &lt;xi, K eta&gt; =
/// &lt;eta, K xi&gt;, and positive, &lt;xi, K xi&gt; &gt;= 0. The gradient flow is dq/dt = -K(q) xi. Metrics add and
/// scale. </summary>
/// <typeparam name="TState">What the metric can move: <see cref="ITransport"/> for every state whose nodes move,
/// <see cref="IReaction"/> for every state whose weights move, or one type of state. A flow in this metric starts from
/// these states only, and the compiler says so.</typeparam>
public sealed class Metric<TState> : IMetric where TState : class
{
    internal Metric(Core.Metric<Chart> wrapped) => Wrapped = wrapped;

    internal Core.Metric<Chart> Wrapped { get; }

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The same metric on fewer states, so that it adds to another metric there.</summary>
    /// <typeparam name="T">The states.</typeparam>
    public Metric<T> On<T>() where T : class, TState => new(Wrapped);

    /// <summary>a K.</summary>
    /// <param name="a">The factor, &gt;= 0.</param>
    /// <param name="metric">The metric.</param>
    /// <exception cref="ArgumentException">a is negative or not finite.</exception>
    public static Metric<TState> operator *(double a, Metric<TState> metric) =>
        new(Core.Metric.scale(a, metric.NotNull(nameof(metric)).Wrapped));

    /// <summary>K + L: Onsager operators add.</summary>
    /// <param name="k">The first metric.</param>
    /// <param name="l">The second metric.</param>
    public static Metric<TState> operator +(Metric<TState> k, Metric<TState> l) =>
        new(Core.Metric.add(k.NotNull(nameof(k)).Wrapped, l.NotNull(nameof(l)).Wrapped));

    /// <summary>K(q) c.</summary>
    /// <param name="q">The state.</param>
    /// <param name="c">The potential, seen from the nodes of q.</param>
    /// <typeparam name="T">The state's type.</typeparam>
    public Tangent Apply<T>(T q, Covector c) where T : State, TState
    {
        var tangent = Wrapped.Apply.Invoke(new Chart(q.NotNull(nameof(q)))).Invoke(c.NotNull(nameof(c)).Wrapped);
        return new(tangent.Rate.ReadOnly(), SolveReport.Of(tangent.Solve));
    }

    /// <summary>The inner product of potentials, &lt;xi, K(q) eta&gt;.</summary>
    /// <param name="q">The state.</param>
    /// <param name="xi">One potential, seen from the nodes of q.</param>
    /// <param name="eta">The other potential, seen from the nodes of q.</param>
    /// <typeparam name="T">The state's type.</typeparam>
    public double Inner<T>(T q, Covector xi, Covector eta) where T : State, TState =>
        Core.Metric.inner(
            Wrapped, new Chart(q.NotNull(nameof(q))), xi.NotNull(nameof(xi)).Wrapped, eta.NotNull(nameof(eta)).Wrapped);

    /// <summary>The K-correlation of potentials, &lt;xi, K c&gt; / sqrt(&lt;xi, K xi&gt; &lt;c, K c&gt;) in [-1, 1];
    /// null where a norm is 0.</summary>
    /// <param name="q">The state.</param>
    /// <param name="xi">The first variation, seen from the nodes of q.</param>
    /// <param name="c">What a critic saw of it, from the nodes of q.</param>
    /// <typeparam name="T">The state's type.</typeparam>
    public double? Correlation<T>(T q, Covector xi, Covector c) where T : State, TState =>
        Core.Metric.correlation(
            Wrapped, new Chart(q.NotNull(nameof(q))), xi.NotNull(nameof(xi)).Wrapped, c.NotNull(nameof(c)).Wrapped)
            .OrNull();

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The same metric on the core's particles.</summary>
    internal Core.Metric<Core.Particles> OfPoints => For((Core.Particles q) => new Particles(q));

    /// <summary>The same metric on one type of the core's states.</summary>
    internal Core.Metric<Q> For<Q>(Func<Q, State> state) =>
        new(Name,
            Bridge.Fun((Q q, Core.Covector c) => Wrapped.Apply.Invoke(new Chart(state(q))).Invoke(c)),
            LogDensityMotion.For(Wrapped.LogDensity, (Q q) => new Chart(state(q))),
            Bridge.Fun((Q q) => Wrapped.Masses.Invoke(new Chart(state(q)))));
}
