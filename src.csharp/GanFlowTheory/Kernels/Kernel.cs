using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A positive semidefinite kernel k(x, y) on R^d: a sum of scaled terms. Kernels add and scale:
/// <c>Kernel.RationalQuadratic(1) + 0.1 * Kernel.Dot</c>.</summary>
public sealed partial class Kernel
{
    internal Kernel(Core.Kernel wrapped) => Wrapped = wrapped;

    internal Core.Kernel Wrapped { get; }

    /// <summary>The kernel expression that makes this kernel, or a user's name.</summary>
    public string Name => Wrapped.Name;

    /// <summary>exp(-|x-y|^2 / (2 s^2)).</summary>
    /// <param name="s">The bandwidth, &gt; 0.</param>
    /// <exception cref="ArgumentException">s is not positive and finite.</exception>
    public static Kernel Gaussian(double s) => new(KernelModule.gaussian(s));

    /// <summary>exp(-|x-y| / s), the Euclidean norm.</summary>
    /// <param name="s">The length scale, &gt; 0.</param>
    /// <exception cref="ArgumentException">s is not positive and finite.</exception>
    public static Kernel Laplace(double s) => new(KernelModule.laplace(s));

    /// <summary>Rational quadratic (1 + |x-y|^2 / (2a))^(-a).</summary>
    /// <param name="a">The power, &gt; 0.</param>
    /// <exception cref="ArgumentException">a is not positive and finite.</exception>
    public static Kernel RationalQuadratic(double a) => new(KernelModule.rationalQuadratic(a));

    /// <summary>Inverse multiquadric (1 + |x-y|^2 / c^2)^(-b).</summary>
    /// <param name="c">The length scale, &gt; 0.</param>
    /// <param name="b">The power, &gt; 0.</param>
    /// <exception cref="ArgumentException">c or b is not positive and finite.</exception>
    public static Kernel InverseMultiquadric(double c, double b) => new(KernelModule.inverseMultiquadric(c, b));

    /// <summary>Matern of smoothness 3/2: (1 + sqrt 3 r/s) exp(-sqrt 3 r/s), r = |x-y|.</summary>
    /// <param name="s">The length scale, &gt; 0.</param>
    /// <exception cref="ArgumentException">s is not positive and finite.</exception>
    public static Kernel Matern32(double s) => new(KernelModule.matern32(s));

    /// <summary>Matern of smoothness 5/2: (1 + sqrt 5 r/s + 5 r^2/(3 s^2)) exp(-sqrt 5 r/s), r = |x-y|.</summary>
    /// <param name="s">The length scale, &gt; 0.</param>
    /// <exception cref="ArgumentException">s is not positive and finite.</exception>
    public static Kernel Matern52(double s) => new(KernelModule.matern52(s));

    /// <summary>The distance kernel (|x| + |y| - |x-y|) / 2, base point the origin (BSAG18-4).</summary>
    public static Kernel Distance { get; } = new(KernelModule.distance);

    /// <summary>The distance kernel of a power, (|x|^beta + |y|^beta - |x-y|^beta) / 2, 0 &lt; beta &lt;= 2 (BSAG18-5): its
    /// MMD^2 is half the energy distance of |x-y|^beta. Below 2 it is characteristic; at 2 it is &lt;x, y&gt;, which sees
    /// means alone.</summary>
    /// <param name="beta">The power; 1 gives <see cref="Distance"/>.</param>
    /// <exception cref="ArgumentException">beta is not in (0, 2].</exception>
    public static Kernel DistanceOf(double beta) => new(KernelModule.distanceOf(beta));

    /// <summary>The distance kernel (|x-z| + |y-z| - |x-y|) / 2 with base point z (BSAG18-4).</summary>
    /// <param name="basePoint">z, length d, finite.</param>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static Kernel DistanceFrom(params double[] basePoint) =>
        new(KernelModule.distanceFrom(basePoint.NotNull(nameof(basePoint))));

    /// <summary>The distance kernel of a power, (|x-z|^beta + |y-z|^beta - |x-y|^beta) / 2, 0 &lt; beta &lt;= 2, with base point z
    /// (BSAG18-4): every z gives the same MMD^2.</summary>
    /// <param name="beta">The power; 1 gives <see cref="DistanceFrom"/>.</param>
    /// <param name="basePoint">z, length d, finite.</param>
    /// <exception cref="ArgumentException">beta is not in (0, 2], or an entry is not finite.</exception>
    public static Kernel DistanceOfFrom(double beta, params double[] basePoint) =>
        new(KernelModule.distanceOfFrom(beta, basePoint.NotNull(nameof(basePoint))));

