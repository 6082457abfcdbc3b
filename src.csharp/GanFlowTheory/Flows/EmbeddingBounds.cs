namespace GanFlowTheory;

/// <summary>What is known of the embedding mu of a generator around a start, L = d mu / d theta (MN21-8).</summary>
/// <param name="Slope">A bound on |L|^2, which is |g|, at least 0; infinite where none is known.</param>
/// <param name="Curvature">A bound on |d^2 mu[v, v]| / |v|^2, at least 0: the Lipschitz constant of L in operator
/// norm.</param>
/// <param name="Radius">How far from the start the bounds hold, &gt; 0; infinite where they hold everywhere.</param>
/// <param name="Dimension">The dimension of a space that holds mu_p - mu_q and the range of L, where it is finite and
/// known.</param>
public sealed record EmbeddingBounds(
    double Slope, double Curvature, double Radius = double.PositiveInfinity, int? Dimension = null)
{
    internal Core.EmbeddingBounds Wrapped => new(Slope, Curvature, Radius, Dimension.Option());

    /// <summary>The bounds for a generator that is affine in its parameters, such as G(z) = W z + b, everywhere: with m
    /// the largest eigenvalue of E J^T J, |L|^2 &lt;= First^2 m and |d^2 mu[v, v]| &lt;= Second m |v|^2 (MN21-8). Other
    /// generators are an argument error. For more than 200 parameters the trace stands for m.</summary>
    /// <param name="features">The bounds of the kernel.</param>
    /// <param name="q">The parameters.</param>
    /// <exception cref="System.ArgumentException">A bound is negative, or the generator is not affine in its
    /// parameters.</exception>
    public static EmbeddingBounds Linear(FeatureBounds features, ParameterState q)
    {
        var bounds = Core.EmbeddingBoundsModule.linear(
            features.NotNull(nameof(features)).Wrapped, q.NotNull(nameof(q)).Wrapped);
        return new(bounds.Slope, bounds.Curvature, bounds.Radius, bounds.Dimension.OrNull());
    }
}
