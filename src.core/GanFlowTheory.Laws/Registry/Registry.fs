namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>The instances that every law is run on. Adding an instance is one line in the list of its axis.</summary>
[<RequireQualifiedAccess>]
module Registry =

    // Two bumps near N(0, I).
    let private mildMixture (p: IMeasure) =
        let mean, _ = StateKind.mild p

        GaussianMixture.mixture
            [| 0.25; 0.75 |]
            [
                GaussianMixture.isotropic (mean |> Array.map (fun v -> 4.0 * v)) 0.75
                GaussianMixture.standard mean.Length
            ]

    // Nodes of states that are made from clouds fall anywhere, near cusps too.
    let private smoothOn<'q when 'q :> IMeasure> : (string * (Scene -> Functional<'q>)) list =
        Registry.smoothFunctionals
        |> List.map (fun (name, make) -> name, fun scene -> FlowLaws.ofMeasure (make scene.P.Measure))

    // Every critic in every metric, on the first functional: the functionals themselves are met by the exact critic.
    let private throughCritics scenes kind (name, make) metrics : Law list =
        [
            for seen, critic in Registry.critics do
                for metric in metrics do
                    CriticLaws.dissipation scenes kind $"{name} seen by {seen}" make critic metric
        ]

    let private onState scenes kind functionals metrics : Law list =
        [
            for metric in metrics do
                yield! MetricLaws.all scenes kind metric

            for metric in metrics do
                for name, make in functionals do
                    FlowLaws.dissipationOf scenes kind name make metric

            // The loop is the same for every functional: each metric once.
            for metric in metrics do
                FlowLaws.loopOf scenes kind (fst (List.head functionals)) (snd (List.head functionals)) metric

            yield! throughCritics scenes kind (List.head functionals) metrics

            MetricLaws.chart scenes kind
        ]

    let private onMeasures scenes kind metrics =
        onState
            scenes
            kind
            (Registry.functionals
             |> List.map (fun (name, make) -> name, FlowLaws.ofTarget make))
            metrics

    let private line = Scenes.inDimension 1

    let private ofKernels = Registry.kernels |> List.collect Laws.kernel

    let private ofFunctionals =
        Registry.functionals @ Registry.valueFunctionals
        |> List.collect (fun (name, make) -> FunctionalLaws.all Scenes.any name make)

    // A first variation by differentiation goes into metrics as any other: one on each kind of state.
    let private ofValueFunctionals =
        [
            for name, make in Registry.valueFunctionals do
                FlowLaws.dissipation Scenes.any StateKind.particles name make Metric.wasserstein

                FlowLaws.dissipation
                    Scenes.any
                    StateKind.weightedParticles
                    name
                    make
                    (Metric.wassersteinFisherRao 1.0 0.5)

                FlowLaws.dissipation Scenes.onLineOrPlane StateKind.gridDensities name make Metric.onGrid
                let ofScene (scene: Scene) = make scene.P.Measure
                yield! StateLaws.all Scenes.any StateKind.gaussians name (ofScene >> FlowLaws.ofMeasure)
                yield! StateLaws.all line StateKind.quantiles name (ofScene >> FlowLaws.ofMeasure)
        ]

    let private ofParticles =
        onMeasures Scenes.any StateKind.particles Registry.particleMetrics
        @ onMeasures Scenes.any StateKind.weightedParticles Registry.weightedMetrics

    let private ofGrids =
        onMeasures Scenes.onLineOrPlane StateKind.gridDensities Registry.gridMetrics

    let private ofGaussians =
        let functionals = Registry.gaussianFunctionals @ smoothOn

        [
            // Linear systems on the 2 d nodes of a Gaussian in R^d have 2 d^2 unknowns.
            yield! onState Scenes.upToThree StateKind.gaussians functionals Registry.gaussianMetrics

            for name, make in functionals do
                yield! StateLaws.all Scenes.any StateKind.gaussians name make

            for dimension in [ 1; 2 ] do
                for name, make in Registry.divergences do
                    let scenes = Scenes.inDimension dimension
                    yield! StateLaws.all scenes StateKind.mildGaussians $"{name} in R^{dimension}" make

            for dimension, metric in Registry.partsMetrics do
                yield!
                    LogDensityLaws.all
                        (Scenes.inDimension dimension)
                        StateKind.mildPairs
                        "a mixture"
                        (fun scene -> Density.ofMixture "p" (mildMixture scene.P.Measure))
                        metric
        ]

    let private ofQuantiles =
        let functionals = Registry.quantileFunctionals @ smoothOn

        [
            yield! onState line StateKind.quantiles functionals Registry.quantileMetrics

            for name, make in functionals do
                yield! StateLaws.all line StateKind.quantiles name make
        ]

    let private ofParameters =
        [
            for kind, smooth in [ ParameterKind.affine, false; ParameterKind.perceptrons, true ] do
                let functionals = Registry.parameterFunctionals smooth
                yield! onState Scenes.upToThree kind functionals Registry.parameterMetrics
                yield! ParameterLaws.all Scenes.upToThree kind

                for name, make in functionals do
                    yield! StateLaws.all Scenes.upToThree kind name make
        ]

    let private ofCritics =
        [
            for name, critic in Registry.critics do
                let mmd (scene: Scene) : Functional<Particles> =
                    Functional.mmd (Kernel.gaussian 1.0) scene.P.Measure

                CriticLaws.gradient Scenes.any StateKind.particles name mmd critic
        ]

    let private ofRatios =
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

            for name in [ "kernel densities"; "kernel densities of unequal bandwidths"; "gaussians" ] do
                RatioLaws.heldOut name (named name)

            RatioLaws.heldOutLeastSquares
                "least-squares importance fitting"
                1.0
                1e-1
                (RatioEstimator.leastSquares options)

            RatioLaws.heldOutLogistic "kernel logistic regression" (RatioEstimator.kernelLogistic logisticOptions)
            RatioLaws.kernelDensities "kernel densities" 1.0 1.0 (named "kernel densities")

            RatioLaws.kernelDensities
                "kernel densities of unequal bandwidths"
                0.75
                1.5
                (named "kernel densities of unequal bandwidths")

            RatioLaws.leastSquares
                "least-squares importance fitting"
                1.0
                1e-1
                (named "least-squares importance fitting")

            RatioLaws.logistic "kernel logistic regression" 1.0 1e-2 (named "kernel logistic regression")

            for loss in ClassificationLoss.all do
                DiscriminatorLaws.stationary loss
                DiscriminatorLaws.optimum loss
                DiscriminatorLaws.training $"{loss.Name} on a line" RegisteredRatios.linear loss 0.0
                DiscriminatorLaws.training $"{loss.Name} with a penalty" RegisteredRatios.perceptron loss 0.5
        ]

    let private ofTargets =
        [
            for target in Target.all do
                yield! TargetLaws.all target

            TargetLaws.mixtures
        ]

    let private ofIntegrators =
        [
            for integrator in Registry.integrators do
                yield! Laws.integrator integrator

            for optimiser in Registry.optimisers do
                yield! Laws.integrator (Integrator.optimised optimiser)

            IntegratorLaws.errorControl (fun tolerance -> Integrator.dormandPrince 0.1 tolerance tolerance)
        ]

    let private ofEstimators =
        [
            for name, estimator in Registry.estimators do
                if name <> "biased" then
                    EstimatorLaws.unbiased name 2 estimator
                    EstimatorLaws.calibrated name estimator

            EstimatorLaws.bias "biased" MmdEstimator.biased
            EstimatorLaws.definitions Registry.estimators
        ]

    /// Every law on every instance.
    let laws: Law list =
        ofKernels
        @ ofFunctionals
        @ ofValueFunctionals
        @ ofParticles
        @ ofGrids
        @ ofGaussians
        @ ofQuantiles
        @ ofParameters
        @ ofCritics
        @ ofRatios
        @ ofTargets
        @ ofIntegrators
        @ ofEstimators
