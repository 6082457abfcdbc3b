using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>A run whose settings are read, checked and turned into the library's values.</summary>
internal sealed class RunPlan : IPlan<RunSettings>
{
    // As ganflow monoflow looks.
    private const double MonoFlowRange = 20;

    private RunPlan(RunSettings given, RunSpecs specs, TargetPoints target, Scaling scaling, Points start)
    {
        (Specs, Target, Scaling, Start) = (specs, target, scaling, start);
        var points = scaling.ToFlow(target.Points);
        TargetOfFlow = points;
        Kernel = specs.Engine.Resolve(specs.Kernel, () => points);
        MetricKernel = specs.Metric.Kernel is { } own ? specs.Engine.Resolve(own, () => points) : null;
        Metric = specs.Metric.Of((MetricKernel ?? Kernel).Kernel);
        Objective = ObjectiveOf(points);
        Horizon = HorizonOf(given);
        Keep = given.Keep ?? RunDefaults.Keep(Horizon, Integrator);
        Seed = GanFlowTheory.Seed.Create(given.Seed);
        Settings = given with
        {
            Target = specs.Target.FullText,
            Start = specs.Start.FullText,
            Particles = given.Particles ?? (specs.Start is StartSpec.Gaussian ? RunDefaults.Particles : null),
            Standardise = specs.Standardise,
            Functional = specs.Functional.Text,
            Kernel = specs.Kernel.Text,
            Metric = specs.Metric.Text,
            Critic = specs.Critic.Text,
            Integrator = specs.Integrator.Name,
            Steps = Horizon.Steps,
            Until = Horizon.Time,
            Keep = Keep,
            Threads = specs.Engine.Threads,
        };
    }

    public RunSettings Settings { get; }

    public IEnumerable<string> Files => DataSource.FilesOf(Specs.Target.Source, Specs.Start.Source);

    public Inputs Inputs => new() { Target = Fingerprint.Of(Target.Points), Start = Fingerprint.Of(Start) };

    public string? Warning => Sentences.OfAll(MetricWarning, DigitsWarning);

    public Points? Goal => Target.Points;

    // A polynomial far from the origin.
    private string? DigitsWarning =>
        Specs.UsesKernel ? LostDigits.Sentence(Kernel.Kernel, TargetOfFlow.Append(Start)) : null;

    // A MonoFlow loss whose h' is not positive gives no metric: the run goes on with its field (YZL23-3).
    private string? MetricWarning =>
        Specs.Metric.Mobility is { } loss
        && MonoFlow.Verify(loss, -MonoFlowRange, MonoFlowRange) is { Admissible: false } report
            ? $"--metric {Specs.Metric.Text} is no metric, and the run goes on without one. {report.Verdict}"
            : null;

    internal RunSpecs Specs { get; }

    internal TargetPoints Target { get; }

    internal Scaling Scaling { get; }

    /// <summary>The points of the target in the units of the flow, m x d.</summary>
    internal Points TargetOfFlow { get; }

    /// <summary>The start in the units of the flow, n x d.</summary>
    internal Points Start { get; }

    /// <summary>What was chosen of standard input, where the start came from there.</summary>
    internal Points? StartInput { get; private init; }

    /// <summary>The kernel of the run, its open bandwidths chosen.</summary>
    internal ResolvedKernel Kernel { get; }

    /// <summary>The metric's own kernel; null where it has none.</summary>
    internal ResolvedKernel? MetricKernel { get; }

    internal IMetric Metric { get; }

    internal RunObjective Objective { get; }

    internal Integrator Integrator => Specs.Integrator;

    internal Horizon Horizon { get; }

    /// <summary>Every how many steps the state is stored.</summary>
    internal int Keep { get; }

    internal Seed Seed { get; }

    /// <summary>The kernels that the flow uses.</summary>
    internal IEnumerable<ResolvedKernel> KernelsInUse =>
        ((ResolvedKernel?[])[Specs.UsesKernel ? Kernel : null, MetricKernel]).OfType<ResolvedKernel>();

