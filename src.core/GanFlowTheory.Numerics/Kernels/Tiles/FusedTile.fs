namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// <summary>The most used sum of all in one loop: one Gaussian term in the plane, from the difference to the
/// contraction without leaving the registers, for clouds so near to each other that no exponential vanishes. It has the
/// meaning of the steps in <c>Tile</c> and about half their cost.</summary>
module internal FusedTile =

    open Lanes

    /// With p_rj = w_j exp(rate |x_r - y_j|^2): out[4 k + r] += scale sum_j p_rj (x_rk - y_jk) for two coordinates k.
    let gaussianGradients
        (rate: float)
        (scale: float)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (w: nativeptr<float>)
        (width: int)
        (out: nativeptr<float>)
        =
        let rates = Vector512.Create rate
        let binary = Vector512.Create(VectorMath.binaryRate rate)
        let x0 = broadcast x 0
        let z0 = broadcast x 4
        let x1 = broadcast x 1
        let z1 = broadcast x 5
        let x2 = broadcast x 2
        let z2 = broadcast x 6
        let x3 = broadcast x 3
        let z3 = broadcast x 7
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable j = 0

        while j < width do
            let u = load y j
            let v = load y (width + j)
            let weight = load w j
            let dx = x0 - u
            let dz = z0 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a0 <- VectorMath.fma p dx a0
            b0 <- VectorMath.fma p dz b0
            let dx = x1 - u
            let dz = z1 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a1 <- VectorMath.fma p dx a1
            b1 <- VectorMath.fma p dz b1
            let dx = x2 - u
            let dz = z2 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a2 <- VectorMath.fma p dx a2
            b2 <- VectorMath.fma p dz b2
            let dx = x3 - u
            let dz = z3 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a3 <- VectorMath.fma p dx a3
            b3 <- VectorMath.fma p dz b3
            j <- j + 8

        let scales = Vector512.Create scale
        addSum out 0 (scales * a0)
        addSum out 4 (scales * b0)
        addSum out 1 (scales * a1)
        addSum out 5 (scales * b1)
        addSum out 2 (scales * a2)
        addSum out 6 (scales * b2)
        addSum out 3 (scales * a3)
        addSum out 7 (scales * b3)

    /// The same, and sums[r] += valueScale sum_j p_rj.
    let gaussianValuesAndGradients
        (rate: float)
        (valueScale: float)
        (scale: float)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (w: nativeptr<float>)
        (width: int)
        (sums: nativeptr<float>)
        (out: nativeptr<float>)
        =
        let rates = Vector512.Create rate
        let binary = Vector512.Create(VectorMath.binaryRate rate)
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable c0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable c1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable c2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable c3 = Vector512<float>.Zero
        let mutable j = 0

        while j < width do
            let u = load y j
            let v = load y (width + j)
            let weight = load w j
            let dx = broadcast x 0 - u
            let dz = broadcast x 4 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c0 <- c0 + p
            a0 <- VectorMath.fma p dx a0
            b0 <- VectorMath.fma p dz b0
            let dx = broadcast x 1 - u
            let dz = broadcast x 5 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c1 <- c1 + p
            a1 <- VectorMath.fma p dx a1
            b1 <- VectorMath.fma p dz b1
            let dx = broadcast x 2 - u
            let dz = broadcast x 6 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c2 <- c2 + p
            a2 <- VectorMath.fma p dx a2
            b2 <- VectorMath.fma p dz b2
            let dx = broadcast x 3 - u
            let dz = broadcast x 7 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c3 <- c3 + p
            a3 <- VectorMath.fma p dx a3
            b3 <- VectorMath.fma p dz b3
            j <- j + 8

        let scales = Vector512.Create scale
        let valueScales = Vector512.Create valueScale
        addSum sums 0 (valueScales * c0)
        addSum out 0 (scales * a0)
        addSum out 4 (scales * b0)
        addSum sums 1 (valueScales * c1)
        addSum out 1 (scales * a1)
        addSum out 5 (scales * b1)
        addSum sums 2 (valueScales * c2)
        addSum out 2 (scales * a2)
        addSum out 6 (scales * b2)
        addSum sums 3 (valueScales * c3)
        addSum out 3 (scales * a3)
        addSum out 7 (scales * b3)

    /// For one cloud with itself and equal weights, the sums of rows and columns at once: out as above, and
    /// columns[k width + j] -= scale sum_r p_rj (x_rk - y_jk).
    let gaussianGradientsMirrored
        (rate: float)
        (scale: float)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (w: nativeptr<float>)
        (width: int)
        (out: nativeptr<float>)
        (columns: nativeptr<float>)
        =
        let rates = Vector512.Create rate
        let binary = Vector512.Create(VectorMath.binaryRate rate)
        let scales = Vector512.Create scale
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable j = 0

        while j < width do
            let u = load y j
            let v = load y (width + j)
            let weight = load w j
            let dx = broadcast x 0 - u
            let dz = broadcast x 4 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a0 <- VectorMath.fma p dx a0
            b0 <- VectorMath.fma p dz b0
            let a = p * dx
            let b = p * dz
            let dx = broadcast x 1 - u
            let dz = broadcast x 5 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a1 <- VectorMath.fma p dx a1
            b1 <- VectorMath.fma p dz b1
            let a = VectorMath.fma p dx a
            let b = VectorMath.fma p dz b
            let dx = broadcast x 2 - u
            let dz = broadcast x 6 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a2 <- VectorMath.fma p dx a2
            b2 <- VectorMath.fma p dz b2
            let a = VectorMath.fma p dx a
            let b = VectorMath.fma p dz b
            let dx = broadcast x 3 - u
            let dz = broadcast x 7 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            a3 <- VectorMath.fma p dx a3
            b3 <- VectorMath.fma p dz b3
            let a = VectorMath.fma p dx a
            let b = VectorMath.fma p dz b
            store columns j (VectorMath.fma -scales a (load columns j))
            store columns (width + j) (VectorMath.fma -scales b (load columns (width + j)))
            j <- j + 8

        addSum out 0 (scales * a0)
        addSum out 4 (scales * b0)
        addSum out 1 (scales * a1)
        addSum out 5 (scales * b1)
        addSum out 2 (scales * a2)
        addSum out 6 (scales * b2)
        addSum out 3 (scales * a3)
        addSum out 7 (scales * b3)

    /// The same, and sums[r] += valueScale sum_j p_rj, columnSums[j] += valueScale sum_r p_rj.
    let gaussianValuesAndGradientsMirrored
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
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable c0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable c1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable c2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable c3 = Vector512<float>.Zero
        let mutable j = 0

        while j < width do
            let u = load y j
            let v = load y (width + j)
            let weight = load w j
            let dx = broadcast x 0 - u
            let dz = broadcast x 4 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c0 <- c0 + p
            a0 <- VectorMath.fma p dx a0
            b0 <- VectorMath.fma p dz b0
            let c = p
            let a = p * dx
            let b = p * dz
            let dx = broadcast x 1 - u
            let dz = broadcast x 5 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c1 <- c1 + p
            a1 <- VectorMath.fma p dx a1
            b1 <- VectorMath.fma p dz b1
            let c = c + p
            let a = VectorMath.fma p dx a
            let b = VectorMath.fma p dz b
            let dx = broadcast x 2 - u
            let dz = broadcast x 6 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c2 <- c2 + p
            a2 <- VectorMath.fma p dx a2
            b2 <- VectorMath.fma p dz b2
            let c = c + p
            let a = VectorMath.fma p dx a
            let b = VectorMath.fma p dz b
            let dx = broadcast x 3 - u
            let dz = broadcast x 7 - v

            let p =
                VectorMath.expWithinBound weight binary rates (VectorMath.fma dx dx (dz * dz))

            c3 <- c3 + p
            a3 <- VectorMath.fma p dx a3
            b3 <- VectorMath.fma p dz b3
            let c = c + p
            let a = VectorMath.fma p dx a
            let b = VectorMath.fma p dz b
            store columns j (VectorMath.fma -scales a (load columns j))
            store columns (width + j) (VectorMath.fma -scales b (load columns (width + j)))
            store columnSums j (VectorMath.fma valueScales c (load columnSums j))
            j <- j + 8

        addSum sums 0 (valueScales * c0)
        addSum out 0 (scales * a0)
        addSum out 4 (scales * b0)
        addSum sums 1 (valueScales * c1)
        addSum out 1 (scales * a1)
        addSum out 5 (scales * b1)
        addSum sums 2 (valueScales * c2)
        addSum out 2 (scales * a2)
        addSum out 6 (scales * b2)
        addSum sums 3 (valueScales * c3)
        addSum out 3 (scales * a3)
        addSum out 7 (scales * b3)
