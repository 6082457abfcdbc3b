using System;
using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A generator's step in a GAN beside the regression step of its flow, from the same parameters
/// (HZ23-6, YZL23-6).</summary>
/// <param name="Gan">The change of the parameters by the GAN, length P.</param>
/// <param name="Regression">The change of the parameters by the regression, length P.</param>
/// <param name="Cosine">The cosine of the angle between the two; null where one of them is 0.</param>
/// <param name="LengthRatio">|regression| / |GAN|; null where the GAN does not move.</param>
public sealed record GanStepReport(
    IReadOnlyList<double> Gan, IReadOnlyList<double> Regression, double? Cosine, double? LengthRatio)
{
    internal Core.GanStepReport Wrapped => new([.. Gan], [.. Regression], Cosine.Option(), LengthRatio.Option());
}

/// <summary>The certificate of one step of a run (HZ23-6, YZL23-6).</summary>
/// <param name="Step">The number of the step.</param>
/// <param name="Time">The time at which it began.</param>
/// <param name="Cosine">The cosine of the angle between the GAN's step and the regression's; null where one of them is
/// 0.</param>
/// <param name="LengthRatio">|regression| / |GAN|; null where the GAN does not move.</param>
public sealed record GanStepPoint(int Step, double Time, double? Cosine, double? LengthRatio)
{
    internal Core.GanStepPoint Wrapped => new(Step, Time, Cosine.Option(), LengthRatio.Option());

    internal static GanStepPoint Of(Core.GanStepPoint p) =>
        new(p.Step, p.Time, p.Cosine.OrNull(), p.LengthRatio.OrNull());
}

/// <summary>The generator's step of a GAN with the loss -E h(d(G(z))) against a discriminator D = sigmoid(d), given by its
/// logit d, and the potential through which a flow takes the same step: c = -h(d), whose ODE is dx/dt = h'(d) grad d(x)
/// (YZL23-6). The vanilla GAN is h = softplus; the ODE of HZ23-3, dx/dt = -1/2 grad log(1 - D)(x), is the loss of the
/// Jensen-Shannon divergence, <see cref="GeneratorLoss.OfDivergence"/> of it (HZ23-6).</summary>
public static class GanStep
{
    private static GanStepReport Of(Core.GanStepReport report) => new(
        report.Gan.ReadOnly(), report.Regression.ReadOnly(), report.Cosine.OrNull(), report.LengthRatio.OrNull());

    /// <summary>The loss -E_z h(d(G_theta(z))), and its gradient in theta, length P, d held, by differentiation through
    /// d o G. For the vanilla loss it is E_z log(1 - D(G_theta(z))).</summary>
    /// <param name="loss">h.</param>
    /// <param name="logit">d, a network with one output.</param>
    /// <param name="phi">Its parameters.</param>
    /// <param name="q">The generator.</param>
    /// <exception cref="ArgumentException">The network has more than one output, or dimensions or lengths
    /// differ.</exception>
    public static (double Loss, double[] Gradient) LossWithGradient(
        GeneratorLoss loss, Network logit, double[] phi, ParameterState q)
    {
        var pair = Core.GanStep.lossWithGradient(
            loss.NotNull(nameof(loss)).Wrapped, logit.NotNull(nameof(logit)).Wrapped, phi.NotNull(nameof(phi)),
            q.NotNull(nameof(q)).Wrapped);
        return (pair.Item1, pair.Item2);
    }

    /// <summary>The two steps side by side.</summary>
    /// <param name="gan">The change of the parameters by the GAN, length P.</param>
    /// <param name="regression">The change by the regression, length P.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static GanStepReport Compare(double[] gan, double[] regression) =>
        Of(Core.GanStep.compare(gan.NotNull(nameof(gan)), regression.NotNull(nameof(regression))));

