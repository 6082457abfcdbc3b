using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;

namespace GanFlowTheory.Cli.Cells;

/// <summary>The options that do one part of some work, and that join parts.</summary>
/// <param name="does">What is done, such as "Trains".</param>
/// <param name="joins">What is joined, such as "the trainings".</param>
internal sealed class PartOptions(string does, string joins)
{
    internal Option<string?> Shard { get; } = Options.Text(
        "--shard", "I/N",
        $"{does} only the I-th of N parts, I from 1 on: for the tasks of a job array. --merge joins them.");

    private readonly Option<string[]> merge = new("--merge")
    {
        HelpName = "DIR",
        Description = $"{does} nothing, and joins {joins} of these folders.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    internal IEnumerable<Option> All => [Shard, merge];

    /// <summary>Which part is done; all of it where none is given.</summary>
    /// <exception cref="BadInputException">The text is no part.</exception>
    internal GanFlowTheory.Shard ShardOf(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(Shard) is { } text ? GanFlowTheory.Shard.Parse(text) : GanFlowTheory.Shard.Whole;
        }
        catch (ArgumentException e)
        {
            throw new BadInputException("--" + Sentence.AboutBadInput(e));
        }
    }

    /// <summary>The folders to join; none where work is to be done.</summary>
    /// <exception cref="BadInputException">One does not exist.</exception>
    internal IReadOnlyList<string> MergedOf(ParseResult parsed)
    {
        var merged = parsed.GetValue(merge) ?? [];
        return Array.Find(merged, source => !Directory.Exists(source)) is { } missing
            ? throw new BadInputException($"the folder '{missing}' of --merge does not exist.")
            : merged;
    }
}
