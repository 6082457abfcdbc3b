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
            "1/2 MMD^2 of the points themselves by plain gradient steps in the parameters, without a critic",
            given => new LowersMmd(given.Text, (_, _) => Metric.Parameters)),
        new(
            "mmd:KERNEL",
            "MMD^2 of what a trained critic gives: the MMD GAN (BSAG18)",
            given => Trained.OfMmd(given.Text, FeatureKernel(given.Arguments!))),
        new(
            "smmd:KERNEL",
            "the same over how steep its witness can be: the scaled MMD GAN",
            given => Trained.OfScaledMmd(given.Text, FeatureKernel(given.Arguments!))),
        new("wgan-gp", "the Wasserstein GAN with gradient penalty", given => new Trained(given.Text, 1, CriticOptions.WganGp)),
        new("wgan-clip", "the Wasserstein GAN with clipped weights", given => new Trained(given.Text, 1, CriticOptions.WganClip)),
        new("cramer", "the Cramer GAN", given => new Trained(given.Text, 256, CriticOptions.Cramer)),
    ];

    internal static GanSpec Parse(string text) => Form.Read("gan", Forms, text);

    /// <summary>What it has that options are of.</summary>
    /// <param name="critic">The critic as specified; null where none is.</param>
    internal abstract GanParts Parts(string? critic);

    // A step of the generator has a regression step beside it (HZ23-6, YZL23-6).
    private const GanParts OfDiscriminator =
        GanParts.Critic | GanParts.Network | GanParts.Discriminator | GanParts.Certificate;

    /// <summary>A loss against the detached ratio of a trained discriminator.</summary>
    internal sealed record Adversarial(string Text, GeneratorLoss Loss) : GanSpec(Text)
    {
        internal override GanParts Parts(string? critic) => OfDiscriminator;
    }

    /// <summary>Regression to targets of the ODE of a trained discriminator.</summary>
    internal sealed record Ode(string Text) : GanSpec(Text)
    {
        internal override GanParts Parts(string? critic) => OfDiscriminator | GanParts.Regression;
    }

    // A kernel of what a critic gives has no sample to choose a bandwidth by.
    private static Kernel FeatureKernel(string text)
    {
        var parsed = KernelSpec.Parse(text);

        return parsed.NeedsSample
            ? throw new BadInputException(
                $"--gan: the kernel of a critic's outputs needs its bandwidths as numbers, but '{parsed.Text}' asks for the "
                + "median of a sample.")
            : parsed.Resolve().Kernel;
    }

    /// <summary>A loss against a critic network that is trained along.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="Outputs">How many outputs the critic has where nothing is given.</param>
    /// <param name="OptionsOf">How the critic is trained where nothing is given, by its network.</param>
    internal sealed record Trained(string Text, int Outputs, Func<Network, CriticOptions> OptionsOf) : GanSpec(Text)
    {
        internal override GanParts Parts(string? critic) => GanParts.Critic | GanParts.Network;

        // The energy distance has weights of its own in the paper, and more outputs.
        internal static Trained OfMmd(string text, Kernel kernel) => kernel.Name == Kernel.Distance.Name
            ? new(text, 256, CriticOptions.EnergyDistance)
            : new(text, 16, network => CriticOptions.Mmd(kernel, network));

        internal static Trained OfScaledMmd(string text, Kernel kernel)
        {
            // Refused before any data are read.
            _ = AdversarialLoss.ScaledMmd(1, kernel);
            return new(text, 16, network => CriticOptions.ScaledMmd(kernel, network));
        }
    }

    /// <summary>Regression to targets of a flow of the points.</summary>
    internal sealed record Drawn(string Text, DrawnFlow Flow) : GanSpec(Text)
    {
        internal override GanParts Parts(string? critic) => Flow.Parts(critic);
    }

    /// <summary>1/2 MMD^2 without a discriminator.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="MetricOf">The metric, from the kernel and lambda.</param>
    internal sealed record LowersMmd(string Text, Func<Kernel, double, Metric<ParameterState>> MetricOf) : GanSpec(Text)
    {
        /// <summary>Whether the metric is regularised.</summary>
        internal bool TakesLambda { get; init; }

        internal override GanParts Parts(string? critic) =>
            TakesLambda ? GanParts.Kernel | GanParts.Lambda : GanParts.Kernel;
    }
}
