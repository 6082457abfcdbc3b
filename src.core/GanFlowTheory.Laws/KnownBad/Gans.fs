namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad certificates of generators' steps, and known-bad truths of discriminators.
[<RequireQualifiedAccess>]
module internal BadGans =

    let all: KnownBad list =
        [
            Flaw.bad
                "a step that forgets what the optimiser remembered"
                (GanLaws.certificate "" (fun flow step -> GanLaws.certify flow { step with Memory = None }))
            Flaw.bad
                "the discriminator of another step"
                (GanLaws.certificate "" (fun flow step ->
                    GanLaws.certify
                        flow
                        { step with
                            Discriminator = step.Discriminator |> Array.map (fun v -> 0.9 * v)
                        }))
            Flaw.bad
                "the covariance of the transposed weights"
                (GanLaws.affineLaw "" (fun q ->
                    AffineGenerator.law q
                    |> Option.map (fun law ->
                        let c = GaussianMixture.covariance law
                        let d = Array2D.length1 c

                        GaussianMixture.gaussian
                            (GaussianMixture.mean law)
                            (Array2D.init d d (fun a b -> c[d - 1 - a, d - 1 - b])))))
            Flaw.bad
                "a truth in the Euclidean metric"
                (GanLaws.truth "" (fun loss _ network p step ->
                    CriticTruth.measure loss Metric.euclidean network p step))
        ]
