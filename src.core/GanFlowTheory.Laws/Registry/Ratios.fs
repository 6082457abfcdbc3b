namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The ratio estimators that laws are run on, and the networks of discriminators.
[<AutoOpen>]
module RegisteredRatios =

    let private options bandwidth ridge =
        { KernelRatioOptions.fixedAt bandwidth ridge with
            Folds = 5
        }

    // A few steps on half of the points: what laws of any estimator need.
    let private trained (network: Network) : RatioEstimator =
        RatioEstimator.discriminator
            { DiscriminatorOptions.standard network with
                FirstSteps = 20
                HeldOut = 0.5
                Optimiser = Optimiser.adam 0.05
            }

    // One estimator for every dimension: the network is made when the points are seen.
    let private inAnyDimension (name: string) (make: int -> RatioEstimator) : RatioEstimator =
        {
            Name = name
            Fit = fun seed p q before -> (make p.Nodes.Dimension).Fit seed p q before
        }

    let internal linear (d: int) : Network = Network.affine d 1

    let internal perceptron (d: int) : Network =
        Network.multilayer [ d; 4; 1 ] Activation.Tanh

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The estimators at fixed settings, by name.
        let ratioEstimators: (string * RatioEstimator) list =
            [
                "kernel densities", RatioEstimator.kernelDensity (BandwidthChoice.Given(1.0, 1.0))
                "kernel densities of unequal bandwidths",
                RatioEstimator.kernelDensity (BandwidthChoice.Given(0.75, 1.5))
                "kernel logistic regression", RatioEstimator.kernelLogistic (options 1.0 1e-2)
                "least-squares importance fitting", RatioEstimator.leastSquares (options 1.0 1e-1)
                "gaussians", RatioEstimator.gaussian
                "a discriminator", inAnyDimension "discriminator" (perceptron >> trained)
            ]
