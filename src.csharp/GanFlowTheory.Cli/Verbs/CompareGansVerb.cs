using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Comparisons;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using GanFlowTheory.Cli.Trainings;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow compare-gans: trains GANs with several seeds and compares them on the same axes.</summary>
internal static class CompareGansVerb
{
    // As many points of the target as a picture needs.
    private const int Shown = 1000;

    internal static Command Create(
        Terminal terminal,
        CommonOptions common,
        Func<ParseResult, IReporter> reporter,
        Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var options = new ComparisonOptions(common);
        var command = new Command(
            "compare-gans",
            "Trains GANs with several seeds and compares KID, FID, modes and time on the same axes: a page, a table with standard "
            + "errors, and a folder for each training.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var spec = options.SpecOf(parsed);
            var merged = options.MergedOf(parsed);
            var shard = options.ShardOf(parsed);
            Check(terminal, spec);

            var path = options.FolderOf(parsed);
            var folder = OutputFolder.Open(path, isShared: shard.Count > 1);
            var cells = spec.Cells;

            if (merged.Count == 0)
            {
                ComparisonRunner.Train(terminal, path, shard.Part(cells), invoke);
            }

            string[] sources = merged.Count == 0 ? [path] : [.. merged];
            var trainings = cells
                .Select(cell => cell.ReadFrom(sources))
                .OfType<GanTraining>()
                .ToArray();
            var files = ComparisonFolder.Write(folder, spec, TargetOf(terminal, spec), trainings);
            reporter(parsed).Show(new ComparisonSummary(
                trainings.Length == 0 ? [] : GanComparison.Summaries(trainings), trainings.Length, cells.Count, files));

            if (!terminal.Cancellation.IsCancellationRequested && (trainings.Length == cells.Count || shard.Count > 1))
            {
                return ExitCode.Success;
            }

            terminal.Say($"{trainings.Length} of {cells.Count} trainings are there; the same command goes on.");
            return ExitCode.NotReached;
        });
        return command;
    }

    // What can be refused without data is refused before anything is trained.
    private static void Check(Terminal terminal, ComparisonSpec spec)
    {
        foreach (var entry in spec.Entries)
        {
            try
            {
                var specs = TrainSpecs.Parse(TrainOptions.Parse(entry.Arguments));

                if (specs.Target.Source is { IsStandardInput: true })
                {
                    throw new BadInputException("--target cannot be standard input, which can be read once.");
                }
            }
            catch (Exception e) when (Sentence.AboutBadInput(e) is { } sentence)
            {
                throw new BadInputException($"{entry.Name}: {sentence}");
            }
        }
    }

    // The points that all trainings go to; null where they differ.
    private static Points? TargetOf(Terminal terminal, ComparisonSpec spec)
    {
        var settings = spec.Entries.Select(entry => TrainOptions.Parse(entry.Arguments)).ToArray();

        if (settings.Select(s => (s.Target, s.TargetSamples, s.Columns, s.Header, s.Missing, s.DecimalComma)).Distinct().Count() > 1)
        {
            return null;
        }

        var (first, seed) = (settings[0], spec.Seeds[0]);
        var points = TargetSpec.Parse(first.Target)
            .Read(terminal, DataChoice.Of(first), first.TargetSamples, seed)
            .Points;
        return points.Select([.. Enumerable.Range(0, Math.Min(Shown, points.Count))]);
    }
}
