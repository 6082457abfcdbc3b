using System;

namespace GanFlowTheory;

/// <summary>Divergences between Gaussians in closed form: p a mixture of one, q a state; r = p/q. Every member refuses
/// a p that is not one Gaussian, or not of q's dimension, with an <see cref="ArgumentException"/>.</summary>
public static class GaussianDivergence
{
    /// <summary>KL(q||p).</summary>
    /// <param name="p">One Gaussian.</param>
    /// <param name="q">The state.</param>
    public static double Kl(GaussianMixture p, GaussianState q) =>
        Core.GaussianDivergence.kl(p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>KL(p||q).</summary>
    /// <param name="p">One Gaussian.</param>
    /// <param name="q">The state.</param>
    public static double ForwardKl(GaussianMixture p, GaussianState q) =>
        Core.GaussianDivergence.forwardKl(p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>log E_q r^a = log int p^a q^(1-a); infinity where the integral is, which happens only for a outside
    /// [0, 1].</summary>
    /// <param name="a">The power, finite.</param>
    /// <param name="p">One Gaussian.</param>
    /// <param name="q">The state.</param>
    public static double LogPower(double a, GaussianMixture p, GaussianState q) =>
        Core.GaussianDivergence.logPower(a, p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>chi^2 = E_q (r - 1)^2; infinity where p's tails are too heavy for q's.</summary>
    /// <param name="p">One Gaussian.</param>
    /// <param name="q">The state.</param>
    public static double Chi2(GaussianMixture p, GaussianState q) =>
        Core.GaussianDivergence.chi2(p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>Squared Hellinger E_q (sqrt r - 1)^2, in [0, 2].</summary>
    /// <param name="p">One Gaussian.</param>
    /// <param name="q">The state.</param>
    public static double Hellinger(GaussianMixture p, GaussianState q) =>
        Core.GaussianDivergence.hellinger(p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped);
}
