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

    /// <summary>Whether a step of the generator has a regression step beside it (HZ23-6).</summary>
    internal virtual bool IsCertifiable => false;

    /// <summary>A loss against the detached ratio of a trained discriminator.</summary>
    internal sealed record Adversarial(string Text, GeneratorLoss Loss) : GanSpec(Text)
    {
        internal override bool IsCertifiable { get; } = Loss.Name == GeneratorLoss.Vanilla.Name;
    }

    /// <summary>Regression to targets of the ODE of a trained discriminator.</summary>
    internal sealed record Ode(string Text) : GanSpec(Text)
    {
        internal override bool IsCertifiable => true;
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
