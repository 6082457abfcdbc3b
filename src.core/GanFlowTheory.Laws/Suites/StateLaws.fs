namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of functionals on states that are more than their nodes: a density, or an order.</summary>
[<RequireQualifiedAccess>]
module StateLaws =

    /// d/de F(q at coordinates + e u) = &lt;PullBack xi, u>.
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
