namespace GanFlowTheory.Cli.Specs;

/// <summary>A density on a grid.</summary>
/// <param name="Density">The density.</param>
/// <param name="Input">What standard input held, where it came from there.</param>
internal sealed record DensityOnGrid(GridDensity Density, Points? Input);
