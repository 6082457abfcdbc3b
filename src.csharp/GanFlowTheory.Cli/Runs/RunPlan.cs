using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>A run whose settings are read, checked and turned into the library's values.</summary>
internal sealed class RunPlan
{
    // As ganflow monoflow looks.
    private const double MonoFlowRange = 20;

    private RunPlan(RunSettings settings, TargetSpec target, Points start, Points? startInput, Scaling scaling)
    {
        (Settings, Target, Start, StartInput, Scaling) = (settings, target, start, startInput, scaling);
        var points = scaling.ToFlow(target.Points);
        ResolvedKernel = KernelSpec.Resolve(settings.Kernel, () => points);
        var kernel = ResolvedKernel.Kernel;
        Functional = FunctionalSpec.Create(
            settings.Functional, kernel, points, scaling.IsIdentity ? target.Law : null);
        Metric = MetricSpec.Parse(settings.Metric, kernel, () => points);
    }

    internal RunSettings Settings { get; }

    internal TargetSpec Target { get; }

    /// <summary>The start in the units of the flow, n x d.</summary>
    internal Points Start { get; }

    /// <summary>What standard input held, all columns of it, where the start came from there.</summary>
    internal Points? StartInput { get; }

    internal Scaling Scaling { get; }

    internal ResolvedKernel ResolvedKernel { get; }

    internal FunctionalSpec Functional { get; }

    internal MetricSpec Metric { get; }

    /// <summary>The target's density in the units of the flow, where it has one with a score.</summary>
    internal Density? Density => Target.Density is { } density ? Scaling.ToFlow(density) : null;

    internal CriticSpec Critic => CriticSpec.Parse(Settings.Critic, Settings.Functional, Settings.Metric);

    internal Integrator Integrator => IntegratorSpec.Parse(Settings.Integrator);

    /// <summary>What a reader must know before the run; null where there is nothing. A MonoFlow loss whose h' is not
    /// positive gives no metric: the run goes on with its field (YZL23-3).</summary>
    internal string? Warning
    {
        get
        {
            var report = Metric is MetricSpec.MonoFlow { Loss: var loss }
                ? MonoFlow.Verify(loss, -MonoFlowRange, MonoFlowRange)
                : null;
            return report is null or { Admissible: true }
                ? null
                : $"--metric monoflow:{report.Loss} is no metric, and the run goes on without one. {report.Verdict}";
        }
    }

    /// <summary>Reads and checks everything that the settings name.</summary>
    internal static RunPlan Create(Terminal terminal, RunSettings settings)
    {
        if (settings.Target == DataSource.StandardInput && settings.Start == DataSource.StandardInput)
        {
            throw new BadInputException("only one of --target and --start can be standard input.");
        }

        // What needs no data is checked before any is read.
        var critic = CriticSpec.Parse(settings.Critic, settings.Functional, settings.Metric);
        _ = IntegratorSpec.Parse(settings.Integrator, settings.Functional, settings.Critic, settings.Metric);
        _ = Kernel.Read(settings.Kernel);
        _ = settings.Horizon;
        var startSpec = StartSpec.Parse(settings.Start);

        var target = TargetSpec.Read(
            terminal, settings.Target, settings.Columns, settings.TargetSamples, settings.Seed);

        if (critic.Lacks(target, settings.Target) is { } sentence)
        {
            throw new BadInputException(sentence);
        }

        var scaling = settings.Standardise
            ? Scaling.Standardising(target.Points)
            : Scaling.Identity(target.Points.Dimension);
        var (start, input) = StartOf(terminal, settings, startSpec, target, scaling);
        return new RunPlan(settings, target, start, input, scaling);
    }

    private static (Points Start, Points? Input) StartOf(
        Terminal terminal, RunSettings settings, StartSpec spec, TargetSpec target, Scaling scaling)
    {
        var seed = Seed.Create(settings.Seed).Split("start");
        var dimension = target.Points.Dimension;

        switch (spec)
        {
            case StartSpec.Gaussian gaussian:
                return (gaussian.Sample(seed, settings.Particles ?? RunDefaults.Particles, dimension), null);
            case StartSpec.Data data:
                var all = DataSource.Read(terminal, data.Path);
                var columns = target.FromData ? settings.Columns : null;
                var chosen = data.Choose(all, columns, seed, settings.Particles, dimension);
                return (scaling.ToFlow(chosen), data.Path == DataSource.StandardInput ? all : null);
            default:
                throw new InvalidOperationException($"A start without a sampler: {spec}.");
        }
    }

    /// <summary>What the settings were turned into, as names and values for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        var settings = Settings.Described().ToList();
        settings.Insert(2, ("particles", Start.ToString()));
        settings.Insert(1, ("target points", Target.Points.ToString()));

        if (FunctionalSpec.UsesKernel(Settings.Functional))
        {
            settings.Add(("kernel", Described(ResolvedKernel)));
        }

        if (Metric.Kernel is { } own)
        {
            settings.Add(("kernel of the metric", Described(own)));
        }

        settings.Add(("units of the flow", Scaling.Describe()));
        return settings;
    }

    private static string Described(ResolvedKernel kernel) =>
        kernel.Kernel.Name + string.Concat(kernel.Chosen.Select(c =>
            $" ({c.Part} chose {Output.Tables.Number(c.Bandwidth)})"));

    /// <summary>The kernels of the run that it uses.</summary>
    internal IEnumerable<ResolvedKernel> KernelsInUse =>
        ((ResolvedKernel?[])[FunctionalSpec.UsesKernel(Settings.Functional) ? ResolvedKernel : null, Metric.Kernel])
        .OfType<ResolvedKernel>();
}
