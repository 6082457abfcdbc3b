namespace GanFlowTheory.Core

open System
open MathNet.Numerics.LinearAlgebra.Double

/// <summary>A quadrature rule for the standard Gaussian on R^d: E g(Z) is about sum_i w_i
/// g(z_i), Z ~ N(0, I).</summary>
[<Sealed>]
type GaussianRule internal (name: string, degree: int, nodes: Points, weights: float[]) =

    /// Name shown in reports, with the number of points.
    member _.Name = name

    /// The highest total degree of the polynomials that the rule integrates exactly, at least 3.
    member _.Degree = degree

    /// The number of nodes n.
    member _.Count = nodes.Count

    /// Dimension d.
    member _.Dimension = nodes.Dimension

    /// The nodes z_i, n x d.
    member _.Nodes = nodes

    member internal _.RawWeights = weights

    /// The weights w_i > 0, length n, summing to one.
    member _.Weights: float[] = Array.copy weights

    /// The name.
    override _.ToString() = name

/// <summary>Quadrature rules for the standard Gaussian.</summary>
/// <remarks>Every rule here integrates polynomials of degree 3: sum_i w_i z_i = 0 and sum_i w_i z_i z_i^T = I, so that
/// affine functions of z keep their means and covariances exactly.</remarks>
[<RequireQualifiedAccess>]
module GaussHermite =

    // The orthonormal Hermite polynomials of orders 0 .. k at x, by sqrt(j + 1) h_{j+1} = x h_j - sqrt(j) h_{j-1}.
    let private hermite (k: int) (x: float) : float[] =
        let h = Array.zeroCreate (k + 1)
        h[0] <- 1.0

        for j in 0 .. k - 1 do
            let before = if j = 0 then 0.0 else sqrt (float j) * h[j - 1]
            h[j + 1] <- (x * h[j] - before) / sqrt (float (j + 1))

        h

    // Golub-Welsch: the nodes are the eigenvalues of the Jacobi matrix, with sqrt(1), sqrt(2), ... beside the diagonal.
    // Newton steps on the polynomial itself and the Christoffel weights 1/sum_j h_j^2 then keep the relative accuracy
    // of the smallest weights too.
    let private solve (k: int) : float[] * float[] =
        let jacobi =
            DenseMatrix.Create(k, k, (fun a b -> if abs (a - b) = 1 then sqrt (float (max a b)) else 0.0))

        let polished =
            SymmetricEigen.values jacobi
            |> Array.map (fun root ->
                let mutable x = root

                for _ in 1..2 do
                    let h = hermite k x
                    x <- x - h[k] / (sqrt (float k) * h[k - 1])

                x)

        let nodes = Array.init k (fun i -> 0.5 * (polished[i] - polished[k - 1 - i]))

        let raw =
            nodes
            |> Array.map (fun x -> 1.0 / (hermite (k - 1) x |> Array.sumBy (fun h -> h * h)))

        let total = Array.sum raw
        nodes, raw |> Array.map (fun w -> w / total)

    let private onLine =
        let known =
            System.Collections.Concurrent.ConcurrentDictionary<int, float[] * float[]>()

        fun k -> known.GetOrAdd(k, solve)

    /// The most points on an axis: beyond, the outermost weights leave the range of floats.
    let private most = 200

    /// <summary>The Gauss-Hermite rule with k points on each axis, k^d in all, 2 &lt;= k &lt;= 200: exact for
    /// polynomials of degree 2 k - 1 in each coordinate.</summary>
    let tensor (k: int) (dimension: int) : GaussianRule =
        Guard.atLeast (nameof k) 2 k
        Guard.atLeast (nameof dimension) 1 dimension

        if k > most then
            Guard.fail (nameof k) (invariant $"k must be at most {most}, but is {k}.")

        if float dimension * log (float k) > log 1e7 then
            Guard.fail
                (nameof k)
                (invariant $"k must leave at most 10 million nodes, but {k} points on each of {dimension} axes do not.")

        let nodes, weights = onLine k
        let count = pown k dimension
        let digit i axis = i / pown k axis % k

        GaussianRule(
            invariant $"gauss-hermite:{k}^{dimension}",
            2 * k - 1,
            Points.init count dimension (fun i axis -> nodes[digit i axis]),
            Array.init count (fun i ->
                let mutable w = 1.0

                for axis in 0 .. dimension - 1 do
                    w <- w * weights[digit i axis]

                w)
        )

    /// <summary>The 2 d nodes +-sqrt(d) e_k with equal weights: exact for polynomials of total degree 3, in any
    /// dimension.</summary>
    let symmetric (dimension: int) : GaussianRule =
        Guard.atLeast (nameof dimension) 1 dimension
        let radius = sqrt (float dimension)

        GaussianRule(
            invariant $"symmetric:{2 * dimension}",
            3,
            Points.init (2 * dimension) dimension (fun i k ->
                if i / 2 <> k then 0.0
                elif i % 2 = 0 then radius
                else -radius),
            Array.create (2 * dimension) (0.5 / float dimension)
        )

    /// <summary>The tensor rule with the most points on each axis, up to 32, that keeps at most 4096 nodes: 32 for d
    /// &lt;= 2, 16 for d = 3, 8 for d = 4, 3 for d = 7; from d = 8 on the symmetric rule, of degree 3.</summary>
    let standard (dimension: int) : GaussianRule =
        Guard.atLeast (nameof dimension) 1 dimension

        match
            seq { 32..-1..3 }
            |> Seq.tryFind (fun k -> float dimension * log (float k) <= log 4096.5)
        with
        | Some k -> tensor k dimension
        | None -> symmetric dimension
