namespace GanFlowTheory;

/// <summary>A density of a trajectory, and what is measured on it.</summary>
/// <param name="Time">The time t.</param>
/// <param name="State">The density q(t).</param>
/// <param name="Functional">D_f(p||q(t)).</param>
/// <param name="Dissipation">-dD_f/dt of the scheme.</param>
/// <param name="Outside">What the tails beyond the grid would add to the functional, estimated; infinite where they grow
/// outwards.</param>
/// <param name="Steps">Steps taken since the start.</param>
public sealed record DensityStep(
    double Time, GridDensity State, double Functional, double Dissipation, double Outside, int Steps)
{
    internal Core.DensityStep Wrapped => new(Time, State.Wrapped, Functional, Dissipation, Outside, Steps);
}
