using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>One kernel of an aggregated test.</summary>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Statistic">The estimate of MMD^2 of the two samples.</param>
/// <param name="P">The p-value of this kernel by itself.</param>
public sealed record AggregatedPart(string Kernel, double Statistic, double P);

/// <summary>A test of the hypothesis that two samples come from one law, by several kernels at once.</summary>
/// <param name="Statistic">The smallest of the kernels' p-values: small says that some kernel sees a difference.</param>
/// <param name="P">The p-value of that: the share of splits whose own smallest p-value is at most as large.</param>
/// <param name="Level">The level, in (0, 1).</param>
/// <param name="Splits">How many splits it is compared with, its own one among them.</param>
/// <param name="Exact">Whether these are all splits of the pooled points into samples of these sizes.</param>
/// <param name="Parts">The kernels, in the order given.</param>
/// <param name="Estimator">The estimator's name.</param>
/// <param name="N">The number of points in the first sample.</param>
/// <param name="M">The number of points in the second sample.</param>
public sealed record AggregatedTest(
    double Statistic,
    double P,
    double Level,
    int Splits,
    bool Exact,
    IReadOnlyList<AggregatedPart> Parts,
    string Estimator,
    int N,
    int M)
{
    /// <summary>Whether the hypothesis is rejected: p &lt;= level.</summary>
    public bool IsRejected => P <= Level;

    /// <summary>What the test says, in one sentence.</summary>
    public string Sentence { get; private init; } = "";

    /// <summary>The Gaussian kernels of 2^k times the median distance of the pooled points, k = -reach .. reach, which any
    /// split of them gives.</summary>
    /// <param name="reach">At least 0.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <exception cref="ArgumentException">The samples do not fit together, or all points coincide.</exception>
    public static IReadOnlyList<Kernel> Gaussians(int reach, Points x, Points y) =>
        AggregatedTestModule.gaussians(reach, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped)
            .Map(k => new Kernel(k));

    /// <summary>Compares the samples with other splits of the pooled points, as <see cref="TwoSampleTest.Permutation"/>
    /// does, by each kernel; the splits are the same for all, and the level is exact.</summary>
    /// <param name="kernels">The kernels, at least one.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="options">Level, permutations, seed; the standard ones where null.</param>
    /// <param name="estimator">The statistic; the unbiased one where null.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small, or an option is out of
    /// range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static AggregatedTest Permutation(
        IEnumerable<Kernel> kernels,
        Points x,
        Points y,
        PermutationOptions? options = null,
        SplitEstimator? estimator = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of(AggregatedTestModule.permutation(
                (options ?? PermutationOptions.Standard).Wrapped,
                (estimator ?? SplitEstimator.Unbiased).Wrapped,
                List(kernels.NotNull(nameof(kernels)).Select(k => k.NotNull(nameof(kernels)).Wrapped)),
                x.NotNull(nameof(x)).Wrapped,
                y.NotNull(nameof(y)).Wrapped)),
            progress,
            cancellationToken);

    private static AggregatedTest Of(Core.AggregatedTest t) => new(
        t.Statistic,
        t.P,
        t.Level,
        t.Splits,
        t.Exact,
        t.Parts.Map(p => new AggregatedPart(p.Kernel, p.Statistic, p.P)),
        t.Estimator,
        t.N,
        t.M)
    {
        Sentence = AggregatedTestModule.sentence(t),
    };
}
