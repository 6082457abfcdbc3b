namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Double

/// <summary>Divergences between Gaussians in closed form: q = N(m, A A^T) a state, p = N(c, L L^T) a mixture of one
/// component.</summary>
/// <remarks>In the coordinates z = A^(-1)(x - m) of q, p has precision K = B^T B with B = L^(-1) A, and
/// log r(z) = 1/2 |z|^2 - 1/2 |B z - e|^2 + log |det B| with e = L^(-1)(c - m).</remarks>
[<RequireQualifiedAccess>]
module GaussianDivergence =

    let internal single (p: GaussianMixture) : GaussianComponent =
        match p.Weighted with
        | [| _, one |] -> one
        | several -> Guard.fail (nameof p) (invariant $"p must be one Gaussian, but is a mixture of {several.Length}.")

    // B = L^(-1) A, e = L^(-1)(c - m), and log |det B|.
    let private seen (p: GaussianComponent) (q: GaussianState) =
        Guard.sameDimension "the flowing distribution" p.Mean.Length q.Dimension
        let lower = DenseMatrix.OfArray p.Factor
        let b = lower.Solve(DenseMatrix.OfArray q.Factor)
        let e = lower.Solve(DenseVector.OfArray(Array.map2 (-) p.Mean q.Mean))
        struct (b, e, q.LogDeterminant - GaussianSum.halfLogDeterminant p.Factor)

    // delta - log(1 + delta), about delta^2/2, for |delta| <= 1/2. With w = delta/(2 + delta), |w| <= 1/3, log(1 + delta)
    // = 2 artanh w and delta - 2 w = delta w: what is left of the series falls below 1e-17 of delta w at w^37.
    let private excess (delta: float) : float =
        let w = delta / (2.0 + delta)
        let mutable tail = 0.0

        for k in 17..-1..1 do
            tail <- 1.0 / float (2 * k + 1) + w * w * tail

        delta * w - 2.0 * w * w * w * tail

    // The eigenvalues of K - I = E + E^T + E^T E, E = B - I, where all lie in [-1/2, 1/2]: there traces and determinants
    // differ in the second order only. None elsewhere.
    let private near (b: Matrix<float>) : float[] option =
        let e = b - DenseMatrix.CreateIdentity b.RowCount
        let difference = e + e.Transpose() + e.TransposeThisAndMultiply e

        if difference.FrobeniusNorm() <= 0.5 then
            Some(SymmetricEigen.values difference)
        else
            None

    let internal reverse (p: GaussianComponent) (q: GaussianState) : float =
        let struct (b, e, log') = seen p q

        match near b with
        | Some deltas -> 0.5 * (Array.sumBy excess deltas + e * e)
        | None ->
            let trace = b.Enumerate() |> Seq.sumBy (fun v -> v * v)
            0.5 * (trace - float q.Dimension + e * e) - log'

    /// KL(q||p): 1/2 (|L^(-1) A|^2 - d + |L^(-1)(m - c)|^2) - log |det L^(-1) A|.
    let kl (p: GaussianMixture) (q: GaussianState) : float = reverse (single p) q

    /// KL(p||q): 1/2 (|A^(-1) L|^2 - d + |A^(-1)(m - c)|^2) + log |det L^(-1) A|; infinity where A is singular.
    let forwardKl (p: GaussianMixture) (q: GaussianState) : float =
        let p = single p
        let struct (b, _, log') = seen p q

        match q.Inverse with
        | None -> infinity
        | Some inverse ->
            let inverse = DenseMatrix.OfArray inverse
            let e = inverse * DenseVector.OfArray(Array.map2 (-) p.Mean q.Mean)

            match near b with
            | Some deltas ->
                // The eigenvalues of K^(-1) - I: at -1/2 it is 1, whose excess is its plain formula.
                let inverted delta =
                    let delta = -delta / (1.0 + delta)

                    if delta <= 0.5 then
                        excess delta
                    else
                        delta - Elementary.log1p delta

                0.5 * (Array.sumBy inverted deltas + e * e)
            | None ->
                let c = inverse * DenseMatrix.OfArray p.Factor
                let trace = c.Enumerate() |> Seq.sumBy (fun v -> v * v)
                0.5 * (trace - float q.Dimension + e * e) + log'

    /// log E_q r^a = log int p^a q^(1-a), for any finite a: infinity where the integral is, which happens only outside
    /// [0, 1]. With M = a K + (1 - a) I positive definite it is a log |det B| - 1/2 log |M| + 1/2 a^2 e^T B M^(-1) B^T
    /// e - 1/2 a |e|^2.
    let logPower (a: float) (p: GaussianMixture) (q: GaussianState) : float =
        Guard.finite (nameof a) a
        let struct (b, e, log') = seen (single p) q
        let d = q.Dimension
        let gram = b.TransposeThisAndMultiply b

        let m =
            DenseMatrix.Create(d, d, (fun i j -> a * gram[i, j] + (if i = j then 1.0 - a else 0.0)))

        if a = 0.0 then
            0.0
        elif not (SymmetricEigen.smallest m > 0.0) then
            infinity
        else
            let g = b.TransposeThisAndMultiply e
            let cholesky = m.Cholesky()

            let determinants =
                match near b with
                // a log(1 + delta) - log(1 + a delta), in terms of what either is short of its first order.
                | Some deltas when deltas |> Array.forall (fun delta -> abs (a * delta) <= 0.5) ->
                    0.5
                    * (deltas |> Array.sumBy (fun delta -> excess (a * delta) - a * excess delta))
                | _ -> a * log' - 0.5 * cholesky.DeterminantLn

            determinants + 0.5 * a * a * (g * cholesky.Solve g) - 0.5 * a * (e * e)

    /// chi^2 = E_q (r - 1)^2 = E_q r^2 - 1; infinity where p's tails are too heavy for q's.
    let chi2 (p: GaussianMixture) (q: GaussianState) : float = Elementary.expm1 (logPower 2.0 p q)

    /// Squared Hellinger E_q (sqrt r - 1)^2 = 2 - 2 int sqrt(p q), in [0, 2].
    let hellinger (p: GaussianMixture) (q: GaussianState) : float =
        -2.0 * Elementary.expm1 (logPower 0.5 p q)

/// KL between Gaussians as a functional.
[<AutoOpen>]
module GaussianDivergenceFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// KL(q||p) to a Gaussian p, as a functional with value and first variation exact on any rule.
        let klToGaussian (p: GaussianMixture) : Functional<GaussianState> =
            let target = GaussianDivergence.single p
            let density = Density.ofMixture "gaussian" p

            Functional.create "kl to gaussian in closed form" (GaussianDivergence.reverse target) (fun q ->
                Divergence.firstVariation FDivergence.kl density (q :> IDensity).Density)
