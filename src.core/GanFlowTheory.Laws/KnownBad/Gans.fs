namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad certificates of generators' steps, and known-bad truths of discriminators.
[<RequireQualifiedAccess>]
module internal BadGans =

    let all: KnownBad list =
        [
            Flaw.bad
                "a step that forgets what the optimiser remembered"
                (GanLaws.certificate "" (fun loss flow step -> GanLaws.certify loss flow { step with Memory = None }))
            Flaw.bad
                "the discriminator of another step"
                (GanLaws.certificate "" (fun loss flow step ->
                    GanLaws.certify
                        loss
                        flow
                        { step with
                            Discriminator = step.Discriminator |> Array.map (fun v -> 0.9 * v)
                        }))
            Flaw.bad "the loss of another GAN" (GanLaws.certificate "" (fun _ -> GanLaws.certify GeneratorLoss.logit))
            Flaw.bad
                "targets in Wasserstein-2 whatever the metric"
                (GanLaws.drawing "" (fun _ steps epsilon -> Flow.persistently steps epsilon))
            Flaw.bad
                "targets on the wrong side"
                (GanLaws.drawing "" (fun metric ->
                    let opposite =
                        { metric with
                            Apply =
                                fun q c ->
                                    let tangent = metric.Apply q c

                                    { tangent with
                                        Rate = tangent.Rate |> Array.map (fun v -> -v)
                                    }
                        }

                    Flow.persistentlyIn opposite))
            Flaw.bad
                "velocities weighted as pull-backs are"
                (GanLaws.drawing "" (fun metric ->
                    let weighted: Metric<Particles> =
                        Metric.create metric.Name (fun q c ->
                            (metric.Apply q c).Rate
                            |> Array.mapi (fun p v -> q.Weights[p % q.Weights.Length] * v))

                    Flow.persistentlyIn weighted))
            Flaw.bad
                "a certificate of the start's memory"
                (GanLaws.drawingCertificate "" (fun flow step ->
                    GanStep.certifyFlow
                        flow
                        { step with
                            Continuation = { step.Continuation with Memory = None }
                        }))
            Flaw.bad
                "a certificate without the metric of the points"
                (GanLaws.drawingCertificate "" (fun flow step ->
                    let persistence =
                        flow.Persistence
                        |> Option.map (fun persistence -> { persistence with Metric = None })

                    GanStep.certifyFlow { flow with Persistence = persistence } step))
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
