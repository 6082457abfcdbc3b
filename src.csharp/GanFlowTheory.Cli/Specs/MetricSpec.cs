using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The metrics of a run, by what they move.</summary>
internal abstract record MetricSpec
{
    internal const string Wasserstein = "wasserstein";
    private const string Stein = "stein";

    internal static IReadOnlyList<(string Form, string Description)> Known { get; } =
    [
        (Wasserstein, "Wasserstein-2: particles follow -grad c"),
        ("monoflow:LOSS",
            "Wasserstein-2 with the mobility h'(log r) of a generator loss, for --functional kl: particles follow "
            + "h'(log r) grad log r"),
        ("stein:EXPR", "Stein, with a kernel: particles follow the kernel average of -grad c"),
        ("sobolev:LAMBDA[,EXPR]", "Sobolev-kernelized (MN21-7), with a kernel, that of the run unless given"),
        ("fisher-rao", "spherical Fisher-Rao: weights grow with -c, particles rest"),
        ("wfr:A,B", "Wasserstein-Fisher-Rao: A x transport + B x reaction"),
    ];

    /// <summary>The metric's own kernel; null where it has none.</summary>
    internal ResolvedKernel? Kernel { get; private init; }

    /// <summary>Whether a specification is of a Stein metric.</summary>
    internal static bool IsStein(string text) => Numerals.Split(text).Name == Stein;

    /// <summary>Whether the metric can move along log q on particles: Stein by parts, Wasserstein-2 by noise. An
    /// unknown one is told as that elsewhere.</summary>
    internal static bool MovesAlongLogDensity(string text) =>
        Numerals.Split(text).Name is var name
        && (name is Wasserstein or Stein || Known.All(known => Numerals.Split(known.Form).Name != name));

    /// <summary>A metric that moves particles of fixed weights.</summary>
    internal sealed record Transport(Metric<ITransport> Metric) : MetricSpec;

    /// <summary>MonoFlow, whose mobility is a matter of the critic that fits log r.</summary>
    internal sealed record MonoFlow(GeneratorLoss Loss) : MetricSpec;

    /// <summary>A metric that moves weights.</summary>
    internal sealed record Reaction(Metric<IReaction> Metric) : MetricSpec;

    /// <summary>A metric that moves both.</summary>
    internal sealed record Both(Metric<WeightedParticles> Metric) : MetricSpec;

    /// <summary>The loss of a MonoFlow metric; null for every other specification.</summary>
    internal static GeneratorLoss? LossOf(string text) =>
        Numerals.Split(text) is ("monoflow", { } loss) ? GeneratorLoss.Parse(loss) : null;

    /// <summary>The metric of a specification.</summary>
    /// <param name="text">One of the known forms.</param>
    /// <param name="kernel">The kernel of the run.</param>
    /// <param name="sample">The points on which the median heuristic is taken.</param>
    internal static MetricSpec Parse(string text, Kernel kernel, Func<Points> sample)
    {
        var (name, rest) = Numerals.Split(text);
        return (name, rest) switch
        {
            (Wasserstein, null) => new Transport(Metric.Wasserstein),
            ("fisher-rao", null) => new Reaction(Metric.FisherRao),
            ("monoflow", { }) => new MonoFlow(LossOf(text)!),
            (Stein, { } expression) => WithKernel(KernelSpec.Resolve(expression, sample), Metric.Stein),
            ("sobolev", { } arguments) => Sobolev(text, arguments, kernel, sample),
            ("wfr", { } arguments) => WassersteinFisherRao(text, arguments),
            _ => throw Unknown(text, name),
        };
    }

    private static Transport WithKernel(ResolvedKernel kernel, Func<Kernel, Metric<ITransport>> metric) =>
        new(metric(kernel.Kernel)) { Kernel = kernel };

    private static Transport Sobolev(string text, string arguments, Kernel kernel, Func<Points> sample)
    {
        // Only the first comma separates: a kernel may have commas of its own.
        var parts = arguments.Split(',', 2);
        var lambda = Numerals.Finite("--metric", text, parts[0])[0];

        if (lambda <= 0)
        {
            throw new BadInputException(
                "LAMBDA of --metric sobolev must be positive, but is "
                + $"{lambda.ToString(CultureInfo.InvariantCulture)}.");
        }

        return parts.Length == 2
            ? WithKernel(KernelSpec.Resolve(parts[1], sample), own => Metric.SobolevKernelized(own, lambda))
            : new Transport(Metric.SobolevKernelized(kernel, lambda));
    }

    private static Both WassersteinFisherRao(string text, string arguments) =>
        Numerals.Finite("--metric", text, arguments) switch
        {
            [>= 0 and var a, >= 0 and var b] => new Both(Metric.WassersteinFisherRao(a, b)),
            _ => throw new BadInputException(
                $"--metric wfr:A,B needs two numbers that are not negative, but is '{text}'."),
        };

    private static BadInputException Unknown(string text, string name)
    {
        var form = Known.Select(known => known.Form).FirstOrDefault(form => Numerals.Split(form).Name == name);
        return new BadInputException(form is null
            ? NearestName.Unknown("metric", name, Known.Select(known => Numerals.Split(known.Form).Name)) + "."
            : $"--metric must have the form {form}, but is '{text}'.");
    }
}
