namespace GanFlowTheory.Cli.Trainings;

/// <summary>Where a training can go on.</summary>
/// <param name="File">The file of the checkpoint.</param>
/// <param name="Step">The step that it is of.</param>
internal sealed record CheckpointPlace(string File, int Step);
