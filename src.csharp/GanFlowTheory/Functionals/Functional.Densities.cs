using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

public sealed partial class Functional
{
    /// <summary>The f-divergence D_f(p||q) to a density p, for states that know their own density (a
    /// <see cref="GaussianState"/>; any other measure is refused); first variation f(r) - r f'(r), r = p/q.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    public static Functional Divergence(FDivergence f, Density target) =>
        Only(Core.DivergenceFunctional.Functional.divergence<IDensity>(
            f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped));

    /// <summary>KL(q||p) to a Gaussian p, for Gaussian states, in closed form and exact on any rule.</summary>
    /// <param name="target">p, one Gaussian.</param>
    /// <exception cref="ArgumentException">p is not one Gaussian.</exception>
    public static Functional KlToGaussian(GaussianMixture target) =>
        Only(Core.GaussianDivergenceFunctional.Functional.klToGaussian(target.NotNull(nameof(target)).Wrapped));

    /// <summary>1/2 W2^2(q, p) to a Gaussian p, for Gaussian states, in closed form.</summary>
    /// <param name="target">p, one Gaussian.</param>
    /// <exception cref="ArgumentException">p is not one Gaussian.</exception>
    public static Functional WassersteinToGaussian(GaussianMixture target) =>
        Only(Core.WassersteinFunctionals.Functional.wassersteinToGaussian(target.NotNull(nameof(target)).Wrapped));

    /// <summary>1/2 W2^2(q, p) to a measure on R, for quantile states, by sorting.</summary>
    /// <param name="target">p, of dimension 1; points stand for their empirical distribution.</param>
    /// <exception cref="ArgumentException">p is not of dimension 1.</exception>
    public static Functional WassersteinOnLine(Measure target) =>
        Only(Core.WassersteinFunctionals.Functional.wassersteinOnLine(target.NotNull(nameof(target)).AsCore));

    /// <summary>The negative entropy E_q log q, of quantile states, exact for the density whose quantile function is
    /// linear between the quantiles; first variation log q + 1.</summary>
    public static Functional Entropy { get; } = Only(QuantileFunctionals.Functional.entropy);

    /// <summary>KL(q||p) = E_q log q - E_q log p to a density p on R, for quantile states.</summary>
    /// <param name="target">p, of dimension 1.</param>
    /// <exception cref="ArgumentException">p is not of dimension 1.</exception>
    public static Functional KlOnLine(Density target) =>
        Only(QuantileFunctionals.Functional.klOnLine(target.NotNull(nameof(target)).Wrapped));

    /// <summary>What the core's functional asks for, from a measure or from a state of the facade.</summary>
    internal static Q Known<Q>(IMeasure q) where Q : class, IMeasure =>
        q as Q ?? (q as Chart)?.State.AsCore as Q
        ?? throw new ArgumentException($"q must be {Asked<Q>()}, but is {Measure.Of(q).GetType().Name}.", nameof(q));

    private static string Asked<Q>() =>
        typeof(Q) == typeof(IDensity)
            ? $"a state that knows its density, such as {nameof(GaussianState)}"
            : $"a {typeof(Q).Name}";

    private static Functional Only<Q>(Core.Functional<Q> wrapped) where Q : class, IMeasure =>
        new(new(
            wrapped.Name,
            Fun((IMeasure q) => wrapped.Value.Invoke(Known<Q>(q))),
            Fun((IMeasure q) => wrapped.FirstVariation.Invoke(Known<Q>(q))),
            Fun((IMeasure q) => wrapped.Evaluate.Invoke(Known<Q>(q)))));
}
