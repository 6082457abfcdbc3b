namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Whole flows of densities on grids, from N(1.5, 0.8^2) to N(0, 1), by finite volumes.</summary>
type DensityFlows() =

    let grid = Grid.line -9.0 9.0 2_000
    let plane = Grid.plane (Grid.axis -6.0 6.0 200) (Grid.axis -6.0 6.0 200)

    let gaussian (mean: float) (sd: float) (grid: Grid) =
        let mean = Array.init grid.Dimension (fun k -> if k = 0 then mean else 0.0)
        GridDensity.ofMixture "gaussian" (GaussianMixture.isotropic mean sd) grid

    let start, flat = gaussian 1.5 0.8 grid, gaussian 1.5 0.8 plane
    let jsd = FokkerPlanck.create FDivergence.jsd (gaussian 0.0 1.0 grid)
    let kl = FokkerPlanck.create FDivergence.kl (gaussian 0.0 1.0 grid)
    let hellinger = FokkerPlanck.create FDivergence.hellinger (gaussian 0.0 1.0 grid)
    let planar = FokkerPlanck.create FDivergence.jsd (gaussian 0.0 1.0 plane)

    /// What the flows in the plane run, compiled.
    [<GlobalSetup(Target = "Plane")>]
    member _.Compile() =
        FokkerPlanck.at (FokkerPlanckMethod.Implicit 1e-3) 0.02 planar flat |> ignore

    /// JSD on 2,000 cells to t = 4 in 1,000 implicit steps.
    [<Benchmark(Baseline = true); Cells(1_000, N = 2_000)>]
    member _.Jsd() =
        FokkerPlanck.at (FokkerPlanckMethod.Implicit 4e-3) 4.0 jsd start

    /// KL, whose pressure is linear, in the same steps.
    [<Benchmark; Cells(1_000, N = 2_000)>]
    member _.Kl() =
        FokkerPlanck.at (FokkerPlanckMethod.Implicit 4e-3) 4.0 kl start

    /// Squared Hellinger, whose pressure has a vertical tangent at 0, in the same steps.
    [<Benchmark; Cells(1_000, N = 2_000)>]
    member _.Hellinger() =
        FokkerPlanck.at (FokkerPlanckMethod.Implicit 4e-3) 4.0 hellinger start

    /// JSD on 200 x 200 cells to t = 1 in 1,000 implicit steps.
    [<Benchmark; Once; Cells(1_000, N = 40_000)>]
    member _.Plane() =
        FokkerPlanck.at (FokkerPlanckMethod.Implicit 1e-3) 1.0 planar flat
