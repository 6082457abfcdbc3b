using System.Collections.Generic;

namespace GanFlowTheory.Cli.Cells;

/// <summary>What came of the command line of a cell.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Sentences">What it said on standard error, without the name of the program.</param>
/// <param name="Seconds">The wall-clock time that it took.</param>
internal sealed record CellAnswer(string Output, IReadOnlyList<string> Sentences, double Seconds);
