using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The options of ganflow train.</summary>
internal sealed class TrainOptions(CommonOptions common) : VerbOptions<TrainSettings>
{
    private readonly Option<string?> gan = Options.Text(
        "--gan", "GAN",
        $"How: {GanSpec.Forms.Shapes()}. flow takes a functional and a metric of ganflow run, such as "
        + $"flow:kl:stein:gaussian:median; {DrawnFlow.Grammar}. With --help after it, the options that this one takes are "
        + $"shown. [default: {TrainDefaults.Gan}]");

    private readonly Option<string?> target = Options.Text(
        "--target", "FILE-or-NAME",
        $"What to make: {TargetSpec.Names}, a CSV, .npy or .parquet file, or - for standard input; data are "
        + $"standardised for the flow. [default: {TrainDefaults.Target}]");

    private readonly DataOptions data = new();

    private readonly Option<string?> standardise = Options.Switch(
        "--standardise", "Trains in units in which the data have mean 0 and standard deviation 1. [default: true for data]");

    private readonly Option<string?> format = PointsFormat.Option("generated points");

    private readonly Option<int?> targetSamples = Options.Whole(
        "--target-samples",
        "N",
        $"How many points a named target is sampled with. [default: {TrainDefaults.TargetSamples}]",
        1);

    private readonly Option<string?> generator = Options.Text(
        "--generator", "NETWORK",
        "The generator, from the dimension of its noise: 16-128-128-2:tanh, or 16-64-32-8x8:relu for images. "
        + $"[default: {TrainDefaults.GeneratorTo("D")} with the target's dimension D]");

    private readonly Option<string?> critic = Options.Text(
        "--critic", "NETWORK",
        "The discriminator, with one output: 2-512-256-1:leaky-relu:0.2, or 8x8-32-64-1:leaky-relu:0.2 for images. "
        + $"A flow of a divergence takes {CriticSpec.Estimators} or score as well. "
        + $"[default: {TrainDefaults.CriticOf("D")}, for flows {TrainDefaults.CriticOfFlow}]");

    private readonly Option<int?> batch = Options.Whole(
        "--batch",
        "N",
        "Noise samples per step, and points of each law per step of the critic. "
        + $"[default: {TrainDefaults.Batch}]",
        1);

    private readonly Option<string?> optimiser = Options.Text(
        "--optimiser", "EXPR",
        $"{Optimiser.Forms.Shapes()}, each with @SCHEDULE, @clip:NORM and @box:C if wanted. "
        + $"[default: {TrainDefaults.Optimiser}, for MMD {TrainDefaults.OptimiserOfMmd}]");

    private readonly Option<string?> criticOptimiser = Options.Text(
        "--critic-optimiser", "EXPR",
        "The same for the critic, with @box:C to clip its weights. "
        + $"[default: {TrainDefaults.Optimiser}, for wgan-clip {TrainDefaults.OptimiserOfClipping}]");

    private readonly Option<int?> criticSteps = Options.Whole(
        "--critic-steps",
        "N",
        $"Steps of the critic at each step of the generator. [default: {TrainDefaults.CriticSteps}, "
        + "for mmd:KERNEL, smmd, wgan-gp, wgan-clip and cramer 5]",
        0);

    private readonly Option<int?> criticFirstSteps = Options.Whole(
        "--critic-first-steps",
        "N",
        $"Steps of the critic before the first one of the generator. [default: {TrainDefaults.CriticFirstSteps}, "
        + "for mmd:KERNEL, smmd, wgan-gp, wgan-clip and cramer 5]",
        0);

    private readonly Option<string?> criticLoss = Options.Text(
        "--critic-loss",
        "NAME",
        $"{ClassificationLoss.Forms.Shapes()}. [default: {TrainDefaults.CriticLoss}]");

    private readonly Option<string?> penalty = Options.Text(
        "--penalty", "EXPR",
        $"What the critic pays on top of its loss: {CriticPenalty.Forms.Shapes()}, joined by +, or none. "
        + $"[default: {TrainDefaults.Penalty}, for mmd:KERNEL witness-gradient:1 + activations:1, for mmd:distance "
        + "witness-gradient:10 + activations:0.0001, for wgan-gp and cramer witness-gradient:10]");

    private readonly Option<int?> spectral = Options.Whole(
        "--spectral", "ITERATIONS",
        "Divides each weight of the critic by its largest singular value, by so many power iterations. [default: none]",
        1);

    private readonly Option<string?> lrSchedule = Options.Text(
        "--lr-schedule", "EXPR",
        $"Cuts the rates of both players by tests of KID: {RateSchedule.Forms.Shapes()}. [default: none]");

