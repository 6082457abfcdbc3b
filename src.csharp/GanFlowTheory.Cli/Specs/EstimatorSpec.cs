using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>An estimator of MMD^2.</summary>
/// <param name="Estimate">The estimator.</param>
/// <param name="GroupsByOrder">Whether it groups the points of a sample by their order: it is for samples in no order.</param>
internal sealed record EstimatorSpec(Func<Kernel, Points, Points, Estimate> Estimate, bool GroupsByOrder)
{
    internal static IReadOnlyList<(string Shape, string Description)> Listing { get; } =
    [
        ("biased", "the V-statistic: never negative, biased upward"),
        ("unbiased", "without the diagonal terms of either sample; may be negative"),
        ("ustat", "the U-statistic of pairs: as unbiased, without the cross terms i = j; equal sizes"),
        ("linear", "the mean over separate pairs, shuffled, in linear time; equal sizes"),
        ("block:SIZE", "the mean of unbiased over separate blocks, shuffled; equal sizes"),
    ];

    /// <summary>The estimators of names that are separated by commas.</summary>
    internal static IReadOnlyList<EstimatorSpec> Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Of)];

    private static EstimatorSpec Of(string name) => new(
        MmdEstimator.ByName(name), name is "linear" or "ustat" || name.StartsWith("block:", StringComparison.Ordinal));
}
