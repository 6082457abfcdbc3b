using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>The arguments and options of ganflow mmd.</summary>
internal sealed class MmdOptions(CommonOptions common)
{
    private readonly Argument<string> a = new("A")
    {
        Description = "The first sample: CSV or .npy, or - for standard input.",
    };

    private readonly Argument<string> b = new("B") { Description = "The second sample." };

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel expression. [default: {MmdDefaults.Kernel}]", "-k");

    private readonly Option<string?> estimator = Options.Text(
        "--estimator",
        "NAMES",
        $"{MmdEstimator.Forms.Shapes()}, or several joined by commas. [default: {MmdDefaults.Estimator}]");

    private readonly Option<string?> columns = Options.Text(
        "--columns", "LIST", "The columns to use, counted from 1, such as 1,2. [default: all]");

    private readonly Option<string?> header = DataChoice.HeaderOption();

    internal IEnumerable<Symbol> All => [a, b, kernel, estimator, columns, header];

    internal MmdSettings SettingsOf(ParseResult parsed) => new()
    {
        A = parsed.GetRequiredValue(a),
        B = parsed.GetRequiredValue(b),
        Kernel = parsed.GetValue(kernel) ?? MmdDefaults.Kernel,
        Estimator = parsed.GetValue(estimator) ?? MmdDefaults.Estimator,
        Columns = DataSource.Columns(parsed.GetValue(columns)),
        Header = DataChoice.HeaderOf(parsed.GetValue(header)),
        Seed = common.SeedOf(parsed),
    };
}
