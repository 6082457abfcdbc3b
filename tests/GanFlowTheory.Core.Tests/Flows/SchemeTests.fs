module GanFlowTheory.Core.Tests.Flows.SchemeTests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests

let private point = Particles.point [| 1.0; -2.0 |]

// dz/dt = -z, exactly.
let private decay (tau: float) : Scheme<Particles> =
    Scheme.create "decay" 3 tau (fun length q -> Particles.ofPoints (Points.scale (exp -length) q.Nodes))

let private by (scheme: Scheme<Particles>) =
    Functional.potential "well" (Potential.ofPointwise (Array.sumBy (fun v -> 0.5 * v * v)) id)
    |> Flow.descend
    |> Flow.steppedByScheme scheme
    |> Flow.from point

[<Fact>]
let ``a scheme of one's own steps a flow, and its last step is as long as the time left`` () =
    let path = by (decay 0.4) |> Flow.until 1.0
    Assert.Equal(Outcome.ReachedTime 1.0, path.Outcome)

    Assert.Equal<float list>(
        [ 0.0; 0.4; 0.4; 0.2 ],
        [ for step in path.Steps -> System.Math.Round(step.Diagnostics.StepLength, 12) ]
    )

    Testing.close 1e-15 (exp -1.0) path.Final.Nodes[0, 0]
    Testing.close 2e-15 (-2.0 * exp -1.0) path.Final.Nodes[0, 1]
    Assert.Equal(("decay", 3), ((decay 0.4).Name, (decay 0.4).Order))

[<Fact>]
let ``what no scheme can be is refused in a sentence`` () =
    let refused make =
        Testing.argumentError (fun () -> make () |> ignore)

    Assert.Contains("order", refused (fun () -> Scheme.create "mine" 0 0.1 (fun _ (q: Particles) -> q)))
    Assert.Contains("tau", refused (fun () -> Scheme.create "mine" 1 0.0 (fun _ (q: Particles) -> q)))

    let longer =
        Scheme.create "longer" 1 0.1 (fun _ (_: Particles) -> Particles.point [| 0.0; 0.0; 0.0 |])

    Assert.Contains(
        "the coordinates of scheme longer",
        Testing.argumentError (fun () -> by longer |> Flow.steps 1 |> ignore)
    )
