using System;

namespace GanFlowTheory;

/// <summary>Maximum mean discrepancies of mixtures of Gaussians in closed form, for sums of Gaussian kernels.</summary>
public static class GaussianMmd
{
    /// <summary>mu_p(x) = E_{y~p} k(x, y), the kernel mean embedding of the mixture, as a potential; exact.</summary>
    /// <param name="kernel">A sum of Gaussian kernels.</param>
    /// <param name="p">The mixture.</param>
    /// <exception cref="ArgumentException">The kernel is not a sum of Gaussian kernels.</exception>
    public static Potential MeanEmbedding(Kernel kernel, GaussianMixture p) =>
        new(Core.GaussianMmd.meanEmbedding(
            Core.GaussianMmd.termsOf(kernel.NotNull(nameof(kernel)).Wrapped), p.NotNull(nameof(p)).Wrapped));

    /// <summary>MMD^2(p, q) between two mixtures, exact.</summary>
    /// <param name="kernel">A sum of Gaussian kernels.</param>
    /// <param name="p">One mixture.</param>
    /// <param name="q">The other mixture, of the same dimension.</param>
    /// <exception cref="ArgumentException">The kernel is not a sum of Gaussian kernels, or the dimensions
    /// differ.</exception>
    public static double SquaredMmd(Kernel kernel, GaussianMixture p, GaussianMixture q) =>
        Core.GaussianMmd.squaredMmd(
            Core.GaussianMmd.termsOf(kernel.NotNull(nameof(kernel)).Wrapped),
            p.NotNull(nameof(p)).Wrapped,
            q.NotNull(nameof(q)).Wrapped);
}
