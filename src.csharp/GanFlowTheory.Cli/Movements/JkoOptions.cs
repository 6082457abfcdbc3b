using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Movements;

/// <summary>The options of ganflow jko.</summary>
internal sealed class JkoOptions(CommonOptions common) : VerbOptions<JkoSettings>
{
    private readonly Option<string?> functional = Options.Text(
        "--functional",
        "NAME",
        $"What to lower: {MovementFunctional.Names}. [default: kl where the state has a density, else mmd]");

    private readonly Option<string?> state = Options.Text(
        "--state", "STATE", $"Where from: {MovementState.Shapes}. [default: {JkoDefaults.State}]");

    private readonly Option<string?> target = Options.Text(
        "--target",
        "TARGET",
        $"Where to: gaussian:MEAN,SD, {TargetSpec.Names}, or a file. [default: {JkoDefaults.Target}, of the state's dimension]");

    private readonly DataOptions data = new();

    private readonly Option<int?> targetSamples = Options.Whole(
        "--target-samples",
        "N",
        $"How many points stand for a target where points must. [default: {JkoDefaults.TargetSamples}]",
        1);

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel expression. [default: {JkoDefaults.Kernel}]", "-k");

    private readonly Option<double?> tau = Options.Number(
        "--tau", "TAU", $"The step: it is far where tau is large. [default: {JkoDefaults.Tau}]");

    private readonly Option<int?> steps = Options.Whole(
        "--steps", "N", $"The number of movements. [default: {JkoDefaults.Steps}]", 1);

    protected override IEnumerable<Option> Settings => [functional, state, target, .. data.All, targetSamples, kernel, tau, steps];

    protected override Option? Seed => common.Seed;

    internal override JkoSettings SettingsOf(ParseResult parsed)
    {
        var read = data.SettingsOf(parsed);
        return new()
        {
            Columns = read.Columns,
            Header = read.Header,
            Missing = read.Missing,
            DecimalComma = read.DecimalComma,
            Functional = parsed.GetValue(functional),
            State = parsed.GetValue(state) ?? JkoDefaults.State,
            Target = parsed.GetValue(target),
            TargetSamples = parsed.GetValue(targetSamples) ?? JkoDefaults.TargetSamples,
            Kernel = parsed.GetValue(kernel) ?? JkoDefaults.Kernel,
            Tau = parsed.GetValue(tau) ?? JkoDefaults.Tau,
            Steps = parsed.GetValue(steps) ?? JkoDefaults.Steps,
            Seed = common.SeedOf(parsed),
        };
    }
}
