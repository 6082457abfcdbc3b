module GanFlowTheory.Core.Tests.GramSumsTests

open Xunit
open GanFlowTheory.Core
open Testing

let private x = Rows.ofPoints (Seed.gaussian 40 2 (Seed.create 1))

// More columns than a block has, and the sums of a constant, which are counts.
[<Fact>]
let ``blocks of columns beyond the first`` () =
    let n = 5_003

    let constant = Kernel.radial "constant" (fun _ -> 1.0) (fun _ -> 0.0) (fun _ -> 0.0)

    let rows = Rows.ofPoints (Points.ofValues (Array.init n float))
    let own = GramSums.own constant 0.5 rows
    Assert.All(own.Rows, (fun row -> Assert.Equal(0.5 * float (n - 1), row)))
    Assert.Equal(0.25 * float n * float (n - 1), own.Squares)
    let cross = GramSums.cross constant 0.5 rows rows
    Assert.All(cross.Columns, (fun column -> Assert.Equal(0.5 * float n, column)))
    Assert.Equal(0.25 * float n * float n, cross.Squares)

[<Fact>]
let ``bad arguments`` () =
    let y = Rows.ofPoints (Seed.gaussian 4 3 (Seed.create 1))
    let k = Kernel.gaussian 1.0
    Assert.Contains("y must have dimension 2", argumentError (fun () -> GramSums.cross k 0.0 x y))
    Assert.Contains("shift must be finite", argumentError (fun () -> GramSums.own k nan x))
    Assert.Contains("sets[0] holds 40", argumentError (fun () -> SetSums.own k 0.0 x [| [| 40 |] |]))
    Assert.Contains("sets[1] holds 3 twice", argumentError (fun () -> SetSums.own k 0.0 x [| [||]; [| 3; 3 |] |]))

// A shift near the values keeps the digits of their differences.
[<Fact>]
let ``a shift keeps digits`` () =
    let near = Rows.ofPoints (Points.scale 1e-5 (Seed.gaussian 30 2 (Seed.create 3)))
    let k = Kernel.gaussian 1.0
    let want = GramReference.own k 1.0 near
    let found = GramSums.own k 1.0 near
    Array.iter2 (fun w f -> Assert.InRange(f - w, -1e-14, 1e-14)) want.Rows found.Rows
    Assert.InRange(found.Squares, 0.9 * want.Squares, 1.1 * want.Squares)

[<Fact>]
let ``a failure in one task comes out, and the next pass is whole`` () =
    let read first count =
        if first > 0 then
            failwith "gone"
        else
            Array.zeroCreate count

    let broken = Rows.ofFunction 500 1 read
    let k = Kernel.gaussian 1.0
    Assert.Contains("gone", (Assert.ThrowsAny<exn>(fun () -> GramSums.own k 0.0 broken |> ignore)).Message)
    Assert.Equal<float[]>((GramSums.own k 0.0 x).Rows, (GramSums.own k 0.0 x).Rows)
