using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The matrices of a linear-quadratic game of x in R^n and y in R^m: E_X = 1/2 x^T P x + x^T A y + p^T x, E_Y = 1/2 y^T Q y
/// - y^T B x + q^T y. It is zero-sum in its coupling where B = A^T.</summary>
public sealed class LinearQuadratic
{
    private LinearQuadratic(Core.LinearQuadratic wrapped) => Wrapped = wrapped;

    internal Core.LinearQuadratic Wrapped { get; }

    /// <summary>A game by its matrices: P n x n and Q m x m symmetric, A n x m, B m x n, p and q of lengths n and
    /// m.</summary>
    /// <param name="p">P, n x n, symmetric.</param>
    /// <param name="a">A, n x m.</param>
    /// <param name="ofX">p, length n.</param>
    /// <param name="q">Q, m x m, symmetric.</param>
    /// <param name="b">B, m x n.</param>
    /// <param name="ofY">q, length m.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, P or Q is not symmetric, or an entry is not
    /// finite.</exception>
    public static LinearQuadratic Create(
        double[,] p, double[,] a, double[] ofX, double[,] q, double[,] b, double[] ofY) =>
        new(LinearQuadraticModule.create(
            p.NotNull(nameof(p)), a.NotNull(nameof(a)), ofX.NotNull(nameof(ofX)), q.NotNull(nameof(q)),
            b.NotNull(nameof(b)), ofY.NotNull(nameof(ofY))));

    /// <summary>The zero-sum coupling of P, A and Q, with B = A^T.</summary>
    /// <param name="p">P, n x n, symmetric.</param>
    /// <param name="a">A, n x m.</param>
    /// <param name="ofX">p, length n.</param>
    /// <param name="q">Q, m x m, symmetric.</param>
    /// <param name="ofY">q, length m.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, P or Q is not symmetric, or an entry is not
    /// finite.</exception>
    public static LinearQuadratic ZeroSum(double[,] p, double[,] a, double[] ofX, double[,] q, double[] ofY) =>
        new(LinearQuadraticModule.zeroSum(
            p.NotNull(nameof(p)), a.NotNull(nameof(a)), ofX.NotNull(nameof(ofX)), q.NotNull(nameof(q)),
            ofY.NotNull(nameof(ofY))));

    /// <summary>P, n x n, symmetric.</summary>
    public double[,] P => (double[,])Wrapped.P.Clone();

    /// <summary>A, n x m.</summary>
    public double[,] A => (double[,])Wrapped.A.Clone();

    /// <summary>p, length n.</summary>
    public double[] OfX => (double[])Wrapped.OfX.Clone();

    /// <summary>Q, m x m, symmetric.</summary>
    public double[,] Q => (double[,])Wrapped.Q.Clone();

    /// <summary>B, m x n.</summary>
    public double[,] B => (double[,])Wrapped.B.Clone();

    /// <summary>q, length m.</summary>
    public double[] OfY => (double[])Wrapped.OfY.Clone();

    /// <summary>The matrix of the field, (n + m) x (n + m): the flow on clocks 1 is z' = -M z - (p, q), z = (x, y), M = [[P, A],
    /// [-B, Q]].</summary>
    public double[,] Field() => LinearQuadraticModule.field(Wrapped);

    /// <summary>The stationary point (x, y), where P x + A y = -p and Q y - B x = -q: the Nash equilibrium where P and Q are
    /// positive semidefinite.</summary>
    /// <exception cref="ArgumentException">The matrix [[P, A], [-B, Q]] is singular.</exception>
    public (double[] X, double[] Y) Equilibrium()
    {
        var (x, y) = LinearQuadraticModule.equilibrium(Wrapped);
        return (x, y);
    }
}
