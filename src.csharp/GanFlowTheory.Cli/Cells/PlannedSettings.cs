namespace GanFlowTheory.Cli.Cells;

/// <summary>What a command line of a planned verb comes to, before anything is computed.</summary>
/// <param name="Document">The settings with every default, as JSON: command lines of equal ones do the same.</param>
/// <param name="Target">The points that it goes to, in the units of the data; null where there are none to draw.</param>
internal sealed record PlannedSettings(string Document, Points? Target);
