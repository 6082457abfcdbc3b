using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Cells;

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
        Func<IReadOnlyList<string>, Terminal, int> invoke) =>
        CellRunner.Run(terminal, "compare-gans", folder, [.. cells.Select(cell => (cell.Entry.Name, cell.Cell))], invoke);
}
