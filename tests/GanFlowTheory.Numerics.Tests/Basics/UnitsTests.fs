module GanFlowTheory.Core.Tests.UnitsTests

open Xunit
open GanFlowTheory.Core
open Testing

let private data =
    Points.init 5 3 (fun i k ->
        match k with
        | 0 -> 100.0 + 7.0 * float (i * i)
        | 1 -> -0.25 * float (i + 1)
        | _ -> 3.0)

[<Fact>]
let ``standardised coordinates have mean 0 and deviation 1, a constant one mean 0`` () =
    let z = Units.into (Units.standardising data) data
    Points.mean z |> Array.iter (close 1e-14 0.0)
    let covariance = Points.covariance z
    close 1e-14 1.0 covariance[0, 0]
    close 1e-14 1.0 covariance[1, 1]
    Assert.Equal(0.0, covariance[2, 2])

[<Fact>]
let ``back undoes into, and no units change nothing`` () =
    let units = Units.standardising data
    let there = Units.back units (Units.into units data)
    // Two roundings each way, at the size of the centre.
    Array.iter2 (close 1e-14) data.Data there.Data
    Assert.Equal<int64[]>(bits data.Data, bits (Units.into (Units.none 3) data).Data)
    Assert.Equal<int64[]>(bits data.Data, bits (Units.back (Units.none 3) data).Data)

[<Fact>]
let ``points of another dimension are refused`` () =
    let units = Units.standardising data
    Assert.Contains("2", argumentError (fun () -> Units.into units (Points.zero 4 2)))
    Assert.Contains("2", argumentError (fun () -> Units.back units (Points.zero 4 2)))
    Assert.Contains("dimension", argumentError (fun () -> Units.none 0))
