namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// Tiles of a product down one panel, and the addition of their sums to C.
module internal MatrixSweep =

    let inline private load (p: nativeint) : Vector512<float> =
        Vector512.Load(NativePtr.ofNativeInt<float> p)

    let inline private store (v: Vector512<float>) (p: nativeint) =
        Vector512.Store(v, NativePtr.ofNativeInt<float> p)

    let inline private get (p: nativeint) : float =
        NativePtr.read (NativePtr.ofNativeInt<float> p)

    let inline private set (p: nativeint) (v: float) =
        NativePtr.write (NativePtr.ofNativeInt<float> p) v

    let inline private update (a: Vector512<float>) (s: nativeint) (b: Vector512<float>) (c: nativeint) =
        store (Vector512.FusedMultiplyAdd(a, load s, b * load c)) c

    /// c = alpha s + beta c, s consecutive numbers; c is not read where beta is 0.
    let add (alpha: float) (s: nativeint) (count: int) (beta: float) (c: nativeint) (step: nativeint) =
        let mutable j = 0

        if step = 8n then
            let a = Vector512.Create alpha
            let b = Vector512.Create beta

            while j + 8 <= count do
                let at = nativeint (8 * j)

                if beta = 0.0 then
                    store (a * load (s + at)) (c + at)
                else
                    update a (s + at) b (c + at)

                j <- j + 8

        while j < count do
            let target = c + nativeint j * step
            let sum = get (s + nativeint (8 * j))

            set
                target
                (if beta = 0.0 then
                     alpha * sum
                 else
                     Math.FusedMultiplyAdd(alpha, sum, beta * get target))

            j <- j + 1

    /// The same for rows of 24.
    let private addRows (alpha: float) (s: nativeint) (rows: int) (beta: float) (c: nativeint) (cStep: nativeint) =
        let a = Vector512.Create alpha
        let b = Vector512.Create beta
        let mutable s = s
        let mutable c = c

        for _ in 1..rows do
            if beta = 0.0 then
                store (a * load s) c
                store (a * load (s + 64n)) (c + 64n)
                store (a * load (s + 128n)) (c + 128n)
            else
                update a s b c
                update a (s + 64n) b (c + 64n)
                update a (s + 128n) b (c + 128n)

            s <- s + 192n
            c <- c + cStep

    /// Asks for the rows of a tile of C, which are far apart, while their sums are being computed.
    let inline private prefetch (c: nativeint) (cStep: nativeint) (rows: int) (columns: int) =
        if Sse.IsSupported then
            let mutable p = c

            for _ in 1..rows do
                let mutable q = p

                while q < p + nativeint (8 * columns) do
                    Sse.Prefetch0(NativePtr.toVoidPtr (NativePtr.ofNativeInt<float> q))
                    q <- q + 64n

                p <- p + cStep

    /// C = alpha A B + beta C for the tiles of some rows of A, tileStep apart, against one panel of B.
    let sweep
        (alpha: float)
        (a: MatrixOperand)
        (tileStep: nativeint)
        (rows: int)
        (depth: int)
        (b: nativeint)
        (next: nativeint)
        (columns: int)
        (beta: float)
        (c: nativeint)
        (cStep: nativeint)
        (sums: nativeint)
        =
        let height = MatrixTile.rowCount ()
        let width = MatrixTile.columnCount ()
        let mutable tile = a.Address
        let mutable c = c
        let mutable i = 0

        while i < rows do
            let valid = min height (rows - i)

            prefetch c cStep valid columns
            MatrixTile.multiply tile a.RowStep valid a.ColumnStep b next columns depth sums

            if columns = 24 then
                addRows alpha sums valid beta c cStep
            else
                for r in 0 .. valid - 1 do
                    add alpha (sums + nativeint (8 * r * width)) columns beta (c + nativeint r * cStep) 8n

            tile <- tile + tileStep
            c <- c + nativeint height * cStep
            i <- i + height
