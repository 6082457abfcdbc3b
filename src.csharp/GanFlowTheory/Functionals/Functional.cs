using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>
/// A functional F over distributions with its first variation xi = dF/dq, a function on R^d defined up to a constant:
/// F(q + e s) = F(q) + e int xi ds + o(e) for every signed s of mass zero. Functionals add and scale.
/// </summary>
/// <remarks>A functional works on every measure; which states a flow may move is the metric's business.</remarks>
public sealed partial class Functional
{
    internal Functional(Core.Functional<IMeasure> wrapped) => Wrapped = wrapped;

    internal Core.Functional<IMeasure> Wrapped { get; }

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>1/2 MMD^2(q, p) against a measure p; first variation mu_q - mu_p (MN21, Arbel et al. 2019).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">p; points stand for their empirical distribution.</param>
    public static Functional Mmd(Kernel kernel, Measure target) =>
        new(Core.MmdFunctional.Functional.mmd<IMeasure>(kernel.NotNull(nameof(kernel)).Wrapped,
            target.NotNull(nameof(target)).AsCore));

    /// <summary>A functional from its two defining members; <c>Law.Check</c> tells whether they belong
    /// together.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="value">F(q).</param>
    /// <param name="firstVariation">dF/dq at q, as a function on R^d.</param>
    public static Functional Create(string name, Func<Measure, double> value, Func<Measure, Potential> firstVariation)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(firstVariation);
        return new(Core.Functional.create(
            name,
            Fun((IMeasure q) => value(Measure.Of(q))),
            Fun((IMeasure q) => firstVariation(Measure.Of(q)).Returned($"the first variation of functional '{name}'").Wrapped)));
    }

    /// <summary>a F.</summary>
    /// <param name="a">The factor, finite; &gt;= 0 for a functional that is still to be lowered.</param>
    /// <param name="f">The functional.</param>
    /// <exception cref="ArgumentException">a is not finite.</exception>
    public static Functional operator *(double a, Functional f) =>
        new(Core.Functional.scale(a, f.NotNull(nameof(f)).Wrapped));

    /// <summary>F + G.</summary>
    /// <param name="f">The first functional.</param>
    /// <param name="g">The second functional.</param>
    public static Functional operator +(Functional f, Functional g) =>
        new(Core.Functional.add(f.NotNull(nameof(f)).Wrapped, g.NotNull(nameof(g)).Wrapped));

    /// <summary>g(F), with the first variation g'(F) dF/dq: a flow of it goes the way of F at another speed.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="g">A function on the values of F.</param>
    /// <param name="slope">Its derivative g'.</param>
    public Functional Map(string name, Func<double, double> g, Func<double, double> slope) => new(Core.Functional.map(
        name.NotNull(nameof(name)), Fun(g.NotNull(nameof(g))), Fun(slope.NotNull(nameof(slope))), Wrapped));

    /// <summary>F(q).</summary>
    /// <param name="q">The distribution.</param>
    public double Value(Measure q) => Wrapped.Value.Invoke(q.NotNull(nameof(q)).AsCore);

    /// <summary>The first variation at q, as a function on R^d.</summary>
    /// <param name="q">The distribution.</param>
    public Potential FirstVariation(Measure q) => new(Wrapped.FirstVariation.Invoke(q.NotNull(nameof(q)).AsCore));

    /// <summary>The value and the first variation seen from q's own nodes, sharing work.</summary>
    /// <param name="q">The distribution.</param>
    public Evaluation Evaluate(Measure q)
    {
        var e = Wrapped.Evaluate.Invoke(q.NotNull(nameof(q)).AsCore);
        return new(e.Value, new Covector(e.Variation));
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The same functional on one type of the core's measures.</summary>
    internal Core.Functional<Q> On<Q>() where Q : IMeasure =>
        new(Name, Fun((Q q) => Wrapped.Value.Invoke(q)), Fun((Q q) => Wrapped.FirstVariation.Invoke(q)),
            Fun((Q q) => Wrapped.Evaluate.Invoke(q)));
}
