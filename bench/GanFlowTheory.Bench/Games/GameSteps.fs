namespace GanFlowTheory.Bench

open System
open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>The bilinear game of a 100 x 100 matrix, simultaneous explicit Euler steps: what the loop of the library adds
/// to two products with the matrix.</summary>
type GameSteps() =

    let count = 100
    let steps = 10_000
    let tau = 1e-3

    let a =
        let values = (Seed.gaussian count count (Seed.create 1)).Data
        Array2D.init count count (fun i j -> 0.1 * values[i * count + j])

    let form = BilinearForm a
    let x0 = (Seed.gaussian 1 count (Seed.create 2)).Data
    let y0 = (Seed.gaussian 1 count (Seed.create 3)).Data

    let run =
        Game.bilinear a
        |> Game.from (Product.create (Particles.point x0) (Particles.point y0)) (GameScheme.simultaneous tau)

    /// The steps by hand, in two arrays.
    [<Benchmark(Baseline = true); Steps(10_000)>]
    member _.ByHand() : float[] =
        let x, y = Array.copy x0, Array.copy y0

        for _ in 1..steps do
            let ofX, ofY = form.Times y, form.MinusTransposeTimes x

            for p in 0 .. count - 1 do
                x[p] <- x[p] - tau * ofX[p]
                y[p] <- y[p] - tau * ofY[p]

        x

    /// A run that is measured at its ends alone and uses its arrays again.
    [<Benchmark; Steps(10_000)>]
    member _.Unmeasured() : Product<Particles, Particles> =
        (run
         |> Flow.reusing
         |> Flow.measureEvery Int32.MaxValue
         |> Flow.keepEvery Int32.MaxValue
         |> Flow.steps steps)
            .Final

    /// The same run, measured at every step.
    [<Benchmark; Steps(10_000)>]
    member _.Measured() : Product<Particles, Particles> =
        (run |> Flow.reusing |> Flow.keepEvery Int32.MaxValue |> Flow.steps steps).Final
