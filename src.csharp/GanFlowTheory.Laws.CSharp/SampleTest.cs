using System;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>A two-sample test of your own: it is to tell whether two samples are of one law.</summary>
/// <param name="Name">The name shown with the law.</param>
/// <param name="Least">The smallest sample size that it takes, at least 1.</param>
/// <param name="PValue">The p-value of two samples, in [0, 1].</param>
public sealed record SampleTest(string Name, int Least, Func<Points, Points, double> PValue)
{
    internal CoreLaws.SampleTest Wrapped => new(
        Name.NotNull(nameof(Name)), Least, SampleEstimator.OnPoints(PValue.NotNull(nameof(PValue))));
}
