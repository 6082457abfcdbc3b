using System.Globalization;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The metrics of a run.</summary>
/// <param name="Text">As specified.</param>
internal abstract record MetricSpec(string Text)
{
    internal static Axis<MetricSpec> Axis { get; } = new(
        "metric",
        new Form<MetricSpec>(
            "wasserstein", "Wasserstein-2: particles follow -grad c", given => new Wasserstein(given.Text)),
        new(
            "monoflow:LOSS",
            "Wasserstein-2 with the mobility h'(log r) of a generator loss, for --functional kl: particles follow "
            + "h'(log r) grad log r",
            given => new MonoFlow(given.Text, GeneratorLoss.Parse(given.Arguments!))),
        new(
            "stein:EXPR",
            "Stein, with a kernel: particles follow the kernel average of -grad c",
            given => new Stein(given.Text, KernelSpec.Parse(given.Arguments!))),
        new(
            "sobolev:LAMBDA[,EXPR]",
            "Sobolev-kernelized (MN21-7), with a kernel, that of the run unless given",
            Sobolev.Of),
        new(
            "fisher-rao", "spherical Fisher-Rao: weights grow with -c, particles rest", given => new FisherRao(given.Text)),
        new("wfr:A,B", "Wasserstein-Fisher-Rao: A x transport + B x reaction", WassersteinFisherRao.Of));

    internal static MetricSpec Parse(string text) => Axis.Read("--metric", text);

    /// <summary>The metric's own kernel; null where it has none.</summary>
    internal virtual ParsedKernel? Kernel => null;

    /// <summary>Whether the metric can move along log q on particles: Stein by parts, Wasserstein-2 by noise.</summary>
    internal virtual bool MovesAlongLogDensity => false;

    internal sealed record Wasserstein(string Text) : MetricSpec(Text)
    {
        internal override bool MovesAlongLogDensity => true;
    }

    /// <summary>Wasserstein-2 whose mobility is a matter of the critic that fits log r.</summary>
    internal sealed record MonoFlow(string Text, GeneratorLoss Loss) : MetricSpec(Text);

    internal sealed record Stein(string Text, ParsedKernel Own) : MetricSpec(Text)
    {
        internal override ParsedKernel Kernel => Own;

        internal override bool MovesAlongLogDensity => true;
    }

    internal sealed record Sobolev(string Text, double Lambda, ParsedKernel? Own) : MetricSpec(Text)
    {
        internal override ParsedKernel? Kernel => Own;

        internal static Sobolev Of(Specification given)
        {
            // Only the first comma separates: a kernel may have commas of its own.
            var parts = given.Arguments!.Split(',', 2);
            var lambda = given.Number(parts[0]);
            return lambda > 0
                ? new(given.Text, lambda, parts.Length == 2 ? KernelSpec.Parse(parts[1]) : null)
                : throw new BadInputException(
                    "LAMBDA of --metric sobolev must be positive, but is "
                    + $"{lambda.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    internal sealed record FisherRao(string Text) : MetricSpec(Text);

    internal sealed record WassersteinFisherRao(string Text, double Transport, double Reaction) : MetricSpec(Text)
    {
        internal static WassersteinFisherRao Of(Specification given) => given.Numbers() switch
        {
            [>= 0 and var a, >= 0 and var b] => new(given.Text, a, b),
            _ => throw new BadInputException(
                $"--metric wfr:A,B needs two numbers that are not negative, but is '{given.Text}'."),
        };
    }
}