    /// <summary>The certificate of a persistent regression step (YZL23-6): the GAN's step by the integrator along
    /// -epsilon times the gradient of the loss -E h(d(G(z))), beside the inner steps to the targets
    /// G(z) + epsilon h'(d) grad d. For one inner step the two are equal to rounding. HZ23-6 is the loss of the
    /// Jensen-Shannon divergence, the vanilla one with a factor 1/2.</summary>
    /// <param name="loss">h.</param>
    /// <param name="steps">The inner steps, at least 1.</param>
    /// <param name="epsilon">The time ahead, &gt; 0.</param>
    /// <param name="integrator">The integrator of both steps.</param>
    /// <param name="logit">d, a network with one output.</param>
    /// <param name="phi">Its parameters.</param>
    /// <param name="q">The generator.</param>
    /// <exception cref="ArgumentException">steps or epsilon is out of range, the network has more than one output,
    /// dimensions or lengths differ, or the integrator takes no step.</exception>
    public static GanStepReport Certify(
        GeneratorLoss loss,
        int steps,
        double epsilon,
        Integrator integrator,
        Network logit,
        double[] phi,
        ParameterState q) =>
        Of(Core.GanStep.certify(
            loss.NotNull(nameof(loss)).Wrapped, Core.Regression.persistence(steps, epsilon),
            integrator.NotNull(nameof(integrator)).Wrapped, logit.NotNull(nameof(logit)).Wrapped,
            phi.NotNull(nameof(phi)), q.NotNull(nameof(q)).Wrapped));

    /// <summary>The certificate of a step of a run (YZL23-6), with the flow's own integrator, persistence and what its
    /// optimiser remembered: both steps from the same parameters along the same discriminator. Where the flow goes by plain
    /// steps they are the GAN's, and the two are equal to rounding; where it is persistent, the regression is its
    /// step.</summary>
    /// <param name="loss">The loss h whose potential -h(d) the flow follows.</param>
    /// <param name="run">The run that the step is of, in the metric of the parameters.</param>
    /// <param name="logit">The discriminator's network, which gives log r = log D - log(1 - D).</param>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentException">The network has more than one output, or dimensions or lengths
    /// differ.</exception>
    public static GanStepReport CertifyStep(
        GeneratorLoss loss, FlowRun<ParameterState> run, Network logit, AdversarialStep step) =>
        Of(Core.GanStep.certifyStep(
            loss.NotNull(nameof(loss)).Wrapped, run.NotNull(nameof(run)).Wrapped.Flow,
            logit.NotNull(nameof(logit)).Wrapped, step.NotNull(nameof(step)).Wrapped));

    /// <summary>The certificate of a step of a persistent flow of a functional (HZ23-6): the plain step of the parameters
    /// along epsilon E J^T v, with v = -K xi the velocity of the points in the metric of the targets, beside the regression
    /// step that the run takes from there. In Wasserstein-2 the plain step goes down the functional itself, a function of
    /// the parameters. For one inner step the two are equal to rounding.</summary>
    /// <param name="run">The persistent run that the step is of, in the metric of the parameters and seen exactly.</param>
    /// <param name="step">The step that the run goes on from.</param>
    /// <exception cref="ArgumentException">The flow has no functional, is seen through a critic or with noise, or is not
    /// persistent.</exception>
    public static GanStepReport CertifyFlow(FlowRun<ParameterState> run, FlowStep<ParameterState> step) =>
        Of(Core.GanStep.certifyFlow(
            run.NotNull(nameof(run)).Wrapped.Flow, step.NotNull(nameof(step)).Wrapped));

    /// <summary>The certificate without the steps themselves: what a series keeps.</summary>
    /// <param name="index">The number of the step.</param>
    /// <param name="time">The time at which it began.</param>
    /// <param name="report">Its certificate.</param>
    public static GanStepPoint Point(int index, double time, GanStepReport report) =>
        GanStepPoint.Of(Core.GanStep.point(index, time, report.NotNull(nameof(report)).Wrapped));

    /// <summary>The length ratio farthest from 1 by its logarithm; null where there are none.</summary>
    /// <param name="ratios">Length ratios.</param>
    public static double? WorstRatio(IEnumerable<double> ratios) =>
        Core.GanStep.worstRatio(ratios.NotNull(nameof(ratios)).ToArray()).OrNull();
}
