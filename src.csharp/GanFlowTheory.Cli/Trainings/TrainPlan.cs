using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>A training whose settings are read, checked and turned into a flow of generator parameters.</summary>
internal sealed class TrainPlan : IPlan<TrainSettings>
{
    private TrainPlan(TrainSettings settings, TrainSpecs specs, TargetPoints target)
    {
        (Settings, Specs, Target) = (settings, specs, target);
        Scaling = settings.Standardise ?? specs.Target.HasUnits
            ? Scaling.Standardising(target.Points)
            : Scaling.Identity(target.Points.Dimension);
        var points = Scaling.ToFlow(target.Points);
        SettingsText = TrainResume.TextOf(settings, Fingerprint.Of(target.Points));
        Generator = specs.Engine.On(specs.Generator ?? NetworkSpec.Parse("--generator", settings.Generator!));
        CheckDimension($"--generator {settings.Generator} gives", Generator.OutputSize);
        Seed = Seed.Create(settings.Seed);
        var start = ParameterState.Initial(Generator, settings.Batch, Seed.Split("generator"));
        Objective = ObjectiveOf(points, start);
        Reference = ReferenceOf(points);
        var runs = new Dictionary<double, FlowRun<ParameterState>>();

        // Each factor of the rates has programs of its own.
        RunAt = factor =>
        {
            if (!runs.TryGetValue(factor, out var run))
            {
                var flow = FlowTo(points, factor).SteppedBy(factor == 1 ? specs.Optimiser : specs.Optimiser.Scaled(factor));
                run = (settings.FreshNoise ? flow.WithFreshNoise() : flow).From(start)
                    .WithSeed(Seed.Split("flow"))
                    .Towards((Measure)points);
                runs[factor] = run;
            }

            return run;
        };
        Run = RunAt(1);
        string? resumed = null;

        if (settings.Resume is { } checkpoint)
        {
            TrainResume.Check(checkpoint, settings);
            if (specs.Schedule is { } schedule)
            {
                Progress = Checkpoint.Progress(schedule, checkpoint);
            }

            var factor = Progress?.State.Factor ?? 1;
            Run = RunAt(factor).ResumeFor(SettingsText, checkpoint);
            runs[factor] = Run;
            Warning = Checkpoint.OtherProcessor(checkpoint) is { } there
                ? OtherProcessor.Sentence("the checkpoint is", there)
                : null;
            resumed = Fingerprint.OfFile(checkpoint);
        }

        Inputs = new() { Target = Fingerprint.Of(target.Points), Checkpoint = resumed };
    }

    public TrainSettings Settings { get; }

    public Inputs Inputs { get; }

    public IEnumerable<string> Files => DataSource.FilesOf(Specs.Target.Source);

    public Points? Goal => Target.Points;

    public string? Warning { get; }

    internal TrainSpecs Specs { get; }

    internal TargetPoints Target { get; }

    /// <summary>The units of the flow: data have mean 0 and standard deviation 1 there.</summary>
    internal Scaling Scaling { get; }

    internal Network Generator { get; }

    internal TrainObjective Objective { get; }

    /// <summary>The seed of everything that is drawn.</summary>
    internal Seed Seed { get; }

    /// <summary>The flow from its start, or from the checkpoint.</summary>
    internal FlowRun<ParameterState> Run { get; }

    /// <summary>The same with its rates times a factor.</summary>
    internal Func<double, FlowRun<ParameterState>> RunAt { get; }

    /// <summary>Where the schedule of the rates goes on; null at its start.</summary>
    internal RatedProgress? Progress { get; }

    /// <summary>What generated points are compared with, in the units of the flow.</summary>
    internal GanReference Reference { get; }

    /// <summary>Every how many steps they are.</summary>
    internal int MeasureEvery => Settings.MeasureEvery ?? TrainDefaults.MeasureEvery(Settings.Steps);

    /// <summary>The settings that a checkpoint belongs to, the points of the target among them.</summary>
    internal string SettingsText { get; }

    /// <summary>Every how many steps a checkpoint is written.</summary>
    internal int CheckpointEvery => Settings.CheckpointEvery ?? TrainDefaults.CheckpointEvery(Settings.Steps);

