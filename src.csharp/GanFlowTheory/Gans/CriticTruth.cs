using System;

namespace GanFlowTheory;

/// <summary>How well a trained critic points along the true first variation at one step. The truth is known where the
/// target has a density and the generator is affine, so that its law is a Gaussian
/// (<see cref="AffineGenerator.Law"/>).</summary>
/// <param name="Step">The number of the step.</param>
/// <param name="Time">The time.</param>
/// <param name="OnPoints">The correlation of the gradients in L2(q), over the generated points, in [-1, 1]; null where one
/// of them vanishes or the truth is not known.</param>
/// <param name="OnParameters">The correlation in the metric of the parameters, in [-1, 1]: how well the generator's step
/// points along the true one; null where one of them vanishes or the truth is not known.</param>
public sealed record CriticTruth(int Step, double Time, double? OnPoints, double? OnParameters)
{
    internal Core.CriticTruth Wrapped => new(Step, Time, OnPoints.Option(), OnParameters.Option());

    internal static CriticTruth Of(Core.CriticTruth truth) =>
        new(truth.Step, truth.Time, truth.OnPoints.OrNull(), truth.OnParameters.OrNull());

    /// <summary>The K-correlation of the discriminator's potential -h(u) with the true one, h the generator loss and
    /// u = log r by the network or exactly, in Wasserstein-2 and in the metric of the parameters. For the JSD of HZ23 the
    /// loss is <see cref="GeneratorLoss.OfDivergence"/> of it.</summary>
    /// <param name="loss">The generator loss whose potential the flow follows.</param>
    /// <param name="metric">The metric of the parameters.</param>
    /// <param name="logRatio">The discriminator's network, which gives log r.</param>
    /// <param name="p">The density of the target.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentException">Dimensions or lengths differ.</exception>
    public static CriticTruth Measure(
        GeneratorLoss loss, Metric<ParameterState> metric, Network logRatio, Density p, AdversarialStep step) =>
        Of(Core.CriticTruthModule.measure(
            loss.NotNull(nameof(loss)).Wrapped,
            metric.NotNull(nameof(metric)).For((Core.ParameterState q) => new ParameterState(q)),
            logRatio.NotNull(nameof(logRatio)).Wrapped,
            p.NotNull(nameof(p)).Wrapped,
            step.NotNull(nameof(step)).Wrapped));
}
