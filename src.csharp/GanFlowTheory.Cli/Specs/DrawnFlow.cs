using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A flow of points that a generator learns to draw: a functional in a metric, as ganflow run takes them.</summary>
/// <param name="Text">As specified.</param>
/// <param name="Functional">The functional.</param>
/// <param name="Metric">The metric on the generated points.</param>
internal sealed record DrawnFlow(string Text, FunctionalSpec Functional, ParsedMetric Metric)
{
    internal const string Shape = "FUNCTIONAL[:METRIC]";

    /// <summary>How a text is taken apart, for a reader.</summary>
    internal const string Grammar =
        "the metric begins at the last colon that one follows, and is wasserstein where none does";

    /// <summary>Whether the points follow -grad c itself, or with the mobility that the critic brings.</summary>
    internal bool IsWasserstein => Metric.Mobility is not null || Metric.Text == GanFlowTheory.Metric.Wasserstein.Name;

    /// <summary>Whether the functional has a value on points, and is seen itself.</summary>
    internal bool HasValue => Functional is FunctionalSpec.Valued;

    internal bool UsesKernel => Functional is FunctionalSpec.Valued { Functional.UsesKernel: true };

    /// <summary>What it has that options of ganflow train are of.</summary>
    /// <param name="critic">The critic as specified; null where none is.</param>
    internal GanParts Parts(string? critic)
    {
        var kernel = UsesKernel || MetricUsesKernel ? GanParts.Kernel : GanParts.None;
        var seen = HasValue ? GanParts.Certificate
            : !IsNetwork(critic ?? "") ? GanParts.Critic
            : GanParts.Critic | GanParts.Network | GanParts.Discriminator
                | (IsWasserstein ? GanParts.Certificate : GanParts.None);
        return GanParts.Regression | kernel | seen;
    }

    // A metric whose kernel is left to the flow has its name.
    private bool MetricUsesKernel =>
        Metric.Kernel is null && Metric.Of(Kernel.Gaussian(1)).Name != Metric.Of(Kernel.Gaussian(2)).Name;

    private static bool IsNetwork(string critic) => critic.Length > 0 && char.IsAsciiDigit(critic[0]);

    /// <summary>Reads FUNCTIONAL or FUNCTIONAL:METRIC: the whole as a functional, else split at the last colon that a
    /// metric follows.</summary>
    /// <exception cref="ArgumentException">There is no such functional or metric, or the metric moves no points.</exception>
    internal static DrawnFlow Parse(string text)
    {
        var flow = Split(text);
        var sentence =
            flow.Metric.Of(Kernel.Gaussian(1)) is not Metric<ITransport> ? "moves weights, which generated points do not have"
            : flow.Metric.Mobility is not null && flow.Functional is not FunctionalSpec.Estimated { IsReverseKl: true } ? "is one for kl"
            : null;
        return sentence is null
            ? flow
            : throw new BadInputException($"metric {flow.Metric.Text} of --gan flow:{text} {sentence}.");
    }

    private static DrawnFlow Split(string text)
    {
        if (Try(() => FunctionalSpec.Parse(text)) is { } whole)
        {
            return new(text, whole, GanFlowTheory.Metric.Read(GanFlowTheory.Metric.Wasserstein.Name));
        }

        var colons = Enumerable.Range(0, text.Length).Where(at => text[at] == ':').Reverse().ToArray();

        foreach (var at in colons)
        {
            if (Try(() => GanFlowTheory.Metric.Read(text[(at + 1)..])) is { } metric)
            {
                return new(text, FunctionalSpec.Parse(text[..at]), metric);
            }
        }

        // Neither: what is said of it is said of the metric where a functional comes before, else of the functional.
        return colons.FirstOrDefault(at => Try(() => FunctionalSpec.Parse(text[..at])) is not null) is > 0 and var end
            ? new(text, FunctionalSpec.Parse(text[..end]), GanFlowTheory.Metric.Read(text[(end + 1)..]))
            : new(text, FunctionalSpec.Parse(text), GanFlowTheory.Metric.Read(GanFlowTheory.Metric.Wasserstein.Name));
    }

    private static T? Try<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The critic of ganflow run that a text names; null where it is a network, a discriminator to be trained. A
    /// functional with a value needs none, and is seen itself whatever is given.</summary>
    internal CriticSpec? CriticOf(string given, TargetSpec target)
    {
        var text = given.Trim();
        var isNetwork = IsNetwork(text);

        if (isNetwork)
        {
            NetworkSpec.Parse("--critic", text);
        }

        var critic = isNetwork ? null : CriticSpec.Parse(text);
        return HasValue ? new CriticSpec.Exact("exact")
            : critic is not null && Fault(critic, target) is { } fault ? throw new BadInputException($"--critic {critic.Text} {fault}")
            : critic;
    }

    private string? Fault(CriticSpec critic, TargetSpec target) => critic switch
    {
        CriticSpec.Exact =>
            $"sees no first variation of {Functional.Text}, which points do not have; take {CriticSpec.Estimators}, or a network.",
        CriticSpec.Score when Functional is not FunctionalSpec.Estimated { IsReverseKl: true } =>
            "sees reverse KL alone; take it with --gan flow:kl:stein:EXPR.",
        CriticSpec.Score when !Metric.MovesAlongLogDensity || Metric.Diffuses =>
            $"leaves log q to the metric, and {Metric.Text} moves no target along it; take stein:EXPR, or --critic kde.",
        CriticSpec.Score when target.Density is null =>
            $"needs the score of the target, which {target.Law?.Name ?? "data"} does not have; take "
            + $"{CriticSpec.Estimators}, or a target with a score: {string.Join(", ", TargetSpec.WithScore)}.",
        _ => null,
    };
}
