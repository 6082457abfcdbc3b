using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>The options of ganflow run.</summary>
internal sealed class RunOptions(CommonOptions common)
{
    private readonly Option<string?> target = Options.Text(
        "--target", "FILE-or-NAME",
        $"Where to: {string.Join(", ", TargetSpec.Names)}, a CSV or .npy file, or - for standard input. "
        + $"[default: {RunDefaults.Target}]");

    private readonly Option<string?> columns = Options.Text(
        "--columns", "LIST", "The columns of the data to use, counted from 1, such as 1,2. [default: all]");

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
        "--functional", "NAME",
        $"What to lower: {string.Join(", ", FunctionalSpec.Known.Select(f => f.Name))}. "
        + $"[default: {RunDefaults.Functional}]");

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel expression, in the units of the flow. [default: {RunDefaults.Kernel}]", "-k");

    private readonly Option<string?> metric = Options.Text(
        "--metric",
        "METRIC",
        $"{string.Join(", ", MetricSpec.Known.Select(m => m.Form))}. [default: {RunDefaults.Metric}]");

    private readonly Option<string?> critic = Options.Text(
        "--critic", "NAME",
        $"What the flow sees: {string.Join(", ", CriticSpec.Known.Select(c => c.Name))}. "
        + "[default: exact, for f-divergences kde, for kl in a Stein metric score where the target has one]");

    private readonly Option<double?> noise = Options.Number(
        "--noise", "BETA", "Reads the critic at points moved by BETA times a normal vector. [default: 0]");

    private readonly Option<string?> integrator = Options.Text(
        "--integrator", "EXPR",
        "euler:TAU, heun:TAU, rk4:TAU, dopri5:RTOL, dopri5-fixed:TAU or descent:TAU. "
        + $"[default: {RunDefaults.Integrator}, for f-divergences {RunDefaults.IntegratorOfDivergences}, for the noise of "
        + $"--critic score {RunDefaults.IntegratorOfDiffusions}]");

    private readonly Option<int?> steps = Options.Whole(
        "--steps", "N", $"The number of steps. [default: {RunDefaults.Steps}, without --until]", 0);

    private readonly Option<double?> until = Options.Number(
        "--until", "T", "The time to reach; with --steps, whichever comes first.");

    private readonly Option<int?> keep = Options.Whole(
        "--keep", "K", "Stores every K-th state for the report. [default: about 50 states]", 1);

    internal Option<int?> Threads { get; } = Options.Whole(
        "--threads", "N", "The number of threads; it does not change the bits. [default: the number of processors]", 1);

    internal Option<string?> Folder { get; } = Options.Text(
        "--out",
        "DIR",
        $"The folder for the results, made if it does not exist. [default: {RunDefaults.Folder}]",
        "-o");

    internal Option<string?> Manifest { get; } = Options.Text(
        "--manifest",
        "FILE",
        "Reruns the settings of a manifest, to the same bits; only --out, --threads and --json go with it.");

    internal IEnumerable<Option> All => Settings.Concat([Threads, Folder, Manifest]);

    private IEnumerable<Option> Settings =>
    [
        target, columns, targetSamples, start, particles, standardise, functional, kernel, metric, critic, noise,
        integrator, steps, until, keep,
    ];

    /// <summary>The first option given that is part of the settings.</summary>
    internal Option? FirstSettingGiven(ParseResult parsed) =>
        Settings.Append(common.Seed).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    internal RunSettings SettingsOf(ParseResult parsed)
    {
        var target = parsed.GetValue(this.target) ?? RunDefaults.Target;
        var start = parsed.GetValue(this.start) ?? RunDefaults.Start;
        var functional = parsed.GetValue(this.functional) ?? RunDefaults.Functional;
        var metric = parsed.GetValue(this.metric) ?? RunDefaults.Metric;
        var critic = parsed.GetValue(this.critic) ?? CriticSpec.Default(functional, metric, target);
        var integrator = parsed.GetValue(this.integrator) ?? RunDefaults.IntegratorFor(functional, critic, metric);
        var until = parsed.GetValue(this.until);
        var steps = parsed.GetValue(this.steps) ?? (until is null ? RunDefaults.Steps : null);
        return new RunSettings
        {
            Target = target,
            Columns = DataSource.Columns(parsed.GetValue(columns)),
            TargetSamples = parsed.GetValue(targetSamples) ?? RunDefaults.TargetSamples,
            Start = start,
            Particles = parsed.GetValue(particles)
                ?? (StartSpec.Parse(start) is StartSpec.Gaussian ? RunDefaults.Particles : null),
            Standardise = Options.SwitchOf(parsed, standardise) ?? TargetSpec.IsData(target),
            Functional = functional,
            Kernel = parsed.GetValue(kernel) ?? RunDefaults.Kernel,
            Metric = metric,
            Critic = critic,
            Noise = parsed.GetValue(noise) ?? 0,
            Integrator = integrator,
            Steps = steps,
            Until = until,
            Keep = parsed.GetValue(keep) ?? RunDefaults.Keep(steps, until, integrator),
            Seed = common.SeedOf(parsed),
        };
    }
}
