module GanFlowTheory.Core.Tests.PageEndTests

#nowarn "9"

open System
open System.Runtime.InteropServices
open GanFlowTheory.Core
open Xunit

// Every number of columns around the panels of 8, 16 and 24 and of 4, 8 and 12, two panels and more.
let private columnCounts = [ 1..64 ]

// Below, at and beyond tiles of 4 and 8 rows.
let private rowCounts = [ 1; 2; 3; 4; 5; 7; 8; 9; 17 ]

// One or a few terms, and more than a vector's; products of so many are direct, with vectors, or packed.
let private termCounts = [ 1; 5; 19 ]

let private packed = [ 130, 128, 64; 65, 129, 130 ]

// The room of the largest of these matrices.
let private room = 8 * 130 * 130

let private put (values: float[]) (target: nativeint) =
    Marshal.Copy(values, 0, target, values.Length)

let private numbers count =
    Array.init count (fun i -> float (i * 7 % 19 - 9))

// Whole numbers: the product is exact, whatever the order of its terms.
let private doubles (a: GuardedMemory) (b: GuardedMemory) (c: GuardedMemory) (m: int, n: int, k: int) =
    let x, y = numbers (m * k), numbers (k * n)
    let inA, inB, inC = a.Last(8 * m * k), b.Last(8 * k * n), c.Last(8 * m * n)

    for transA, transB in [ false, false; true, false; false, true; true, true ] do
        put x inA
        put y inB
        put (Array.create (m * n) nan) inC

        MatrixProduct.ofOperands
            m
            n
            k
            1.0
            (MatrixOperand.ofStored inA (if transA then m else k) transA)
            (MatrixOperand.ofStored inB (if transB then k else n) transB)
            0.0
            (MatrixOperand.ofStored inC n false)
            null

        let found = Array.zeroCreate<float>(m * n)
        Marshal.Copy(inC, found, 0, found.Length)

        for i in 0 .. m - 1 do
            for j in 0 .. n - 1 do
                let term p =
                    (if transA then x[p * m + i] else x[i * k + p])
                    * (if transB then y[j * k + p] else y[p * n + j])

                let expected = Seq.sum (Seq.init k term)

                if found[i * n + j] <> expected then
                    failwith $"{m} x {n} x {k}, entry ({i}, {j}): {found[i * n + j]} in place of {expected}"

// Rows of X and Y of so many float32, the packed ones too, and entries in float64.
let private singles (memory: GuardedMemory[]) (n: int, m: int, d: int) =
    let height, width = SingleTile.rowCount (), SingleTile.columnCount ()
    let x, y = numbers (n * d), numbers (m * d)

    let pack (values: float[]) count step (source: GuardedMemory) (target: GuardedMemory) =
        let from = source.Last(4 * count * d)
        Marshal.Copy(Array.map float32 values, 0, from, count * d)
        let into = target.Last(4 * MatrixProduct.roundUp count step * d)

        for first in 0..step .. count - 1 do
            SingleProduct.packPanel
                (from + nativeint (4 * first * d))
                (min step (count - first))
                d
                step
                (into + nativeint (4 * first * d))

        into

    let packedX = pack x n height memory[0] memory[1]
    let packedY = pack y m width memory[2] memory[3]
    let c = memory[4].Last(8 * n * m)
    SingleProduct.block packedX n packedY m d c (nativeint (8 * m))
    let found = Array.zeroCreate<float>(n * m)
    Marshal.Copy(c, found, 0, found.Length)

    for i in 0 .. n - 1 do
        for j in 0 .. m - 1 do
            let expected = Seq.sum (Seq.init d (fun k -> x[i * d + k] * y[j * d + k]))

            if found[i * m + j] <> expected then
                failwith $"float32 {n} x {m} x {d}, entry ({i}, {j}): {found[i * m + j]} in place of {expected}"

/// The part that a process of its own runs: products of matrices that end where no access is allowed. With a number of columns its
/// tile reads as many from a matrix that ends one column before.
let run (beyond: int option) : string =
    use a = new GuardedMemory(room)
    use b = new GuardedMemory(room)
    use c = new GuardedMemory(room)

    match beyond with
    | Some columns ->
        let next = nativeint (8 * columns)
        MatrixTile.multiply (a.Last 8) 8n 1 8n (b.Last(8 * columns - 8)) next columns 1 (c.Last 8192)
        "nothing happened"
    | None ->
        let few =
            [
                for m in rowCounts do
                    for n in columnCounts do
                        for k in termCounts do
                            m, n, k
            ]

        few @ packed |> List.iter (doubles a b c)
        let memory = Array.init 5 (fun _ -> new GuardedMemory(room))
        few |> List.iter (singles memory)
        memory |> Array.iter (fun m -> (m :> IDisposable).Dispose())
        $"{few.Length + packed.Length} in float64, {few.Length} in float32"

let private variables = [ []; ChildProcess.fourLanes ]

[<LinuxFact>]
let ``products read and write nothing beyond matrices that end with their page`` () =
    let count = rowCounts.Length * columnCounts.Length * termCounts.Length

    for variables in variables do
        let struct (code, output, errors) = ChildProcess.run variables [ "page-end" ]
        Assert.Equal((0, "", $"{count + packed.Length} in float64, {count} in float32"), (code, errors, output.Trim()))

[<LinuxFact>]
let ``a tile that reads beyond such a matrix ends the process`` () =
    for variables in variables do
        // As many as a vector has, so that all of them are read.
        let struct (code, output, errors) = ChildProcess.run variables [ "page-end"; "8" ]
        Assert.NotEqual(0, code)
        Assert.Equal("", output)
        Assert.Contains("AccessViolation", errors)
