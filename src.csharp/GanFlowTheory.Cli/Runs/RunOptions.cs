using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The options of ganflow run.</summary>
internal sealed class RunOptions(CommonOptions common) : VerbOptions<RunSettings>
{
    private readonly Option<string?> target = Options.Text(
        "--target", "FILE-or-NAME",
        $"Where to: {TargetSpec.Names}, a CSV, .npy or .parquet file, or - for standard input. "
        + $"[default: {RunDefaults.Target}]");

    private readonly DataOptions data = new();

    private readonly Option<int?> targetSamples = Options.Whole(
        "--target-samples",
        "N",
        $"How many points a named target is sampled with. [default: {RunDefaults.TargetSamples}]",
        1);

    private readonly Option<string?> start = Options.Text(
        "--start", "gaussian:MEAN,SD-or-FILE",
        "Where from: a Gaussian in the units of the flow, or points in the units of the data. "
        + $"[default: {RunDefaults.Start}]");

    private readonly Option<int?> particles = Options.Whole(
        "--particles",
        "N",
        $"The number of particles. [default: {RunDefaults.Particles}; all points of a file]",
        1,
        "-n");

    private readonly Option<string?> standardise = Options.Switch(
        "--standardise",
        "Runs in units in which the target has mean 0 and standard deviation 1. [default: true for data, else false]");

    private readonly Option<string?> functional = Options.Text(
        "--functional", "NAME", $"What to lower: {FunctionalSpec.Forms.Shapes()}. {FunctionalSpec.Formulas}. [default: {RunDefaults.Functional}]");

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel expression, in the units of the flow. [default: {RunDefaults.Kernel}]", "-k");

    private readonly Option<string?> metric = Options.Text(
        "--metric", "METRIC", $"{Metric.Forms.Shapes()}. [default: {RunDefaults.Metric}]");

    private readonly Option<string?> critic = Options.Text(
        "--critic", "NAME",
        $"What the flow sees: {CriticSpec.Forms.Shapes()}. "
        + "[default: exact, for f-divergences kde, for kl in a Stein metric score where the target has one]");

    private readonly Option<double?> noise = Options.Number(
        "--noise", "BETA", "Reads the critic at points moved by BETA times a normal vector. [default: 0]");

    private readonly Option<string?> integrator = Options.Text(
        "--integrator", "EXPR",
        $"{Integrator.Forms.Shapes()}. "
        + $"[default: {RunDefaults.Integrator}, for f-divergences {RunDefaults.IntegratorOfDivergences}, for the noise of "
        + $"--critic score {RunDefaults.IntegratorOfDiffusions}]");

    private readonly Option<int?> steps = Options.Whole(
        "--steps", "N", $"The number of steps. [default: {RunDefaults.Steps}, without --until]", 0);

    private readonly Option<double?> until = Options.Number(
        "--until", "T", "The time to reach; with --steps, whichever comes first.");

    private readonly Option<int?> keep = Options.Whole(
        "--keep", "K", "Stores every K-th state for the report. [default: about 50 states]", 1);

    private readonly Option<string?> engine = EngineSpec.Option("kernels run");

    private readonly Option<int?> measure = Options.Whole(
        "--measure", "K", "Measures every K-th step; the first and the last always are. [default: 1]", 1);

    private readonly Option<string?> format = PointsFormat.Option("particles");

    protected override IEnumerable<Option> Settings =>
    [
        target, .. data.All, targetSamples, start, particles, standardise, functional, kernel, metric, critic,
        noise, integrator, steps, until, keep, measure, format, engine,
    ];

    protected override Option Seed => common.Seed;

    protected override string DefaultFolder => RunDefaults.Folder;

    private protected override Option<int?> Threads { get; } = ThreadsOption(EngineSpec.ThreadsMatter);

    internal override int? ThreadsOf(RunSettings settings) => settings.Threads;

    internal override RunSettings SettingsOf(ParseResult parsed)
    {
        var read = data.SettingsOf(parsed);
        return new()
        {
            Target = parsed.GetValue(target) ?? RunDefaults.Target,
            Columns = read.Columns,
            Header = read.Header,
            Missing = read.Missing,
            DecimalComma = read.DecimalComma,
            Format = PointsFormat.Check(parsed.GetValue(format)),
            TargetSamples = parsed.GetValue(targetSamples) ?? RunDefaults.TargetSamples,
            Start = parsed.GetValue(start) ?? RunDefaults.Start,
            Particles = parsed.GetValue(particles),
            Standardise = Options.SwitchOf(parsed, standardise),
            Functional = parsed.GetValue(functional) ?? RunDefaults.Functional,
            Kernel = parsed.GetValue(kernel) ?? RunDefaults.Kernel,
            Metric = parsed.GetValue(metric) ?? RunDefaults.Metric,
            Critic = parsed.GetValue(critic),
            Noise = parsed.GetValue(noise) ?? 0,
            Integrator = parsed.GetValue(integrator),
            Steps = parsed.GetValue(steps),
            Until = parsed.GetValue(until),
            Keep = parsed.GetValue(keep),
            Measure = parsed.GetValue(measure) ?? 1,
            Engine = parsed.GetValue(engine) ?? EngineSpec.Default,
            Seed = common.SeedOf(parsed),
        };
    }
}
