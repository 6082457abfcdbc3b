using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The options of every test of samples.</summary>
/// <param name="common">The seed among them.</param>
/// <param name="samples">Whose median a bandwidth may be, such as "both samples".</param>
/// <param name="estimators">The names of the estimators.</param>
internal sealed class TestingOptions(CommonOptions common, string samples, string estimators)
{
    private const string DefaultKernel = "gaussian:median";
    private const string DefaultEstimator = "unbiased";

    private readonly Option<string?> kernel = Options.Text(
        "--kernel",
        "EXPR",
        $"The kernel expression; a bandwidth median is that of {samples} together. [default: {DefaultKernel}]",
        "-k");

    private readonly Option<string?> estimator = Options.Text(
        "--estimator", "NAME", $"{estimators}. [default: {DefaultEstimator}]");

    private readonly Option<double?> level = Options.Number(
        "--level", "ALPHA", $"The level, between 0 and 1. [default: {PermutationOptions.Standard.Level}]");

    private readonly Option<int?> permutations = Options.Whole(
        "--permutations",
        "COUNT",
        "How many permutations are drawn where there are more than 20,000 and not all are taken. [default: "
        + $"{PermutationOptions.Standard.Permutations}]",
        1);

    internal IEnumerable<Symbol> All => [kernel, estimator, level, permutations];

    internal PermutationOptions Of(ParseResult parsed) => new(
        parsed.GetValue(level) ?? PermutationOptions.Standard.Level,
        parsed.GetValue(permutations) ?? PermutationOptions.Standard.Permutations,
        Seed.Create(common.SeedOf(parsed)));

    /// <summary>Whether a kernel is named.</summary>
    internal bool HasKernel(ParseResult parsed) => parsed.GetValue(kernel) is not null;

    internal ParsedKernel KernelOf(ParseResult parsed) => KernelSpec.Parse(parsed.GetValue(kernel) ?? DefaultKernel);

    internal string EstimatorOf(ParseResult parsed) => parsed.GetValue(estimator) ?? DefaultEstimator;
}
