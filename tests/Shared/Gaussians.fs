namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// Densities for the tests on grids.
module Gaussians =

    /// The density N(mean, sd^2 I).
    let density (mean: float[]) (sd: float) : Density =
        let g = GaussianMixture.isotropic mean sd

        {
            Name = $"gaussian:{sd}"
            Dimension = mean.Length
            LogValue = fun x -> GaussianMixture.logDensity x g
            Score = fun x -> GaussianMixture.score x g
        }

    /// N(mean, sd^2) on n cells of [-9, 9].
    let onLine (n: int) (mean: float) (sd: float) : GridDensity =
        GridDensity.ofDensity (density [| mean |] sd) (Grid.line -9.0 9.0 n)

    /// The mean on the line.
    let mean (q: GridDensity) : float = Array.head (Measure.mean q)

    /// The variance on the line.
    let variance (q: GridDensity) : float = Array.head (GridDensity.variance q)
