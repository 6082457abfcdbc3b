namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Eight lanes of sums over pairs in the plane: of the weights p, and of p times the differences (u, v).
[<Struct; NoComparison; NoEquality>]
type internal PlaneSums =
    val mutable P: Vector512<float>
    val mutable U: Vector512<float>
    val mutable V: Vector512<float>

/// <summary>The most used sum of all in one loop: one Gaussian term in the plane, from the difference to the
/// contraction without leaving the registers, for clouds so near to each other that no exponential vanishes. It has the
/// meaning of the steps in <c>Tile</c> and about half their cost.</summary>
module internal FusedTile =

    open Lanes

    let inline private start valued (p: Vector512<float>) u v (sums: byref<PlaneSums>) =
        if valued then
            sums.P <- p

        sums.U <- p * u
        sums.V <- p * v

    let inline private add valued (p: Vector512<float>) u v (sums: byref<PlaneSums>) =
        if valued then
            sums.P <- sums.P + p

        sums.U <- fma p u sums.U
        sums.V <- fma p v sums.V

    /// With p_rj = w_j exp(rate |x_r - y_j|^2): out[4 k + r] += scale sum_j p_rj (x_rk - y_jk) for two coordinates k;
    /// valued, also sums[r] += valueScale sum_j p_rj. Mirrored, for one cloud with itself and equal weights, the
    /// columns' sums as well: columns[k width + j] -= scale sum_r p_rj (x_rk - y_jk) and, valued, columnSums[j] +=
    /// valueScale sum_r p_rj. What is not asked for is not compiled.
    let inline private gaussian
        (valued: bool)
        (mirrored: bool)
        (rate: float)
        (valueScale: float)
        (scale: float)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (w: nativeptr<float>)
        (width: int)
        (sums: nativeptr<float>)
        (out: nativeptr<float>)
        (columnSums: nativeptr<float>)
        (columns: nativeptr<float>)
        =
        let rates = Vector512.Create rate
        let binary = Vector512.Create(VectorMath.binaryRate rate)
        let scales = Vector512.Create scale
        let valueScales = Vector512.Create valueScale
        // There are registers for one coordinate of the rows.
        let x0 = broadcastFour x 0
        let mutable s0 = PlaneSums()
        let mutable s1 = PlaneSums()
        let mutable s2 = PlaneSums()
        let mutable s3 = PlaneSums()
        let mutable j = 0

        while j < width do
            let y0 = load y j
            let y1 = load y (width + j)
            let weight = load w j
            let mutable column = PlaneSums()
            let inline first r = at r x0 - y0
            let inline second r = broadcast x (4 + r) - y1

            let inline weigh u v =
                VectorMath.expWithinBound weight binary rates (fma u u (v * v))

            let u, v = first 0, second 0
            let p = weigh u v
            add valued p u v &s0

            if mirrored then
                start valued p u v &column

            let u, v = first 1, second 1
            let p = weigh u v
            add valued p u v &s1

            if mirrored then
                add valued p u v &column

            let u, v = first 2, second 2
            let p = weigh u v
            add valued p u v &s2

            if mirrored then
                add valued p u v &column

            let u, v = first 3, second 3
            let p = weigh u v
            add valued p u v &s3

            if mirrored then
                add valued p u v &column
                store columns j (fma -scales column.U (load columns j))
                store columns (width + j) (fma -scales column.V (load columns (width + j)))

                if valued then
                    store columnSums j (fma valueScales column.P (load columnSums j))

            j <- j + 8

        let inline finish r (s: PlaneSums) =
            if valued then
                addSum sums r (valueScales * s.P)

            addSum out r (scales * s.U)
            addSum out (4 + r) (scales * s.V)

        finish 0 s0
        finish 1 s1
        finish 2 s2
        finish 3 s3

    let inline private nowhere () = NativePtr.ofNativeInt<float> 0n

    /// The rows' gradients.
    let gaussianGradients rate scale x y w width out =
        gaussian false false rate 0.0 scale x y w width (nowhere ()) out (nowhere ()) (nowhere ())

    /// The rows' values and gradients.
    let gaussianValuesAndGradients rate valueScale scale x y w width sums out =
        gaussian true false rate valueScale scale x y w width sums out (nowhere ()) (nowhere ())

    /// The gradients of rows and columns.
    let gaussianGradientsMirrored rate scale x y w width out columns =
        gaussian false true rate 0.0 scale x y w width (nowhere ()) out (nowhere ()) columns

    /// The values and gradients of rows and columns.
    let gaussianValuesAndGradientsMirrored rate valueScale scale x y w width sums out columnSums columns =
        gaussian true true rate valueScale scale x y w width sums out columnSums columns
