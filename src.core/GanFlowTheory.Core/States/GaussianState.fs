namespace GanFlowTheory.Core

open System
open MathNet.Numerics.LinearAlgebra.Double

/// <summary>
/// A Gaussian N(m, A A^T) on R^d as the law of m + A z, z ~ N(0, I): the Bures-Wasserstein geometry. Coordinates: m,
/// then A row by row, d + d^2 in all; nodes m + A z_i and weights w_i come from a quadrature
/// rule (z_i, w_i) for N(0, I).
/// </summary>
/// <remarks>
/// A velocity v at the nodes moves the coordinates by (E v, E v z^T), its projection in L2(q) onto affine fields, as
/// 1, z_1, .., z_d are orthonormal; the pull-back of a potential is the same projection of its gradient. So the
/// Wasserstein metric here is Euclidean in (m, A): modulo the rotations A -> A R it is the Bures-Wasserstein metric,
/// and gradient flows are those of W2 restricted to Gaussians (Lambert et al. 2022). See proofs-notes/laws.md.
/// </remarks>
[<Sealed>]
type GaussianState internal (rule: GaussianRule, coordinates: float[]) =

    let d = rule.Dimension
    let factor a b = coordinates[d + a * d + b]

    let nodes =
        lazy
            (let z = rule.Nodes
             let n = z.Count
             let data = Array.zeroCreate (n * d)

             for a in 0 .. d - 1 do
                 for i in 0 .. n - 1 do
                     let mutable x = coordinates[a]

                     for b in 0 .. d - 1 do
                         x <- x + factor a b * z.Data[b * n + i]

                     data[a * n + i] <- x

             Points.wrap n d data)

    // A^(-1) and log |det A|; none where A is singular or no longer finite.
    let inverse =
        lazy
            (let a = DenseMatrix.Create(d, d, factor)

             if Vectors.allFinite coordinates then
                 let lu = a.LU()
                 let mutable log' = 0.0

                 for k in 0 .. d - 1 do
                     log' <- log' + log (abs lu.U[k, k])

                 if Double.IsFinite log' then
                     Some(struct (lu.Inverse().ToArray(), log'))
                 else
                     None
             else
                 None)

    // (sum_i w_i v_i, sum_i w_i v_i z_i^T) for vectors v_i at the nodes.
    let project (v: Points) : float[] =
        Guard.sameLength "velocity" rule.Count v.Count
        Guard.sameDimension "velocity" d v.Dimension
        let z, w, n = rule.Nodes, rule.RawWeights, rule.Count
        let rate = Array.zeroCreate coordinates.Length

        for a in 0 .. d - 1 do
            for i in 0 .. n - 1 do
                let weighted = w[i] * v.Data[a * n + i]
                rate[a] <- rate[a] + weighted

                for b in 0 .. d - 1 do
                    rate[d + a * d + b] <- rate[d + a * d + b] + weighted * z.Data[b * n + i]

        rate

    // A^(-1)(x - m), n x d.
    let whiten (a: float[,]) (x: Points) : Points =
        let n = x.Count
        let data = Array.zeroCreate (n * d)

        for k in 0 .. d - 1 do
            for i in 0 .. n - 1 do
                let mutable z = 0.0

                for b in 0 .. d - 1 do
                    z <- z + a[k, b] * (x.Data[b * n + i] - coordinates[b])

                data[k * n + i] <- z

        Points.wrap n d data

    let density =
        lazy
            (Density.create
                "gaussian"
                d
                (fun x ->
                    match inverse.Value with
                    | Some struct (a, log') ->
                        let z = whiten a x
                        let constant = log' + 0.5 * float d * log (2.0 * Math.PI)
                        Points.rowDots z z |> Array.map (fun s -> -0.5 * s - constant)
                    | None -> Array.create x.Count infinity)
                (fun x ->
                    match inverse.Value with
                    | Some struct (a, _) ->
                        let z = whiten a x
                        let n = x.Count
                        let data = Array.zeroCreate (n * d)

                        for k in 0 .. d - 1 do
                            for i in 0 .. n - 1 do
                                let mutable s = 0.0

                                for b in 0 .. d - 1 do
                                    s <- s - a[b, k] * z.Data[b * n + i]

                                data[k * n + i] <- s

                        Points.wrap n d data
                    | None -> Points.zero x.Count d))

    /// Dimension d.
    member _.Dimension = d

    /// The mean m, length d.
    member _.Mean: float[] = Array.sub coordinates 0 d

    /// The factor A, d x d, invertible where there is a density.
    member _.Factor: float[,] = Array2D.init d d factor

    /// The covariance A A^T, d x d.
    member _.Covariance: float[,] =
        Array2D.init d d (fun a b ->
            let mutable s = 0.0

            for k in 0 .. d - 1 do
                s <- s + factor a k * factor b k

            s)

    /// The quadrature rule for z.
    member _.Rule = rule

    /// The nodes m + A z_i, n x d.
    member _.Nodes = nodes.Value

    /// The weights of the rule, length n.
    member _.Weights = rule.RawWeights

    /// log |det A|; -infinity where A is singular.
    member internal _.LogDeterminant =
        match inverse.Value with
        | Some struct (_, log') -> log'
        | None -> Double.NegativeInfinity

    /// A^(-1); none where A is singular.
    member internal _.Inverse = inverse.Value |> Option.map (fun struct (a, _) -> a)

    interface IMeasure with
        member _.Nodes = nodes.Value
        member _.Weights = rule.RawWeights

    interface IDensity with
        member _.Density = density.Value

    interface IState<GaussianState> with
        member _.Coordinates = coordinates
        member _.At coordinates = GaussianState(rule, coordinates)
        member _.PullBack(c: Covector) = project c.Gradient

    interface ITransport with
        member _.OfVelocity(velocity: Points) = project velocity
        member _.OfNoise = None

        member _.Projected(velocity: Points) =
            let rate, n, z = project velocity, rule.Count, rule.Nodes
            let data = Array.zeroCreate (n * d)

            for a in 0 .. d - 1 do
                for i in 0 .. n - 1 do
                    let mutable v = rate[a]

                    for b in 0 .. d - 1 do
                        v <- v + rate[d + a * d + b] * z.Data[b * n + i]

                    data[a * n + i] <- v

            Points.wrap n d data

    interface IFlat with
        member _.Masses = Some(Array.create coordinates.Length 1.0)
        member _.Nearest coordinates = coordinates
        member _.Interchangeable = false

    /// "N(m, A A^T) on R^d".
    override _.ToString() =
        invariant $"Gaussian on R^{d} ({rule.Name})"

/// Gaussian states.
[<RequireQualifiedAccess>]
module GaussianState =

    /// N(mean, A A^T) seen through a rule; mean of length d, factor A d x d and invertible, the rule on R^d.
    let onRule (rule: GaussianRule) (mean: float[]) (factor: float[,]) : GaussianState =
        let d = mean.Length
        Guard.atLeast "mean.Length" 1 d
        mean |> Array.iteri (fun k v -> Guard.finite (invariant $"mean[{k}]") v)
        Guard.sameDimension (nameof rule) d rule.Dimension

        if Array2D.length1 factor <> d || Array2D.length2 factor <> d then
            let size = invariant $"{Array2D.length1 factor} x {Array2D.length2 factor}"
            Guard.fail (nameof factor) (invariant $"factor must be {d} x {d} like the mean, but is {size}.")

        factor
        |> Array2D.iteri (fun a b v -> Guard.finite (invariant $"factor[{a}, {b}]") v)

        let state =
            GaussianState(rule, Array.append mean (Array.init (d * d) (fun p -> factor[p / d, p % d])))

        if state.Inverse.IsNone then
            Guard.fail (nameof factor) "factor must be invertible, but its determinant is 0."

        state

    /// N(mean, A A^T) seen through the standard rule of its dimension; the factor A is d x d and invertible.
    let ofFactor (mean: float[]) (factor: float[,]) : GaussianState =
        Guard.atLeast "mean.Length" 1 mean.Length
        onRule (GaussHermite.standard mean.Length) mean factor

    /// N(mean, covariance) seen through a rule, A the lower Cholesky factor; covariance d x d, symmetric positive
    /// definite.
    let createOn (rule: GaussianRule) (mean: float[]) (covariance: float[,]) : GaussianState =
        let gaussian = GaussianMixture.gaussian mean covariance
        onRule rule mean gaussian.Components[0].Factor

    /// N(mean, covariance) seen through the standard rule of its dimension; covariance d x d, symmetric positive
    /// definite.
    let create (mean: float[]) (covariance: float[,]) : GaussianState =
        Guard.atLeast "mean.Length" 1 mean.Length
        createOn (GaussHermite.standard mean.Length) mean covariance

    /// N(mean, sd^2 I) seen through the standard rule of its dimension, sd > 0.
    let isotropic (mean: float[]) (sd: float) : GaussianState =
        Guard.positive (nameof sd) sd
        ofFactor mean (Array2D.init mean.Length mean.Length (fun a b -> if a = b then sd else 0.0))

    /// n independent draws m + A z from the Gaussian, n x d.
    let sample (seed: Seed) (count: int) (state: GaussianState) : Points =
        Guard.atLeast (nameof count) 1 count
        let d = state.Dimension
        let mean, factor = state.Mean, state.Factor
        let z = Seed.gaussian count d seed
        let data = Array.zeroCreate (count * d)

        for a in 0 .. d - 1 do
            for i in 0 .. count - 1 do
                let mutable x = mean[a]

                for b in 0 .. d - 1 do
                    x <- x + factor[a, b] * z.Data[b * count + i]

                data[a * count + i] <- x

        Points.wrap count d data
