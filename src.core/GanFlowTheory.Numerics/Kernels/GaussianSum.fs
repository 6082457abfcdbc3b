namespace GanFlowTheory.Core

open System
open System.Runtime.Intrinsics
open MathNet.Numerics.LinearAlgebra.Double

/// The function exp(logHeight - 1/2 |L^(-1)(x - centre)|^2) with L lower triangular, d x d.
[<NoComparison; NoEquality>]
type internal GaussianBump =
    {
        Centre: float[]
        Factor: float[,]
        LogHeight: float
    }

/// Factors of covariances and sums of Gaussian bumps: densities of mixtures and their kernel mean embeddings alike.
module internal GaussianSum =

    type private V = VectorMath.V

    /// The lower Cholesky factor L of a symmetric positive definite matrix, L L^T.
    let factor (name: string) (matrix: float[,]) : float[,] =
        let d = Array2D.length1 matrix

        try
            (DenseMatrix.OfArray matrix).Cholesky().Factor.ToArray()
        with :? ArgumentException ->
            let entries =
                String.Join(
                    "; ",
                    [
                        for a in 0 .. d - 1 -> String.Join(" ", [ for b in 0 .. d - 1 -> matrix[a, b] ])
                    ]
                )

            Guard.fail name (invariant $"{name} must be positive definite, but is [{entries}].")

    /// Half the logarithm of det(L L^T).
    let halfLogDeterminant (factor: float[,]) : float =
        let mutable total = 0.0

        for k in 0 .. Array2D.length1 factor - 1 do
            total <- total + log factor[k, k]

        total

    /// Points per block: blocks are shared between threads.
    let private blockSize = 256

    /// Logarithms below this one are -infinity: |u|^2 has overflowed or is about to.
    let private floor = -1e308

    let inline private splat (x: float) : V = Vector512.Create x

    // u = L^(-1)(z - centre), by forward substitution, eight points at a time; returns logHeight - |u|^2/2.
    let private whiten (bump: GaussianBump) (z: V[]) (u: V[]) : V =
        let mutable e = splat bump.LogHeight

        for k in 0 .. u.Length - 1 do
            let mutable v = z[k] - splat bump.Centre[k]

            for l in 0 .. k - 1 do
                v <- v - splat bump.Factor[k, l] * u[l]

            v <- v / splat bump.Factor[k, k]
            u[k] <- v
            e <- e - splat 0.5 * v * v

        Vector512.Max(e, splat floor)

    // g = L^(-T) u, the gradient of |u|^2/2, by backward substitution.
    let private unwhiten (bump: GaussianBump) (u: V[]) (g: V[]) =
        for k in u.Length - 1 .. -1 .. 0 do
            let mutable v = u[k]

            for l in k + 1 .. u.Length - 1 do
                v <- v - splat bump.Factor[l, k] * g[l]

            g[k] <- v / splat bump.Factor[k, k]

    // The gradient at point i where every logarithm has overflowed: that of the bump nearest in its own metric, as
    // max |u_k| measures it.
    let private farGradient (bumps: GaussianBump[]) (x: Points) (i: int) : float[] =
        let d = x.Dimension
        let z = Array.init d (fun k -> splat x[i, k])
        let u, g = Array.zeroCreate<V> d, Array.zeroCreate<V> d

        let reach bump =
            whiten bump z u |> ignore
            u |> Array.map (fun v -> abs v[0]) |> Array.max

        let nearest = Array.minBy reach bumps
        whiten nearest z u |> ignore
        unwhiten nearest u g
        g |> Array.map (fun v -> -v[0])

    /// The logarithm of the sum of the bumps at the points, and its gradient (n x d, zeros unless asked for), without
    /// overflow. Where even the logarithm is below the float range it is -infinity, and the gradient is that of the
    /// bump that is nearest in its own metric. At least one bump.
    let logSum (withGradient: bool) (bumps: GaussianBump[]) (x: Points) : struct (float[] * Points) =
        let n, d = x.Count, x.Dimension
        let values = Array.zeroCreate n
        let gradient = Points.zero n d

        Parallelism.overBlocks n blockSize (fun first last ->
            let z, u, g, slope =
                Array.zeroCreate<V> d, Array.zeroCreate<V> d, Array.zeroCreate<V> d, Array.zeroCreate<V> d

            let lanes = Array.zeroCreate<float> 8

            for start in first..8 .. last - 1 do
                let m = min 8 (last - start)

                for k in 0 .. d - 1 do
                    // Lanes past the last point hold leftovers that nothing reads.
                    Array.Copy(x.Data, k * n + start, lanes, 0, m)
                    z[k] <- Vector512.Create<float> lanes
                    slope[k] <- V.Zero

                // Sums are relative to exp(top), the largest term so far.
                let mutable top = splat floor
                let mutable total = V.Zero

                for bump in bumps do
                    let e = whiten bump z u
                    let higher = Vector512.Max(top, e)
                    let keep = VectorMath.expNonPositive (top - higher)
                    let share = VectorMath.expNonPositive (e - higher)
                    total <- total * keep + share
                    top <- higher

                    if withGradient then
                        unwhiten bump u g

                        for k in 0 .. d - 1 do
                            slope[k] <- slope[k] * keep - share * g[k]

                for i in 0 .. m - 1 do
                    values[start + i] <-
                        if top[i] > floor then
                            top[i] + log total[i]
                        else
                            Double.NegativeInfinity

                if withGradient then
                    for k in 0 .. d - 1 do
                        let ratio = slope[k] / total
                        ratio.CopyTo lanes
                        Array.Copy(lanes, 0, gradient.Data, k * n + start, m)

                    for i in 0 .. m - 1 do
                        if Double.IsNegativeInfinity values[start + i] then
                            farGradient bumps x (start + i)
                            |> Array.iteri (fun k v -> gradient.Data[k * n + start + i] <- v))

        struct (values, gradient)
