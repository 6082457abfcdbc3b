namespace GanFlowTheory;

/// <summary>Bounds on the derivatives of a kernel's feature map Phi on all of R^d (MN21-8).</summary>
/// <param name="First">A bound on |d Phi(x)[v]| / |v|, at least 0.</param>
/// <param name="Second">A bound on |d^2 Phi(x)[v, v]| / |v|^2, at least 0.</param>
/// <param name="Dimension">The number of features, less a constant one, where the kernel has finitely many.</param>
public sealed record FeatureBounds(double First, double Second, int? Dimension = null)
{
    internal Core.FeatureBounds Wrapped => new(First, Second, Dimension.Option());

    /// <summary>The bounds for a kernel on R^d whose derivatives at coincident points give them: radial ones with a
    /// fourth derivative, |d Phi[v]|^2 = -2 phi'(0) |v|^2 and |d^2 Phi[v, v]|^2 = 12 phi''(0) |v|^4, the inner product,
    /// and their sums; null for others (MN21-8).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="d">The dimension, at least 1.</param>
    /// <exception cref="System.ArgumentException">d is below 1.</exception>
    public static FeatureBounds? OfKernel(Kernel kernel, int d) =>
        Core.FeatureBoundsModule.ofKernel(kernel.NotNull(nameof(kernel)).Wrapped, d) is { Value: var bounds }
            ? new FeatureBounds(bounds.First, bounds.Second, bounds.Dimension.OrNull())
            : null;
}
