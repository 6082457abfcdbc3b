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
    /// <param name="folder">The folder of the trainings.</param>
    /// <param name="cells">The trainings.</param>
    /// <param name="invoke">Runs a command line of ganflow, which knows all verbs, and gives the exit code.</param>
    /// <exception cref="BadInputException">A training is refused.</exception>
    internal static void Train(
        Terminal terminal, string folder, IReadOnlyList<ComparisonCell> cells, Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var waiting = cells.Where(cell => !cell.IsDoneIn(folder)).ToArray();

        foreach (var (at, cell) in waiting.Index())
        {
            if (terminal.Cancellation.IsCancellationRequested)
            {
                return;
            }

            if (terminal.ShowsProgress)
            {
                terminal.Error.WriteLine($"{cell.Folder} ({at + 1} of {waiting.Length})");
            }

            var said = new StringWriter();
            var own = terminal with { Output = TextWriter.Null, Error = terminal.ShowsProgress ? terminal.Error : said };
            var code = invoke([.. cell.CommandLine, "--out", Path.Combine(folder, cell.Folder)], own);

            if (code == ExitCode.BadInput)
            {
                throw new BadInputException($"{cell.Entry.Name}: {Sentence.Of(said.ToString().Trim().Replace("ganflow: ", ""))}");
            }

            // A training that diverged is a result; one that was cancelled is none.
            if (terminal.Cancellation.IsCancellationRequested)
            {
                return;
            }

            cell.MarkDone(folder);
        }
    }
}
