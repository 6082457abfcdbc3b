using System;
using System.Collections.Generic;
using System.Threading;

namespace GanFlowTheory;

/// <summary>Estimators of MMD^2(p, q) from samples x of p and y of q (BSAG18).</summary>
public static class MmdEstimator
{
    /// <summary>The V-statistic, MMD^2 of the two empirical distributions, diagonal terms included; never negative,
    /// biased upward.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static Estimate Biased(
        Kernel kernel, Points x, Points y, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By(Core.MmdEstimator.biased, kernel, x, y, progress, cancellationToken);

    /// <summary>The unbiased estimator: the diagonal terms of both samples left out; it may be negative
    /// (BSAG18-1).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">n x d, n at least 2.</param>
    /// <param name="y">m x d, m at least 2.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static Estimate Unbiased(
        Kernel kernel, Points x, Points y, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By(Core.MmdEstimator.unbiased, kernel, x, y, progress, cancellationToken);

    /// <summary>The U-statistic of pairs (x_i, y_i): as unbiased, the cross terms i = j left out too; it may be
    /// negative.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">n x d, n at least 2.</param>
    /// <param name="y">n x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static Estimate UStatistic(
        Kernel kernel, Points x, Points y, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By(Core.MmdEstimator.uStatistic, kernel, x, y, progress, cancellationToken);

    /// <summary>The linear-time estimator: the mean over consecutive separate pairs; unbiased, it may be
    /// negative.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">n x d, n at least 2.</param>
    /// <param name="y">n x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static Estimate Linear(
        Kernel kernel, Points x, Points y, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By(Core.MmdEstimator.linear, kernel, x, y, progress, cancellationToken);

    /// <summary>The block estimator: the mean of the unbiased estimates on separate blocks of consecutive points;
    /// points beyond the last whole block are not used. Unbiased; it may be negative (Zaremba et al. 2013).</summary>
    /// <param name="size">The size of a block, at least 2.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="x">n x d, n at least the size.</param>
    /// <param name="y">n x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small, or the size is below
    /// 2.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static Estimate Block(
        int size, Kernel kernel, Points x, Points y,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By((k, a, b) => Core.MmdEstimator.block(size, k, a, b), kernel, x, y, progress, cancellationToken);

    /// <summary>The estimator of a name: biased, unbiased, ustat, linear, or block:SIZE.</summary>
    /// <param name="expression">One of <see cref="Forms"/>.</param>
    /// <exception cref="ArgumentException">There is no such estimator; the sentence suggests the nearest
    /// name.</exception>
    public static Func<Kernel, Points, Points, Estimate> Parse(string expression)
    {
        var estimator = Core.MmdEstimator.parse(expression.NotNull(nameof(expression)));
        return (kernel, x, y) => By((k, a, b) => estimator.Invoke(k).Invoke(a).Invoke(b), kernel, x, y, null, default);
    }

    private static Estimate By(
        Func<Core.Kernel, Core.Points, Core.Points, Core.Estimate> estimator,
        Kernel kernel,
        Points x,
        Points y,
        IProgress<double>? progress,
        CancellationToken cancellationToken) =>
        LongWork.Watched(
            () => Estimate.Of(estimator(
                kernel.NotNull(nameof(kernel)).Wrapped, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>How estimators are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(Core.MmdEstimator.forms);
}