    /// <summary>The linear kernel &lt;x, y&gt;.</summary>
    public static Kernel Dot { get; } = new(KernelModule.dot);

    /// <summary>(&lt;x, y&gt; / d + 1)^degree.</summary>
    /// <param name="degree">At least 1.</param>
    /// <exception cref="ArgumentException">The degree is below 1.</exception>
    public static Kernel Polynomial(int degree) => new(KernelModule.polynomial(degree));

    /// <summary>KID's kernel (&lt;x, y&gt; / d + 1)^3 (BSAG18).</summary>
    public static Kernel Poly3 { get; } = new(KernelModule.poly3);

    /// <summary>The mixture of the MMD GAN paper: rational quadratics with a in {0.2, 0.5, 1, 2, 5}, unit weights
    /// (BSAG18).</summary>
    public static Kernel RqPaper { get; } = new(KernelModule.rqPaper);

    /// <summary>The mixture of the paper's released code: rational quadratics with a in {0.1, 1, 10}, unit weights
    /// (BSAG18).</summary>
    public static Kernel RqCode { get; } = new(KernelModule.rqCode);

    /// <summary>rq-code plus the linear kernel: the rq* of the paper's released code (BSAG18).</summary>
    public static Kernel RqCodeStar { get; } = new(KernelModule.rqCodeStar);

    /// <summary>The mixture of Gaussians with s in {2, 5, 10, 20, 40, 80}, unit weights, that the paper compares with
    /// (BSAG18).</summary>
    public static Kernel RbfMix { get; } = new(KernelModule.rbfMix);

    /// <summary>What sums the kernel over all pairs of points.</summary>
    public KernelSums Sums => new(Wrapped.Sums);

    /// <summary>The same kernel, summed over all pairs of points by the given sums.</summary>
    /// <param name="sums">Such as <c>KernelSums.OnEngine(engine)</c>.</param>
    public Kernel On(KernelSums sums) => new(KernelModule.on(sums.NotNull(nameof(sums)).Wrapped, Wrapped));

    /// <summary>a k.</summary>
    /// <param name="a">The factor, &gt;= 0.</param>
    /// <param name="k">The kernel.</param>
    /// <exception cref="ArgumentException">a is negative or not finite.</exception>
    public static Kernel operator *(double a, Kernel k) => new(KernelModule.scale(a, k.NotNull(nameof(k)).Wrapped));

    /// <summary>j + k.</summary>
    /// <param name="j">The first kernel.</param>
    /// <param name="k">The second kernel.</param>
    /// <exception cref="ArgumentException">Different sums serve the two (<see cref="Sums"/>).</exception>
    public static Kernel operator +(Kernel j, Kernel k) =>
        new(KernelModule.add(j.NotNull(nameof(j)).Wrapped, k.NotNull(nameof(k)).Wrapped));

    /// <summary>The sum of one kernel or more.</summary>
    /// <param name="kernels">At least one.</param>
    /// <exception cref="ArgumentException">There are no kernels, or different sums serve them.</exception>
    public static Kernel Sum(params IEnumerable<Kernel> kernels) =>
        new(KernelModule.sum(List(kernels.NotNull(nameof(kernels)).Select(k => k.Wrapped))));

    /// <summary>k(x_i, y_j) as a tensor expression, n x m, from x, n x d, and y, m x d: it can be differentiated in both, also
    /// twice. At coincident points the derivatives of a kernel with a cusp there are 0.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a part of the kernel is given by plain
    /// functions.</exception>
    public Tensor Matrix(Tensor x, Tensor y) => new(KernelTensors.Kernel.matrix(
        Tensor.CoreOf(x, nameof(x)), Tensor.CoreOf(y, nameof(y)), Wrapped));

    /// <summary>k(x_i, x_i) as a tensor expression, n, from x, n x d.</summary>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or a part of the kernel is given by plain
    /// functions.</exception>
    public Tensor Diagonal(Tensor x) => new(KernelTensors.Kernel.diagonal(Tensor.CoreOf(x, nameof(x)), Wrapped));

    /// <summary>The trace of J_i^T [d_a d'_b k(x_i, x_i)] J_i as a tensor expression, n, from x, n x d, and its derivatives in c
    /// coordinates of something else: the a-th matrix of the list holds the c derivatives of the a-th coordinate of each
    /// point, n x c. It is sum_j |d_j k(x, .)|^2 in the space of the kernel, how fast the embedding of the points moves.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="derivatives">d matrices, each n x c.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a part of the kernel is given by plain functions, or it has no
    /// mixed second derivatives at coincident points.</exception>
    public Tensor EmbeddingSpeed(Tensor x, IEnumerable<Tensor> derivatives) => new(KernelTensors.Kernel.embeddingSpeed(
        Tensor.CoreOf(x, nameof(x)), Tensor.CoreOf(derivatives, nameof(derivatives)), Wrapped));

