using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>Plans every point of a grid before one is run.</summary>
internal static class SweepPlanner
{
    /// <summary>The plans of the points, in their order, with the first seed: no other would be refused for itself.</summary>
    /// <exception cref="BadInputException">One is refused, or two are the same.</exception>
    internal static IReadOnlyList<PlannedSettings> Plan(Terminal terminal, SweepSpec spec, Command root)
    {
        var quiet = terminal with
        {
            OpenInput = () => throw new BadInputException("a sweep cannot read standard input, which can be read once; name a file."),
        };
        var plans = new List<PlannedSettings>();
        var seen = new Dictionary<string, SweepPoint>();

        foreach (var cell in spec.Cells.DistinctBy(cell => cell.Point))
        {
            terminal.Cancellation.ThrowIfCancellationRequested();
            var plan = Plan(quiet, spec.Verb, cell, root);

            if (!seen.TryAdd(plan.Document, cell.Point))
            {
                throw new BadInputException(
                    $"two cells of the grid are the same: '{seen[plan.Document].Title}' and '{cell.Point.Title}'.");
            }

            plans.Add(plan);
        }

        return plans;
    }

    private static PlannedSettings Plan(Terminal terminal, IPlannedVerb verb, SweepCell cell, Command root)
    {
        try
        {
            var parsed = root.Parse([.. cell.Cell.CommandLine]);
            return ParseErrors.Sentence(parsed) is { } sentence
                ? throw new BadInputException(sentence)
                : verb.Plan(terminal, parsed);
        }
        catch (Exception e) when (Sentence.AboutBadInput(e) is { } sentence)
        {
            throw new BadInputException(cell.Point.Values.Count == 0 ? sentence : $"{cell.Point.Title}: {sentence}");
        }
    }
}
