using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>The arguments and options of ganflow mmd.</summary>
internal sealed class MmdOptions(CommonOptions common)
{
    private readonly SampleArguments samples = new(
        ("A", "The first sample: CSV, .npy or .parquet, or - for standard input."),
        ("B", "The second sample."));

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel expression. [default: {MmdDefaults.Kernel}]", "-k");

    private readonly Option<string?> estimator = Options.Text(
        "--estimator",
        "NAMES",
        $"{MmdEstimator.Forms.Shapes()}, or several joined by commas. [default: {MmdDefaults.Estimator}]");

    private readonly Option<string?> engine = EngineSpec.Option("the kernel runs");

    internal IEnumerable<Symbol> All => [.. samples.All, kernel, estimator, engine];

    /// <summary>Everything that is named, read and checked.</summary>
    internal MmdPlan PlanOf(Terminal terminal, ParseResult parsed)
    {
        var parsedKernel = KernelSpec.Parse(parsed.GetValue(kernel) ?? MmdDefaults.Kernel);
        var names = (parsed.GetValue(estimator) ?? MmdDefaults.Estimator).Split(',');
        EstimatorChoice[] estimators = [.. names.Select(EstimatorChoice.Of)];
        var on = EngineSpec.Parse(parsed.GetValue(engine));
        var read = samples.Read(terminal, parsed);
        var (x, y) = (read[0], read[1]);
        return new()
        {
            X = x,
            Y = y,
            Kernel = on.Resolve(parsedKernel, () => x.Append(y)),
            Engine = on,
            Estimators = estimators,
            Seed = Seed.Create(common.SeedOf(parsed)),
        };
    }
}
