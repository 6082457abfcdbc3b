module GanFlowTheory.Core.Tests.SingleProductTests

#nowarn "9"

open FSharp.NativeInterop
open Xunit
open GanFlowTheory.Core

/// X Y^T by packing and tiles.
let private product (n: int) (m: int) (d: int) (x: float32[]) (y: float32[]) : float[] =
    let height, width = SingleTile.rowCount (), SingleTile.columnCount ()
    let packedX = AlignedBuffer(MatrixProduct.roundUp n height * d)
    let packedY = AlignedBuffer(MatrixProduct.roundUp m width * d)
    let c = Array.create (n * m) nan
    use px = fixed &x[0]
    use py = fixed &y[0]
    use pc = fixed &c[0]

    let pack (source: nativeptr<float32>) count step (target: AlignedBuffer) =
        for first in 0..step .. count - 1 do
            SingleProduct.packPanel
                (NativePtr.toNativeInt source + nativeint (4 * first * d))
                (min step (count - first))
                d
                step
                (NativePtr.toNativeInt target.Pointer + nativeint (4 * first * d))

    pack px n height packedX
    pack py m width packedY

    SingleProduct.block
        (NativePtr.toNativeInt packedX.Pointer)
        n
        (NativePtr.toNativeInt packedY.Pointer)
        m
        d
        (NativePtr.toNativeInt pc)
        (nativeint (8 * m))

    c

// The worst case: each stretch of 64 terms is off by at most 64 u times its absolute terms.
[<Fact>]
let ``entries are within 64 u of the products' sum, at every ragged end`` () =
    for n in [ 1; 3; 4; 5; 9; 17 ] do
        for m in [ 1; 23; 24; 25; 50 ] do
            for d in [ 1; 2; 5; 63; 64; 65; 384; 385; 900 ] do
                let x = Seed.normals (n * d) (Seed.create n) |> Array.map float32
                let y = Seed.normals (m * d) (Seed.create (-m)) |> Array.map float32
                let c = product n m d x y

                for i in 0 .. n - 1 do
                    for j in 0 .. m - 1 do
                        let terms = Array.init d (fun k -> float x[i * d + k] * float y[j * d + k])

                        let allowed = 64.0 * 2.0 ** -24.0 * Array.sumBy abs terms
                        Assert.InRange(c[i * m + j] - Array.sum terms, -allowed, allowed)
