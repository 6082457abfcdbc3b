namespace GanFlowTheory.Core

open System

/// Densities of values on the real line over equal bins.
type internal Histogram =
    {
        Low: float
        Width: float
        /// Density of each bin: share of all values per unit length.
        Densities: float[]
    }

/// Counting into bins.
module internal Histogram =

    /// The number of bins for n values: twice the cube root (Rice's rule), between 12 and 40.
    let binCount (n: int) : int =
        Math.Clamp(int (ceil (2.0 * Math.Cbrt(float n))), 12, 40)

    /// The histogram of n x 1 points over [low, high], low &lt; high; points outside it count in the total only.
    let count (bins: int) (low: float) (high: float) (points: Points) : Histogram =
        let width = (high - low) / float bins
        let counts = Array.zeroCreate<int> bins

        for v in points.Coordinate 0 do
            if v >= low && v <= high then
                let bin = min (bins - 1) (int ((v - low) / width))
                counts[bin] <- counts[bin] + 1

        {
            Low = low
            Width = width
            Densities = counts |> Array.map (fun c -> float c / (float points.Count * width))
        }

    /// The greatest density.
    let peak (h: Histogram) : float = Array.max h.Densities
