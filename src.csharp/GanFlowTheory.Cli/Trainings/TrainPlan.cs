using System;
using System.Collections.Generic;
using System.IO;
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
        Scaling = specs.Target.HasUnits
            ? Scaling.Standardising(target.Points)
            : Scaling.Identity(target.Points.Dimension);
        var points = Scaling.ToFlow(target.Points);
        Judge = JudgeOf(points);
        SettingsText = TrainResume.TextOf(settings, Fingerprint.Of(target.Points));
        Generator = specs.Generator ?? NetworkSpec.Parse("--generator", settings.Generator!);
        CheckDimension($"--generator {settings.Generator} gives", Generator.OutputSize);
        var seed = Seed.Create(settings.Seed);
        var start = ParameterState.Initial(Generator, settings.Batch, seed.Split("generator"));
        Objective = ObjectiveOf(points, start);
        var flow = FlowTo(points).SteppedBy(specs.Optimiser);
        Run = (settings.FreshNoise ? flow.WithFreshNoise() : flow).From(start)
            .WithSeed(seed.Split("flow"))
            .Towards((Measure)points);
        string? resumed = null;

        if (settings.Resume is { } checkpoint)
        {
            TrainResume.Check(checkpoint, settings);
            Run = Run.ResumeFor(SettingsText, checkpoint);
            Warning = Checkpoint.OtherProcessor(checkpoint) is { } there
                ? OtherProcessor.Sentence("the checkpoint is", there)
                : null;
            TrainResume.CheckSteps(checkpoint, Run.FirstIndex, settings.Steps);
            resumed = Fingerprint.OfFile(checkpoint);
        }

        Inputs = new() { Target = Fingerprint.Of(target.Points), Checkpoint = resumed };
    }

    public TrainSettings Settings { get; }

    public Inputs Inputs { get; }

    public IEnumerable<string> Files => DataSource.FilesOf(Specs.Target.Source);

    public string? Warning { get; }

    internal TrainSpecs Specs { get; }

    internal TargetPoints Target { get; }

    /// <summary>The units of the flow: data have mean 0 and standard deviation 1 there.</summary>
    internal Scaling Scaling { get; }

    internal Network Generator { get; }

    internal TrainObjective Objective { get; }

    /// <summary>The flow from its start, or from the checkpoint.</summary>
    internal FlowRun<ParameterState> Run { get; }

    /// <summary>How generated points are compared with the target.</summary>
    internal TrainJudge Judge { get; }

    /// <summary>The settings that a checkpoint belongs to, the points of the target among them.</summary>
    internal string SettingsText { get; }

    /// <summary>Every how many steps a checkpoint is written.</summary>
    internal int CheckpointEvery => Settings.CheckpointEvery ?? TrainDefaults.CheckpointEvery(Settings.Steps);

    /// <summary>Reads and checks everything that the settings name.</summary>
    internal static TrainPlan Create(Terminal terminal, TrainSettings given)
    {
        // What needs no data is checked before any is read.
        var specs = TrainSpecs.Parse(given);
        var target = specs.Target.Read(
            terminal, DataChoice.Of(null, given.Header), given.TargetSamples, given.Seed);
        var dimension = $"{target.Points.Dimension}";
        var settings = given with
        {
            Target = specs.Target.FullText,
            Generator = given.Generator ?? TrainDefaults.GeneratorTo(dimension),
            Critic = given.Critic ?? specs.Critic?.Text ?? TrainDefaults.CriticOf(dimension),
            Optimiser = given.Optimiser ?? TrainDefaults.OptimiserOf(specs.Gan),
            Resume = given.Resume is { } file ? Path.GetFullPath(file) : null,
        };
        return new(settings, specs, target);
    }

    private TrainJudge JudgeOf(Points points)
    {
        if (points.Count < 2)
        {
            throw new BadInputException(
                $"--target '{Settings.Target}' has one point, but a training needs at least 2 that differ.");
        }

        try
        {
            return new(points);
        }
        catch (ArgumentException)
        {
            throw new BadInputException(
                $"--target '{Settings.Target}' has too few points that differ for a median distance between them.");
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
            return new TrainObjective.OfKernel(Specs.Kernel.Resolve(() => target).Kernel);
        }

        if (Specs is { Gan: GanSpec.Drawn { Flow: var drawn }, Critic: not null })
        {
            return DrawnTraining.ObjectiveOf(drawn, Specs, Scaling, target);
        }

        var options = Specs.Discriminator ?? TrainSpecs.DiscriminatorOf(Settings.Critic!, Settings);
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

    private Flow<ParameterState> FlowTo(Points target)
    {
        if (Objective is TrainObjective.OfKernel { Kernel: var kernel } && Specs.Gan is GanSpec.LowersMmd mmd)
        {
            return Flow.Create(Functional.Mmd(kernel, (Measure)target), mmd.MetricOf(kernel, Settings.Lambda));
        }

        if (Objective is TrainObjective.OfPoints points)
        {
            return DrawnTraining.FlowOf(((GanSpec.Drawn)Specs.Gan).Flow, points.Seen, points.Metric, Settings);
        }

        var discriminator = (TrainObjective.OfDiscriminator)Objective;
        var estimator = RatioEstimator.Discriminator(discriminator.Options);

        if (Specs.Gan is GanSpec.Drawn { Flow: var drawn })
        {
            return DrawnTraining.FlowOf(
                drawn,
                DrawnTraining.Through(drawn, estimator, target),
                DrawnTraining.MetricOf(drawn, Specs.Kernel.Resolve(() => target).Kernel, target),
                Settings);
        }

        return Specs.Gan is GanSpec.Ode
            ? Flow.Through(FDivergence.Jsd.Name, Critic.Ratio(estimator, FDivergence.Jsd, (Measure)target))
                .InMetric(Metric.Parameters)
                .Persistently(Settings.Regressions, Settings.Epsilon)
            : Flow.Through(
                    FDivergence.Kl.Name, Critic.MonoFlow(estimator, discriminator.Followed, (Measure)target))
                .InMetric(Metric.Parameters);
    }

    /// <summary>The settings as names and values, for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        yield return ("gan", Settings.Gan);
        yield return ("target", Settings.Target);
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
        else if (Objective is TrainObjective.OfDiscriminator)
        {
            yield return ("critic", Settings.Critic!);
            yield return ("critic optimiser", Settings.CriticOptimiser);
            yield return ("critic loss", Settings.CriticLoss);
            yield return ("critic steps", $"{Settings.CriticFirstSteps} at first, {Settings.CriticSteps} at each step");
            yield return ("gradient penalty", Text(Settings.Penalty));
        }

        if (Specs.Gan is GanSpec.Ode or GanSpec.Drawn)
        {
            yield return ("regression", $"{Settings.Regressions} steps to targets at time {Text(Settings.Epsilon)}");
        }

        yield return ("steps", Text(Settings.Steps));
        yield return ("seed", Text(Settings.Seed));
        yield return ("units of the flow", Scaling.Describe());
        yield return (
            "MMD² to the target", $"by the gaussian kernel of bandwidth {Tables.Number(Judge.Bandwidth, "G4")}");
    }

    private static string Text(double value) => Tables.Number(value, "R");
}
