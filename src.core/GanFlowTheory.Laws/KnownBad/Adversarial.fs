namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad losses and penalties of critic networks, and critics that are trained by them.
[<RequireQualifiedAccess>]
module internal BadAdversarial =

    let private wgan = AdversarialLoss.wgan

    let private mmd = AdversarialLoss.mmd (Kernel.gaussian 1.0)

    let private perceptron (loss: AdversarialLoss) = CriticScenes.perceptron loss

    let private library: CriticMaker = Critic.adversarial

    // (|grad f| - 1)^2 of a witness on the batch, with the squares of the derivatives that are chosen.
    let private penalty (change: CriticBatch -> CriticBatch) (kept: Tensor -> Tensor) : CriticPenalty =
        CriticPenalty.create "changed" (fun loss batch ->
            let here = Tensor.detach batch.Between.Value
            let f = loss.Witness (change batch) (batch.At here)

            let slopes =
                Differentiate.gradient (Tensor.sum f) here
                |> kept
                |> Tensor.square
                |> Tensor.sumAlong 1
                |> Tensor.sqrt

            Tensor.mean (Tensor.square (slopes - 1.0)))

    // A witness whose batch does not depend on theta.
    let private detached =
        penalty
            (fun batch ->
                { batch with
                    TargetLayers = List.map Tensor.detach batch.TargetLayers
                    CurrentLayers = List.map Tensor.detach batch.CurrentLayers
                })
            id

    let private firstCoordinate = penalty id (Tensor.slice 1 0 1)

    // Each output less its mean over all rows of a pass.
    let private mixing (d: int) : Network =
        let network = Network.multilayer [ d; 4; 3 ] Activation.Tanh

        let mixed (layers: Tensor list) =
            layers
            |> List.map (fun h -> h - 0.5 * Tensor.reshape [| 1; h.Shape[1] |] (Tensor.meanAlong 0 h))

        { network with
            Apply = fun theta x -> List.last (mixed (network.Layers theta x))
            Layers = fun theta x -> mixed (network.Layers theta x)
        }

    // E_p h - E_q h of outputs in units of the joint batch.
    let private standardised: AdversarialLoss =
        AdversarialLoss.zeroSum
            "standardised"
            (fun batch ->
                let mean (w: Tensor) (h: Tensor) =
                    Tensor.inner w (Tensor.reshape [| h.Shape[0] |] h)

                let all = Tensor.concatenate 0 [ batch.Target; batch.Current ]
                let spread = Tensor.sqrt (Tensor.mean (Tensor.square (all - Tensor.mean all)))

                (mean batch.TargetWeights batch.Target - mean batch.CurrentWeights batch.Current)
                / spread)
            wgan.Witness
        |> fun loss -> { loss with Outputs = Some 1 }

    // The mean over points, whatever their weights.
    let private unweighted: AdversarialLoss =
        { AdversarialLoss.zeroSum
              "unweighted"
              (fun batch ->
                  Tensor.mean batch.Target - Tensor.mean batch.Current
                  + 0.0 * Tensor.sum batch.CurrentWeights)
              wgan.Witness with
            Outputs = Some 1
        }

    let private onSeen (change: Covector -> Covector) : CriticMaker =
        fun options p ->
            let critic = library options p

            { critic with
                Estimate =
                    critic.Estimate
                    |> Option.map (fun estimate ->
                        fun functional seed q ->
                            let reading = estimate functional seed q

                            { reading with
                                Seen = reading.Seen |> Option.map change
                            })
            }

    let private raised (loss: AdversarialLoss) =
        { loss with
            Critic = fun batch -> -(loss.Critic batch)
        }

    // Rows and t by the same numbers.
    let private sharedStream: CriticPenaltyLaws.Draw =
        fun seed p q batch ->
            let numbers = Seed.uniforms batch (Seed.split "batches" seed)

            let rows (measure: IMeasure) =
                numbers
                |> Array.map (fun u -> measure.Nodes.Row(int (u * float measure.Nodes.Count)))

            let x, y = rows p, rows q

            [|
                x
                y
                Array.map3 (fun t -> Array.map2 (fun a b -> t * a + (1.0 - t) * b)) numbers x y
            |]

    // One t for the whole batch.
    let private oneForAll: CriticPenaltyLaws.Draw =
        fun seed p q batch ->
            let drawn = CriticPenaltyLaws.draw seed p q batch
            let t = (Seed.uniforms 1 (Seed.split "segments" seed))[0]

            [|
                drawn[0]
                drawn[1]
                Array.map2 (Array.map2 (fun a b -> t * a + (1.0 - t) * b)) drawn[0] drawn[1]
            |]

    let private formula (direct: CriticOutputs -> float * float) (loss: AdversarialLoss) =
        AdversarialFormulas.definition (perceptron loss) direct loss

    let private flipped (direct: CriticOutputs -> float * float) o =
        let critic, generator = direct o
        critic, -generator

    let all: KnownBad list =
        let gaussian = Kernel.gaussian 1.0

        [
            Flaw.bad
                "a penalty on a witness that holds its batch fast in theta too"
                (AdversarialLaws.step "" (perceptron mmd) mmd [ detached ])
            Flaw.bad "a network whose rows mix" (AdversarialLaws.step "" mixing mmd [])
            Flaw.bad
                "a critic that lowers what it should raise"
                (AdversarialLaws.stepBy
                    (fun options p ->
                        library
                            { options with
                                Loss = raised options.Loss
                            }
                            p)
                    RatioSamples.any
                    ""
                    (perceptron wgan)
                    wgan
                    [])
            Flaw.bad
                "a critic that forgets its penalty"
                (AdversarialLaws.stepBy
                    (fun options p -> library { options with Penalties = [] } p)
                    RatioSamples.any
                    ""
                    (perceptron wgan)
                    wgan
                    [ CriticPenalty.witnessGradient 1.0 ])
            Flaw.bad
                "a gradient without its division by the weights"
                (AdversarialLaws.generatorBy
                    (onSeen (fun seen ->
                        Covector(lazy seen.Values, lazy (Points.scale (1.0 / float seen.Values.Length) seen.Gradient))))
                    RatioSamples.any
                    ""
                    (perceptron wgan)
                    wgan)
            Flaw.bad
                "a loss that is detached and does not say so"
                (let held = Registry.adversarialLosses |> List.find _.IsDetached

                 AdversarialLaws.generator "" (perceptron held) { held with IsDetached = false })
            Flaw.bad
                "a loss that says it is detached and is not"
                (AdversarialLaws.generator "" (perceptron wgan) { wgan with IsDetached = true })
            Flaw.bad
                "a loss that says it is zero-sum and is not"
                (AdversarialLaws.zeroSum
                    (perceptron AdversarialLoss.vanilla)
                    { AdversarialLoss.vanilla with
                        IsZeroSum = true
                    })
            Flaw.bad
                "a zero-sum loss that says it is not"
                (AdversarialLaws.zeroSum (perceptron mmd) { mmd with IsZeroSum = false })
            Flaw.bad
                "both laws in units of the joint batch"
                (AdversarialLaws.measures (perceptron standardised) standardised)
            Flaw.bad "a loss that forgets the weights" (AdversarialLaws.measures (perceptron unweighted) unweighted)
            Flaw.bad
                "an unbiased estimate sold as a function of measures"
                (AdversarialLaws.measures (perceptron mmd) mmd)
            Flaw.bad
                "a generator that raises what it should lower"
                (AdversarialLaws.witness
                    (perceptron wgan)
                    1.0
                    { wgan with
                        Generator = fun batch -> -(wgan.Generator batch)
                    })
            Flaw.bad
                "twice the witness of MMD, for MMD^2"
                (AdversarialLaws.witness (perceptron mmd) 1.0 (mmdOfMeasures gaussian))
            Flaw.bad
                "the V-statistic sold as unbiased"
                (formula (AdversarialFormulas.mmd gaussian) (mmdOfMeasures gaussian))
            Flaw.bad
                "a generator of the surrogate for one of the energy distance"
                (formula AdversarialFormulas.cramer AdversarialLoss.cramerSurrogateLoss)
            Flaw.bad "a sign slip of the generator" (formula (flipped AdversarialFormulas.wgan) wgan)
            Flaw.bad
                "a scale without lambda"
                (formula (AdversarialFormulas.scaledMmd 0.0 gaussian) (AdversarialLoss.scaledMmd 1.0 gaussian))
            Flaw.bad
                "the generator of least squares for that of cross-entropy"
                (formula
                    (AdversarialFormulas.classification ClassificationLoss.leastSquares (fun u -> log (1.0 + exp u)))
                    AdversarialLoss.vanilla)
            Flaw.bad
                "the variation of a V-statistic sold as that of the unbiased estimate"
                (AdversarialFormulas.mmdVariation
                    (fun options p ->
                        library
                            { options with
                                Loss = mmdOfMeasures gaussian
                            }
                            p)
                    (perceptron mmd)
                    gaussian)
            Flaw.bad
                "the norm of the first coordinate alone"
                (CriticPenaltyLaws.definition (snd CriticPenaltyLaws.formulas[0]) mmd firstCoordinate)
            Flaw.bad
                "the critic's own slopes for those of its witness"
                (CriticPenaltyLaws.definition
                    (snd CriticPenaltyLaws.formulas[0])
                    mmd
                    (CriticPenalty.criticGradient 10.0))
            Flaw.bad
                "R1 without its half"
                (CriticPenaltyLaws.definition (snd CriticPenaltyLaws.formulas[2]) wgan (CriticPenalty.r1 6.0))
            Flaw.bad
                "activations of the last layer alone"
                (CriticPenaltyLaws.definition
                    (snd CriticPenaltyLaws.formulas[3])
                    wgan
                    (CriticPenalty.create "last" (fun loss batch ->
                        (CriticPenalty.activations 0.25).Value
                            loss
                            { batch with
                                TargetLayers = [ batch.Target ]
                                CurrentLayers = [ batch.Current ]
                            })))
            Flaw.bad "t by the numbers that draw the batch" (CriticPenaltyLaws.segments "" sharedStream)
            Flaw.bad "one t for the whole batch" (CriticPenaltyLaws.segments "" oneForAll)
        ]
