using System;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How much of one sample of features is near the other and the other way round, by balls that reach to the k-th nearest
/// neighbour (Kynkaanniemi et al. 2019, Naeem et al. 2020).</summary>
/// <remarks>The ball of a point reaches to its k-th nearest neighbour among the other points of its sample, that neighbour, and all
/// at the same distance, included: ties count as inside.</remarks>
/// <param name="Precision">The share of the generated points that lie in the ball of some real point: fidelity (Kynkaanniemi et al.
/// 2019).</param>
/// <param name="Recall">The share of the real points that lie in the ball of some generated point: variety (Kynkaanniemi et al.
/// 2019).</param>
/// <param name="Density">The mean number of balls of real points that a generated point lies in, over k: fidelity that outliers
/// among the real points do not raise, above 1 where generated points are dense (Naeem et al. 2020).</param>
/// <param name="Coverage">The share of the real points whose ball holds a generated point: variety (Naeem et al. 2020).</param>
/// <param name="K">The neighbour that balls reach to.</param>
/// <param name="N">The number of real points.</param>
/// <param name="M">The number of generated points.</param>
public sealed record FeatureCoverage(double Precision, double Recall, double Density, double Coverage, int K, int N, int M)
{
    /// <summary>The coverage of the real features, n x d, by the generated ones, m x d, with balls that reach to the k-th nearest
    /// neighbour; k at least 1 and below n and m. Of real and generated features exchanged it is another.</summary>
    /// <param name="k">At least 1.</param>
    /// <param name="real">n x d, more than k points.</param>
    /// <param name="generated">m x d, more than k points.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small for k.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static FeatureCoverage Measure(
        int k, Points real, Points generated,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of(FeatureCoverageModule.measure(
            k, real.NotNull(nameof(real)).Wrapped, generated.NotNull(nameof(generated)).Wrapped)),
            progress,
            cancellationToken);

    internal static FeatureCoverage Of(Core.FeatureCoverage c) =>
        new(c.Precision, c.Recall, c.Density, c.Coverage, c.K, c.N, c.M);
}
