namespace GanFlowTheory.Core

open System

/// The Jacobians dG(z)/dtheta of a generator at single samples, d rows of length P, by one program that is run again
/// for each sample.
[<Sealed>]
type internal SampleJacobians(network: Network, parameters: int) =

    let d, k = network.OutputSize, network.InputSize

    let program =
        lazy
            (let theta = Tensor.input "theta" [| parameters |]
             let noise = Tensor.input "z" [| 1; k |]
             let output = network.Apply theta noise

             let row a =
                 let unit =
                     Tensor.constant [| 1; d |] (Array.init d (fun b -> if a = b then 1.0 else 0.0))

                 Differentiate.vectorJacobian [ output, unit ] [ theta ]

             Engine.compile network.Engine [ theta; noise ] (List.collect row [ 0 .. d - 1 ]))

    /// The d x d products J_i J_i^T, row-major, of each of the noise samples, one after the other.
    member _.Products(theta: float[], noise: float[]) : float[][] =
        let rows = Array.init d (fun _ -> Array.zeroCreate parameters)
        let program = program.Value

        program.Exclusively(fun () ->
            program.Input(0).Set theta

            Array.init (noise.Length / k) (fun i ->
                program.Input(1).Set(ReadOnlySpan(noise, i * k, k))
                program.Run rows
                let products = Array.zeroCreate (d * d)

                for a in 0 .. d - 1 do
                    for b in a .. d - 1 do
                        let product = Vectors.inner rows[a] rows[b]
                        products[a * d + b] <- product
                        products[b * d + a] <- product

                products))