    /// <summary>The same kernel under another name.</summary>
    /// <param name="name">The name shown in reports.</param>
    public Kernel Named(string name) => new(KernelModule.named(name.NotNull(nameof(name)), Wrapped));

    /// <summary>A radial kernel phi(|x-y|^2) from phi and its first two derivatives.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="phi">phi(s), s = |x-y|^2 &gt;= 0.</param>
    /// <param name="first">phi'(s).</param>
    /// <param name="second">phi''(s).</param>
    public static Kernel Radial(
        string name, Func<double, double> phi, Func<double, double> first, Func<double, double> second) =>
        new(KernelModule.radial(
            name.NotNull(nameof(name)),
            Fun(phi.NotNull(nameof(phi))),
            Fun(first.NotNull(nameof(first))),
            Fun(second.NotNull(nameof(second)))));

    /// <summary>A kernel from plain functions of two points.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="value">k(x, y).</param>
    /// <param name="gradient">The gradient in the first argument, length d.</param>
    /// <param name="mixed">The mixed second derivatives d_a d'_b k(x, y), d x d: a in the first argument, b in the
    /// second.</param>
    public static Kernel OfFunctions(
        string name,
        Func<double[], double[], double> value,
        Func<double[], double[], double[]> gradient,
        Func<double[], double[], double[,]> mixed) =>
        new(KernelModule.ofFunctions(
            name.NotNull(nameof(name)),
            Fun(value.NotNull(nameof(value))),
            Fun(gradient.NotNull(nameof(gradient))),
            Fun(mixed.NotNull(nameof(mixed)))));

    /// <summary>Whether mixed second derivatives exist everywhere, coincident points included.</summary>
    public bool HasMixedDerivatives => KernelModule.hasMixedDerivatives(Wrapped);

    /// <summary>How many decimal digits of MMD^2 a kernel with a polynomial of degree 2 or more has lost on points like
    /// these before it is summed: 2 log10(c/s), at least 0, with c the largest |x| and s the spread, the root mean square
    /// distance from the mean. 0 for other kernels, and for points that coincide.</summary>
    /// <param name="x">The points, n x d.</param>
    public double LostDigits(Points x) => KernelModule.lostDigits(Wrapped, x.NotNull(nameof(x)).Wrapped);

    /// <summary>The scales and bandwidths of a sum of Gaussian kernels; null where another kernel takes part.</summary>
    public IReadOnlyList<GaussianTerm>? GaussianTerms =>
        KernelModule.gaussianTerms(Wrapped)?.Value.Map(t => new GaussianTerm(t.Item1, t.Item2));

    /// <summary>A Lipschitz constant of x -&gt; grad_x k(x, y); null where it is not known or infinite.</summary>
    public double? GradientLipschitz => KernelModule.gradientLipschitz(Wrapped).OrNull();

    /// <summary>k(x, y) of two points.</summary>
    /// <param name="x">Length d.</param>
    /// <param name="y">Length d.</param>
    public double Value(double[] x, double[] y) =>
        KernelValues.Kernel.value(Wrapped, x.NotNull(nameof(x)), y.NotNull(nameof(y)));

    /// <summary>The gradient of k(x, y) in x, length d.</summary>
    /// <param name="x">Length d.</param>
    /// <param name="y">Length d.</param>
    public double[] GradientAt(double[] x, double[] y) =>
        KernelValues.Kernel.gradientAt(Wrapped, x.NotNull(nameof(x)), y.NotNull(nameof(y)));

    /// <summary>The mixed second derivatives d_a d'_b k(x, y), d x d: a in x, b in y.</summary>
    /// <param name="x">Length d.</param>
    /// <param name="y">Length d.</param>
    public double[,] MixedAt(double[] x, double[] y) =>
        KernelValues.Kernel.mixedAt(Wrapped, x.NotNull(nameof(x)), y.NotNull(nameof(y)));

    /// <summary>The Gram matrix k(x_i, y_j), n x m.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    public double[,] Gram(Points x, Points y) =>
        KernelValues.Kernel.gram(Wrapped, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped);

    /// <summary>The kernel expression.</summary>
    public override string ToString() => Wrapped.ToString();
}
