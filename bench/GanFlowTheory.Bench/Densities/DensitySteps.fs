namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Fokker-Planck on 2,000 cells of the line, from N(1.5, 0.8^2) to N(0, 1): the one loop of the library beside the
/// same steps in a loop of two lines.</summary>
type DensitySteps() =

    let grid = Grid.line -9.0 9.0 2_000

    let gaussian (mean: float) (sd: float) =
        GridDensity.ofMixture "gaussian" (GaussianMixture.isotropic [| mean |] sd) grid

    let start = gaussian 1.5 0.8
    let jsd = FokkerPlanck.create FDivergence.jsd (gaussian 0.0 1.0)
    let kl = FokkerPlanck.create FDivergence.kl (gaussian 0.0 1.0)

    // 250 implicit steps.
    let tau, time = 1.0 / 256.0, 250.0 / 256.0

    // 1,000 steps of kl, whose stable step is always the same.
    let short = 0.9 * FokkerPlanck.stableStep kl start

    let byHand (count: int) (step: GridDensity -> GridDensity) : GridDensity =
        let mutable q = start

        for _ in 1..count do
            q <- step q

        q

    /// Implicit steps in a loop of their own.
    [<Benchmark(Baseline = true); Cells(250, N = 2_000)>]
    member _.Implicit() =
        byHand 250 (FokkerPlanck.implicitEuler tau jsd)

    /// The same steps by the library's loop.
    [<Benchmark; Cells(250, N = 2_000)>]
    member _.ImplicitThroughLoop() =
        FokkerPlanck.at (FokkerPlanckMethod.Implicit tau) time jsd start

    /// The same, measured at every step.
    [<Benchmark; Cells(250, N = 2_000)>]
    member _.ImplicitMeasured() =
        (FokkerPlanck.flow (FokkerPlanckMethod.Implicit tau) jsd
         |> Flow.from start
         |> Flow.until time)
            .Final

    /// Explicit steps in a loop of their own; the stable step is looked for at each, as the method does.
    [<Benchmark; Cells(1_000, N = 2_000)>]
    member _.Explicit() =
        byHand 1_000 (fun q ->
            let tau = 0.9 * FokkerPlanck.stableStep kl q
            FokkerPlanck.explicitEuler tau kl q)

    /// The same steps by the library's loop.
    [<Benchmark; Cells(1_000, N = 2_000)>]
    member _.ExplicitThroughLoop() =
        FokkerPlanck.at (FokkerPlanckMethod.ExplicitEuler 0.9) (1_000.0 * short) kl start
