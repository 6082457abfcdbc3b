using System;
using System.Threading;

namespace GanFlowTheory;

/// <summary>The Frechet inception distance (Heusel et al. 2017) on features of any network: the squared Frechet distance of the two
/// Gaussians with the samples' means and covariances, divisors n - 1 and m - 1.</summary>
/// <remarks>FID at n points is biased upward by about c/n, with a c that depends on both laws, so that FIDs compare only at equal
/// sizes, and may rank laws wrongly even then (BSAG18-6); KID is unbiased.</remarks>
public static class Fid
{
    /// <summary>The sizes that an extrapolation takes where not told otherwise.</summary>
    public const int DefaultSizes = Core.Fid.DefaultSizes;

    /// <summary>The share of both samples that the smallest subsets are.</summary>
    public const double SmallestShare = Core.Fid.SmallestShare;

    /// <summary>FID of the features x, n x d, and y, m x d; n, m at least 2. Where n or m is at most d the result has a
    /// warning.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small, or squares overflow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static FidEstimate Estimate(
        Points x, Points y, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => FidEstimate.Of(Core.Fid.estimate(x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>FID of features x, n x d, and y, m x d, that may exceed memory; n, m at least 2. Where n or m is at most d the
    /// result has a warning.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows do not fit together or are too few, or squares overflow.</exception>
    /// <exception cref="DataFormatException">A file ends early or holds a number that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static FidEstimate OfRows(
        Rows x, Rows y, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var (first, second) = (x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped);
        return LongWork.Watched(
            () => FidEstimate.Of(DataFormatException.Reading(() => Core.Fid.ofRows(first, second))), progress, cancellationToken);
    }

    /// <summary>FID from the means and covariances of two samples; an argument error for those of laws that are
    /// known.</summary>
    /// <param name="first">Of the first sample.</param>
    /// <param name="second">Of the second.</param>
    /// <exception cref="ArgumentException">Dimensions differ, or a law is known.</exception>
    public static FidEstimate OfMoments(Moments first, Moments second) => FidEstimate.Of(
        Core.Fid.ofMoments(first.NotNull(nameof(first)).Wrapped, second.NotNull(nameof(second)).Wrapped));

    /// <summary>The squared Frechet distance between two samples or laws, from their means and covariances.</summary>
    /// <param name="first">Of the first.</param>
    /// <param name="second">Of the second.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    public static double Between(Moments first, Moments second) =>
        Core.Fid.between(first.NotNull(nameof(first)).Wrapped, second.NotNull(nameof(second)).Wrapped);

    /// <summary>The squared Frechet distance between N(mean1, covariance1) and N(mean2, covariance2); covariances d x d, symmetric,
    /// with no eigenvalue below 0.</summary>
    /// <param name="mean1">Length d.</param>
    /// <param name="covariance1">d x d.</param>
    /// <param name="mean2">Length d.</param>
    /// <param name="covariance2">d x d.</param>
    /// <exception cref="ArgumentException">Sizes differ, or a covariance is none.</exception>
    public static double BetweenGaussians(double[] mean1, double[,] covariance1, double[] mean2, double[,] covariance2) =>
        Core.Fid.betweenGaussians(
            mean1.NotNull(nameof(mean1)),
            covariance1.NotNull(nameof(covariance1)),
            mean2.NotNull(nameof(mean2)),
            covariance2.NotNull(nameof(covariance2)));

    /// <summary>FID at infinite samples (Chong and Forsyth 2020): FID of subsets of both samples whose shares run from a tenth to all
    /// of them in equal steps, chosen at random by the seed, and the line in 1/share through these, at 0.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="seed">Chooses the subsets.</param>
    /// <param name="sizes">The number of sizes, at least 3.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small for so many sizes.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static FidExtrapolation Extrapolate(
        Points x, Points y, Seed seed, int sizes = DefaultSizes,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => FidExtrapolation.Of(Core.Fid.extrapolate(
                sizes, seed.Wrapped, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>The mean of FID over samples of n values of N(mean1, deviation1^2) and m values of N(mean2, deviation2^2), n, m at
    /// least 2; without a number the law itself is known.</summary>
    /// <param name="mean1">The mean of the first law.</param>
    /// <param name="deviation1">Its deviation, at least 0.</param>
    /// <param name="n">The size of the first sample; null where the law is known.</param>
    /// <param name="mean2">The mean of the second law.</param>
    /// <param name="deviation2">Its deviation, at least 0.</param>
    /// <param name="m">The size of the second sample; null where the law is known.</param>
    /// <exception cref="ArgumentException">A deviation is negative, or a size below 2.</exception>
    public static double ExpectedOnLine(
        double mean1, double deviation1, int? n, double mean2, double deviation2, int? m) =>
        Core.Fid.expectedOnLine(mean1, deviation1, n.Option(), mean2, deviation2, m.Option());
}
