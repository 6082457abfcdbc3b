namespace GanFlowTheory.Core

/// Estimators of density ratios by name.
[<AutoOpen>]
module RatioExpressions =

    /// Estimators of density ratios.
    [<RequireQualifiedAccess>]
    module RatioEstimator =

        /// How estimators are spelled; each is made from the density of the target, where it is known.
        let forms: Form<Density option -> RatioEstimator> list =
            let ofPoints estimator (_: Density option) : RatioEstimator = estimator

            [
                Form.plain
                    "gaussian"
                    "a Gaussian fitted to the particles, and the density of the target where it is known, else a \
                     Gaussian fitted to it, too"
                    (Option.map RatioEstimator.gaussianToDensity
                     >> Option.defaultValue RatioEstimator.gaussian)
                Form.plain
                    "kde"
                    "two kernel densities"
                    (ofPoints (RatioEstimator.kernelDensity BandwidthChoice.Separate))
                Form.plain
                    "logistic"
                    "a kernel logistic regression of target against particles"
                    (ofPoints (RatioEstimator.kernelLogistic KernelRatioOptions.standard))
                Form.plain
                    "lsif"
                    "least-squares importance fitting"
                    (ofPoints (RatioEstimator.leastSquares KernelRatioOptions.standard))
            ]

        /// The estimator of a name, for a target with the density; another name is an argument error that suggests the
        /// nearest one.
        let parse (target: Density option) (name: string) : RatioEstimator =
            Form.read "ratio estimator" forms name target
