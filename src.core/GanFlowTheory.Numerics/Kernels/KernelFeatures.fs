namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// <summary>
/// An orthonormal basis of the span of k(., c_l) at landmarks c_l, Gaussian kernel, seen at n points: the functions
/// b + sum_l beta_l phi_l, phi = R^(-1) (k(., c_1), ..., k(., c_L)) with R R^T the Gram matrix of the landmarks, so
/// that |beta| is the norm in the kernel's space.
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
        /// Columns of length Stride, zeros past n: ones, phi_1 ... phi_L, and zeros up to a multiple of four columns,
        /// in panels of four: eight points of the first column, of the second, third and fourth, then the next eight.
        Panels: float[]
        /// Where the panels begin, at an address that is a multiple of 64.
        Start: int
    }

    /// The number of panels.
    member this.PanelCount = (this.Width + 3) / 4

    /// Column l at point i.
    member this.At(l: int, i: int) : float =
        this.Panels[this.Start + l / 4 * 4 * this.Stride + i / 8 * 32 + l % 4 * 8 + i % 8]

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
        let panels = (count + 4) / 4
        // A pinned array stays where it is: vectors that straddle no cache line are loaded twice as fast.
        let packed = GC.AllocateArray<float>(4 * panels * stride + 8, true)

        let start =
            let address = Marshal.UnsafeAddrOfPinnedArrayElement(packed, 0)
            int ((64L - int64 address % 64L) % 64L / 8L)

        for l in 0..count do
            for i in 0..8 .. stride - 1 do
                store (load columns (l * stride + i)) packed (start + l / 4 * 4 * stride + 4 * i + l % 4 * 8)

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
            Panels = packed
            Start = start
        }

    /// The function with the coefficients at the n points, in an array of length Stride.
    let apply (features: KernelFeatures) (coefficients: float[]) : float[] =
        let values = Array.zeroCreate features.Stride

        let coefficient l =
            VectorMath.splat (if l < coefficients.Length then coefficients[l] else 0.0)

        for panel in 0 .. features.PanelCount - 1 do
            let start = features.Start + 4 * panel * features.Stride
            let a0, a1 = coefficient (4 * panel), coefficient (4 * panel + 1)
            let a2, a3 = coefficient (4 * panel + 2), coefficient (4 * panel + 3)

            for i in 0..8 .. features.Stride - 1 do
                let at = start + 4 * i
                let first = Vector512.FusedMultiplyAdd(a0, load features.Panels at, load values i)
                let second = Vector512.FusedMultiplyAdd(a1, load features.Panels (at + 8), first)
                let third = Vector512.FusedMultiplyAdd(a2, load features.Panels (at + 16), second)
                store (Vector512.FusedMultiplyAdd(a3, load features.Panels (at + 24), third)) values i

        values

    /// The inner products of the columns with a function at the points, given in an array of length Stride.
    let applyTransposed (features: KernelFeatures) (values: float[]) : float[] =
        let products = Array.zeroCreate (4 * features.PanelCount)

        for panel in 0 .. features.PanelCount - 1 do
            let start = features.Start + 4 * panel * features.Stride
            let mutable s0 = V.Zero
            let mutable s1 = V.Zero
            let mutable s2 = V.Zero
            let mutable s3 = V.Zero

            for i in 0..8 .. features.Stride - 1 do
                let at = start + 4 * i
                let v = load values i
                s0 <- Vector512.FusedMultiplyAdd(v, load features.Panels at, s0)
                s1 <- Vector512.FusedMultiplyAdd(v, load features.Panels (at + 8), s1)
                s2 <- Vector512.FusedMultiplyAdd(v, load features.Panels (at + 16), s2)
                s3 <- Vector512.FusedMultiplyAdd(v, load features.Panels (at + 24), s3)

            products[4 * panel] <- Vector512.Sum s0
            products[4 * panel + 1] <- Vector512.Sum s1
            products[4 * panel + 2] <- Vector512.Sum s2
            products[4 * panel + 3] <- Vector512.Sum s3

        Array.sub products 0 features.Width

    /// The lower triangle of sum_i s_i phi(x_i) phi(x_i)^T by rows, ones column included, weights in an array of length
    /// Stride: a register tile of four columns by four, over strips of points that stay in the cache.
    let gramian (features: KernelFeatures) (weights: float[]) : float[] =
        let stride, width = features.Stride, features.Width
        let result = Array.zeroCreate (width * width)
        let data = features.Panels

        for first in 0..Strip .. stride - 1 do
            let last = min stride (first + Strip)

            for a in 0 .. features.PanelCount - 1 do
                for b in 0..a do
                    let ofA = features.Start + 4 * a * stride
                    let ofB = features.Start + 4 * b * stride
                    let mutable s00 = V.Zero
                    let mutable s01 = V.Zero
                    let mutable s02 = V.Zero
                    let mutable s03 = V.Zero
                    let mutable s10 = V.Zero
                    let mutable s11 = V.Zero
                    let mutable s12 = V.Zero
                    let mutable s13 = V.Zero
                    let mutable s20 = V.Zero
                    let mutable s21 = V.Zero
                    let mutable s22 = V.Zero
                    let mutable s23 = V.Zero
                    let mutable s30 = V.Zero
                    let mutable s31 = V.Zero
                    let mutable s32 = V.Zero
                    let mutable s33 = V.Zero
                    let mutable i = first

                    while i < last do
                        let pa = ofA + 4 * i
                        let pb = ofB + 4 * i
                        let w = load weights i
                        let y0 = w * load data pb
                        let y1 = w * load data (pb + 8)
                        let y2 = w * load data (pb + 16)
                        let y3 = w * load data (pb + 24)
                        let x0 = load data pa
                        s00 <- Vector512.FusedMultiplyAdd(x0, y0, s00)
                        s01 <- Vector512.FusedMultiplyAdd(x0, y1, s01)
                        s02 <- Vector512.FusedMultiplyAdd(x0, y2, s02)
                        s03 <- Vector512.FusedMultiplyAdd(x0, y3, s03)
                        let x1 = load data (pa + 8)
                        s10 <- Vector512.FusedMultiplyAdd(x1, y0, s10)
                        s11 <- Vector512.FusedMultiplyAdd(x1, y1, s11)
                        s12 <- Vector512.FusedMultiplyAdd(x1, y2, s12)
                        s13 <- Vector512.FusedMultiplyAdd(x1, y3, s13)
                        let x2 = load data (pa + 16)
                        s20 <- Vector512.FusedMultiplyAdd(x2, y0, s20)
                        s21 <- Vector512.FusedMultiplyAdd(x2, y1, s21)
                        s22 <- Vector512.FusedMultiplyAdd(x2, y2, s22)
                        s23 <- Vector512.FusedMultiplyAdd(x2, y3, s23)
                        let x3 = load data (pa + 24)
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