    private readonly Option<string?> features = Options.Path(
        "--features", "FILE",
        "Takes KID and FID of the features of this classifier, a .npz file. [default: of the points themselves]");

    private readonly Option<int?> measureEvery = Options.Whole(
        "--measure-every", "K",
        "Compares fresh generated points with the target at every K-th step. [default: a fiftieth of the steps]",
        1);

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel of MMD, and of a metric that names none. [default: {TrainDefaults.Kernel}]", "-k");

    private readonly Option<double?> lambda = Options.Number(
        "--lambda", "LAMBDA", $"The regularisation of kernelized and natural. [default: {TrainDefaults.Lambda}]");

    private readonly Option<double?> epsilon = Options.Number(
        "--epsilon", "TIME", $"The time of a step of ode or flow. [default: {TrainDefaults.Epsilon}]");

    private readonly Option<int?> regressions = Options.Whole(
        "--regressions",
        "K",
        $"Regression steps to the targets of a step of ode or flow. [default: {TrainDefaults.Regressions}]",
        1);

    private readonly Option<bool> fixedNoise = new("--fixed-noise")
    {
        Description = "Keeps the noise samples of the start; otherwise each step draws new ones.",
    };

    private readonly Option<int?> steps = Options.Whole(
        "--steps", "N", $"The number of steps. [default: {TrainDefaults.Steps}]", 0);

    private readonly Option<int?> checkpointEvery = Options.Whole(
        "--checkpoint-every",
        "K",
        "Writes checkpoint.npz at every K-th step and at the last. [default: a tenth of the steps]",
        1);

    private readonly Option<int?> certify = Options.Whole(
        "--certify", "K",
        "At every K-th step of vanilla, monoflow, ode, or the flow of a functional with a value, holds the generator's step "
        + "against the regression step of its flow: angle and length ratio (HZ23-6, YZL23-6). It does not change the training.",
        1);

    private readonly Option<string?> engine = EngineSpec.Option("networks and kernels run");

    private readonly Option<string?> resume = Options.Path(
        "--resume", "DIR-or-FILE",
        "Goes on from a checkpoint, to the same bits as if it had not stopped: in its folder, or from a file to --out. The settings "
        + "are those of the manifest.json beside it; --steps, rates, and what is written may be others.");

    protected override IEnumerable<Option> Settings =>
    [
        gan, target, .. data.All, standardise, targetSamples, generator, critic, batch, optimiser, criticOptimiser, criticSteps,
        criticFirstSteps, criticLoss, penalty, spectral, lrSchedule, features, measureEvery, kernel, lambda, epsilon, regressions, fixedNoise, steps, checkpointEvery, certify, format, engine, resume,
    ];

    internal override IEnumerable<Option> OfSeveral => Settings.Where(option => option != resume);

    /// <summary>The names of the options that are settings, as on the command line.</summary>
    internal IEnumerable<string> SettingNames => OfSeveral.Select(option => option.Name);

    /// <summary>The options that trainings may have in common.</summary>
    internal IEnumerable<Option> SharedSettings => OfSeveral.Where(option => option != gan);

    /// <summary>The settings of arguments as on the command line, with the seed 0.</summary>
    /// <exception cref="BadInputException">They have a fault.</exception>
    internal static TrainSettings Parse(IReadOnlyList<string> arguments)
    {
        var common = new CommonOptions(new("--json"), Options.Whole("--seed", "SEED", "", int.MinValue));
        var options = new TrainOptions(common);
        var command = new Command("train");

        foreach (var option in options.Settings.Append(common.Seed))
        {
            command.Add(option);
        }

        var root = new RootCommand { command };
        var parsed = root.Parse(["train", .. arguments]);
        return ParseErrors.Sentence(parsed) is { } sentence
            ? throw new BadInputException(sentence)
            : options.SettingsOf(parsed);
    }

    protected override Option Seed => common.Seed;

    protected override string DefaultFolder => TrainDefaults.Folder;

    private protected override Option<int?> Threads { get; } = ThreadsOption(EngineSpec.ThreadsMatter);

    internal override int? ThreadsOf(TrainSettings settings) => settings.Threads;

