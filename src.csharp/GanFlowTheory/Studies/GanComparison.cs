using System;
using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Trainings compared on the same axes.</summary>
public static class GanComparison
{
    /// <summary>The mean of numbers with its standard error.</summary>
    /// <param name="values">The numbers.</param>
    public static SeedMean MeanOf(IEnumerable<double> values) =>
        SeedMean.Of(Core.GanComparison.meanOf([.. values.NotNull(nameof(values))]));

    /// <summary>The mean of KID over the steps of a training, by the trapezoidal rule.</summary>
    /// <param name="training">The training.</param>
    public static double KidOverSteps(GanTraining training) =>
        Core.GanComparison.kidOverSteps(training.NotNull(nameof(training)).Wrapped);

    /// <summary>What is compared, a summary for each GAN in the order in which they come first.</summary>
    /// <param name="trainings">The trainings.</param>
    /// <exception cref="ArgumentException">A training has no score, or a GAN has a seed twice.</exception>
    public static IReadOnlyList<GanSummary> Summaries(IEnumerable<GanTraining> trainings) =>
        Core.GanComparison.summaries(List(trainings.NotNull(nameof(trainings)).Select(t => t.Wrapped))).Map(GanSummary.Of);
}
