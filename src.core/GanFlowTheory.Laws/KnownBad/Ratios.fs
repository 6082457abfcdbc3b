namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad estimators of density ratios, and classification losses that are least elsewhere.
[<RequireQualifiedAccess>]
module internal BadRatios =

    let private densities h k =
        RatioEstimator.kernelDensity (BandwidthChoice.Given(h, k))

    let private least h ridge =
        RatioEstimator.leastSquares
            { KernelRatioOptions.fixedAt h ridge with
                Folds = 7
            }

    let private logistic h ridge =
        RatioEstimator.kernelLogistic
            { KernelRatioOptions.fixedAt h ridge with
                Folds = 7
            }

    // The fit with another score or another ratio.
    let private altered
        (change: IMeasure -> IMeasure -> RatioFit -> RatioFit)
        (estimator: RatioEstimator)
        : RatioEstimator =
        { estimator with
            Fit = fun seed p q before -> change p q (estimator.Fit seed p q before)
        }

    // The score on the very points that were fitted.
    let private resubstituted =
        altered (fun p q fit ->
            { fit with
                HeldOutScore = Some(RatioFit.logLoss fit p q)
            })

    // The fit to all points sold as that of every fold, with the score that goes with it.
    let private leaking =
        altered (fun p q fit ->
            { fit with
                HeldOutScore = Some(RatioFit.logLoss fit p q)
                HeldOut = fit.HeldOut |> List.map (fun fold -> { fold with LogRatio = fit.LogRatio })
            })

    let private ratio (change: Potential -> Potential) =
        altered (fun _ _ fit ->
            { fit with
                LogRatio = change fit.LogRatio
            })

    // Without the weights over 1 - w_i.
    let private notRenormalised h =
        altered (fun p q fit ->
            let left (m: IMeasure) =
                Array.init m.Nodes.Count (fun i ->
                    let own = Points.select [| i |] m.Nodes

                    (RatioFormulas.logKernelDensity h (RatioFormulas.without [ i ] m) own)[0]
                    + log (1.0 - m.Weights[i]))

            let other (m: IMeasure) (x: Points) = RatioFormulas.logKernelDensity h m x

            let loss (w: float[]) (u: float[]) =
                0.5 * Seq.sum (Seq.map2 (fun w u -> w * RatioFormulas.softplus u) w u)

            { fit with
                HeldOutScore =
                    Some(
                        loss p.Weights (Array.map2 (-) (other q p.Nodes) (left p))
                        + loss q.Weights (Array.map2 (-) (other p q.Nodes) (left q))
                    )
            })

    let private forgetful (options: DiscriminatorOptions) =
        RatioEstimator.discriminator
            { options with
                Penalties = options.Penalties @ options.Penalties
            }

    let private halved (part: Tensor -> Tensor) (u: Tensor) : Tensor = part (0.5 * u)

    let all: KnownBad list =
        let cross = ClassificationLoss.crossEntropy

        [
            Flaw.bad
                "the score on the points that were fitted"
                (RatioHeldOutLaws.heldOut "" (resubstituted (densities 1.0 1.0)))
            Flaw.bad
                "a point left out, its weight not"
                (RatioHeldOutLaws.heldOut "" (notRenormalised 1.0 (densities 1.0 1.0)))
            Flaw.bad
                "gaussians scored on their own points"
                (RatioHeldOutLaws.heldOut "" (resubstituted RatioEstimator.gaussian))
            Flaw.bad
                "least squares scored on its own points"
                (RatioHeldOutLaws.heldOutLeastSquares "" 1.0 0.1 (resubstituted (least 1.0 0.1)))
            Flaw.bad
                "logistic regression scored on its own points"
                (RatioHeldOutLaws.heldOutLogistic "" (resubstituted (logistic 1.0 0.01)))
            Flaw.bad "a bandwidth of p sold as that of q" (RatioFitLaws.kernelDensities "" 1.0 0.5 (densities 0.5 1.0))
            Flaw.bad
                "a gradient of half its length far out"
                (RatioFitLaws.kernelDensities
                    ""
                    0.5
                    1.0
                    (ratio
                        (fun u ->
                            Potential.create u.Value (fun x ->
                                let g = u.Gradient x

                                Points.init x.Count x.Dimension (fun i k ->
                                    if abs x[i, k] > 64.0 then 0.5 * g[i, k] else g[i, k])))
                        (densities 0.5 1.0)))
            Flaw.bad "least squares with half of its ridge" (RatioFitLaws.leastSquares "" 1.0 0.1 (least 1.0 0.05))
            Flaw.bad
                "a leave-one-out criterion at the ridge of all points"
                (RatioFitLaws.leastSquaresBy "" 1.0 0.1 (least 1.0 0.1) (fun ridges centres p q ->
                    LeastSquaresRatio.leaveOneOut 1.0 (ridges |> Array.map (fun ridge -> 0.9 * ridge)) centres p q))
            Flaw.bad
                "logistic regression with half of its ridge"
                (RatioFitLaws.logistic "" 1.0 0.01 (logistic 1.0 0.005))
            Flaw.bad
                "logistic regression offset by a class prior"
                (RatioFitLaws.logistic
                    ""
                    1.0
                    0.01
                    (ratio
                        (Potential.add (Potential.ofPointwise (fun _ -> log 2.0) (Array.map (fun _ -> 0.0))))
                        (logistic 1.0 0.01)))
            Flaw.bad
                "half of the gradient of log r"
                (RatioLaws.gradient
                    ""
                    (ratio (fun u -> Potential.create u.Value (u.Gradient >> Points.scale 0.5)) RatioEstimator.gaussian))
            Flaw.bad
                "logistic regression whose folds have seen their own points"
                (RatioFoldLaws.folds "" (leaking (logistic 1.0 0.01)))
            Flaw.bad
                "least squares whose folds have seen their own points"
                (RatioFoldLaws.folds "" (leaking (least 1.0 0.1)))
            Flaw.bad
                "the score of all points beside honest folds"
                (RatioFoldLaws.folds "" (resubstituted (least 1.0 0.1)))
            Flaw.bad
                "better than a coin: kernel densities scored on their own points"
                (RatioLaws.coin "" (resubstituted (densities 0.5 0.5)))
            Flaw.bad
                "better than a coin: logistic regression scored on its own points"
                (RatioLaws.coin "" (resubstituted (logistic 1.0 0.01)))
            Flaw.bad
                "a gradient penalty without its factor 1/2"
                (DiscriminatorLaws.trainingBy
                    forgetful
                    ""
                    (fun d -> Network.multilayer [ d; 4; 1 ] Activation.Tanh)
                    cross
                    0.5)
            Flaw.bad
                "a step along another loss"
                (DiscriminatorLaws.trainingBy
                    (fun options ->
                        RatioEstimator.discriminator
                            { options with
                                Loss = ClassificationLoss.exponential
                            })
                    ""
                    (fun d -> Network.affine d 1)
                    cross
                    0.0)
            Flaw.bad
                "least squares of half the log-ratio"
                (DiscriminatorLaws.stationary (
                    ClassificationLoss.create
                        ""
                        (halved ClassificationLoss.leastSquares.Real)
                        (halved ClassificationLoss.leastSquares.Fake)
                ))
            Flaw.bad
                "losses of p and q exchanged"
                (DiscriminatorLaws.stationary (ClassificationLoss.create "" cross.Fake cross.Real))
            Flaw.bad
                "a prior of 2 : 1 in the loss"
                (DiscriminatorLaws.optimum (ClassificationLoss.create "" (fun u -> 2.0 * cross.Real u) cross.Fake))
        ]
