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
            "first-variation-state"
            $"{name} on {kind.Name}"
            ("The first variation, pulled back, is the gradient in the coordinates: d/de F(q at coordinates + e u) = "
             + "<PullBack xi, u>.")
            "MN21"
            (Relative(Differences.tolerance, Differences.reason))
            scenes
            (fun scene ->
                let f = make scene
                let cloud = scene.Q
                let q = StateKind.ofCloud cloud kind
                let u = Array.init q.Coordinates.Length (fun p -> Scene.Entry scene.First p 0)
                let predicted = Metric.pairing q (f.Evaluate q).Variation u
                let speed = kind.Speed q u cloud.Spread

                if speed = 0.0 then
                    [ Equation.scalar "no direction, no change" 1.0 0.0 predicted ]
                else
                    // At unit speed, so that the step is a length.
                    let observed =
                        Differences.derivative (Differences.step cloud.Spread) (fun e ->
                            f.Value(q.At(Array.map2 (fun a v -> a + e / speed * v) q.Coordinates u)))

                    let size =
                        Differences.size f (kind.Of cloud.Weights) cloud.Points cloud.Spread
                        / cloud.Spread

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
