namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A generated empirical measure: points on a coarse grid, so that coincident, collinear and duplicate points
/// are common and distinct points stay apart, at some spread; weights that may be zero.</summary>
[<CustomEquality; NoComparison>]
type Cloud =
    {
        /// Grid coordinates, whole numbers; point i is Spread / 8 times row i.
        Grid: int[][]
        /// The unit of length, > 0: the cloud lies in a box of a few units.
        Spread: float
        /// Relative weights, whole numbers >= 0, not all zero.
        Mass: int[]
    }

    /// The points, n x d.
    member this.Points: Points =
        Points.init this.Grid.Length this.Grid[0].Length (fun i k -> this.Spread / 8.0 * float (this.Grid[i][k]))

    /// The probability weights, length n.
    member this.Weights: float[] =
        let total = float (Array.sum this.Mass)
        this.Mass |> Array.map (fun m -> float m / total)

    /// The measure.
    member this.Measure: Empirical = Empirical.weighted this.Weights this.Points

    /// The dimension d.
    member this.Dimension = this.Grid[0].Length

    /// The number of points n.
    member this.Count = this.Grid.Length

    /// The points and, where they differ, the weights.
    override this.ToString() =
        let shown = Show.points this.Points

        if Array.forall ((=) this.Mass[0]) this.Mass then
            shown
        else
            $"{shown} with weights {Show.numbers this.Weights}"

    /// Equal grids, spreads and masses.
    override this.Equals other =
        match other with
        | :? Cloud as other -> this.Grid = other.Grid && this.Spread = other.Spread && this.Mass = other.Mass
        | _ -> false

    /// Of the grid.
    override this.GetHashCode() = hash (this.Grid, this.Spread)
