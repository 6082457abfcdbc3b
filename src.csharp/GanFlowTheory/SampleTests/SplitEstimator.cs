using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A statistic of two samples that does not see their order, so that it is a function of a split.</summary>
public sealed class SplitEstimator
{
    internal SplitEstimator(Core.SplitEstimator wrapped) => Wrapped = wrapped;

    internal Core.SplitEstimator Wrapped { get; }

    /// <summary>The unbiased estimator of MMD^2.</summary>
    public static SplitEstimator Unbiased { get; } = new(Core.SplitEstimator.Unbiased);

    /// <summary>The V-statistic.</summary>
    public static SplitEstimator Biased { get; } = new(Core.SplitEstimator.Biased);

    /// <summary>The statistic of a name: unbiased or biased.</summary>
    /// <param name="expression">One of <see cref="Forms"/>.</param>
    /// <exception cref="ArgumentException">There is no such statistic; the sentence suggests the nearest name.</exception>
    public static SplitEstimator Parse(string expression) =>
        new(Core.SplitEstimatorModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>How the statistics of a permutation test are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(Core.SplitEstimatorModule.forms);
}
