using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The arguments and options of ganflow test.</summary>
internal sealed class TestOptions(CommonOptions common)
{
    private readonly SampleArguments samples = new(
        ("A", "The first sample: CSV, .npy or .parquet, or - for standard input."),
        ("B", "The second sample."));

    private readonly Option<int?> bandwidths = Options.Whole(
        "--bandwidths",
        "REACH",
        "In place of one kernel Gaussians of 2^-REACH .. 2^REACH times the median distance, at one exact level.",
        0);

    private readonly TestingOptions testing = new(common, "both samples", SplitEstimator.Forms.Shapes());

    internal IEnumerable<Symbol> All => [.. samples.All, .. testing.All, bandwidths];

    /// <summary>The test that is asked for, ready to be run.</summary>
    internal Func<IReport> PlanOf(Terminal terminal, ParseResult parsed)
    {
        var (options, statistic) = (testing.Of(parsed), SplitEstimator.Parse(testing.EstimatorOf(parsed)));
        var reach = parsed.GetValue(bandwidths);

        if (testing.HasKernel(parsed) && reach is not null)
        {
            throw new BadInputException("--kernel and --bandwidths are two ways: give one of them.");
        }

        var parsedKernel = testing.KernelOf(parsed);
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
