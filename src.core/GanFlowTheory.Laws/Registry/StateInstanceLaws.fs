namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of flows on each kind of state: functionals, critics and metrics together.
[<RequireQualifiedAccess>]
module internal StateInstanceLaws =

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
        |> List.map (fun (name, make) -> name, fun scene -> Functional.ofMeasure (make scene.P.Measure))

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

    // Bandwidths from 2^-20 to 2^20 of the spread.
    let private metricsAtAnySpread =
        let renamed (metric: Metric<Particles>) =
            { metric with
                Name = $"{metric.Name} at any spread"
            }

        [
            for kernel in Registry.spreadKernels do
                yield! MetricLaws.all Scenes.ofAnySpread StateKind.particles (renamed (Metric.stein kernel))

                if kernel.Name <> (Kernel.laplace 1.0).Name then
                    yield!
                        MetricLaws.all
                            Scenes.ofAnySpread
                            StateKind.particles
                            (renamed (Metric.sobolevKernelized kernel 0.1))
        ]

    /// Of flows of particles.
    let particles =
        onMeasures Scenes.any StateKind.particles Registry.particleMetrics
        @ metricsAtAnySpread
        @ onMeasures Scenes.any StateKind.weightedParticles Registry.weightedMetrics

    /// Of flows of densities on grids.
    let grids =
        let scenes, kind = Scenes.onLineOrPlane, StateKind.gridDensities

        [
            yield! onMeasures scenes kind Registry.gridMetrics

            for metric in Registry.gridMetrics do
                for name, make in Registry.gridDivergences do
                    FlowLaws.dissipationOf scenes kind name make metric
        ]

    /// Of what is read of densities on grids.
    let gridReadings =
        [
            GridLaws.potential "grids on the line and in the plane" Grid.potential

            GridLaws.sums "densities on the line and in the plane" GridDensity.marginal GridDensity.variance _.Density

            GridLaws.discretised "polynomials on the unit interval and square" (fun logDensity grid ->
                (GridDensity.discretise "polynomials" logDensity grid).State)

            for f in
                [
                    FDivergence.kl
                    FDivergence.forwardKl
                    FDivergence.chi2
                    FDivergence.hellinger
                    FDivergence.jsd
                    FDivergence.jeffreys
                    FDivergence.leCam
                ] do
                GridLaws.flux f.Name f Metric.onGridAlong
                GridTailLaws.geometric f.Name f GridDivergence.outside
                GridTailLaws.bound f.Name f GridDivergence.outside
        ]

    /// Of flows of Gaussians.
    let gaussians =
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

    /// Of flows of quantiles.
    let quantiles =
        let functionals = Registry.quantileFunctionals @ smoothOn

        [
            yield! onState line StateKind.quantiles functionals Registry.quantileMetrics

            for name, make in functionals do
                yield! StateLaws.all line StateKind.quantiles name make
                StateLaws.onLine StateKind.quantiles name make
        ]

    /// Of flows of parameters.
    let parameters =
        [
            for kind, smooth in [ ParameterKind.affine, false; ParameterKind.perceptrons, true ] do
                let functionals = Registry.parameterFunctionals smooth
                yield! onState Scenes.upToThree kind functionals Registry.parameterMetrics
                yield! ParameterLaws.all Scenes.upToThree kind

                for name, make in functionals do
                    yield! StateLaws.all Scenes.upToThree kind name make
        ]
