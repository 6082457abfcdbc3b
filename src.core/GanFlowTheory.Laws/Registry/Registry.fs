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

    let private ofIntegrators =
        [
            for integrator in Registry.integrators do
                yield! Laws.integrator integrator

            for optimiser in Registry.optimisers do
                yield! Laws.integrator (Integrator.optimised optimiser)
        ]

    let private ofEstimators =
        [
            yield! Registry.unbiasedness

            for name, estimator in Registry.estimators do
                StandardErrorLaws.jackknife Registry.deletions[name] name estimator

                if name <> "biased" then
                    StandardErrorLaws.calibrated name estimator

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
        @ ofIntegrators
        @ ofEstimators
