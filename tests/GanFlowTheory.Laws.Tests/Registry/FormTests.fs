namespace GanFlowTheory.Laws.Tests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Laws

/// Every instance that has a spelling has its laws checked.
type FormTests() =

    static let laws = Registry.laws @ (Catalogue.all |> List.collect _.Property)

    /// The forms of which no instance is among those of the laws with the names.
    let missing (forms: Form<'a> list) (names: string list) =
        let instances =
            laws
            |> List.filter (fun law -> List.contains law.Name names)
            |> List.map _.Instance

        [
            for form in forms do
                if
                    not (
                        instances
                        |> List.exists (fun i -> i = form.Name || i.StartsWith(form.Name + ":"))
                    )
                then
                    form.Shape
        ]

    let ofOptimisers = [ "optimiser-limit"; "optimiser-coordinates"; "optimiser-units" ]

    let none (shapes: string list) = Assert.Equal<string list>([], shapes)

    [<Fact>]
    member _.``a form without an instance is found``() =
        Assert.Equal<string list>([ "new:A" ], missing [ Form.plain "new:A" "" 1 ] [ "kernel-symmetry" ])

    [<Fact>]
    member _.``every form has an instance among those of the laws``() =
        none (missing Kernel.forms [ "kernel-symmetry" ])
        none (missing Integrator.forms ("integrator-order" :: ofOptimisers))
        none (missing Optimiser.forms ofOptimisers)
        none (missing FDivergence.forms [ "divergence-members" ])
        none (missing GeneratorLoss.forms [ "loss-members" ])
        none (missing GeneratorLoss.forms [ "generator-targets" ])
        none (missing MmdEstimator.forms [ "estimator-unbiased"; "estimator-bias" ])

    // The names of metrics say more than their forms.
    [<Fact>]
    member _.``every metric on particles has an instance in the registry``() =
        let registered = Registry.weightedMetrics |> List.map _.Name |> set

        none
            [
                for form in Metric.forms<WeightedParticles> do
                    let text =
                        match form.Name with
                        | "wfr" -> "wfr:1,0.5"
                        | "sobolev" -> "sobolev:0.1,gaussian:1"
                        | _ -> Spellings.filled form

                    let metric =
                        (Form.read "metric" Metric.forms<WeightedParticles> text).Make(Kernel.gaussian 1.0)

                    if not (registered.Contains metric.Name) then
                        form.Shape
            ]
