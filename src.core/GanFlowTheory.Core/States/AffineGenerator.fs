namespace GanFlowTheory.Core

open System
open MathNet.Numerics.LinearAlgebra

/// <summary>Affine generators G(z) = z W + b, whose law is known: of standard normal noise they make N(b, W^T
/// W).</summary>
[<RequireQualifiedAccess>]
module AffineGenerator =

    // Below this ratio of variances along its axes a Gaussian lies in a plane to rounding.
    let private flat = 1e-12

    // z W + b at the rows of z, n x d, from weights k x d and a bias.
    let private outputs (weight: float[]) (bias: float[]) (z: Points) : Points =
        let d = bias.Length

        Points.wrap
            z.Count
            d
            (Array.init (z.Count * d) (fun p ->
                let k, i = p / z.Count, p % z.Count
                let mutable total = bias[k]

                for a in 0 .. z.Dimension - 1 do
                    total <- total + z[i, a] * weight[a * d + k]

                total))

    let private agree (found: Points) (wanted: Points) =
        let size = wanted.Data |> Array.fold (fun most v -> max most (abs v)) 0.0
        // A product of a layer, summed in two orders.
        Array.forall2 (fun a b -> abs (a - b) <= 1e-9 * size) found.Data wanted.Data

    /// <summary>The law N(b, W^T W) of an affine generator at standard normal noise, from its parameters alone. None
    /// where the generator is not one affine layer, or its law has no density: W of rank below d.</summary>
    let law (q: ParameterState) : GaussianMixture option =
        let d, inputs = q.Network.OutputSize, q.Network.InputSize

        match q.Network.Views with
        | [| weight; bias |] when weight.Shape = [| inputs; d |] && bias.Shape = [| d |] ->
            let theta = q.Parameters
            let w = Array.sub theta weight.Offset weight.Size
            let b = Array.sub theta bias.Offset bias.Size

            // Views do not tell what a network does with them; its outputs do.
            if
                Vectors.allFinite theta
                && Vectors.allFinite q.Nodes.Data
                && agree q.Nodes (outputs w b q.Noise)
            then
                let matrix = Matrix<float>.Build.Dense(inputs, d, (fun a k -> w[a * d + k]))
                let covariance = matrix.TransposeThisAndMultiply matrix
                let variances = SymmetricEigen.values covariance

                if variances[0] > flat * Array.last variances then
                    Some(GaussianMixture.gaussian b (covariance.ToArray()))
                else
                    None
            else
                None
        | _ -> None
