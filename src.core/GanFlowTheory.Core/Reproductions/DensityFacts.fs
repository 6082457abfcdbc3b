namespace GanFlowTheory.Core

/// <summary>The flow of JSD on the line, from N(1.5, 0.64) to N(0, 1) (HZ23).</summary>
[<RequireQualifiedAccess>]
module internal DensityFacts =

    let private onLine (cells: int) (mean: float) (deviation: float) : GridDensity =
        GridDensity.ofDensity
            (Density.ofMixture "gaussian" (GaussianMixture.isotropic [| mean |] deviation))
            (Grid.line -9.0 9.0 cells)

    // At times 0 and 1 on so many cells: JSD, mean and variance.
    let private read (cells: int) : (float * float * float)[] =
        let equation = FokkerPlanck.create FDivergence.jsd (onLine cells 0.0 1.0)

        FokkerPlanck.trajectory (FokkerPlanckMethod.ExplicitHeun 0.9) [ 0.0; 1.0 ] equation (onLine cells 1.5 0.8)
        |> Seq.map (fun step ->
            step.Functional, Array.head (Measure.mean step.State), Array.head (GridDensity.variance step.State))
        |> Seq.toArray

    /// JSD, mean and variance at times 0 and 1.
    let jsd (_: Seed) : PrintedFact list =
        let all = [| 150; 300; 600 |] |> Array.map read

        // The scheme has order two in the width of a cell. The last extrapolation errs by much less than it differs from the one before, whose error
        // of order four is sixteen times as large.
        let limit (value: float * float * float -> float) (time: int) : struct (float * FactError) =
            let extrapolated coarse fine = fine + (fine - coarse) / 3.0
            let at = all |> Array.map (fun steps -> value steps[time])
            let before, last = extrapolated at[0] at[1], extrapolated at[1] at[2]
            struct (last, FactError.Computed(abs (last - before)))

        let first (v, _, _) = v
        let second (_, v, _) = v
        let third (_, _, v) = v

        [
            for what, printed, unit, value, time in
                [
                    "JSD at time 0", 0.2622327, 1e-7, first, 0
                    "JSD at time 1", 0.168435, 1e-6, first, 1
                    "the mean at time 1", 1.26212, 1e-5, second, 1
                    "the variance at time 1", 0.962165, 1e-6, third, 1
                ] do
                let struct (ours, error) = limit value time

                PrintedFact.number
                    (what + ", on grids, extrapolated")
                    "HZ23, JSD flow (oracle of the theory notes)"
                    printed
                    unit
                    ours
                    error
        ]
