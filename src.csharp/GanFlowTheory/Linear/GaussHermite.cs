using System;

namespace GanFlowTheory;

/// <summary>Quadrature rules for the standard Gaussian, all exact for polynomials of degree 3.</summary>
public static class GaussHermite
{
    /// <summary>The Gauss-Hermite rule with k points on each axis, k^d in all: exact for polynomials of degree 2 k - 1
    /// in each coordinate.</summary>
    /// <param name="k">2 to 200.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">k or d is out of range, or there would be more than 10 million
    /// nodes.</exception>
    public static GaussianRule Tensor(int k, int dimension) => new(Core.GaussHermite.tensor(k, dimension));

    /// <summary>The 2 d nodes +-sqrt(d) e_k with equal weights: exact for polynomials of total degree 3, in any
    /// dimension.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">d is below 1.</exception>
    public static GaussianRule Symmetric(int dimension) => new(Core.GaussHermite.symmetric(dimension));

    /// <summary>The tensor rule with the most points on each axis, up to 32, that keeps at most 4096 nodes; from d = 8
    /// on the symmetric rule.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">d is below 1.</exception>
    public static GaussianRule Standard(int dimension) => new(Core.GaussHermite.standard(dimension));
}
