using System;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A test of the hypothesis that two samples come from one law.</summary>
/// <param name="Statistic">The estimate of MMD^2 of the two samples.</param>
/// <param name="P">The p-value: the share of splits whose statistic is at least as large, that of the samples counted with
/// them.</param>
/// <param name="Threshold">What the statistic must exceed to be rejected at the level; null where there are too few splits
/// to reject anything.</param>
/// <param name="Level">The level, in (0, 1).</param>
/// <param name="Splits">How many splits the statistic is compared with, its own one among them.</param>
/// <param name="Exact">Whether these are all splits of the pooled points into samples of these sizes.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Estimator">The estimator's name.</param>
/// <param name="N">The number of points in the first sample.</param>
/// <param name="M">The number of points in the second sample.</param>
public sealed record TwoSampleTest(
    double Statistic,
    double P,
    double? Threshold,
    double Level,
    int Splits,
    bool Exact,
    string Kernel,
    string Estimator,
    int N,
    int M)
{
    /// <summary>Whether the hypothesis is rejected: p &lt;= level.</summary>
    public bool IsRejected => P <= Level;

    /// <summary>What the test says, in one sentence.</summary>
    public string Sentence { get; private init; } = "";

    /// <summary>Compares MMD^2 of x and y with that of other splits of the pooled points: all of them where there are at
    /// most 20,000, else as many as the options say, each drawn uniformly.</summary>
    /// <remarks>P(p &lt;= a) &lt;= a exactly where both samples come from one law, whatever the law, the kernel and the sizes.
    /// The kernel must not depend on the split: a bandwidth may be taken from the pooled points, not from one of the
    /// samples.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="options">Level, permutations, seed; the standard ones where null.</param>
    /// <param name="estimator">The statistic; the unbiased one where null.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small, or an option is out of
    /// range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static TwoSampleTest Permutation(
        Kernel kernel,
        Points x,
        Points y,
        PermutationOptions? options = null,
        SplitEstimator? estimator = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of(TwoSampleTestModule.permutation(
                (options ?? PermutationOptions.Standard).Wrapped,
                (estimator ?? SplitEstimator.Unbiased).Wrapped,
                kernel.NotNull(nameof(kernel)).Wrapped,
                x.NotNull(nameof(x)).Wrapped,
                y.NotNull(nameof(y)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>The points of both samples in an order that does not depend on which is whose: what a bandwidth may be taken
    /// from, (n + m) x d.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <exception cref="ArgumentException">The samples have different dimensions.</exception>
    public static Points Pooled(Points x, Points y) =>
        new(TwoSampleTestModule.pooled(x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped));

    private static TwoSampleTest Of(Core.TwoSampleTest t) =>
        new(t.Statistic, t.P, t.Threshold.OrNull(), t.Level, t.Splits, t.Exact, t.Kernel, t.Estimator, t.N, t.M)
        {
            Sentence = TwoSampleTestModule.sentence(t),
        };
}
