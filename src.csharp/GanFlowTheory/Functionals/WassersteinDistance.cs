using System;

namespace GanFlowTheory;

/// <summary>Wasserstein-2 distances, exactly; <see cref="Functional.WassersteinToGaussian"/> and
/// <see cref="Functional.WassersteinOnLine"/> are the functionals 1/2 W2^2.</summary>
public static class WassersteinDistance
{
    /// <summary>W2(q, p) between Gaussians: the Bures-Wasserstein distance.</summary>
    /// <param name="p">One Gaussian.</param>
    /// <param name="q">The state.</param>
    /// <exception cref="ArgumentException">p is not one Gaussian, or the dimensions differ.</exception>
    public static double BetweenGaussians(GaussianMixture p, GaussianState q) =>
        Core.WassersteinDistance.betweenGaussians(p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped);
}
