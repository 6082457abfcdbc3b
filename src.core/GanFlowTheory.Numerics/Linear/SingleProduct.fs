namespace GanFlowTheory.Core

// Addresses of aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// <summary>X Y^T for rows of float32, with entries in float64: short sums in float32, which are added up in
/// float64.</summary>
/// <remarks>An entry is a sum of stretches of at most 64 terms, each one chain of float32 multiply-adds: it is within 64 u
/// sum_k |x_k y_k| of the exact one, u = 2^-24, whatever the dimension, as every stretch's error is at most 64 u times its own
/// absolute terms. That is the worst case, in which all roundings have one sign and the chain is at its largest throughout;
/// for terms of one sign and one size the chain grows evenly and the bound is 33 u = 2E-6, and where roundings are as often
/// up as down (Higham and Mary, SIAM J. Sci. Comput. 41, 2019) the error is of the order of sqrt(64) u / sqrt(3) / sqrt(d/64)
/// times sum_k |x_k y_k|, 5E-8 for 2,048 terms.</remarks>
module internal SingleProduct =

    // Terms that one chain in float32 sums.
    [<Literal>]
    let private Stretch = 64

    // Terms whose rows of A stay in the second-level cache, whose columns of B stream from it: a multiple of a stretch.
    [<Literal>]
    let private Depth = 384

    let inline private get (p: nativeint) : float32 =
        NativePtr.read (NativePtr.ofNativeInt<float32> p)

    let inline private set (p: nativeint) (v: float32) =
        NativePtr.write (NativePtr.ofNativeInt<float32> p) v

    let inline private load (p: nativeint) : Vector128<float32> =
        Vector128.Load(NativePtr.ofNativeInt<float32> p)

    let inline private store (v: Vector128<float32>) (p: nativeint) =
        Vector128.Store(v, NativePtr.ofNativeInt<float32> p)

    // Four rows of so many numbers (a multiple of four), rowStep bytes apart, to columns targetStep bytes apart.
    let private transposeFour
        (source: nativeint)
        (rowStep: nativeint)
        (count: int)
        (target: nativeint)
        (targetStep: nativeint)
        =
        let mutable p = source
        let mutable t = target

        for _ in 1..4..count do
            let a, b = load p, load (p + rowStep)
            let c, d = load (p + 2n * rowStep), load (p + 3n * rowStep)
            let ab, cd = Sse.UnpackLow(a, b), Sse.UnpackLow(c, d)
            store (Sse.MoveLowToHigh(ab, cd)) t
            store (Sse.MoveHighToLow(cd, ab)) (t + targetStep)
            let ab, cd = Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d)
            store (Sse.MoveLowToHigh(ab, cd)) (t + 2n * targetStep)
            store (Sse.MoveHighToLow(cd, ab)) (t + 3n * targetStep)
            p <- p + 16n
            t <- t + 4n * targetStep

    /// <summary>Writes so many rows of d consecutive numbers as a panel: its entry (k, r) is coordinate k of row r, at 4 (k width
    /// + r) bytes; rows that the panel lacks are 0.</summary>
    let packPanel (source: nativeint) (rows: int) (dimension: int) (width: int) (target: nativeint) =
        let rowStep, targetStep = nativeint (4 * dimension), nativeint (4 * width)
        let fours = if Sse.IsSupported then dimension &&& ~~~3 else 0
        let mutable r = 0

        while r < width do
            let at, into = source + nativeint r * rowStep, target + nativeint (4 * r)
            let whole = if r + 4 <= rows then fours else 0

            if whole > 0 then
                transposeFour at rowStep whole into targetStep

            for e in 0 .. min 4 (width - r) - 1 do
                for k in whole .. dimension - 1 do
                    set
                        (into + nativeint (4 * e) + nativeint k * targetStep)
                        (if r + e < rows then
                             get (at + nativeint e * rowStep + nativeint (4 * k))
                         else
                             0.0f)

            r <- r + 4

    let private clear (sums: nativeint) (count: int) =
        for j in 0..4 .. count - 4 do
            Vector256.Store(Vector256<float>.Zero, NativePtr.ofNativeInt<float>(sums + nativeint (8 * j)))

    let private addTile (sums: nativeint) (rows: int) (columns: int) (first: bool) (c: nativeint) (cStep: nativeint) =
        let width = SingleTile.columnCount ()

        for r in 0 .. rows - 1 do
            let s, t = sums + nativeint (8 * r * width), c + nativeint r * cStep
            let mutable j = 0

            while j + 4 <= columns do
                let p = NativePtr.ofNativeInt<float>(t + nativeint (8 * j))
                let v = Vector256.Load(NativePtr.ofNativeInt<float>(s + nativeint (8 * j)))
                Vector256.Store((if first then v else Vector256.Load p + v), p)
                j <- j + 4

            while j < columns do
                let p = NativePtr.ofNativeInt<float>(t + nativeint (8 * j))
                let v = NativePtr.read (NativePtr.ofNativeInt<float>(s + nativeint (8 * j)))
                NativePtr.write p (if first then v else NativePtr.read p + v)
                j <- j + 1

    /// <summary>C[i, j] = sum_k x_ik y_jk for packed rows x, panels of a tile's height, against packed rows y, panels of a tile's
    /// width, which begin 4 width d bytes after each other. By this thread alone, in its task buffer.</summary>
    let block
        (x: nativeint)
        (rows: int)
        (y: nativeint)
        (columns: int)
        (dimension: int)
        (c: nativeint)
        (cStep: nativeint)
        =
        let height, width = SingleTile.rowCount (), SingleTile.columnCount ()
        let sums = TaskBuffer.Reserve(height * width)
        let xStep, yStep = nativeint (4 * height), nativeint (4 * width)

        for p in 0..Depth .. dimension - 1 do
            let depth = min Depth (dimension - p)

            for j in 0..width .. columns - 1 do
                let panel = y + nativeint j * nativeint (4 * dimension) + nativeint p * yStep

                for i in 0..height .. rows - 1 do
                    let tileRows = x + nativeint i * nativeint (4 * dimension) + nativeint p * xStep

                    clear sums (height * width)

                    for s in 0..Stretch .. depth - 1 do
                        SingleTile.add
                            (tileRows + nativeint s * xStep)
                            (panel + nativeint s * yStep)
                            (min Stretch (depth - s))
                            sums

                    addTile
                        sums
                        (min height (rows - i))
                        (min width (columns - j))
                        (p = 0)
                        (c + nativeint i * cStep + nativeint (8 * j))
                        cStep
