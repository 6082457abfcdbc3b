module GanFlowTheory.Core.Tests.MatrixProductTests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// op(M)[i, j] for a matrix stored by rows, op(M) of so many rows and columns.
let private entry transposed rows columns (data: float[]) i j =
    if transposed then
        data[j * rows + i]
    else
        data[i * columns + j]

/// alpha op(A) op(B) + beta C by the definition, and alpha |A| |B| + beta |C| beside it.
let private byDefinition
    transA
    transB
    m
    n
    k
    alpha
    (a: float[])
    (b: float[])
    beta
    (c: float[])
    : struct (float[] * float[]) =
    let value = Array.zeroCreate (m * n)
    let size = Array.zeroCreate (m * n)

    for i in 0 .. m - 1 do
        for j in 0 .. n - 1 do
            let mutable sum = 0.0
            let mutable total = 0.0

            for p in 0 .. k - 1 do
                let term = entry transA m k a i p * entry transB k n b p j
                sum <- sum + term
                total <- total + abs term

            let e = i * n + j
            value[e] <- alpha * sum + beta * c[e]
            size[e] <- abs alpha * total + abs (beta * c[e])

    struct (value, size)

let private normals (count: int) (name: string) : float[] =
    Seed.create 11 |> Seed.split name |> Seed.normals count

let private unit = 0.5 * (Math.BitIncrement 1.0 - 1.0)

/// Both computed values are within gamma_(k+2) (|alpha| |A| |B| + |beta| |C|) of the exact one: k roundings in the sum,
/// the two factors, in any order (Higham, Accuracy and Stability, section 3.5). The size is itself rounded, by less
/// than the one term more that is granted here.
let private agrees (name: string) k (struct (expected: float[], size: float[])) (actual: float[]) =
    let terms = float (k + 3) * unit
    let allowed = 2.0 * terms / (1.0 - terms)

    for e in 0 .. expected.Length - 1 do
        if not (abs (actual[e] - expected[e]) <= allowed * size[e]) then
            Assert.Fail $"{name}, entry {e}: expected {expected[e]:R}, got {actual[e]:R}"

let private transpositions = [ false, false; true, false; false, true; true, true ]

let private compare m n k alpha beta =
    let a = normals (m * k) "a"
    let b = normals (k * n) "b"
    let before = normals (m * n) "c"

    for transA, transB in transpositions do
        let c = Array.copy before
        MatrixProduct.multiply transA transB m n k alpha a 0 b 0 beta c 0

        agrees $"{transA} {transB} {m} {n} {k}" k (byDefinition transA transB m n k alpha a b beta before) c

// Both sides of four and eight rows, of one, two and three vectors of four and eight columns, of two panels.
let private edges =
    [ 0; 1; 2; 3; 4; 5; 7; 8; 9; 11; 12; 13; 15; 16; 17; 23; 24; 25; 49 ]

[<Fact>]
let ``products agree with the definition for all sizes around the edges of tiles`` () =
    for m in edges do
        for n in edges do
            for k in [ 0; 1; 2; 3; 4; 5; 8; 17 ] do
                compare m n k -1.5 0.75

// Blocks of 192 rows, stretches of at most 384 terms, sixteen of them at a time, and then 336 columns; 128 x 128 x 64
// is the first product that is packed; up to four terms are summed along the rows of C, which has 64 columns or more.
[<Theory>]
[<InlineData(3, 64, 4)>]
[<InlineData(40, 63, 2)>]
[<InlineData(17, 1025, 1)>]
[<InlineData(48, 130, 5)>]
[<InlineData(127, 128, 64)>]
[<InlineData(128, 128, 64)>]
[<InlineData(191, 47, 384)>]
[<InlineData(192, 48, 385)>]
[<InlineData(193, 49, 383)>]
[<InlineData(385, 25, 769)>]
[<InlineData(3, 1001, 385)>]
[<InlineData(1001, 3, 385)>]
[<InlineData(9, 337, 6145)>]
[<InlineData(3, 24, 20000)>]
let ``products agree with the definition on both sides of the edges of blocks`` (m: int) (n: int) (k: int) =
    compare m n k 1.0 0.0
    compare m n k 0.5 -2.0

// One or two vectors: dots of 16 terms at a time, sums of 64 columns; the short ones are left to tiles.
[<Fact>]
let ``products with one or two vectors agree with the definition`` () =
    for many in [ 1; 2; 3; 4; 5; 63; 64; 65; 130; 1025; 2100 ] do
        for few in [ 1; 2 ] do
            for k in [ 1; 15; 16; 17; 32; 500; 2048 ] do
                if many * k < 300_000 then
                    compare many few k -1.5 0.75
                    compare few many k 1.0 0.0

[<Fact>]
let ``products of whole numbers are exact`` () =
    // Every partial sum is a whole number below 770 * 81 < 2^53.
    for m, n, k in [ 5, 6, 7; 64, 64, 64; 200, 150, 770; 1, 300, 200; 300, 2, 200 ] do
        let whole count step =
            Array.init count (fun i -> float (i * step % 19 - 9))

        let a, b, before = whole (m * k) 7, whole (k * n) 11, whole (m * n) 5

        for transA, transB in transpositions do
            let struct (expected, _) = byDefinition transA transB m n k 3.0 a b -2.0 before
            let c = Array.copy before
            MatrixProduct.multiply transA transB m n k 3.0 a 0 b 0 -2.0 c 0
            Assert.Equal<float[]>(expected, c)

// A direct product, a packed one, products with a vector by rows and by columns.
let private shapes =
    [
        3, 5, 2
        9, 25, 17
        65, 30, 40
        150, 131, 400
        1, 131, 400
        150, 1, 400
        150, 2, 400
    ]

