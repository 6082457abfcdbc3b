namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of critics and of estimators of density ratios on their instances.
[<RequireQualifiedAccess>]
module internal CriticInstanceLaws =

    /// Of critics.
    let critics =
        [
            for name, critic in Registry.critics do
                let mmd (scene: Scene) : Functional<Particles> =
                    Functional.mmd (Kernel.gaussian 1.0) scene.P.Measure

                CriticLaws.gradient Scenes.any StateKind.particles name mmd critic
        ]

    /// Of estimators of density ratios.
    let ratios =
        let named name =
            Registry.ratioEstimators |> List.find (fst >> (=) name) |> snd

        // Folds of one pair wherever samples have up to 7 points.
        let options =
            { KernelRatioOptions.fixedAt 1.0 1e-1 with
                Folds = 7
            }

        let logisticOptions = { options with Ridge = Some 1e-2 }

        [
            for name, estimator in Registry.ratioEstimators do
                yield! RatioLaws.all name estimator
                RatioFoldLaws.folds name estimator

            for name in [ "kernel densities"; "kernel densities of unequal bandwidths"; "gaussians" ] do
                RatioHeldOutLaws.heldOut name (named name)

            RatioHeldOutLaws.heldOutLeastSquares
                "least-squares importance fitting"
                1.0
                1e-1
                (RatioEstimator.leastSquares options)

            RatioHeldOutLaws.heldOutLogistic
                "kernel logistic regression"
                (RatioEstimator.kernelLogistic logisticOptions)
            RatioFitLaws.kernelDensities "kernel densities" 1.0 1.0 (named "kernel densities")

            RatioFitLaws.kernelDensities
                "kernel densities of unequal bandwidths"
                0.75
                1.5
                (named "kernel densities of unequal bandwidths")

            RatioFitLaws.leastSquares
                "least-squares importance fitting"
                1.0
                1e-1
                (named "least-squares importance fitting")

            RatioFitLaws.logistic "kernel logistic regression" 1.0 1e-2 (named "kernel logistic regression")

            let separate = RatioEstimator.kernelDensity BandwidthChoice.Separate

            // As many folds as there are pairs, as where settings are given.
            let open' =
                { KernelRatioOptions.standard with
                    Folds = 7
                }

            RatioChoiceLaws.densities "kernel densities" separate
            RatioChoiceLaws.leastSquares "least-squares importance fitting" (RatioEstimator.leastSquares open')

            RatioChoiceLaws.logistic
                "kernel logistic regression"
                (RatioEstimator.kernelLogistic open')
                (fun bandwidth ridge ->
                    RatioEstimator.kernelLogistic
                        { open' with
                            Bandwidth = Some bandwidth
                            Ridge = Some ridge
                        })

            for f in [ FDivergence.kl; FDivergence.jsd; FDivergence.chi2 ] do
                RatioChoiceLaws.reading "kernel densities" f Critic.ratio separate

            for loss in ClassificationLoss.all do
                DiscriminatorLaws.stationary loss
                DiscriminatorLaws.optimum loss
                DiscriminatorLaws.training $"{loss.Name} on a line" RegisteredRatios.linear loss 0.0
                DiscriminatorLaws.training $"{loss.Name} with a penalty" RegisteredRatios.perceptron loss 0.5
        ]
