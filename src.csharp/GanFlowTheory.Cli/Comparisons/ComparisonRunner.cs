using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>Trains what a comparison lacks.</summary>
internal static class ComparisonRunner
{
    /// <summary>Trains the cells that are not done, until all are or it is cancelled.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="folder">The folder of the comparison.</param>
    /// <param name="cells">The trainings.</param>
    /// <param name="invoke">Runs a command line of the program: its exit code.</param>
    /// <exception cref="BadInputException">A training is refused.</exception>
    internal static void Train(
        Terminal terminal,
        string folder,
        IReadOnlyList<ComparisonCell> cells,
        Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var waiting = cells.Where(cell => !cell.IsDoneIn(folder)).ToArray();

        ProgressBar.Around(terminal, "compare-gans", show =>
        {
            foreach (var (at, cell) in waiting.Index().TakeWhile(_ => !terminal.Cancellation.IsCancellationRequested))
            {
                show(new((double)at / waiting.Length, cell.Folder));
                Train(terminal, folder, cell, invoke);
            }

            return waiting.Length;
        });
    }

    private static void Train(
        Terminal terminal, string folder, ComparisonCell cell, Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var said = new StringWriter();
        var own = terminal with { Output = TextWriter.Null, Error = said, ShowsProgress = false };
        var code = invoke([.. cell.CommandLine, "--out", Path.Combine(folder, cell.Folder)], own);
        var sentences = said.ToString().Trim().Replace("ganflow: ", "");

        if (code == ExitCode.BadInput)
        {
            throw new BadInputException($"{cell.Entry.Name}: {Sentence.Of(sentences)}");
        }

        // A training that diverged is a result; one that was cancelled is none.
        if (!terminal.Cancellation.IsCancellationRequested)
        {
            cell.MarkDone(folder);

            foreach (var sentence in sentences.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                terminal.Say($"{cell.Folder}: {sentence}");
            }
        }
    }
}