[<Fact>]
let ``where beta is 0 the old entries do not matter`` () =
    for m, n, k in shapes do
        let a, b = normals (m * k) "a", normals (k * n) "b"

        for transA, transB in transpositions do
            let over (old: float) =
                let c = Array.create (m * n) old
                MatrixProduct.multiply transA transB m n k 1.0 a 0 b 0 0.0 c 0
                bits c

            Assert.Equal<int64[]>(over 0.0, over nan)

    let empty = Array.create 6 nan
    MatrixProduct.multiply false false 2 3 0 1.0 [||] 0 [||] 0 0.0 empty 0
    Assert.Equal<float[]>(Array.zeroCreate 6, empty)

[<Fact>]
let ``nothing outside the matrices is used or changed`` () =
    for m, n, k in shapes do
        let a, b, c = normals (m * k) "a", normals (k * n) "b", normals (m * n) "c"

        let inside (data: float[]) before =
            Array.concat [ Array.create before nan; data; Array.create 7 nan ]

        for transA, transB in transpositions do
            let expected = Array.copy c
            MatrixProduct.multiply transA transB m n k 1.0 a 0 b 0 1.0 expected 0
            let actual = inside c 3
            MatrixProduct.multiply transA transB m n k 1.0 (inside a 1) 1 (inside b 2) 2 1.0 actual 3
            Assert.Equal<int64[]>(bits (inside expected 3), bits actual)

[<Fact>]
let ``any number of threads gives the same bits`` () =
    for m, n, k in (1, 3000, 700) :: (9, 400, 6200) :: (400, 333, 500) :: shapes do
        let a, b, c = normals (m * k) "a", normals (k * n) "b", normals (m * n) "c"

        for transA, transB in transpositions do
            let run () =
                let result = Array.copy c
                MatrixProduct.multiply transA transB m n k 1.1 a 0 b 0 0.9 result 0
                bits result

            let one = Parallelism.withThreadCount 1 run

            for threads in [ 2; 3; 8 ] do
                Assert.Equal<int64[]>(one, Parallelism.withThreadCount threads run)

[<Fact>]
let ``an entry that is not finite reaches its row or column, and those only`` () =
    for m, n, k in shapes do
        // Every factor positive, so that an infinity stays one.
        let a = normals (m * k) "a" |> Array.map (fun v -> 0.5 + abs v)
        let b = normals (k * n) "b" |> Array.map (fun v -> 0.5 + abs v)

        for transA, transB in transpositions do
            let product (a: float[]) (b: float[]) alpha =
                let c = Array.zeroCreate (m * n)
                MatrixProduct.multiply transA transB m n k alpha a 0 b 0 0.0 c 0
                c

            let clean = product a b 1.0

            for special in [ nan; infinity ] do
                // In the last row of A, the last column of B: beside the padding.
                for p in [ 0; k - 1 ] do
                    let with' (data: float[]) at =
                        let copy = Array.copy data
                        copy[at] <- special
                        copy

                    let left = with' a (if transA then p * m + m - 1 else (m - 1) * k + p)
                    let right = with' b (if transB then (n - 1) * k + p else p * n + n - 1)

                    let expect (inRow: bool) =
                        clean
                        |> Array.mapi (fun e v ->
                            if (if inRow then e / n = m - 1 else e % n = n - 1) then
                                special
                            else
                                v)

                    Assert.Equal<float[]>(expect true, product left b 1.0)
                    Assert.Equal<float[]>(expect false, product a right 1.0)
                    Assert.True(Double.IsNaN(Array.last (product left b 0.0)))

[<Fact>]
let ``bad sizes are errors that name the argument`` () =
    let multiply m n k (a: int) aOffset (b: int) bOffset (c: int) cOffset () =
        MatrixProduct.multiply
            false
            false
            m
            n
            k
            1.0
            (Array.zeroCreate a)
            aOffset
            (Array.zeroCreate b)
            bOffset
            0.0
            (Array.zeroCreate c)
            cOffset

    Assert.Contains("m must be at least 0, but is -1", argumentError (multiply -1 1 1 9 0 9 0 9 0))
    Assert.Contains("a must have 2 x 4 entries from 2 on, but has 9", argumentError (multiply 2 3 4 9 2 12 0 6 0))
    Assert.Contains("b must have 4 x 3 entries from 0 on, but has 11", argumentError (multiply 2 3 4 9 0 11 0 6 0))
    Assert.Contains("c must have 2 x 3 entries from -1 on", argumentError (multiply 2 3 4 9 0 12 0 9 -1))
    // More than an int holds.
    Assert.Contains("a must have", argumentError (multiply 65536 1 65536 9 0 65536 0 65536 0))

[<Fact>]
let ``a product on one thread allocates next to nothing`` () =
    Parallelism.withThreadCount 1 (fun () ->
        for m, n, k in [ 64, 64, 64; 150, 131, 400; 150, 1, 400; 2, 150, 400 ] do
            let a, b, c = normals (m * k) "a", normals (k * n) "b", Array.zeroCreate (m * n)

            let run () =
                MatrixProduct.multiply true true m n k 1.0 a 0 b 0 1.0 c 0

            // Buffers are made by the first call.
            run ()
            let from = GC.GetAllocatedBytesForCurrentThread()

            for _ in 1..100 do
                run ()

            let perCall = (GC.GetAllocatedBytesForCurrentThread() - from) / 100L
            Assert.True(perCall <= 1024L, $"{perCall} bytes in a call of {m} {n} {k}"))