    /// <summary>Reads and checks everything that the settings name.</summary>
    internal static TrainPlan Create(Terminal terminal, TrainSettings given)
    {
        given = given with { Engine = given.Engine ?? EngineSpec.Default };
        // What needs no data is checked before any is read.
        var specs = TrainSpecs.Parse(given);
        var target = specs.Target.Read(
            terminal, DataChoice.Of(given), given.TargetSamples, given.Seed);
        var dimension = $"{target.Points.Dimension}";
        var settings = TrainSpecs.WithCritic(
            specs.Gan, given with { Critic = given.Critic ?? specs.Critic?.Text }, dimension) with
        {
            Target = specs.Target.FullText,
            Generator = given.Generator ?? TrainDefaults.GeneratorTo(dimension),
            Features = specs.Features.FullText,
            Optimiser = given.Optimiser ?? TrainDefaults.OptimiserOf(specs.Gan),
            Resume = given.Resume is { } file ? Path.GetFullPath(file) : null,
            Engine = specs.Engine.Text,
            Threads = specs.Engine.Threads,
        };
        return new(settings, specs, target);
    }

    // As many points of the target as a comparison needs.
    private const int Compared = 1000;

    private GanReference ReferenceOf(Points points)
    {
        if (points.Count < 4)
        {
            throw new BadInputException(
                $"--target '{Settings.Target}' has {points.Count} points, but a training is compared with at least 4.");
        }

        try
        {
            var reference = Specs.Engine.On(GanReference.OfPoints(
                points.Select([.. Enumerable.Range(0, Math.Min(Compared, points.Count))])));
            reference = Specs.Features is FeaturesSpec.OfClassifier { Classifier: var classifier, Text: var name }
                ? reference.SeenAs(name, x => classifier.Features(Specs.Target.ForClassifiers(Scaling.ToData(x))))
                : reference;
            return Specs.Target.Law?.Mixture is { Count: > 1 } modes ? reference.WithModes(modes) : reference;
        }
        catch (ArgumentException e) when (Specs.Features is FeaturesSpec.OfPoints)
        {
            throw new BadInputException(
                $"--target '{Settings.Target}' cannot be compared with: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"--features {Settings.Features}: {e.Message}");
        }
    }

    private void CheckDimension(string network, int size)
    {
        if (size != Target.Points.Dimension)
        {
            throw new BadInputException(
                $"{network} points of dimension {size}, but the target has dimension {Target.Points.Dimension}.");
        }
    }

    private TrainObjective ObjectiveOf(Points target, ParameterState start)
    {
        if (Specs.Gan is GanSpec.LowersMmd)
        {
            return new TrainObjective.OfKernel(Specs.Engine.Resolve(Specs.Kernel, () => target).Kernel);
        }

        if (Specs.Gan is GanSpec.Trained trained)
        {
            var critic = Specs.CriticOf(trained, Settings);
            CheckDimension($"--critic {Settings.Critic} takes", critic.Network.InputSize);
            return new TrainObjective.OfCritic(critic);
        }

        if (Specs is { Gan: GanSpec.Drawn { Flow: var drawn }, Critic: not null })
        {
            return DrawnTraining.ObjectiveOf(drawn, Specs, Scaling, target);
        }

        var options = Specs.DiscriminatorOf(Settings);
        CheckDimension($"--critic {Settings.Critic} takes", options.Network.InputSize);
        var followed = Specs.Gan switch
        {
            GanSpec.Adversarial { Loss: var loss } => loss,
            GanSpec.Drawn { Flow: var flow } => DrawnTraining.Followed(flow),
            _ => GeneratorLoss.OfDivergence(FDivergence.Jsd),
        };
        var isKnown = Specs.Target.Density is not null && AffineGenerator.Law(start) is not null;
        return new TrainObjective.OfDiscriminator(
            options, followed, isKnown ? Scaling.ToFlow(Specs.Target.Density!) : null);
    }

    private Flow<ParameterState> FlowTo(Points target, double factor)
    {
        if (Objective is TrainObjective.OfKernel { Kernel: var kernel } && Specs.Gan is GanSpec.LowersMmd mmd)
        {
            return Flow.Create(Functional.Mmd(kernel, (Measure)target), mmd.MetricOf(kernel, Settings.Lambda));
        }

        if (Objective is TrainObjective.OfCritic { Options: var critic })
        {
            return Flow.Through(
                    critic.Loss.Name,
                    Critic.Adversarial(critic with { Optimiser = Scaled(critic.Optimiser) }, (Measure)target))
                .InMetric(Metric.Parameters);
        }

        if (Objective is TrainObjective.OfPoints points)
        {
            return DrawnTraining.FlowOf(((GanSpec.Drawn)Specs.Gan).Flow, points.Seen, points.Metric, Settings);
        }

        var discriminator = (TrainObjective.OfDiscriminator)Objective;
        var estimator = RatioEstimator.Discriminator(
            discriminator.Options with { Optimiser = Scaled(discriminator.Options.Optimiser) });

        if (Specs.Gan is GanSpec.Drawn { Flow: var drawn })
        {
            return DrawnTraining.FlowOf(
                drawn,
                DrawnTraining.Through(drawn, estimator, target),
                DrawnTraining.MetricOf(drawn, Specs, target),
                Settings);
        }

        return Specs.Gan is GanSpec.Ode
            ? Flow.Through(FDivergence.Jsd.Name, Critic.Ratio(estimator, FDivergence.Jsd, (Measure)target))
                .InMetric(Metric.Parameters)
                .Persistently(Settings.Regressions, Settings.Epsilon)
            : Flow.Through(
                    FDivergence.Kl.Name, Critic.MonoFlow(estimator, discriminator.Followed, (Measure)target))
                .InMetric(Metric.Parameters);

        Optimiser Scaled(Optimiser optimiser) => factor == 1 ? optimiser : optimiser.Scaled(factor);
    }

    /// <summary>The settings as names and values, for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        yield return ("gan", Settings.Gan);
        yield return ("target", Settings.Target);

        if (Settings.Columns is { } columns)
        {
            yield return ("columns", columns);
        }

        yield return ("generator", Settings.Generator!);
        yield return ("optimiser", Settings.Optimiser!);
        yield return ("batch", Text(Settings.Batch));
        yield return ("noise", Settings.FreshNoise ? "fresh at every step" : "fixed");

        if (Specs.Gan is GanSpec.Drawn { Flow: var drawn })
        {
            foreach (var fact in DrawnTraining.Described(drawn, Specs, Scaling.ToFlow(Target.Points)))
            {
                yield return fact;
            }
        }

        if (Specs.Gan is GanSpec.LowersMmd mmd)
        {
            yield return ("kernel", Settings.Kernel);

            if (mmd.TakesLambda)
            {
                yield return ("lambda", Text(Settings.Lambda));
            }
        }
        else if (Objective is TrainObjective.OfDiscriminator or TrainObjective.OfCritic)
        {
            yield return ("critic", Settings.Critic!);

            if (Settings.Spectral is { } iterations)
            {
                yield return ("spectral normalisation", $"by {iterations} power iterations");
            }

            yield return ("critic optimiser", Settings.CriticOptimiser!);

            if (Specs.Gan is not GanSpec.Trained)
            {
                yield return ("critic loss", Settings.CriticLoss);
            }

            yield return ("critic steps", $"{Settings.CriticFirstSteps} at first, {Settings.CriticSteps} at each step");
            yield return ("penalties", Settings.Penalty!);
        }

        if (Specs.Gan is GanSpec.Ode or GanSpec.Drawn)
        {
            yield return ("regression", $"{Settings.Regressions} steps to targets at time {Text(Settings.Epsilon)}");
        }

        if (Specs.Schedule is { } schedule)
        {
            yield return ("schedule of the rates", schedule.Name);
        }

        yield return ("steps", Text(Settings.Steps));
        yield return ("seed", Text(Settings.Seed));
        yield return ("engine", Specs.Engine.Name);
        yield return ("units of the flow", Scaling.Describe());
        yield return ("KID and FID", $"of {Reference.FeaturesName}, at {Reference.Samples} generated points");
        yield return ("MMD² to the target", $"by {Reference.PointKernel.Name}");
    }

    private static string Text(double value) => Tables.Number(value, "R");
}
