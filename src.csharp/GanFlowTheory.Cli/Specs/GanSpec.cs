using System;
using System.Collections.Generic;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The ways to train a generator.</summary>
/// <param name="Text">As specified.</param>
internal abstract record GanSpec(string Text)
{
    internal static IReadOnlyList<Form<GanSpec>> Forms { get; } =
    [
        new(
            "vanilla",
            "the generator's loss E log(1 - D) against a trained discriminator: MonoFlow with h = softplus",
            given => new Adversarial(given.Text, GeneratorLoss.Vanilla)),
        new(
            "monoflow:LOSS",
            "the generator loss -E h(log r), such as monoflow:non-saturating or monoflow:logit",
            given => new Adversarial(given.Text, GeneratorLoss.Parse(given.Arguments!))),
        new(
            "ode",
            "regression to the targets of the ODE dx/dt = -1/2 grad log(1 - D) of a trained discriminator (HZ23)",
            given => new Ode(given.Text)),
        new(
            "flow:" + DrawnFlow.Shape,
            $"regression to the flow of the points by a functional in a metric of ganflow run, such as flow:mmd or "
            + $"flow:kl:stein:gaussian:median; {DrawnFlow.Grammar}",
            given => string.IsNullOrEmpty(given.Arguments)
                ? throw given.Misshapen()
                : new Drawn(given.Text, DrawnFlow.Parse(given.Arguments))),
        new(
            "kernelized",
            "1/2 MMD^2 in the parametric kernelized metric, without a discriminator (MN21)",
            given => new LowersMmd(given.Text, (kernel, lambda) => Metric.Kernelized(kernel, lambda))
            {
                TakesLambda = true,
            }),
        new(
            "natural",
            "1/2 MMD^2 in the parametric Wasserstein-2 metric: the natural gradient",
            given => new LowersMmd(given.Text, (_, lambda) => Metric.Natural(lambda)) { TakesLambda = true }),
        new(
            "mmd",
            "1/2 MMD^2 by plain gradient steps in the parameters",
            given => new LowersMmd(given.Text, (_, _) => Metric.Parameters)),
    ];

    internal static GanSpec Parse(string text) => Form.Read("gan", Forms, text);

    /// <summary>Whether a step of the generator has a regression step beside it (HZ23-6, YZL23-6).</summary>
    internal virtual bool IsCertifiable => false;

    /// <summary>A loss against the detached ratio of a trained discriminator.</summary>
    internal sealed record Adversarial(string Text, GeneratorLoss Loss) : GanSpec(Text)
    {
        internal override bool IsCertifiable => true;
    }

    /// <summary>Regression to targets of the ODE of a trained discriminator.</summary>
    internal sealed record Ode(string Text) : GanSpec(Text)
    {
        internal override bool IsCertifiable => true;
    }

    /// <summary>Regression to targets of a flow of the points.</summary>
    internal sealed record Drawn(string Text, DrawnFlow Flow) : GanSpec(Text)
    {
        internal override bool IsCertifiable => Flow.HasValue;
    }

    /// <summary>1/2 MMD^2 without a discriminator.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="MetricOf">The metric, from the kernel and lambda.</param>
    internal sealed record LowersMmd(string Text, Func<Kernel, double, Metric<ParameterState>> MetricOf) : GanSpec(Text)
    {
        /// <summary>Whether the metric is regularised.</summary>
        internal bool TakesLambda { get; init; }
    }
}
