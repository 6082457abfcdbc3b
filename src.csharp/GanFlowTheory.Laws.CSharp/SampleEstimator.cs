using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>An estimator of MMD^2 of your own, as functions of its samples.</summary>
/// <param name="Name">The name shown with the laws.</param>
/// <param name="Kernel">The kernel whose MMD^2 it estimates.</param>
/// <param name="Least">The smallest sample size that it takes, at least 1; 4 where it has a variance.</param>
/// <param name="Value">The estimate from two samples.</param>
public sealed record SampleEstimator(string Name, Kernel Kernel, int Least, Func<Points, Points, double> Value)
{
    /// <summary>Whether it takes samples of one size, as pairs (x_i, y_i) that change places together.</summary>
    public bool Paired { get; init; }

    /// <summary>The estimate of its variance from the same samples; null where it has none.</summary>
    public Func<Points, Points, double>? Variance { get; init; }

    internal CoreLaws.SampleEstimator Wrapped => new(
        Name.NotNull(nameof(Name)),
        Kernel.NotNull(nameof(Kernel)).Wrapped,
        Least,
        Paired,
        OnPoints(Value.NotNull(nameof(Value))),
        (Variance is { } variance ? OnPoints(variance) : null).OptionOf());

    internal static Microsoft.FSharp.Core.FSharpFunc<Core.Points, Microsoft.FSharp.Core.FSharpFunc<Core.Points, double>>
        OnPoints(Func<Points, Points, double> f) =>
        Fun((Core.Points x, Core.Points y) => f(new Points(x), new Points(y)));
}
