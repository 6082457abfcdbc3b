using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Estimators of MMD^2.</summary>
internal static class EstimatorSpec
{
    internal static IReadOnlyList<(string Shape, string Description)> Listing { get; } =
    [
        ("biased", "the V-statistic: never negative, biased upward"),
        ("unbiased", "without the diagonal terms of either sample; may be negative"),
        ("ustat", "the U-statistic of pairs: as unbiased, without the cross terms i = j; equal sizes"),
        ("linear", "the mean over separate pairs, in linear time; equal sizes"),
        ("block:SIZE", "the mean of unbiased over separate blocks; equal sizes"),
    ];

    /// <summary>The estimators of names that are separated by commas.</summary>
    internal static IReadOnlyList<Func<Kernel, Points, Points, Estimate>> Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(MmdEstimator.ByName)];
}
