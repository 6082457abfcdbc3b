using System;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An exact test of the hypothesis that two samples come from one law, against the first being closer to a
/// reference.</summary>
/// <param name="Statistic">The unbiased estimate of MMD^2(r, p) - MMD^2(r, q).</param>
/// <param name="P">The p-value: the share of swaps whose statistic is at most as large, that of the samples counted with
/// them. Small says that the first sample is closer.</param>
/// <param name="Level">The level, in (0, 1).</param>
/// <param name="Swaps">How many swaps the statistic is compared with, its own one among them.</param>
/// <param name="Exact">Whether these are all 2^n.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="ReferenceCount">The number of points in the reference sample.</param>
/// <param name="Count">The number of points in each of the others.</param>
public sealed record SwapTest(
    double Statistic, double P, double Level, int Swaps, bool Exact, string Kernel, int ReferenceCount, int Count)
{
    /// <summary>Whether the hypothesis is rejected: p &lt;= level.</summary>
    public bool IsRejected => P <= Level;

    /// <summary>What the test says, in one sentence.</summary>
    public string Sentence { get; private init; } = "";

    /// <summary>Compares MMD^2(r, a) - MMD^2(r, b) with its values where some a_i and b_i change places: all 2^n where there
    /// are at most 20,000, else as many as the options say, each drawn uniformly; n at least 2 points in both.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="reference">l x d.</param>
    /// <param name="first">n x d.</param>
    /// <param name="second">n x d.</param>
    /// <param name="options">Level, permutations, seed; the standard ones where null.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The samples do not fit together or are too small, or an option is out of
    /// range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static SwapTest Swap(
        Kernel kernel, Points reference, Points first, Points second, PermutationOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => Of(SwapTestModule.swap(
                (options ?? PermutationOptions.Standard).Wrapped,
                kernel.NotNull(nameof(kernel)).Wrapped,
                reference.NotNull(nameof(reference)).Wrapped,
                first.NotNull(nameof(first)).Wrapped,
                second.NotNull(nameof(second)).Wrapped)),
            progress,
            cancellationToken);

    private static SwapTest Of(Core.SwapTest t) =>
        new(t.Statistic, t.P, t.Level, t.Swaps, t.Exact, t.Kernel, t.ReferenceCount, t.Count)
        {
            Sentence = SwapTestModule.sentence(t),
        };
}
