using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The arguments and options of ganflow test.</summary>
internal sealed class TestOptions(CommonOptions common)
{
    private const string DefaultKernel = "gaussian:median";

    private readonly SampleArguments samples = new(
        ("A", "The first sample: CSV or .npy, or - for standard input."),
        ("B", "The second sample."));

    private readonly Option<string?> kernel = Options.Text(
        "--kernel",
        "EXPR",
        $"The kernel expression; a bandwidth median is that of both samples together. [default: {DefaultKernel}]",
        "-k");

    private readonly Option<string?> estimator = Options.Text(
        "--estimator", "NAME", $"{SplitEstimator.Forms.Shapes()}. [default: unbiased]");

    private readonly Option<int?> bandwidths = Options.Whole(
        "--bandwidths",
        "REACH",
        "In place of one kernel Gaussians of 2^-REACH .. 2^REACH times the median distance, at one exact level.",
        0);

    private readonly TestingOptions testing = new(common);

    internal IEnumerable<Symbol> All => [.. samples.All, kernel, estimator, bandwidths, .. testing.All];

    /// <summary>The test that is asked for, ready to be run.</summary>
    internal Func<IReport> PlanOf(Terminal terminal, ParseResult parsed)
    {
        var (options, statistic) = (
            testing.Of(parsed), SplitEstimator.ByName(parsed.GetValue(estimator) ?? "unbiased"));
        var (expression, reach) = (parsed.GetValue(kernel), parsed.GetValue(bandwidths));

        if (expression is not null && reach is not null)
        {
            throw new BadInputException("--kernel and --bandwidths are two ways: give one of them.");
        }

        var parsedKernel = KernelSpec.Parse(expression ?? DefaultKernel);
        var read = samples.Read(terminal, parsed);
        var (x, y) = (read[0], read[1]);

        if (reach is { } powers)
        {
            var kernels = AggregatedTest.Gaussians(powers, x, y);
            return () => new AggregatedSummary(
                AggregatedTest.Permutation(kernels, x, y, options, statistic), common.SeedOf(parsed));
        }

        var resolved = parsedKernel.Resolve(() => TwoSampleTest.Pooled(x, y));
        return () => new TestSummary(
            TwoSampleTest.Permutation(resolved.Kernel, x, y, options, statistic), resolved, common.SeedOf(parsed));
    }
}
