namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad networks and states of their parameters.
[<RequireQualifiedAccess>]
module internal BadNetworks =

    // Weights divided by what is taken of them, and the rest of theta by what is taken of the biases.
    let private divided
        (ofWeights: Tensor -> Tensor)
        (ofBiases: Tensor -> Tensor)
        (_: int)
        (network: Network)
        : Network =
        let change (theta: Tensor) =
            network.Views
            |> Array.map (fun view ->
                let part = Tensor.slice 0 view.Offset view.Size theta

                part
                / (if view.Shape.Length < 2 then
                       ofBiases part
                   else
                       ofWeights part))
            |> Array.toList
            |> Tensor.concatenate 0

        { network with
            Apply = fun theta x -> network.Apply (change theta) x
        }

    let private frobenius (w: Tensor) =
        Tensor.sqrt (Tensor.sum (Tensor.square w))

    let private one (_: Tensor) = Tensor.number 1.0

    let all: KnownBad list =
        [
            Flaw.bad "noise that stays" (NetworkLaws.nodes "" (fun _ q -> q))
            Flaw.bad
                "weights for outputs in place of inputs"
                (NetworkLaws.initial "" (fun activation inputs outputs ->
                    Network.create
                        ""
                        inputs
                        outputs
                        [ Parameter.normal "weight" [| inputs; outputs |] (sqrt (2.0 / float outputs)) ]
                        (fun parameter x -> Tensor.dot x (parameter "weight"))))
            Flaw.bad
                "units without their shift"
                (NetworkLaws.units "" (fun scale shift network theta ->
                    Network.inUnits scale (Array.map (fun v -> 0.0 * v) shift) network theta))
            Flaw.bad "weights divided by their Frobenius norms" (NetworkLaws.spectral "" (divided frobenius one))
            Flaw.bad
                "biases divided too"
                (NetworkLaws.spectral "" (fun iterations network ->
                    Network.spectrallyNormalised iterations network
                    |> divided one (fun _ -> Tensor.number 2.0) iterations))
            Flaw.bad
                "one iteration sold as many"
                (NetworkLaws.spectral "" (fun _ network -> Network.spectrallyNormalised 1 network))
            Flaw.bad
                "layers without the output"
                (NetworkLaws.layers "" (fun network theta x ->
                    match network.Layers theta x with
                    | [ only ] -> [ only ]
                    | layers -> List.take (layers.Length - 1) layers))
            Flaw.bad
                "layers before their activations"
                (NetworkLaws.layers "" (fun network theta x ->
                    match List.rev (network.Layers theta x) with
                    | [ only ] -> [ only ]
                    | last :: hidden ->
                        // The inverse of tanh: log((1 + t)/(1 - t))/2.
                        let before (t: Tensor) =
                            0.5 * (Tensor.log (1.0 + t) - Tensor.log (1.0 - t))

                        List.rev (last :: List.map before hidden)
                    | [] -> []))
        ]
