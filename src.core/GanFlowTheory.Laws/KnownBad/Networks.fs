namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad networks and states of their parameters.
[<RequireQualifiedAccess>]
module internal BadNetworks =

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
        ]
