using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Specs;
using GanFlowTheory.Cli.Training;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow train: flows the parameters of a generator to a target.</summary>
internal static class TrainVerb
{
    private const string DefaultGan = "monoflow:non-saturating";
    private const string DefaultTarget = "eight-gaussians";
    private const string DefaultKernel = "gaussian:0.5 + gaussian:2";
    private const string DefaultOptimiser = "adam:0.001,0.5,0.9";
    private const string DefaultMmdOptimiser = "gd:0.1";
    private const string DefaultFolder = "ganflow-train";
    private const int DefaultSteps = 1000;

    internal static Command Create(Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter)
    {
        var gan = Options.Text(
            "--gan",
            "GAN",
            $"How: {string.Join(", ", TrainPlan.Known.Select(known => known.Form))}. [default: {DefaultGan}]");
        var target = Options.Text(
            "--target", "FILE-or-NAME",
            $"What to make: {string.Join(", ", TargetSpec.Names)}, {TrainTarget.Digits} (8 x 8 images), a CSV or .npy file, "
            + $"or - for standard input; data are standardised for the flow. [default: {DefaultTarget}]");
        var samples = Options.Whole(
            "--target-samples", "N", "How many points a named target is sampled with. [default: 2000]", 1);
        var generator = Options.Text(
            "--generator", "NETWORK",
            "The generator, from the dimension of its noise: 16-128-128-2:tanh, or 16-64-32-8x8:relu for images. "
            + "[default: 16-128-128-D:tanh with the target's dimension D]");
        var critic = Options.Text(
            "--critic", "NETWORK",
            "The discriminator, with one output: 2-512-256-1:leaky-relu:0.2, or 8x8-32-64-1:leaky-relu:0.2 for images. "
            + "[default: D-512-256-1:leaky-relu:0.2]");
        var batch = Options.Whole(
            "--batch", "N", "Noise samples per step, and points of each law per step of the critic. [default: 256]", 1);
        var optimiser = Options.Text(
            "--optimiser", "EXPR",
            $"{string.Join(", ", Optimiser.Names.Select(name => name + ":RATE"))}, each with @SCHEDULE and @clip:NORM if wanted. "
            + $"[default: {DefaultOptimiser}, for MMD {DefaultMmdOptimiser}]");
        var criticOptimiser = Options.Text(
            "--critic-optimiser", "EXPR", $"The same for the critic. [default: {DefaultOptimiser}]");
        var criticSteps = Options.Whole(
            "--critic-steps", "N", "Steps of the critic at each step of the generator. [default: 1]", 0);
        var criticFirstSteps = Options.Whole(
            "--critic-first-steps", "N", "Steps of the critic before the first one of the generator. [default: 100]", 0);
        var criticLoss = Options.Text(
            "--critic-loss", "NAME", $"{string.Join(", ", ClassificationLoss.Names)}. [default: cross-entropy]");
        var penalty = Options.Number(
            "--penalty", "GAMMA",
            "The weight of the critic's gradient penalty, gamma/2 E |grad log r|^2 on points of the target. [default: 0]");
        var kernel = Options.Text(
            "--kernel", "EXPR", $"The kernel of MMD. [default: {DefaultKernel}]", "-k");
        var lambda = Options.Number("--lambda", "LAMBDA", "The regularisation of kernelized and natural. [default: 0.01]");
        var epsilon = Options.Number("--epsilon", "TIME", "The time of a step of ode. [default: 0.1]");
        var regressions = Options.Whole(
            "--regressions", "K", "Regression steps to the targets of a step of ode. [default: 5]", 1);
        var fixedNoise = new Option<bool>("--fixed-noise")
        {
            Description = "Keeps the noise samples of the start; otherwise each step draws new ones.",
        };
        var steps = Options.Whole("--steps", "N", $"The number of steps. [default: {DefaultSteps}]", 0);
        var every = Options.Whole(
            "--checkpoint-every", "K", "Writes checkpoint.npz at every K-th step and at the last. [default: a tenth of the steps]", 1);
        var certify = Options.Whole(
            "--certify", "K",
            "At every K-th step of vanilla or ode, holds the generator's step against the regression step of its ODE: angle "
            + "and length ratio (HZ23-6). It does not change the training.",
            1);
        var resume = Options.Text(
            "--resume", "FILE",
            "Goes on from a checkpoint of the same settings, to the same bits as if it had not stopped.");
        var threads = Options.Whole(
            "--threads", "N", "The number of threads; it does not change the bits. [default: the number of processors]", 1);
        var folder = Options.Text(
            "--out", "DIR", $"The folder for the results, made if it does not exist. [default: {DefaultFolder}]", "-o");
        var command = new Command(
            "train",
            "Trains a generator: flows its parameters to a target, and writes samples.npy, generator.npz, diagnostics.csv, "
            + "checkpoint.npz, manifest.json and report.html.")
        {
            gan, target, samples, generator, critic, batch, optimiser, criticOptimiser, criticSteps, criticFirstSteps,
            criticLoss, penalty, kernel, lambda, epsilon, regressions, fixedNoise, steps, every, certify, resume, threads, folder,
        };

        command.SetAction(parsed =>
        {
            var how = parsed.GetValue(gan) ?? DefaultGan;
            var lowersMmd = TrainPlan.LowersMmd(how);
            var goal = parsed.GetValue(target) ?? DefaultTarget;
            var count = parsed.GetValue(steps) ?? DefaultSteps;
            var dimension = new Lazy<int>(() =>
                TrainTarget.Read(terminal, goal, parsed.GetValue(samples) ?? 2000, 0).Dimension);

            if (goal == DataSource.StandardInput
                && (parsed.GetValue(generator) is null || (!lowersMmd && parsed.GetValue(critic) is null)))
            {
                throw new BadInputException("a target from standard input needs --generator and --critic.");
            }

            var settings = new TrainSettings
            {
                Gan = how,
                Target = goal,
                TargetSamples = parsed.GetValue(samples) ?? 2000,
                Generator = parsed.GetValue(generator) ?? $"16-128-128-{dimension.Value}:tanh",
                Critic = parsed.GetValue(critic) ?? $"{dimension.Value}-512-256-1:leaky-relu:0.2",
                Batch = parsed.GetValue(batch) ?? 256,
                Optimiser = parsed.GetValue(optimiser) ?? (lowersMmd ? DefaultMmdOptimiser : DefaultOptimiser),
                CriticOptimiser = parsed.GetValue(criticOptimiser) ?? DefaultOptimiser,
                CriticSteps = parsed.GetValue(criticSteps) ?? 1,
                CriticFirstSteps = parsed.GetValue(criticFirstSteps) ?? 100,
                CriticLoss = parsed.GetValue(criticLoss) ?? ClassificationLoss.CrossEntropy.Name,
                Penalty = parsed.GetValue(penalty) ?? 0,
                Kernel = parsed.GetValue(kernel) ?? DefaultKernel,
                Lambda = parsed.GetValue(lambda) ?? 0.01,
                Epsilon = parsed.GetValue(epsilon) ?? 0.1,
                Regressions = parsed.GetValue(regressions) ?? 5,
                FreshNoise = !parsed.GetValue(fixedNoise),
                Steps = count,
                Seed = common.SeedOf(parsed),
            };
            var plan = TrainPlan.Create(terminal, settings);

            if (parsed.GetValue(certify) is not null)
            {
                plan.CheckCertifiable();
            }

            if (parsed.GetValue(threads) is { } number)
            {
                Parallelism.ThreadCount = number;
            }

            if (parsed.GetValue(resume) is { } checkpoint)
            {
                TrainManifest.CheckResumable(checkpoint, settings);
            }

            var output = TrainFolder.Open(parsed.GetValue(folder) ?? DefaultFolder);
            output.Begin(plan);
            var result = Trainer.Run(
                terminal,
                plan,
                parsed.GetValue(resume),
                parsed.GetValue(every) ?? Math.Max(1, count / 10),
                output.Checkpoint,
                parsed.GetValue(certify));
            var files = output.Write(plan, result);

            if (result.Path.SolveWarning is { } warning)
            {
                terminal.Error.WriteLine("ganflow: warning: " + warning);
            }

            reporter(parsed).Show(new TrainSummary(result, files));

            if (result.Path.Outcome.Succeeded)
            {
                return ExitCode.Success;
            }

            terminal.Error.WriteLine("ganflow: " + Sentence.Of(result.Path.Outcome.Sentence));
            return ExitCode.NotReached;
        });
        return command;
    }
}
