namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Double

/// The parts of |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2), the squared Frechet distance of N(m1, S1) and N(m2, S2).
[<Struct; NoComparison>]
type internal FrechetParts =
    {
        /// |m1 - m2|^2.
        Means: float
        /// The rest, never negative.
        Covariances: float
    }

/// <summary>The squared Frechet (Bures-Wasserstein) distance from means and covariances, and from samples.</summary>
/// <remarks>tr (S1^1/2 S2 S1^1/2)^1/2 is the sum of the singular values of S1^1/2 S2^1/2. With centred samples A (n x d) and B (m x d),
/// S1 = A^T A/(n-1) and S2 = B^T B/(m-1): A = U S1^1/2 sqrt(n-1) with orthonormal columns of U on the range of S1, so that those are the
/// singular values of A B^T, n x m, over sqrt((n-1)(m-1)). Where both samples have at most d points that product is the smaller one, and
/// no root is taken of a rounded number.</remarks>
[<RequireQualifiedAccess>]
module internal FrechetDistance =

    let private parts (first: float[]) (second: float[]) (traces: float) (root: float) : FrechetParts =
        let mutable means = 0.0

        for k in 0 .. first.Length - 1 do
            means <- means + (first[k] - second[k]) * (first[k] - second[k])

        {
            Means = means
            // The least of it is 0; what is below is rounding.
            Covariances =
                if traces < infinity then
                    max 0.0 (traces - 2.0 * root)
                else
                    infinity
        }

    let private trace (m: Moments) : float =
        let d = m.Dimension
        Seq.init d (fun k -> m.RawCovariance[k * d + k]) |> Seq.sum

    // Eigenvalues that rounding alone may have made are none.
    let private roots (values: float[]) : float[] =
        let least = float values.Length * 2.2e-16 * Array.max (Array.map abs values)
        values |> Array.map (fun v -> if v <= least then 0.0 else sqrt v)

    /// From means and covariances: F = V diag(e)^1/2 of S1 = V diag(e) V^T has S1^1/2 = F V^T, so that F^T S2 F has the eigenvalues of
    /// S1^1/2 S2 S1^1/2.
    let ofMoments (first: Moments) (second: Moments) : FrechetParts =
        let d = first.Dimension
        let one, two = trace first, trace second
        let ofTrace = parts first.RawMean second.RawMean (one + two)

        if one = 0.0 || two = 0.0 then
            ofTrace 0.0
        else
            // In units of the traces, so that no product overflows.
            let unit (m: Moments) (trace: float) =
                m.RawCovariance |> Array.map (fun v -> v / trace)

            let struct (values, vectors) =
                SymmetricEigen.decompose (DenseMatrix(d, d, unit first one))

            let root = roots values
            // By rows: F^T, row k is eigenvector k times its root.
            let scaled = Array.init (d * d) (fun at -> vectors[at % d, at / d] * root[at / d])
            let half: float[] = Array.zeroCreate (d * d)
            let product: float[] = Array.zeroCreate (d * d)
            MatrixProduct.multiply false false d d d 1.0 scaled 0 (unit second two) 0 0.0 half 0
            MatrixProduct.multiply false true d d d 1.0 half 0 scaled 0 0.0 product 0

            let symmetric =
                DenseMatrix.Create(d, d, fun a b -> 0.5 * (product[a * d + b] + product[b * d + a]))

            let total = SymmetricEigen.values symmetric |> roots |> Array.sum
            ofTrace (sqrt one * sqrt two * total)

    // Rows less their mean, one after the other, the mean, and the sum of squares over n - 1.
    let private centred (x: Points) : struct (float[] * float[] * float) =
        let n, d = x.Count, x.Dimension
        let first = x.Row 0
        let mean = Array.zeroCreate d

        for k in 0 .. d - 1 do
            let mutable total = 0.0

            for v in x.Coordinate k do
                total <- total + (v - first[k])

            mean[k] <- first[k] + total / float n

        let rows = Points.toRowMajor x

        for at in 0 .. rows.Length - 1 do
            rows[at] <- rows[at] - mean[at % d]

        struct (rows, mean, Vectors.squaredNorm rows / (float n - 1.0))

    /// From samples, by the singular values of an n x m matrix.
    let ofSamples (x: Points) (y: Points) : FrechetParts =
        let n, m, d = x.Count, y.Count, x.Dimension
        let struct (a, first, traceX) = centred x
        let struct (b, second, traceY) = centred y
        let ofTrace = parts first second (traceX + traceY)

        if not (traceX + traceY < infinity) || traceX = 0.0 || traceY = 0.0 then
            ofTrace 0.0
        else
            let product: float[] = Array.zeroCreate (n * m)

            let inUnit rows trace =
                rows |> Array.map (fun v -> v / sqrt trace)

            let scale = 1.0 / (sqrt (float n - 1.0) * sqrt (float m - 1.0))
            MatrixProduct.multiply false true n m d scale (inUnit a traceX) 0 (inUnit b traceY) 0 0.0 product 0
            // By columns it is the transpose, which has the same singular values.
            let singular: Vector<float> = DenseMatrix(m, n, product).Svd(false).S
            ofTrace (sqrt traceX * sqrt traceY * Seq.sum singular)
