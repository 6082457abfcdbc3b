namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// <summary>
/// An orthonormal basis of the span of k(., c_l) at landmarks c_l, Gaussian kernel, seen at n points: the functions
/// b + sum_l beta_l phi_l, phi = R^(-1) (k(., c_1), ..., k(., c_L)) with R R^T the Gram matrix of the landmarks, so that
/// |beta| is the norm in the kernel's space.
/// </summary>
[<NoComparison; NoEquality>]
type internal KernelFeatures =
    {
        /// The landmarks, L x d.
        Landmarks: Points
        /// R, lower triangular, L x L by rows.
        Factor: float[]
        /// n.
        Count: int
        /// n rounded up to whole vectors.
        Stride: int
        /// Columns of length Stride, zeros past n: ones, phi_1 ... phi_L, and zeros up to a multiple of four columns.
        Columns: float[]
    }

    /// L + 1: the offset and the features.
    member this.Width = this.Landmarks.Count + 1

/// Features of a Gaussian kernel at landmarks that a pivoted Cholesky factorisation picks.
module internal KernelFeatures =

    type private V = VectorMath.V

    // A point whose kernel is within this squared distance of the span adds nothing but rounding.
    [<Literal>]
    let private Residual = 1e-8

    [<Literal>]
    let private Strip = 512

    let inline private load (data: float[]) (position: int) : V =
        Vector512.LoadUnsafe(&MemoryMarshal.GetArrayDataReference data, unativeint position)

    let inline private store (v: V) (data: float[]) (position: int) =
        Vector512.StoreUnsafe(v, &MemoryMarshal.GetArrayDataReference data, unativeint position)

    /// The index of the point nearest to the centre: a start that depends on the points, not on their order.
    let private nearestTo (centre: float[]) (x: Points) =
        let square i =
            let mutable s = 0.0

            for k in 0 .. x.Dimension - 1 do
                let e = x[i, k] - centre[k]
                s <- s + e * e

            s

        Seq.minBy square (seq { 0 .. x.Count - 1 })

    /// <summary>The features of the points: landmarks are picked among them greedily, each the point whose kernel is
    /// farthest from the span so far, the first the one nearest to the centre, until all are within the span or there
    /// are as many as wanted.</summary>
    let build (bandwidth: float) (most: int) (centre: float[]) (x: Points) : KernelFeatures =
        let n, d = x.Count, x.Dimension
        let stride = (n + 7) / 8 * 8
        let columns = Array.zeroCreate ((min most n + 4) / 4 * 4 * stride)
        Array.Fill(columns, 1.0, 0, n)
        let left = Array.create n 1.0
        let pivots = ResizeArray<int>()
        let rate = -0.5 / bandwidth / bandwidth
        let mutable pivot = nearestTo centre x

        while pivot >= 0 do
            pivots.Add pivot
            let l = pivots.Count
            let column = l * stride
            let root = sqrt left[pivot]

            for k in 0 .. d - 1 do
                let c = x[pivot, k]

                for i in 0 .. n - 1 do
                    let e = x.Data[k * n + i] - c
                    columns[column + i] <- columns[column + i] + e * e

            for i in 0 .. n - 1 do
                columns[column + i] <- exp (rate * columns[column + i])

            for earlier in 1 .. l - 1 do
                let factor = VectorMath.splat columns[earlier * stride + pivot]
                let mutable i = 0

                while i < stride do
                    store
                        (Vector512.FusedMultiplyAdd(
                            -factor,
                            load columns (earlier * stride + i),
                            load columns (column + i)
                        ))
                        columns
                        (column + i)

                    i <- i + 8

            for i in 0 .. n - 1 do
                let v = columns[column + i] / root
                columns[column + i] <- v
                left[i] <- left[i] - v * v

            left[pivot] <- 0.0
            let mutable best = -1

            if l < min most n then
                let mutable farthest = Residual

                for i in 0 .. n - 1 do
                    if left[i] > farthest then
                        farthest <- left[i]
                        best <- i

            pivot <- best

        let count = pivots.Count
        let width = (count + 4) / 4 * 4

        {
            Landmarks = Points.select (pivots.ToArray()) x
            Factor =
                Array.init (count * count) (fun p ->
                    let row, column = p / count, p % count

                    if column <= row then
                        columns[(column + 1) * stride + pivots[row]]
                    else
                        0.0)
            Count = n
            Stride = stride
            Columns = Array.sub columns 0 (width * stride)
        }

    /// The function with the coefficients at the n points, in an array of length Stride.
    let apply (features: KernelFeatures) (coefficients: float[]) : float[] =
        let values = Array.zeroCreate features.Stride

        for l in 0 .. features.Width - 1 do
            let a = VectorMath.splat coefficients[l]
            let start = l * features.Stride
            let mutable i = 0

            while i < features.Stride do
                store (Vector512.FusedMultiplyAdd(a, load features.Columns (start + i), load values i)) values i
                i <- i + 8

        values

    /// The inner products of the columns with a function at the points, given in an array of length Stride.
    let applyTransposed (features: KernelFeatures) (values: float[]) : float[] =
        Array.init features.Width (fun l ->
            let start = l * features.Stride
            let mutable total = V.Zero
            let mutable i = 0

            while i < features.Stride do
                total <- Vector512.FusedMultiplyAdd(load values i, load features.Columns (start + i), total)
                i <- i + 8

            Vector512.Sum total)

    /// The lower triangle of sum_i s_i phi(x_i) phi(x_i)^T by rows, ones column included, weights in an array of length
    /// Stride: a register tile of four columns by four.
    let gramian (features: KernelFeatures) (weights: float[]) : float[] =
        let stride, width = features.Stride, features.Width
        let tiles = features.Columns.Length / stride / 4
        let result = Array.zeroCreate (width * width)
        let scaled = Array.zeroCreate (4 * tiles * Strip)
        let data = features.Columns

        for first in 0..Strip .. stride - 1 do
            let length = min Strip (stride - first)

            for l in 0 .. 4 * tiles - 1 do
                for i in 0..8 .. length - 1 do
                    store (load data (l * stride + first + i) * load weights (first + i)) scaled (l * Strip + i)

            for a in 0 .. tiles - 1 do
                for b in 0..a do
                    let a0 = 4 * a * Strip
                    let b0 = 4 * b * stride + first
                    let b1, b2, b3 = b0 + stride, b0 + 2 * stride, b0 + 3 * stride
                    let mutable s00, s01, s02, s03 = V.Zero, V.Zero, V.Zero, V.Zero
                    let mutable s10, s11, s12, s13 = V.Zero, V.Zero, V.Zero, V.Zero
                    let mutable s20, s21, s22, s23 = V.Zero, V.Zero, V.Zero, V.Zero
                    let mutable s30, s31, s32, s33 = V.Zero, V.Zero, V.Zero, V.Zero
                    let mutable i = 0

                    while i < length do
                        let y0 = load data (b0 + i)
                        let y1 = load data (b1 + i)
                        let y2 = load data (b2 + i)
                        let y3 = load data (b3 + i)
                        let x0 = load scaled (a0 + i)
                        s00 <- Vector512.FusedMultiplyAdd(x0, y0, s00)
                        s01 <- Vector512.FusedMultiplyAdd(x0, y1, s01)
                        s02 <- Vector512.FusedMultiplyAdd(x0, y2, s02)
                        s03 <- Vector512.FusedMultiplyAdd(x0, y3, s03)
                        let x1 = load scaled (a0 + Strip + i)
                        s10 <- Vector512.FusedMultiplyAdd(x1, y0, s10)
                        s11 <- Vector512.FusedMultiplyAdd(x1, y1, s11)
                        s12 <- Vector512.FusedMultiplyAdd(x1, y2, s12)
                        s13 <- Vector512.FusedMultiplyAdd(x1, y3, s13)
                        let x2 = load scaled (a0 + 2 * Strip + i)
                        s20 <- Vector512.FusedMultiplyAdd(x2, y0, s20)
                        s21 <- Vector512.FusedMultiplyAdd(x2, y1, s21)
                        s22 <- Vector512.FusedMultiplyAdd(x2, y2, s22)
                        s23 <- Vector512.FusedMultiplyAdd(x2, y3, s23)
                        let x3 = load scaled (a0 + 3 * Strip + i)
                        s30 <- Vector512.FusedMultiplyAdd(x3, y0, s30)
                        s31 <- Vector512.FusedMultiplyAdd(x3, y1, s31)
                        s32 <- Vector512.FusedMultiplyAdd(x3, y2, s32)
                        s33 <- Vector512.FusedMultiplyAdd(x3, y3, s33)
                        i <- i + 8

                    let inline add p r (s: V) =
                        let row, column = 4 * a + p, 4 * b + r

                        if row < width && column <= row then
                            result[row * width + column] <- result[row * width + column] + Vector512.Sum s

                    add 0 0 s00
                    add 0 1 s01
                    add 0 2 s02
                    add 0 3 s03
                    add 1 0 s10
                    add 1 1 s11
                    add 1 2 s12
                    add 1 3 s13
                    add 2 0 s20
                    add 2 1 s21
                    add 2 2 s22
                    add 2 3 s23
                    add 3 0 s30
                    add 3 1 s31
                    add 3 2 s32
                    add 3 3 s33

        result

    /// The weights a with sum_l beta_l phi_l = sum_l a_l k(., c_l), a = R^(-T) beta; beta without the offset.
    let weightsOf (features: KernelFeatures) (beta: float[]) : float[] =
        let count = features.Landmarks.Count
        let a = Array.copy beta

        for row in count - 1 .. -1 .. 0 do
            let v = a[row] / features.Factor[row * count + row]
            a[row] <- v

            for earlier in 0 .. row - 1 do
                a[earlier] <- a[earlier] - v * features.Factor[row * count + earlier]

        a
