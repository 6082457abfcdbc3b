namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System
open FSharp.NativeInterop
open GanFlowTheory.Core.Extending
open PairPanels

/// <summary>An entry for each pair of rows, a sum over coordinates, by differences: points that nearly coincide, far from the
/// origin, keep their digits.</summary>
/// <remarks>Sums of several rows of the result are held in registers at once, so that what is read of the other matrix serves
/// all of them. Each sum is one chain of multiply-adds in the order of its index, whichever rows are taken together.</remarks>
module internal ManagedDistances =

    /// For as many rows (the last valid one repeated) and the columns of one panel: the sums over k of what term makes of the
    /// place of (i, k) and of x_ik - y_jk. Nothing is called, as sums would leave their registers for it.
    let inline private pairTile
        (height: int)
        ([<InlineIfLambda>] term: nativeint -> V -> V -> V)
        (x: nativeint)
        (rows: int)
        (d: int)
        (panel: nativeint)
        (z: nativeint)
        (zStep: nativeint)
        =
        let inline row r =
            nativeint (min r (rows - 1)) * nativeint (8 * d)

        let r1, r2, r3 = row 1, row 2, row 3
        let mutable a0 = V.Zero
        let mutable a1 = V.Zero
        let mutable a2 = V.Zero
        let mutable a3 = V.Zero
        let mutable b0 = V.Zero
        let mutable b1 = V.Zero
        let mutable b2 = V.Zero
        let mutable b3 = V.Zero
        let mutable at = 0n
        let mutable y = panel
        let end' = nativeint (8 * d)

        while at < end' do
            let ya, yb = load y, load (y + 64n)
            let x0, x1 = spread (x + at), spread (x + r1 + at)
            a0 <- term at (x0 - ya) a0
            b0 <- term at (x0 - yb) b0
            a1 <- term (r1 + at) (x1 - ya) a1
            b1 <- term (r1 + at) (x1 - yb) b1

            if height > 2 then
                let x2, x3 = spread (x + r2 + at), spread (x + r3 + at)
                a2 <- term (r2 + at) (x2 - ya) a2
                b2 <- term (r2 + at) (x2 - yb) b2
                a3 <- term (r3 + at) (x3 - ya) a3
                b3 <- term (r3 + at) (x3 - yb) b3

            at <- at + 8n
            y <- y + widthStep ()

        let inline keep r a b =
            store a (z + nativeint r * zStep)
            store b (z + nativeint r * zStep + 64n)

        keep 0 a0 b0
        keep 1 a1 b1

        if height > 2 then
            keep 2 a2 b2
            keep 3 a3 b3

    let inline private squaredTile height x rows d panel z zStep =
        pairTile height (fun _ difference sum -> fma difference difference sum) x rows d panel z zStep

    let inline private projectedTile height (h: nativeint) x rows d panel z zStep =
        pairTile height (fun at difference sum -> fma (spread (h + at)) difference sum) x rows d panel z zStep

    // Each of its own, so that each has its own registers.
    let private squared4 x rows d panel z zStep = squaredTile 4 x rows d panel z zStep

    let private squared2 x rows d panel z zStep = squaredTile 2 x rows d panel z zStep

    let private projected4 h x rows d panel z zStep =
        projectedTile 4 h x rows d panel z zStep

    let private projected2 h x rows d panel z zStep =
        projectedTile 2 h x rows d panel z zStep

    /// |x_i - y_j|^2 between rows, and what comes after for rows that are done.
    let squared (after: MatrixPart | null) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let buffer = panelBuffer d m

        let rows =
            byRows n (m * d) (fun first last ->
                use xs = fixed &x.Buffer[x.Offset]
                use zs = fixed &z.Buffer[z.Offset]
                let xAt = NativePtr.toNativeInt xs

                eachTile
                    d
                    (addressOf buffer)
                    (NativePtr.toNativeInt zs)
                    m
                    after
                    (fun i rows panel _ _ z zStep ->
                        let x = xAt + nativeint (8 * i * d)

                        if rowsAtOnce () = 4 then
                            squared4 x rows d panel z zStep
                        else
                            squared2 x rows d panel z zStep)
                    first
                    last)

        Action(fun () ->
            pack y true buffer
            rows.Invoke())

    /// sum_k h_ik (x_ik - y_jk), and what comes after for rows that are done.
    let projected
        (after: MatrixPart | null)
        (h: Operand<float[]>)
        (x: Operand<float[]>)
        (y: Operand<float[]>)
        (z: Operand<float[]>)
        : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let buffer = panelBuffer d m

        let rows =
            byRows n (m * d) (fun first last ->
                use hs = fixed &h.Buffer[h.Offset]
                use xs = fixed &x.Buffer[x.Offset]
                use zs = fixed &z.Buffer[z.Offset]
                let hAt, xAt = NativePtr.toNativeInt hs, NativePtr.toNativeInt xs

                eachTile
                    d
                    (addressOf buffer)
                    (NativePtr.toNativeInt zs)
                    m
                    after
                    (fun i rows panel _ _ z zStep ->
                        let row = nativeint (8 * i * d)

                        if rowsAtOnce () = 4 then
                            projected4 (hAt + row) (xAt + row) rows d panel z zStep
                        else
                            projected2 (hAt + row) (xAt + row) rows d panel z zStep)
                    first
                    last)

        Action(fun () ->
            pack y true buffer
            rows.Invoke())
