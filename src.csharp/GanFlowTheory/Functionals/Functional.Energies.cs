using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Functional
{
    /// <summary>1/2 MMD^2(q, p) to a mixture of Gaussians in closed form, for sums of Gaussian kernels; first variation
    /// mu_q - mu_p (MN21, Arbel et al. 2019).</summary>
    /// <param name="kernel">A sum of Gaussian kernels.</param>
    /// <param name="target">p; nothing of it is sampled.</param>
    /// <exception cref="ArgumentException">The kernel is not a sum of Gaussian kernels.</exception>
    public static Functional GaussianMmd(Kernel kernel, GaussianMixture target) =>
        new(Core.GaussianMmdFunctional.Functional.gaussianMmd<IMeasure>(
            Core.GaussianMmd.termsOf(kernel.NotNull(nameof(kernel)).Wrapped), target.NotNull(nameof(target)).Wrapped));

    /// <summary>The energy distance E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'|; first variation E|x-Y| - E|x-X'|: by sorting on
    /// the line, O(n log n), by kernel sums in higher dimensions (BSAG18-4).</summary>
    /// <param name="target">The law of Y; points stand for their empirical distribution.</param>
    public static Functional EnergyDistance(Measure target) =>
        new(Core.EnergyDistanceFunctional.Functional.energyDistance<IMeasure>(target.NotNull(nameof(target)).AsCore));

    /// <summary>The energy distance on the line by sorting, O((n + m) log(n + m)) for n and m nodes.</summary>
    /// <param name="target">A measure on R.</param>
    /// <exception cref="ArgumentException">The target is not one-dimensional.</exception>
    public static Functional EnergyDistanceOneDimensional(Measure target) =>
        new(Core.EnergyDistanceFunctional.Functional.energyDistanceOneDimensional<IMeasure>(target.NotNull(nameof(target)).AsCore));

    /// <summary>The energy distance in any dimension by kernel sums, O((n + m)^2) for n and m nodes.</summary>
    /// <param name="target">A measure on R^d.</param>
    public static Functional EnergyDistancePairwise(Measure target) =>
        new(Core.EnergyDistanceFunctional.Functional.energyDistancePairwise<IMeasure>(target.NotNull(nameof(target)).AsCore));

    /// <summary>The potential energy F(q) = E_q V; first variation V.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="v">V.</param>
    public static Functional Potential(string name, Potential v) =>
        new(Core.EnergyFunctionals.Functional.potential<IMeasure>(name.NotNull(nameof(name)), v.NotNull(nameof(v)).Wrapped));

    /// <summary>The interaction energy F(q) = 1/2 E W(X, X'), X and X' ~ q independent, coincident pairs included;
    /// first variation E_q W(x, X').</summary>
    /// <param name="w">W.</param>
    public static Functional Interaction(Kernel w) =>
        new(Core.EnergyFunctionals.Functional.interaction<IMeasure>(w.NotNull(nameof(w)).Wrapped));
}
