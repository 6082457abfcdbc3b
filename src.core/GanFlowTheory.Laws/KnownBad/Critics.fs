namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad critics, and flows that misreport what they see through one.
[<RequireQualifiedAccess>]
module internal BadCritics =

    let private scenes = Scenes.any
    let private particles = StateKind.particles

    let private mmd (scene: Scene) : Functional<Particles> =
        Functional.ofMeasure (BadFunctionals.mmd scene.P.Measure)

    let private doubled (scene: Scene) : Functional<Particles> =
        Functional.ofMeasure (BadFunctionals.doubled scene.P.Measure)

    let private witness (scene: Scene) : Critic<Particles> =
        Critic.sobolevKernelized (Kernel.gaussian 1.0) 0.1 scene.P.Measure

    // Sees something else every time it looks, whatever the seed.
    let private fickle (_: Scene) : Critic<Particles> =
        let looks = ref 0

        Critic.create "fickle" (fun _ _ _ ->
            looks.Value <- looks.Value + 1
            let a = float looks.Value
            Potential.ofPointwise (Array.sumBy (fun v -> a * v)) (Array.map (fun _ -> a)))

    let private halfGradient (scene: Scene) : Critic<Particles> =
        Critic.create "half" (fun _ _ q ->
            let xi = (mmd scene).FirstVariation q
            Potential.create xi.Value (xi.Gradient >> Points.scale 0.5))

    let all: KnownBad list =
        let through report functional critic =
            CriticLaws.reported report scenes particles "" functional critic Metric.wasserstein

        [
            Flaw.bad "<c, K c> reported for <xi, K c>" (through _.CriticDissipation mmd witness)
            Flaw.bad
                "the rate reported with the wrong sign"
                (through (_.PredictedDissipation >> Option.map (fun v -> -v)) mmd witness)
            Flaw.bad
                "a first variation without its factor 1/2, seen through a critic"
                (through _.PredictedDissipation doubled witness)
            Flaw.bad "a critic that never sees the same" (through _.PredictedDissipation mmd fickle)
            Flaw.bad "half of the gradient" (CriticLaws.gradient scenes particles "" mmd halfGradient)
        ]
