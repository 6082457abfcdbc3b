using System;
using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Features;

/// <summary>The arguments and options of ganflow kid.</summary>
internal sealed class KidOptions(CommonOptions common)
{
    private const string DefaultKernel = "poly3";

    private readonly SampleArguments samples = new(
        ("A", "Features of the data: CSV, .npy (read in blocks) or .parquet, or - for standard input."),
        ("B", "Features of generated samples."));

    private readonly Option<string?> kernel = Options.Text(
        "--kernel", "EXPR", $"The kernel expression; KID's is {DefaultKernel}. [default: {DefaultKernel}]", "-k");

    private readonly Option<string?> subsets = Options.Text(
        "--subsets",
        "COUNTxSIZE",
        "The mean over random subsets of one size instead of all rows; the paper's are 100x1000. It has a spread, and no "
        + "standard error.");

    private readonly Option<int?> blocks = Options.Whole(
        "--blocks",
        "SIZE",
        "The mean over separate blocks of so many rows in random order: an honest standard error from their spread.",
        2);

    private readonly Option<string?> engine = EngineSpec.Option("the kernel runs");

    internal IEnumerable<Symbol> All => [.. samples.All, kernel, subsets, blocks, engine];

    internal KidPlan PlanOf(Terminal terminal, ParseResult parsed)
    {
        var estimator = EstimatorOf(parsed.GetValue(subsets), parsed.GetValue(blocks));
        var parsedKernel = KernelSpec.Parse(parsed.GetValue(kernel) ?? DefaultKernel);
        var on = EngineSpec.Parse(parsed.GetValue(engine));
        var rows = samples.ReadRows(terminal, parsed);
        var (x, y) = (rows[0], rows[1]);
        var resolved = on.Resolve(parsedKernel, () => x.ToPoints().Append(y.ToPoints()));
        return new(x, y, resolved, on, estimator, Seed.Create(common.SeedOf(parsed)));
    }

    private static Func<Seed, Kernel, Rows, Rows, KidEstimate> EstimatorOf(string? subsets, int? blocks)
    {
        if (subsets is not null && blocks is not null)
        {
            throw new BadInputException("--subsets and --blocks are two ways: give one of them.");
        }

        if (blocks is { } rows)
        {
            return (seed, kernel, x, y) => Kid.Blocks(
                rows, kernel, Shuffled(x, seed.Split("A")), Shuffled(y, seed.Split("B")));
        }

        if (subsets is null)
        {
            return (_, kernel, x, y) => Kid.Full(kernel, x, y);
        }

        var (count, size) = CountAndSize(subsets);
        return (seed, kernel, x, y) => Kid.Subsets(count, size, seed, kernel, x, y);
    }

    // A sorted file is no sample in its own order.
    private static Rows Shuffled(Rows rows, Seed seed) => rows.Select(seed.Permutation(rows.Count));

    private static (int Count, int Size) CountAndSize(string text) =>
        text.Split('x') is [var count, var size]
        && Numeral.Whole(count) is { } c and >= 1 && Numeral.Whole(size) is { } s and >= 2
            ? (c, s)
            : throw new BadInputException(
                $"--subsets must be a number of subsets from 1 and their size from 2, such as 100x1000, but is '{text}'.");
}
