module GanFlowTheory.Core.Tests.BandwidthTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private bySorting (values: float[]) =
    let sorted = Array.sort values
    let middle = sorted.Length / 2

    if sorted.Length % 2 = 1 then
        sorted[middle]
    else
        0.5 * (sorted[middle - 1] + sorted[middle])

[<Fact>]
let ``selection finds the median of sorting, ties included`` () =
    for length in 1..60 do
        for range in [ 2; 5; 1000 ] do
            let random = Seed.create (1000 * length + range) |> Seed.generator
            // Small integers: half sums are exact, so equality is too.
            let values = Array.init length (fun _ -> float (random.Next range))
            Assert.Equal(bySorting values, Bandwidth.medianInPlace (Array.copy values))

        let ascending = Array.init length float
        Assert.Equal(bySorting ascending, Bandwidth.medianInPlace (Array.copy ascending))
        Assert.Equal(bySorting ascending, Bandwidth.medianInPlace (Array.rev ascending))

[<Fact>]
let ``the median heuristic is the median of all pairwise distances`` () =
    let points = Seed.gaussian 41 3 (Seed.create 1)

    let distances =
        [|
            for i in 0 .. points.Count - 1 do
                for j in i + 1 .. points.Count - 1 do
                    Array.map2 (fun u v -> (u - v) * (u - v)) (points.Row i) (points.Row j)
                    |> Array.sum
                    |> sqrt
        |]

    // 820 pairs: an even number; the same operations in the same order, but for the last half sum.
    close 1e-15 (bySorting distances) (Bandwidth.median points)

[<Fact>]
let ``the pooled heuristic sees pairs across the samples`` () =
    let x, y = Points.ofValues [| 0.0; 1.0 |], Points.ofValues [| 10.0 |]
    // Distances 1, 10, 9.
    Assert.Equal(9.0, Bandwidth.medianPooled x y)
    Assert.Equal(9.0, Bandwidth.medianPooled y x)

[<Theory>]
[<InlineData(1e-200)>]
[<InlineData(1e200)>]
let ``distances whose squares leave the range of float64 keep their ratios`` (unit: float) =
    let points =
        Points.ofRows [ [ 0.0; 0.0 ]; [ 3.0 * unit; 4.0 * unit ]; [ 6.0 * unit; 8.0 * unit ] ]
    // Distances 5, 5, 10 units.
    close 4e-16 1.0 (Bandwidth.median points / (5.0 * unit))

[<Fact>]
let ``a large sample is thinned evenly, the same way each time`` () =
    let n = 5003
    let points = Seed.gaussian n 2 (Seed.create 2)
    let kept = Array.init 2000 (fun i -> i * n / 2000)
    Assert.Equal(Bandwidth.median (Points.select kept points), Bandwidth.median points)

[<Fact>]
let ``exactly up to two thousand points, every pair counts`` () =
    // Half of the points at 0 and half at 1: pairs apart outnumber pairs together by 1 in 2,000 only.
    let points =
        Points.ofValues (Array.init 2000 (fun i -> if i < 1000 then 0.0 else 1.0))
    // 1,000,000 pairs at distance 1 against 999,000 at 0.
    Assert.Equal(1.0, Bandwidth.median points)

[<Fact>]
let ``the median is 0 exactly when more than half of the pairs coincide`` () =
    // Three of four points coincide: 3 of 6 pairs, the middle two are 0 and 2.
    Assert.Equal(1.0, Bandwidth.median (Points.ofValues [| 0.0; 0.0; 0.0; 2.0 |]))
    // Four of five: 6 of 10 pairs.
    let message =
        argumentError (fun () -> Bandwidth.median (Points.ofValues [| 0.0; 0.0; 0.0; 0.0; 2.0 |]))

    Assert.Contains("more than half of the pairs coincide", message)

[<Fact>]
let ``one point has no distances`` () =
    Assert.Contains("at least two points", argumentError (fun () -> Bandwidth.median (Points.ofValues [| 1.0 |])))

[<Fact>]
let ``a median beyond float64 is refused`` () =
    let points = Points.ofValues [| -Double.MaxValue; Double.MaxValue |]
    Assert.Contains("not finite", argumentError (fun () -> Bandwidth.median points))
