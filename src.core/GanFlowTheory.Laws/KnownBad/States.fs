namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad functionals on states that are more than their nodes.
[<RequireQualifiedAccess>]
module internal BadStates =

    let private scenes = Scenes.any

    let private klToNormal (scene: Scene) : Functional<GaussianState> =
        let p = GaussianMixture.standard scene.P.Dimension
        Functional.divergence FDivergence.kl (Density.ofMixture "p" p)

    let private varied (change: Scene -> 'q -> Potential) (make: Scene -> Functional<'q>) (scene: Scene) =
        let f = make scene
        Functional.create "bad" f.Value (change scene)

    let all: KnownBad list =
        [
            Flaw.bad
                "KL without the score of q"
                (StateLaws.firstVariation
                    scenes
                    StateKind.gaussians
                    ""
                    (klToNormal
                     |> varied (fun _ _ -> Potential.ofPointwise (fun x -> 0.5 * Array.sumBy (fun v -> v * v) x) id)))
            Flaw.bad
                "KL with the first variation of forward KL"
                (StateLaws.firstVariation
                    (Scenes.inDimension 1)
                    StateKind.mildGaussians
                    ""
                    (klToNormal
                     |> varied (fun scene q ->
                         let p = Density.ofMixture "p" (GaussianMixture.standard scene.P.Dimension)
                         let u = Divergence.logRatio p (q :> IDensity).Density
                         let xi = Divergence.firstVariation FDivergence.kl p (q :> IDensity).Density

                         Potential.create (fun x -> u x |> Array.map (fun v -> -exp v)) (fun x ->
                             Points.scaleRows (Array.map exp (u x)) (xi.Gradient x)))))
            Flaw.bad
                "W2^2 sold as its half"
                (StateLaws.firstVariation (Scenes.inDimension 1) StateKind.quantiles "" (fun scene ->
                    let f = Functional.wassersteinOnLine scene.P.Measure

                    { f with
                        Value = fun q -> 2.0 * f.Value q
                    }))
            Flaw.bad
                "an entropy that forgets the half cells at the ends"
                (StateLaws.firstVariation (Scenes.inDimension 1) StateKind.quantiles "" (fun _ ->
                    let f = Functional.entropy

                    { f with
                        Value =
                            fun q ->
                                let x = q.Quantiles
                                let n = float x.Length
                                -(Array.pairwise x |> Array.sumBy (fun (a, b) -> log (n * (b - a)))) / n
                    }))
            Flaw.bad
                "values of another slope"
                (StateLaws.onLine StateKind.quantiles "" (fun scene ->
                    let true' =
                        Functional.klOnLine (Density.ofMixture "N(0, 1)" (GaussianMixture.standard 1))

                    { true' with
                        FirstVariation =
                            fun q ->
                                let xi = true'.FirstVariation q
                                Potential.create (fun x -> xi.Value x |> Array.map (fun v -> 1.5 * v)) xi.Gradient
                    }))
        ]
