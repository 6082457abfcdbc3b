using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Cells;

/// <summary>Runs what is missing among cells.</summary>
internal static class CellRunner
{
    /// <summary>Runs the cells that are not done, until all are or it is cancelled.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="title">What the progress is called.</param>
    /// <param name="folder">The folder of the cells' folders.</param>
    /// <param name="cells">The cells, each with what a sentence about bad input calls it.</param>
    /// <param name="invoke">Runs a command line of the program: its exit code.</param>
    /// <param name="keep">Writes what the folder of a cell has beside what its command line wrote.</param>
    /// <exception cref="BadInputException">A command line is refused.</exception>
    internal static void Run(
        Terminal terminal,
        string title,
        string folder,
        IReadOnlyList<(string Name, Cell Cell)> cells,
        Func<IReadOnlyList<string>, Terminal, int> invoke,
        Action<Cell, CellAnswer>? keep = null)
    {
        var waiting = cells.Where(cell => !cell.Cell.IsDoneIn(folder)).ToArray();

        ProgressBar.Around(terminal, title, show =>
        {
            foreach (var (at, (name, cell)) in waiting.Index().TakeWhile(_ => !terminal.Cancellation.IsCancellationRequested))
            {
                show(new((double)at / waiting.Length, cell.Folder));
                Run(terminal, folder, name, cell, invoke, keep);
            }

            return waiting.Length;
        });
    }

    private static void Run(
        Terminal terminal,
        string folder,
        string name,
        Cell cell,
        Func<IReadOnlyList<string>, Terminal, int> invoke,
        Action<Cell, CellAnswer>? keep)
    {
        using var output = new StringWriter();
        using var said = new StringWriter();
        var own = terminal with { Output = output, Error = said, ShowsProgress = false };
        var watch = Stopwatch.StartNew();
        var code = invoke([.. cell.CommandLine, "--out", Path.Combine(folder, cell.Folder)], own);
        var seconds = watch.Elapsed.TotalSeconds;
        var sentences = said.ToString().Trim().Replace("ganflow: ", "");

        if (code == ExitCode.BadInput)
        {
            throw new BadInputException($"{name}: {Sentence.Of(sentences)}");
        }

        // What diverged is a result; what was cancelled is none.
        if (!terminal.Cancellation.IsCancellationRequested)
        {
            var lines = sentences.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            keep?.Invoke(cell, new(output.ToString(), lines, seconds));
            cell.MarkDone(folder);

            foreach (var sentence in lines)
            {
                terminal.Say($"{cell.Folder}: {sentence}");
            }
        }
    }
}
