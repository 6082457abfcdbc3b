namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad choices of settings, and known-bad readings of fits.
[<RequireQualifiedAccess>]
module internal BadRatioChoices =

    let private withSettings (change: RatioSettings -> RatioSettings) (estimator: RatioEstimator) : RatioEstimator =
        { estimator with
            Fit =
                fun seed p q before ->
                    let fit = estimator.Fit seed p q before

                    { fit with
                        Settings = change fit.Settings
                    }
        }

    let private read (change: CriticReading<Particles> -> CriticReading<Particles>) estimator f p : Critic<Particles> =
        let critic: Critic<Particles> = Critic.ratio estimator f p

        { critic with
            Estimate =
                critic.Estimate
                |> Option.map (fun estimate -> fun functional seed q -> change (estimate functional seed q))
        }

    let private densities = RatioEstimator.kernelDensity BandwidthChoice.Separate

    let all: KnownBad list =
        [
            Flaw.bad
                "bandwidths that are as wide as can be"
                (RatioChoiceLaws.densities
                    ""
                    (densities
                     |> withSettings (fun settings ->
                         match settings with
                         | RatioSettings.DensityBandwidths(h, k) -> RatioSettings.DensityBandwidths(8.0 * h, 8.0 * k)
                         | other -> other)))
            Flaw.bad
                "the strongest ridge whatever the criterion"
                (RatioChoiceLaws.leastSquares
                    ""
                    (RatioEstimator.leastSquares
                        { KernelRatioOptions.standard with
                            Ridge = Some 1.0
                        }))
            Flaw.bad
                "the score of another ridge"
                (RatioChoiceLaws.logistic
                    ""
                    (RatioEstimator.kernelLogistic
                        { KernelRatioOptions.standard with
                            Folds = 7
                        })
                    (fun h ridge ->
                        RatioEstimator.kernelLogistic
                            { KernelRatioOptions.fixedAt h (10.0 * ridge) with
                                Folds = 7
                            }))
            Flaw.bad
                "a plug-in value without weights"
                (RatioChoiceLaws.reading
                    ""
                    FDivergence.kl
                    (read (fun reading ->
                        { reading with
                            PlugIn = reading.PlugIn |> Option.map (fun v -> 1.25 * v)
                        }))
                    densities)
            Flaw.bad
                "a critic that forgets its fit"
                (RatioChoiceLaws.reading
                    ""
                    FDivergence.kl
                    (fun estimator f p ->
                        let fresh: Critic<Particles> = Critic.ratio estimator f p
                        read (fun reading -> { reading with Next = fresh }) estimator f p)
                    densities)
        ]
