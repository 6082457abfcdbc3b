using System;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A test of which of two samples is closer to a reference.</summary>
/// <param name="Difference">The estimate of MMD^2(r, p) - MMD^2(r, q), with its variance.</param>
/// <param name="Statistic">The difference over its standard error; null where there is none, and no test.</param>
/// <param name="P">Of the hypothesis that the first sample is not closer than the second, in [0, 1]: small says that the
/// first is closer, and near 1 that the second is. Null where there is no test.</param>
/// <param name="NoTest">Why there is no test, as a sentence; null where there is one.</param>
public sealed record RelativeSimilarity(MmdDifference Difference, double? Statistic, double? P, string? NoTest)
{
    /// <summary>Tests whether the first sample is closer to the reference than the second, by the unbiased estimators
    /// (Bounliphone et al. 2016, BSAG18-7).</summary>
    /// <remarks>Where the variance is not positive, there is no test and the result says so. Where all three laws are the
    /// same, the level is only near its name: <see cref="SwapTest"/> has an exact one.</remarks>
    /// <param name="kernel">The kernel.</param>
    /// <param name="reference">l x d.</param>
    /// <param name="first">n x d, n at least 2.</param>
    /// <param name="second">m x d, m at least 2.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static RelativeSimilarity Test(
        Kernel kernel, Points reference, Points first, Points second,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of(RelativeSimilarityModule.test(
                kernel.NotNull(nameof(kernel)).Wrapped,
                reference.NotNull(nameof(reference)).Wrapped,
                first.NotNull(nameof(first)).Wrapped,
                second.NotNull(nameof(second)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>The test of a difference: t is the difference over its standard error and p = Phi(t), nearly normal in
    /// large samples whose laws differ from the reference.</summary>
    /// <param name="difference">The difference.</param>
    public static RelativeSimilarity OfDifference(MmdDifference difference) =>
        Of(RelativeSimilarityModule.ofDifference(difference.NotNull(nameof(difference)).Wrapped));

    /// <summary>What the test says at a level, in one sentence.</summary>
    /// <param name="level">The level, &gt; 0.</param>
    public string Sentence(double level) => RelativeSimilarityModule.sentence(
        level,
        new Core.RelativeSimilarity(Difference.Wrapped, Statistic.Option(), P.Option(), NoTest.OptionOf()));

    private static RelativeSimilarity Of(Core.RelativeSimilarity t) =>
        new(MmdDifference.Of(t.Difference), t.Statistic.OrNull(), t.P.OrNull(), t.NoTest.OrNothing());
}
