namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core
open Xunit

/// Densities over bins.
module HistogramTests =

    [<Fact>]
    let ``histograms integrate to the share inside their axis`` () =
        let points = Points.ofValues [| for i in 0..99 -> float i / 10.0 |]
        let all = Histogram.count 13 0.0 10.0 points
        Testing.close 1e-12 1.0 (all.Width * Array.sum all.Densities)
        let half = Histogram.count 13 0.0 4.95 points
        Testing.close 1e-12 0.5 (half.Width * Array.sum half.Densities)
