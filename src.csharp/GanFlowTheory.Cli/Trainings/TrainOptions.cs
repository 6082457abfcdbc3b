using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The options of ganflow train.</summary>
internal sealed class TrainOptions(CommonOptions common) : VerbOptions<TrainSettings>
{
    private readonly Option<string?> gan = Options.Text(
        "--gan", "GAN",
        $"How: {GanSpec.Forms.Shapes()}. flow takes a functional and a metric of ganflow run, such as "
        + $"flow:kl:stein:gaussian:median; {DrawnFlow.Grammar}. [default: {TrainDefaults.Gan}]");

    private readonly Option<string?> target = Options.Text(
        "--target", "FILE-or-NAME",
        $"What to make: {TargetSpec.Names}, a CSV or .npy file, or - for standard input; data are "
        + $"standardised for the flow. [default: {TrainDefaults.Target}]");

    private readonly Option<string?> header = DataChoice.HeaderOption();

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
        $"{Optimiser.Forms.Shapes()}, each with @SCHEDULE and @clip:NORM if wanted. "
        + $"[default: {TrainDefaults.Optimiser}, for MMD {TrainDefaults.OptimiserOfMmd}]");

    private readonly Option<string?> criticOptimiser = Options.Text(
        "--critic-optimiser", "EXPR", $"The same for the critic. [default: {TrainDefaults.Optimiser}]");

    private readonly Option<int?> criticSteps = Options.Whole(
        "--critic-steps",
        "N",
        $"Steps of the critic at each step of the generator. [default: {TrainDefaults.CriticSteps}]",
        0);

    private readonly Option<int?> criticFirstSteps = Options.Whole(
        "--critic-first-steps",
        "N",
        $"Steps of the critic before the first one of the generator. [default: {TrainDefaults.CriticFirstSteps}]",
        0);

    private readonly Option<string?> criticLoss = Options.Text(
        "--critic-loss",
        "NAME",
        $"{ClassificationLoss.Forms.Shapes()}. [default: {TrainDefaults.CriticLoss}]");

    private readonly Option<double?> penalty = Options.Number(
        "--penalty", "GAMMA",
        "The weight of the critic's gradient penalty, gamma/2 E |grad log r|^2 on points of the target. [default: 0]");

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

    private readonly Option<string?> resume = Options.Path(
        "--resume", "FILE",
        "Goes on from a checkpoint of the same settings, to the same bits as if it had not stopped.");

    protected override IEnumerable<Option> Settings =>
    [
        gan, target, header, targetSamples, generator, critic, batch, optimiser, criticOptimiser, criticSteps,
        criticFirstSteps, criticLoss, penalty, kernel, lambda, epsilon, regressions, fixedNoise, steps, checkpointEvery, certify, resume,
    ];

    protected override Option Seed => common.Seed;

    protected override string DefaultFolder => TrainDefaults.Folder;

    private protected override Option<int?> Threads { get; } = ThreadsOption();

    internal override TrainSettings SettingsOf(ParseResult parsed) => new()
    {
        Gan = parsed.GetValue(gan) ?? TrainDefaults.Gan,
        Target = parsed.GetValue(target) ?? TrainDefaults.Target,
        Header = DataChoice.HeaderOf(parsed.GetValue(header)),
        TargetSamples = parsed.GetValue(targetSamples) ?? TrainDefaults.TargetSamples,
        Generator = parsed.GetValue(generator),
        Critic = parsed.GetValue(critic),
        Batch = parsed.GetValue(batch) ?? TrainDefaults.Batch,
        Optimiser = parsed.GetValue(optimiser),
        CriticOptimiser = parsed.GetValue(criticOptimiser) ?? TrainDefaults.Optimiser,
        CriticSteps = parsed.GetValue(criticSteps) ?? TrainDefaults.CriticSteps,
        CriticFirstSteps = parsed.GetValue(criticFirstSteps) ?? TrainDefaults.CriticFirstSteps,
        CriticLoss = parsed.GetValue(criticLoss) ?? TrainDefaults.CriticLoss,
        Penalty = parsed.GetValue(penalty) ?? 0,
        Kernel = parsed.GetValue(kernel) ?? TrainDefaults.Kernel,
        Lambda = parsed.GetValue(lambda) ?? TrainDefaults.Lambda,
        Epsilon = parsed.GetValue(epsilon) ?? TrainDefaults.Epsilon,
        Regressions = parsed.GetValue(regressions) ?? TrainDefaults.Regressions,
        FreshNoise = !parsed.GetValue(fixedNoise),
        Steps = parsed.GetValue(steps) ?? TrainDefaults.Steps,
        CheckpointEvery = parsed.GetValue(checkpointEvery),
        Certify = parsed.GetValue(certify),
        Resume = parsed.GetValue(resume),
        Seed = common.SeedOf(parsed),
    };
}