    /// <summary>The settings as given, the rest as in the training that is gone on with, or the defaults.</summary>
    /// <exception cref="BadInputException">They have a fault, or the gan does not take an option that is given.</exception>
    internal override TrainSettings SettingsOf(ParseResult parsed)
    {
        var read = data.SettingsOf(parsed);
        var before = parsed.GetValue(resume) is { } path ? GoingOn(parsed, path) : TrainDefaults.Settings;
        var settings = before with
        {
            Gan = parsed.GetValue(gan) ?? before.Gan,
            Target = parsed.GetValue(target) ?? before.Target,
            Columns = read.Columns ?? before.Columns,
            Header = read.Header ?? before.Header,
            Missing = read.Missing ?? before.Missing,
            DecimalComma = read.DecimalComma ?? before.DecimalComma,
            Standardise = Options.SwitchOf(parsed, standardise) ?? before.Standardise,
            Format = PointsFormat.Check(parsed.GetValue(format)) ?? before.Format,
            TargetSamples = parsed.GetValue(targetSamples) ?? before.TargetSamples,
            Generator = parsed.GetValue(generator) ?? before.Generator,
            Critic = parsed.GetValue(critic) ?? before.Critic,
            Batch = parsed.GetValue(batch) ?? before.Batch,
            Optimiser = parsed.GetValue(optimiser) ?? before.Optimiser,
            CriticOptimiser = parsed.GetValue(criticOptimiser) ?? before.CriticOptimiser,
            CriticSteps = parsed.GetValue(criticSteps) ?? before.CriticSteps,
            CriticFirstSteps = parsed.GetValue(criticFirstSteps) ?? before.CriticFirstSteps,
            CriticLoss = parsed.GetValue(criticLoss) ?? before.CriticLoss,
            Penalty = parsed.GetValue(penalty) ?? before.Penalty,
            Kernel = parsed.GetValue(kernel) ?? before.Kernel,
            Lambda = parsed.GetValue(lambda) ?? before.Lambda,
            Epsilon = parsed.GetValue(epsilon) ?? before.Epsilon,
            Regressions = parsed.GetValue(regressions) ?? before.Regressions,
            FreshNoise = !parsed.GetValue(fixedNoise) && before.FreshNoise,
            Steps = parsed.GetValue(steps) ?? before.Steps,
            Spectral = parsed.GetValue(spectral) ?? before.Spectral,
            LrSchedule = parsed.GetValue(lrSchedule) ?? before.LrSchedule,
            Features = parsed.GetValue(features) ?? before.Features,
            MeasureEvery = parsed.GetValue(measureEvery) ?? before.MeasureEvery,
            CheckpointEvery = parsed.GetValue(checkpointEvery) ?? before.CheckpointEvery,
            Certify = parsed.GetValue(certify) ?? before.Certify,
            Engine = parsed.GetValue(engine) ?? before.Engine,
            Seed = parsed.GetValue(common.Seed) ?? before.Seed,
        };
        var spec = GanSpec.Parse(settings.Gan);

        foreach (var option in Settings.Where(option => IsGiven(parsed, option)))
        {
            GanOptions.Check(option.Name, spec, settings.Critic);
        }

        return settings;
    }

    /// <summary>Hides the options that a given gan does not take, and shows the defaults that it has; shows all where none
    /// is given.</summary>
    /// <exception cref="BadInputException">There is no such gan.</exception>
    internal void ShowThoseOfGan(ParseResult parsed)
    {
        if (!IsGiven(parsed, gan) || parsed.GetValue(gan) is not { } text)
        {
            return;
        }

        var (spec, seen) = (GanSpec.Parse(text), parsed.GetValue(critic));

        foreach (var option in Settings)
        {
            option.Hidden = !GanOptions.Takes(option.Name, spec, seen);

            if (!option.Hidden && GanOptions.DefaultOf(option.Name, spec) is { } value)
            {
                option.Description = $"{option.Description!.Split(" [default: ")[0]} [default: {value}]";
            }
        }
    }

    protected override string? FolderGoneOn(ParseResult parsed) =>
        parsed.GetValue(resume) is { } path && Directory.Exists(path) ? path : null;

    internal override string? KeptBeside(ParseResult parsed) =>
        parsed.GetValue(resume) is { } path && !IsGiven(parsed, target) ? TrainResume.ManifestBeside(TrainResume.Find(path)) : null;

    // The settings of the training that a checkpoint is of, where its manifest lies beside it.
    private TrainSettings GoingOn(ParseResult parsed, string path)
    {
        var checkpoint = TrainResume.Find(path);
        var before = TrainResume.Before(checkpoint);
        return before is not null || Settings.Except([resume, steps]).Append(common.Seed).Any(option => IsGiven(parsed, option))
            ? (before ?? TrainDefaults.Settings) with { Resume = checkpoint }
            : throw new BadInputException(
                $"there is no {ManifestFile.Name} of ganflow train beside '{checkpoint}' to take the settings over from; give "
                + "those of its training.");
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
