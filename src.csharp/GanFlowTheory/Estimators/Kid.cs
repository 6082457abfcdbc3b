using System;
using System.Threading;

namespace GanFlowTheory;

/// <summary>KID: the unbiased estimate of MMD^2 between features of a data set and of generated samples, for any kernel;
/// the paper's is poly3, (&lt;x, y&gt;/d + 1)^3 (BSAG18-6).</summary>
/// <remarks>Features are rows, points in memory or not; rectangular arrays and <see cref="Points"/> convert to
/// <see cref="Rows"/> by themselves.</remarks>
public static class Kid
{
    /// <summary>KID on all rows, by poly3 unless another kernel is given: <see cref="Full"/>.</summary>
    /// <param name="features">Features of the data, n x d, n at least 2.</param>
    /// <param name="generated">Features of generated samples, m x d, m at least 2.</param>
    /// <param name="kernel">The kernel; poly3 where it is null.</param>
    /// <exception cref="ArgumentException">The rows do not fit together or are too few.</exception>
    /// <exception cref="DataFormatException">A file ends early or holds a number that is not finite.</exception>
    public static KidEstimate Estimate(Rows features, Rows generated, Kernel? kernel = null) =>
        Full(kernel ?? Kernel.Poly3, features, generated);

    /// <summary>KID on all rows of spans, by poly3 unless another kernel is given: <see cref="Full"/>.</summary>
    /// <param name="features">Features of the data, n d numbers row by row.</param>
    /// <param name="generated">Features of generated samples, m d numbers row by row.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="kernel">The kernel; poly3 where it is null.</param>
    /// <exception cref="ArgumentException">The spans hold no whole rows, too few, or a number that is not
    /// finite.</exception>
    public static KidEstimate Estimate(
        ReadOnlySpan<double> features, ReadOnlySpan<double> generated, int dimension, Kernel? kernel = null) =>
        Estimate(Rows.OfArray(dimension, features), Rows.OfArray(dimension, generated), kernel);

    /// <summary>KID on all rows of spans of float32, by poly3 unless another kernel is given:
    /// <see cref="Full"/>.</summary>
    /// <param name="features">Features of the data, n d numbers row by row.</param>
    /// <param name="generated">Features of generated samples, m d numbers row by row.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="kernel">The kernel; poly3 where it is null.</param>
    /// <exception cref="ArgumentException">The spans hold no whole rows, too few, or a number that is not
    /// finite.</exception>
    public static KidEstimate Estimate(
        ReadOnlySpan<float> features, ReadOnlySpan<float> generated, int dimension, Kernel? kernel = null) =>
        Estimate(Rows.OfSingles(dimension, features), Rows.OfSingles(dimension, generated), kernel);

    /// <summary>The full estimator, on all rows of both; it may be negative (BSAG18-6).</summary>
    /// <param name="kernel">The kernel; the paper's is <see cref="Kernel.Poly3"/>.</param>
    /// <param name="features">Features of the data, n x d, n at least 2.</param>
    /// <param name="generated">Features of generated samples, m x d, m at least 2.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows do not fit together or are too few.</exception>
    /// <exception cref="DataFormatException">A file ends early or holds a number that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static KidEstimate Full(
        Kernel kernel, Rows features, Rows generated,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(() => Of(Core.Kid.full, kernel, features, generated), progress, cancellationToken);

    /// <summary>The mean of the full estimator over so many random subsets of one size, drawn without replacement from
    /// each sample; the paper's are 100 subsets of 1,000 rows. Unbiased; it may be negative (BSAG18-6).</summary>
    /// <remarks>The spread is the standard deviation over subsets. There is no standard error: subsets share
    /// rows.</remarks>
    /// <param name="count">The number of subsets, at least 1.</param>
    /// <param name="size">Rows in each, at least 2.</param>
    /// <param name="seed">The seed that they are drawn from.</param>
    /// <param name="kernel">The kernel; the paper's is <see cref="Kernel.Poly3"/>.</param>
    /// <param name="features">Features of the data, n x d, n at least the size.</param>
    /// <param name="generated">Features of generated samples, m x d, m at least the size.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows do not fit together or are fewer than the size.</exception>
    /// <exception cref="DataFormatException">A file ends early or holds a number that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static KidEstimate Subsets(
        int count, int size, Seed seed, Kernel kernel, Rows features, Rows generated,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of((k, x, y) => Core.Kid.subsets(count, size, seed.Wrapped, k, x, y), kernel, features, generated),
            progress,
            cancellationToken);

    /// <summary>The mean of the full estimator over separate blocks of consecutive rows, as many as both samples have
    /// whole ones; rows beyond them are not used. Unbiased; it may be negative (BSAG18-6).</summary>
    /// <remarks>Rows must be in random order. The blocks are then independent: the spread over the root of their number
    /// is the standard error, which needs two blocks.</remarks>
    /// <param name="size">Rows in each, at least 2.</param>
    /// <param name="kernel">The kernel; the paper's is <see cref="Kernel.Poly3"/>.</param>
    /// <param name="features">Features of the data, n x d, n at least the size.</param>
    /// <param name="generated">Features of generated samples, m x d, m at least the size.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows do not fit together or are fewer than the size.</exception>
    /// <exception cref="DataFormatException">A file ends early or holds a number that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static KidEstimate Blocks(
        int size, Kernel kernel, Rows features, Rows generated,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of((k, x, y) => Core.Kid.blocks(size, k, x, y), kernel, features, generated),
            progress,
            cancellationToken);

    private static KidEstimate Of(
        Func<Core.Kernel, Core.Rows, Core.Rows, Core.KidEstimate> estimate, Kernel kernel, Rows features, Rows generated)
    {
        var k = kernel.NotNull(nameof(kernel)).Wrapped;
        var x = features.NotNull(nameof(features)).Wrapped;
        var y = generated.NotNull(nameof(generated)).Wrapped;
        return KidEstimate.Of(DataFormatException.Reading(() => estimate(k, x, y)));
    }
}
