using System;
using System.Linq;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Compares generated points with the target, by MMD^2 with the Gaussian kernel of the target's median
/// distance.</summary>
internal sealed class TrainJudge
{
    private const int Most = 1000;
    private readonly Kernel kernel;

    /// <param name="target">The target in the units of the flow.</param>
    internal TrainJudge(Points target)
    {
        Points = target.Select([.. Enumerable.Range(0, Math.Min(Most, target.Count))]);
        Bandwidth = GanFlowTheory.Bandwidth.Median(Points);
        kernel = Kernel.Gaussian(Bandwidth);
    }

    /// <summary>The points of the target that generated ones are compared with.</summary>
    internal Points Points { get; }

    /// <summary>The bandwidth of the kernel.</summary>
    internal double Bandwidth { get; }

    /// <summary>MMD^2 of generated points to the target, by the V-statistic.</summary>
    internal double Distance(Points generated) => Mmd.Squared(kernel, generated, Points);
}