    /// <summary>Reads and checks everything that the settings name.</summary>
    internal static RunPlan Create(Terminal terminal, RunSettings settings)
    {
        // What needs no data is checked before any is read.
        var specs = RunSpecs.Parse(settings);
        var choice = DataChoice.Of(settings);
        var target = specs.Target.Read(terminal, choice, settings.TargetSamples, settings.Seed);
        var dimension = target.Points.Dimension;
        var scaling = specs.Standardise ? Scaling.Standardising(target.Points) : Scaling.Identity(dimension);
        var seed = GanFlowTheory.Seed.Create(settings.Seed).Split("start");

        switch (specs.Start)
        {
            case StartSpec.Gaussian gaussian:
                var sample = gaussian.Sample(seed, settings.Particles ?? RunDefaults.Particles, dimension);
                return new(settings, specs, target, scaling, sample);
            case StartSpec.Data data:
                var read = data.From.Read(terminal, choice);
                var chosen = data.Choose(read, seed, settings.Particles, dimension);
                return new(settings, specs, target, scaling, scaling.ToFlow(chosen))
                {
                    StartInput = data.From.IsStandardInput ? read : null,
                };
            default:
                throw new InvalidOperationException($"A start without points: {specs.Start}.");
        }
    }

    private static Horizon HorizonOf(RunSettings settings) => (settings.Until, settings.Steps) switch
    {
        ({ } time, { } steps) => Horizon.First(time, steps),
        ({ } time, null) => Horizon.AtTime(time),
        (null, var steps) => Horizon.AfterSteps(steps ?? RunDefaults.Steps),
    };

    private RunObjective ObjectiveOf(Points target)
    {
        if (Specs.Functional is not FunctionalSpec.Estimated estimated)
        {
            var valued = (FunctionalSpec.Valued)Specs.Functional;
            return new RunObjective.Valued(valued.Functional.Of(Kernel.Kernel, (Measure)target, Specs.Target.Law?.Mixture));
        }

        var density = Specs.Target.Density is { } known ? Scaling.ToFlow(known) : null;
        return new RunObjective.Seen(estimated.Divergence.Name, Specs.Critic switch
        {
            CriticSpec.Score => Critic.Score(density!),
            CriticSpec.Estimate e when Specs.Metric.Mobility is { } loss =>
                Critic.MonoFlow(e.Estimator(density), loss, (Measure)target),
            CriticSpec.Estimate e => Critic.Ratio(e.Estimator(density), estimated.Divergence, (Measure)target),
            _ => throw new InvalidOperationException($"A critic of no divergence: {Specs.Critic}."),
        });
    }

    /// <summary>What the settings were turned into, as names and values for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        yield return ("target", Settings.Target);
        yield return ("target points", Target.Points.ToString());

        if (Settings.Columns is { } columns)
        {
            yield return ("columns", columns);
        }

        yield return ("start", Settings.Start);
        yield return ("particles", Start.ToString());
        yield return ("functional", Objective.Name);
        yield return ("critic", Specs.Critic.Text);
        yield return ("metric", Specs.Metric.Text);
        yield return ("integrator", Integrator.Name);
        yield return ("noise", Tables.Number(Settings.Noise));

        if (Horizon.Steps is { } steps)
        {
            yield return ("steps", Tables.Number(steps));
        }

        if (Horizon.Time is { } until)
        {
            yield return ("until time", Tables.Number(until));
        }

        yield return ("states kept every", $"{Keep} steps");

        if (Settings.Measure > 1)
        {
            yield return ("measured every", $"{Settings.Measure} steps");
        }

        yield return ("seed", Tables.Number(Settings.Seed, "F0"));

        if (Specs.UsesKernel)
        {
            yield return ("kernel", KernelSpec.Describe(Kernel));
        }

        if (MetricKernel is { } own)
        {
            yield return ("kernel of the metric", KernelSpec.Describe(own));
        }

        yield return ("engine", Specs.Engine.Name);
        yield return ("units of the flow", Scaling.Describe());
    }
}
