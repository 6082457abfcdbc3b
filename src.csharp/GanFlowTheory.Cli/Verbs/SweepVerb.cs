using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Sweeps;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow sweep: a verb over a grid of its options and over seeds.</summary>
internal static class SweepVerb
{
    // As many points of the target as a picture needs.
    private const int Shown = 1000;

    // As many names as a sentence has room for.
    private const int Named = 3;

    internal static Command Create(
        Terminal terminal,
        CommonOptions common,
        Func<ParseResult, IReporter> reporter,
        IReadOnlyList<IPlannedVerb> verbs,
        Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var options = new SweepOptions(common, verbs);
        var command = new Command(
            "sweep",
            "Runs a verb over a grid of its options and over seeds, a folder for each cell, and draws all on one page, with a table of the "
            + "cells and one of means with standard errors.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var shard = options.ShardOf(parsed);
            var merged = options.MergedOf(parsed);
            var spec = options.SpecOf(parsed);
            var path = options.FolderOf(parsed);

            foreach (var folder in merged.Append(path))
            {
                SweepFolder.Check(folder, spec, verbs);
            }

            var plans = SweepPlanner.Plan(terminal, spec, parsed.RootCommandResult.Command);
            var output = OutputFolder.Open(path, isShared: shard.Count > 1);
            var cells = shard.Part(spec.Cells);

            if (merged.Count == 0)
            {
                SweepFolder.WriteSpec(path, spec);
                CellRunner.Run(
                    terminal, "sweep", path, [.. cells.Select(cell => (cell.Point.Title, cell.Cell))], invoke,
                    (cell, answer) => SweepOutcome.Keep(Path.Combine(path, cell.Folder), answer));
            }

            var sweep = SweepResult.Of(spec, cells, merged.Count == 0 ? [path] : merged);
            // A part says nothing of the whole: the page is for who joins them.
            var files = shard.Count > 1 ? output.Files : SweepFolder.Write(output, sweep, TargetOf(plans));
            reporter(parsed).Show(new SweepSummary(sweep, files));

            if (sweep.Missing.Count == 0)
            {
                return ExitCode.Success;
            }

            terminal.Say(Incomplete(sweep, cells.Count, merged.Count > 0));
            return ExitCode.NotReached;
        });
        return command;
    }

    private static string Incomplete(SweepResult sweep, int all, bool isMerged)
    {
        var names = string.Join(", ", sweep.Missing.Take(Named).Select(cell => cell.Cell.Folder));
        var more = sweep.Missing.Count > Named ? $" and {sweep.Missing.Count - Named} more" : "";
        return $"{sweep.Rows.Count} of {all} cells are there, without {names}{more}; "
            + (isMerged ? "run their shards, and merge again." : "the same command goes on.");
    }

    // The points that all cells go to; null where they differ.
    private static Points? TargetOf(IReadOnlyList<PlannedSettings> plans)
    {
        var targets = plans.Select(plan => plan.Target).ToArray();

        if (targets.Any(target => target is null) || targets.Select(target => Fingerprint.Of(target!)).Distinct().Count() > 1)
        {
            return null;
        }

        var points = targets[0]!;
        return points.Select([.. Enumerable.Range(0, Math.Min(Shown, points.Count))]);
    }
}
