using System;
using System.Collections.Generic;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A generator's step in a GAN beside the regression step of its ODE, from the same parameters
/// (HZ23-6).</summary>
/// <param name="Gan">The change of the parameters by the GAN, length P.</param>
/// <param name="Regression">The change of the parameters by the regression, length P.</param>
/// <param name="Cosine">The cosine of the angle between the two; null where one of them is 0.</param>
/// <param name="LengthRatio">|regression| / |GAN|; null where the GAN does not move.</param>
public sealed record GanStepReport(
    IReadOnlyList<double> Gan, IReadOnlyList<double> Regression, double? Cosine, double? LengthRatio);

/// <summary>The generator's step of the vanilla GAN against a discriminator D = sigmoid(d), given by its logit d, and
/// the potential through which a flow takes the same step: c = 1/2 log(1 - D), whose ODE is
/// dx/dt = -1/2 grad log(1 - D)(x) (HZ23-3).</summary>
public static class GanStep
{
    private static GanStepReport Of(Core.GanStepReport report) => new(
        report.Gan.ReadOnly(), report.Regression.ReadOnly(), report.Cosine.OrNull(), report.LengthRatio.OrNull());

    /// <summary>HZ23's potential c = 1/2 log(1 - D) = -1/2 softplus(d); its gradient is -1/2 sigmoid(d) grad
    /// d.</summary>
    /// <param name="logit">d.</param>
    public static Potential Potential(Potential logit) =>
        new(Core.GanStep.potential(logit.NotNull(nameof(logit)).Wrapped));

    /// <summary>The vanilla loss E_z log(1 - D(G_theta(z))), and its gradient in theta, length P, by differentiation
    /// through D o G.</summary>
    /// <param name="logit">d, a network with one output.</param>
    /// <param name="phi">Its parameters.</param>
    /// <param name="q">The generator.</param>
    /// <exception cref="ArgumentException">The network has more than one output, or dimensions or lengths
    /// differ.</exception>
    public static (double Loss, double[] Gradient) LossWithGradient(Network logit, double[] phi, ParameterState q)
    {
        var pair = Core.GanStep.lossWithGradient(
            logit.NotNull(nameof(logit)).Wrapped, phi.NotNull(nameof(phi)), q.NotNull(nameof(q)).Wrapped);
        return (pair.Item1, pair.Item2);
    }

    /// <summary>Two steps side by side.</summary>
    /// <param name="gan">The change of the parameters by the GAN, length P.</param>
    /// <param name="regression">The change by the regression, length P.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static GanStepReport Compare(double[] gan, double[] regression) =>
        Of(Core.GanStep.compare(gan.NotNull(nameof(gan)), regression.NotNull(nameof(regression))));

    /// <summary>The certificate of a persistent regression step: the GAN's step by the integrator along -epsilon/2
    /// times the gradient of E log(1 - D(G(z))), beside the inner steps to the targets
    /// G(z) - epsilon/2 grad log(1 - D)(G(z)). For one inner step the two are equal to rounding (HZ23-6).</summary>
    /// <param name="steps">The inner steps, at least 1.</param>
    /// <param name="epsilon">The time ahead, &gt; 0.</param>
    /// <param name="integrator">The integrator of both steps.</param>
    /// <param name="logit">d, a network with one output.</param>
    /// <param name="phi">Its parameters.</param>
    /// <param name="q">The generator.</param>
    /// <exception cref="ArgumentException">steps or epsilon is out of range, the network has more than one output,
    /// dimensions or lengths differ, or the integrator takes no step.</exception>
    public static GanStepReport Certify(
        int steps, double epsilon, Integrator integrator, Network logit, double[] phi, ParameterState q) =>
        Of(Core.GanStep.certify(
            Core.Regression.persistence(steps, epsilon), integrator.NotNull(nameof(integrator)).Wrapped,
            logit.NotNull(nameof(logit)).Wrapped, phi.NotNull(nameof(phi)), q.NotNull(nameof(q)).Wrapped));
}
