namespace GanFlowTheory;

/// <summary>A density put on a grid, and how well the grid holds it.</summary>
/// <param name="State">The masses of the cells, scaled to sum to one.</param>
/// <param name="Caught">The mass on the grid before scaling, by quadrature: 1 less what lies outside, when the cells
/// resolve the density.</param>
/// <param name="Roughness">How coarse the cells are: the largest over the axes of sum |m_(i+1) - 2 m_i + m_(i-1)|, in
/// [0, 4]; about (h/s)^2 for a Gaussian of standard deviation s on cells of width h.</param>
public sealed record Discretisation(GridDensity State, double Caught, double Roughness);
