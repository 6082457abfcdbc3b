namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// Networks whose weights are divided by their largest singular values.
[<AutoOpen>]
module SpectralNormalisation =

    /// Networks.
    [<RequireQualifiedAccess>]
    module Network =

        // Where the iteration starts: any vector that no singular vector is orthogonal to.
        let private start (length: int) : Tensor =
            Seed.normals length (Seed.split "power iteration" (Seed.create length))
            |> Tensor.constant [| length; 1 |]

        // A matrix of zeros stays one.
        let private over (norm: Tensor) (v: Tensor) : Tensor =
            v * Tensor.unary Unary.PseudoReciprocal norm

        let private unit (v: Tensor) : Tensor =
            over (Tensor.sqrt (Tensor.sum (Tensor.square v))) v

        /// The largest singular value of a matrix, by power iterations: |W v| for the v of unit length that they reach.
        let private largest (iterations: int) (w: Tensor) : Tensor =
            let mutable v = unit (start w.Extents[1])

            for _ in 1..iterations do
                v <- unit (Tensor.matrixProduct true false w (Tensor.dot w v))

            Tensor.sqrt (Tensor.sum (Tensor.square (Tensor.dot w v)))

        /// <summary>The same network with each weight W, and each set of filters as a matrix of one row per filter, replaced
        /// by W / s(W), s the largest singular value (Miyato et al. 2018); biases stay. The parameters are those of the network
        /// itself, and derivatives go through s. s is taken by power iterations from a fixed start, so that it is at most the
        /// true value, and below it by a factor of at least 1 - (s2/s)^(4 iterations) tan^2 of the start's angle, s2 the
        /// next singular value.</summary>
        /// <param name="iterations">Power iterations at each evaluation, at least 1.</param>
        /// <param name="network">The network; views of two axes or more are weights.</param>
        let spectrallyNormalised (iterations: int) (network: Network) : Network =
            Guard.atLeast (nameof iterations) 1 iterations

            let normalised (theta: Tensor) : Tensor =
                network.Views
                |> Array.map (fun view ->
                    let part = Tensor.slice 0 view.Offset view.Size theta

                    if view.Shape.Length < 2 then
                        part
                    else
                        let w = Tensor.reshape [| view.Shape[0]; view.Size / view.Shape[0] |] part
                        over (largest iterations w) part)
                |> Array.toList
                |> Tensor.concatenate 0

            if network.Views.Length = 0 then
                network
            else
                { network with
                    Name = invariant $"{network.Name}:spectral:{iterations}"
                    Apply = fun theta x -> network.Apply (normalised theta) x
                    Layers = fun theta x -> network.Layers (normalised theta) x
                }
