using System;
using System.Collections.Generic;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An estimate of MMD^2(r, p) - MMD^2(r, q) from three samples: negative says that p is closer to the reference
/// r.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Variance">The estimated variance of the value, in its squared units.</param>
/// <param name="Estimator">The estimator's name, as in <see cref="Parse"/>.</param>
/// <param name="ReferenceCount">The number of points in the reference sample.</param>
/// <param name="FirstCount">The number of points in the sample of p.</param>
/// <param name="SecondCount">The number of points in the sample of q.</param>
public sealed record MmdDifference(
    double Value, Variance Variance, string Estimator, int ReferenceCount, int FirstCount, int SecondCount)
{
    /// <summary>The root of a positive estimate of the variance; null otherwise, and there is no floor.</summary>
    public double? StandardError => Variance.StandardError;

    /// <summary>Why there is no standard error, as a sentence; null where there is one.</summary>
    public string? NoStandardError => Variance.NoStandardError;

    /// <summary>The difference of the unbiased estimators; the pairs within the reference cancel. The variance takes into
    /// account that both share it, and is exactly unbiased (BSAG18-7).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="reference">l x d, l at least 2 for a variance.</param>
    /// <param name="first">n x d, n at least 2, at least 4 for a variance.</param>
    /// <param name="second">m x d, m at least 2, at least 4 for a variance.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static MmdDifference Unbiased(
        Kernel kernel, Points reference, Points first, Points second,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By(MmdDifferenceModule.unbiased, kernel, reference, first, second, progress, cancellationToken);

    /// <summary>The difference of the U-statistics of pairs: as unbiased, the terms of one index left out too (Bounliphone
    /// et al. 2016).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="reference">n x d, n at least 2, at least 4 for a variance.</param>
    /// <param name="first">n x d.</param>
    /// <param name="second">n x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static MmdDifference UStatistic(
        Kernel kernel, Points reference, Points first, Points second,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        By(MmdDifferenceModule.uStatistic, kernel, reference, first, second, progress, cancellationToken);

    /// <summary>The estimator of a name: unbiased or ustat.</summary>
    /// <param name="expression">One of <see cref="Forms"/>.</param>
    /// <exception cref="ArgumentException">There is no such estimator; the sentence suggests the nearest
    /// name.</exception>
    public static Func<Kernel, Points, Points, Points, MmdDifference> Parse(string expression)
    {
        var estimator = MmdDifferenceModule.parse(expression.NotNull(nameof(expression)));
        return (kernel, reference, first, second) => By(
            (k, r, a, b) => estimator.Invoke(k).Invoke(r).Invoke(a).Invoke(b), kernel, reference, first, second, null, default);
    }

    private static MmdDifference By(
        Func<Core.Kernel, Core.Points, Core.Points, Core.Points, Core.MmdDifference> estimator,
        Kernel kernel,
        Points reference,
        Points first,
        Points second,
        IProgress<double>? progress,
        CancellationToken cancellationToken) =>
        LongWork.Watched(
            () => Of(estimator(
                kernel.NotNull(nameof(kernel)).Wrapped,
                reference.NotNull(nameof(reference)).Wrapped,
                first.NotNull(nameof(first)).Wrapped,
                second.NotNull(nameof(second)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>How estimators of differences are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(MmdDifferenceModule.forms);

    internal Core.MmdDifference Wrapped =>
        new(Value, Variance.Wrapped, Estimator, ReferenceCount, FirstCount, SecondCount);

    internal static MmdDifference Of(Core.MmdDifference d) => new(
        d.Value, Variance.Of(d.Variance), d.Estimator, d.ReferenceCount, d.FirstCount, d.SecondCount);
}
