namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of functionals on states that are more than their nodes: a density, or an order.</summary>
[<RequireQualifiedAccess>]
module StateLaws =

    /// d/de F(q at coordinates + e u) = <PullBack xi, u>.
    let firstVariation
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: Scene -> Functional<'q>)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "first-variation-state"
                Statement =
                    "The first variation, pulled back, is the gradient in the coordinates: d/de F(q at coordinates + e u) = "
                    + "<PullBack xi, u>."
                Source = "MN21"
                Judge = Differences.judge
            }
            $"{name} on {kind.Name}"
            scenes
            (fun scene ->
                let f = make scene
                let cloud = scene.Q
                let q = StateKind.ofCloud cloud kind
                let u = Scene.CoordinatesAt scene.First q.Coordinates.Length
                let predicted = Metric.pairing q (f.Evaluate q).Variation u
                let speed = kind.Speed q u cloud.Spread

                if speed = 0.0 then
                    [ Equation.scalar "no direction, no change" 1.0 0.0 predicted ]
                else
                    // At unit speed, so that the step is a length.
                    let observed =
                        Differences.derivative (Differences.step cloud.Spread) (fun e ->
                            f.Value(Differences.along q u (e / speed)))

                    let size = StateKind.size cloud kind f / cloud.Spread

                    [
                        Equation.scalar
                            "d/de F against <PullBack xi, u>"
                            (size + abs (predicted / speed))
                            observed
                            (predicted / speed)
                    ])

    /// On the line, away from the nodes, the gradient of the first variation is the derivative of its value.
    let onLine (kind: StateKind<'q>) (name: string) (make: Scene -> Functional<'q>) : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "first-variation-function"
                Statement =
                    "As a function on the line the first variation has the derivative that its gradient says, between the nodes and beyond them."
                Source = "MN21"
                Judge = Differences.judge
            }
            $"{name} on {kind.Name}"
            (Scenes.inDimension 1)
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let xi = (make scene).FirstVariation q
                let spread = scene.Q.Spread
                let nodes = q.Nodes.Data |> Array.distinct |> Array.sort

                // A third of the way across each gap, where no cell of a target's grid has its end.
                let places =
                    [|
                        nodes[0] - 0.7 * spread

                        for a, b in Array.pairwise nodes do
                            if b - a > spread / 32.0 then
                                a + (b - a) / 3.0

                        nodes[nodes.Length - 1] + 0.7 * spread
                    |]

                let slopes = (xi.Gradient(Points.ofValues places)).Data

                let observed =
                    places
                    |> Array.map (fun x ->
                        Differences.derivative (Differences.step spread) (fun e ->
                            (xi.Value(Points.ofValues [| x + e |]))[0]))

                let size = Vectors.largest (xi.Value(Points.ofValues places)) / spread

                [
                    Equation.vector "d/dx xi against its gradient" (size + Vectors.largest slopes) observed slopes
                ])

    /// Every law of a functional on one kind of state.
    let all
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'q>)
        (name: string)
        (make: Scene -> Functional<'q>)
        : Law list when 'q :> IState<'q> =
        [
            firstVariation scenes kind name make
            FunctionalLaws.evaluateOn scenes $"{name} on {kind.Name}" kind.Of make
        ]
