using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The arguments and options of ganflow compare.</summary>
internal sealed class CompareOptions(CommonOptions common)
{
    private readonly SampleArguments samples = new(
        ("REF", "The reference sample: CSV, .npy or .parquet, or - for standard input."),
        ("A", "The first sample."),
        ("B", "The second sample."));

    private readonly Option<string?> swaps = Options.Switch(
        "--swaps", "Also the exact test that exchanges points of A and B, which needs as many of both.");

    private readonly TestingOptions testing = new(common, "all samples", MmdDifference.Forms.Shapes());

    internal IEnumerable<Symbol> All => [.. samples.All, .. testing.All, swaps];

    /// <summary>The comparison that is asked for, ready to be run.</summary>
    internal Func<IReport> PlanOf(Terminal terminal, ParseResult parsed)
    {
        var options = testing.Of(parsed);
        var difference = MmdDifference.Parse(testing.EstimatorOf(parsed));
        var exactly = Options.SwitchOf(parsed, swaps) ?? false;
        var parsedKernel = testing.KernelOf(parsed);
        var read = samples.Read(terminal, parsed);
        var (reference, a, b) = (read[0], read[1], read[2]);
        var resolved = parsedKernel.Resolve(() => TwoSampleTest.Pooled(reference, a.Append(b)));
        return () => new CompareSummary(
            RelativeSimilarity.OfDifference(difference(resolved.Kernel, reference, a, b)),
            exactly ? SwapTest.Swap(resolved.Kernel, reference, a, b, options) : null,
            resolved,
            options.Level);
    }
}
