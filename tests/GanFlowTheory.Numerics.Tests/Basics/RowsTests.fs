module GanFlowTheory.Core.Tests.RowsTests

open System
open Xunit
open GanFlowTheory.Core
open Testing

let private points = Seed.gaussian 7 3 (Seed.create 1)

let private values = Points.toRows points |> Array.concat

let private read (rows: Rows) (first: int) (count: int) : float[] =
    let block = Array.zeroCreate (count * rows.Dimension)
    rows.Read(first, Span block)
    block

let private readSingle (rows: Rows) (first: int) (count: int) : float32[] =
    let block = Array.zeroCreate (count * rows.Dimension)
    rows.ReadSingle(first, Span block)
    block

let private all: (string * Rows) list =
    [
        "points", Rows.ofPoints points
        "array", Rows.ofArray 3 values
        "singles", Rows.ofSingles 3 (Array.map float32 values)
        "function", Rows.ofFunction 7 3 (fun first count -> Array.sub values (3 * first) (3 * count))
        "selected",
        Rows.select [| 6; 5; 4; 3; 2; 1; 0 |] (Rows.ofArray 3 (Points.toRows points |> Array.rev |> Array.concat))
    ]

[<Fact>]
let ``every block of rows, in both types, from everything that rows are made of`` () =
    for name, rows in all do
        Assert.Equal((7, 3, (name = "singles")), (rows.Count, rows.Dimension, rows.IsSingle))
        Assert.Equal("7 x 3 rows", string rows)

        let stored =
            if rows.IsSingle then
                Array.map (float32 >> float) values
            else
                values

        for first in 0..6 do
            for count in 0 .. 7 - first do
                let want = Array.sub stored (3 * first) (3 * count)
                Assert.Equal<int64[]>(bits want, bits (read rows first count))
                Assert.Equal<float32[]>(Array.map float32 want, readSingle rows first count)

        Assert.Equal<int64[]>(bits stored, bits (Rows.toPoints rows |> Points.toRows |> Array.concat))

[<Fact>]
let ``rows that are not there are refused`` () =
    for _, rows in all do
        Assert.Contains("first must leave 2 rows to read in 0..6, but is 6", argumentError (fun () -> read rows 6 2))
        Assert.Contains("first must leave 1 rows", argumentError (fun () -> read rows -1 1))

        Assert.Contains(
            "rows must hold whole rows of 3 numbers, but has 4 entries",
            argumentError (fun () -> rows.Read(0, Span(Array.zeroCreate 4)))
        )

    Assert.Contains("there are no rows", argumentError (fun () -> Rows.ofArray 3 [||]))
    Assert.Contains("whole rows of 3", argumentError (fun () -> Rows.ofSingles 3 [| 1.0f |]))
    Assert.Contains("dimension must be at least 1", argumentError (fun () -> Rows.ofArray 0 [| 1.0 |]))
    Assert.Contains("indices[1] is 7", argumentError (fun () -> Rows.select [| 0; 7 |] (Rows.ofPoints points)))
    Assert.Contains("there are no rows", argumentError (fun () -> Rows.select [||] (Rows.ofPoints points)))

[<Fact>]
let ``a number that is not finite is refused by row and column`` () =
    for bad in [ nan; infinity; -infinity ] do
        // Wherever it stands in a vector, and behind the last whole one.
        for at in 0..20 do
            let broken = Array.mapi (fun p v -> if p = at then bad else v) values
            let place = $"row {at / 3 + 1}, column {at % 3 + 1}"
            Assert.Contains(place, argumentError (fun () -> Rows.ofArray 3 broken))
            Assert.Contains(place, argumentError (fun () -> Rows.ofSingles 3 (Array.map float32 broken)))

            let rows =
                Rows.ofFunction 7 3 (fun first count -> Array.sub broken (3 * first) (3 * count))

            Assert.Contains(place, argumentError (fun () -> read rows (at / 3) (7 - at / 3)))

[<Fact>]
let ``a function must return the rows that it is asked for`` () =
    let rows = Rows.ofFunction 7 3 (fun _ _ -> [| 1.0 |])

    Assert.Contains(
        "read must return 2 rows of 3 numbers from row 5 on, but returned 1 numbers",
        argumentError (fun () -> read rows 4 2)
    )
