namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>The instances that every law is run on. Adding an instance is one line.</summary>
[<RequireQualifiedAccess>]
module Registry =

    /// The kernels.
    let kernels: Kernel list =
        [
            Kernel.gaussian 1.0
            Kernel.gaussian 0.25
            Kernel.gaussian 10.0
            Kernel.laplace 1.0
            Kernel.rationalQuadratic 0.5
            Kernel.inverseMultiquadric 1.0 0.5
            Kernel.matern32 1.0
            Kernel.matern52 1.0
            Kernel.distance
            Kernel.dot
            Kernel.polynomial 2
            Kernel.poly3
            Kernel.rqPaper
            Kernel.rqCode
            Kernel.rqCodeStar
            Kernel.rbfMix
            Kernel.add (Kernel.scale 0.1 Kernel.dot) (Kernel.laplace 2.0)
        ]

    // Not convex, not even, different in every coordinate.
    let private landscape: Potential =
        Potential.ofPointwise
            (Array.mapi (fun k v -> sin (v + float k) + 0.25 * v * v) >> Array.sum)
            (Array.mapi (fun k v -> cos (v + float k) + 0.5 * v))

    let private mixtureAround (p: IMeasure) =
        GaussianMixture.mixture
            [| 0.25; 0.75 |]
            [
                GaussianMixture.isotropic (Measure.mean p) 0.5
                GaussianMixture.standard p.Nodes.Dimension
            ]

    // Two bumps near N(0, I).
    let private mildMixture (p: IMeasure) =
        let mean, _ = StateKind.mild p

        GaussianMixture.mixture
            [| 0.25; 0.75 |]
            [
                GaussianMixture.isotropic (mean |> Array.map (fun v -> 4.0 * v)) 0.75
                GaussianMixture.standard mean.Length
            ]

    // The landscape, and 1/2 MMD^2 for the Gaussian kernel, as values only.
    let private landscapeByValue (_: IMeasure) : Functional<IMeasure> =
        Functional.ofValue "landscape by value" (fun x w ->
            let phases = Tensor.constant [| x.Shape[1] |] (Array.init (x.Shape[1]) float)

            Tensor.sin (x + phases) + 0.25 * Tensor.square x
            |> Tensor.sumAlong 1
            |> Tensor.inner w)

    let private mmdByValue (p: IMeasure) : Functional<IMeasure> =
        Functional.ofValue "1/2 MMD^2[gaussian:1] by value" (fun x w ->
            let y = Tensor.ofPoints p.Nodes

            let gram a b =
                Tensor.exp (-0.5 * Tensor.squaredDistances a b)

            let v = Tensor.constant [| p.Weights.Length |] p.Weights

            let inner a (u: Tensor) b (v: Tensor) =
                Tensor.sum (Tensor.reshape [| u.Size; 1 |] u * gram a b * v)

            0.5 * (inner x w x w - 2.0 * inner x w y v + inner y v y v))

    let private ofTarget (make: IMeasure -> Functional<IMeasure>) =
        let name =
            (make (Empirical.ofPoints (Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.5 ] ]))).Name

        name, make

    /// The functionals that are smooth wherever nodes are, by the target they flow to.
    let smoothFunctionals: (string * (IMeasure -> Functional<IMeasure>)) list =
        [
            ofTarget (Functional.mmd (Kernel.gaussian 1.0))
            ofTarget (Functional.mmd (Kernel.inverseMultiquadric 1.0 0.5))
            ofTarget (Functional.mmd Kernel.rqCodeStar)
            ofTarget (Functional.mmd Kernel.poly3)
            "1/2 MMD^2[gaussian:1] to a mixture",
            fun p -> Functional.gaussianMmd [ 1.0, 1.0; 0.5, 3.0 ] (mixtureAround p)
            ofTarget (fun _ -> Functional.potential "landscape" landscape)
            ofTarget (fun _ -> Functional.interaction (Kernel.gaussian 1.0))
            ofTarget (fun p ->
                Functional.add
                    (Functional.scale 2.0 (Functional.mmd (Kernel.gaussian 1.0) p))
                    (Functional.potential "landscape" landscape))
        ]

    /// The functionals, by the target they flow to.
    let functionals: (string * (IMeasure -> Functional<IMeasure>)) list =
        smoothFunctionals
        @ [
            ofTarget (Functional.mmd (Kernel.laplace 1.0))
            ofTarget (Functional.mmd (Kernel.matern32 1.0))
            ofTarget (Functional.mmd Kernel.distance)
            ofTarget Functional.energyDistance
        ]

    /// Functionals given by their value alone, by the target they flow to.
    let valueFunctionals: (string * (IMeasure -> Functional<IMeasure>)) list =
        [ ofTarget landscapeByValue; ofTarget mmdByValue ]

    // Nodes of states that are made from clouds fall anywhere, near cusps too.
    let private smoothOn<'q when 'q :> IMeasure> : (string * (Scene -> Functional<'q>)) list =
        smoothFunctionals
        |> List.map (fun (name, make) -> name, fun scene -> FlowLaws.ofMeasure (make scene.P.Measure))

    let private gaussianOf (p: IMeasure) =
        StateKind.moments p ||> GaussianMixture.gaussian

    /// The functionals of Gaussian states alone, exact on every rule: KL, to any density, and 1/2 W2^2.
    let gaussianFunctionals: (string * (Scene -> Functional<GaussianState>)) list =
        [
            "kl to a mixture",
            fun scene -> Functional.divergence FDivergence.kl (Density.ofMixture "p" (mixtureAround scene.P.Measure))
            "kl to a gaussian in closed form", (fun scene -> Functional.klToGaussian (gaussianOf scene.P.Measure))
            "1/2 W2^2 to a gaussian", (fun scene -> Functional.wassersteinToGaussian (gaussianOf scene.P.Measure))
        ]

    /// f-divergences by quadrature between Gaussians near N(0, I).
    let divergences: (string * (Scene -> Functional<GaussianState>)) list =
        [ FDivergence.kl; FDivergence.jsd; FDivergence.hellinger ]
        |> List.map (fun f ->
            $"{f.Name} by quadrature",
            fun scene ->
                let mean, factor = StateKind.mild scene.P.Measure
                let p = GaussianState.onRule (GaussHermite.symmetric mean.Length) mean factor
                Functional.divergence f (p :> IDensity).Density)

    /// The functionals of quantile states alone.
    let quantileFunctionals: (string * (Scene -> Functional<QuantileState>)) list =
        [
            "kl to a mixture", fun scene -> Functional.klOnLine (Density.ofMixture "p" (mixtureAround scene.P.Measure))
            "entropy", (fun _ -> Functional.entropy)
            "1/2 W2^2", (fun scene -> Functional.wassersteinOnLine scene.P.Measure)
        ]

    // Depends on the place, is 0 in places, and is never negative.
    let private mobility (q: IMeasure) : float[] =
        Points.toRows q.Nodes
        |> Array.map (fun x -> max 0.0 (1.0 + 2.0 * sin (Array.sum x)))

    let private transports<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> list =
        [
            Metric.wasserstein
            Metric.mobility "max(0, 1 + 2 sin)" (fun q -> mobility q)
            Metric.stein (Kernel.gaussian 1.0)
            Metric.stein Kernel.rqCodeStar
            Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.1
            Metric.sobolevKernelized (Kernel.inverseMultiquadric 1.0 0.5) 0.01
            Metric.add (Metric.scale 0.5 (Metric.stein (Kernel.laplace 1.0))) Metric.wasserstein
        ]

    /// The metrics on particles.
    let particleMetrics: Metric<Particles> list = transports

    /// The metrics on particles with moving weights.
    let weightedMetrics: Metric<WeightedParticles> list =
        transports @ [ Metric.fisherRao; Metric.wassersteinFisherRao 1.0 0.5 ]

    /// A target that covers every grid: on each, uniform but for a wave.
    let private waves (grid: Grid) : GridDensity =
        let raw =
            Points.toRows grid.Centres
            |> Array.map (fun x -> 1.0 + 0.75 * sin (2.0 * Array.sum x))

        let total = Array.sum raw
        GridDensity.ofMasses (raw |> Array.map (fun v -> v / total)) grid

    let private towardsWaves (f: FDivergence) : Metric<GridDensity> =
        Metric.create $"grid-wasserstein:{f.Name}" (fun (q: GridDensity) c ->
            ((Metric.onGridAlong f (waves q.Grid)).Apply q c).Rate)

    /// The metrics on densities on grids.
    let gridMetrics: Metric<GridDensity> list =
        [
            Metric.onGrid
            towardsWaves FDivergence.kl
            towardsWaves FDivergence.jsd
            Metric.fisherRao
            Metric.add (Metric.scale 0.5 Metric.onGrid) Metric.fisherRao
        ]

    /// The metrics on Gaussian states.
    let gaussianMetrics: Metric<GaussianState> list = transports

    /// The metrics that move along log q by parts, with the dimension in which quadrature on Gaussian states has their
    /// kernels to rounding.
    let partsMetrics: (int * Metric<GaussianState>) list =
        [
            1, Metric.stein (Kernel.gaussian 1.0)
            1, Metric.add (Metric.scale 0.5 (Metric.stein (Kernel.gaussian 2.0))) (Metric.stein Kernel.poly3)
            2, Metric.stein (Kernel.gaussian 2.0)
        ]

    /// The metrics on quantile states: the chart is that of particles, with which all metrics are checked.
    let quantileMetrics: Metric<QuantileState> list =
        [ Metric.wasserstein; Metric.stein (Kernel.gaussian 1.0) ]

    /// The metrics on generator parameters.
    let parameterMetrics: Metric<ParameterState> list =
        [
            Metric.euclidean
            Metric.kernelized (Kernel.gaussian 1.0) 0.1
            Metric.kernelized (Kernel.inverseMultiquadric 1.0 0.5) 0.1
            Metric.natural 0.1
        ]

    // A squared discrepancy, one with cusps, and an energy. Nodes of perceptrons fall anywhere, near cusps too.
    let private parameterFunctionals smooth : (string * (Scene -> Functional<ParameterState>)) list =
        [
            ofTarget (Functional.mmd (Kernel.gaussian 1.0))
            ofTarget (fun _ -> Functional.potential "landscape" landscape)
            if not smooth then
                ofTarget Functional.energyDistance
        ]
        |> List.map (fun (name, make) -> name, FlowLaws.ofTarget make)

    /// The integrators.
    let integrators: Integrator list =
        [
            Integrator.euler 0.1
            Integrator.heun 0.1
            Integrator.rungeKutta4 0.1
            Integrator.dormandPrinceFixed 0.1
            Integrator.dormandPrince 0.1 1e-6 1e-6
            Integrator.descent 1.0
        ]

    /// The optimisers.
    let optimisers: Optimiser list =
        [
            Optimiser.gradientDescent 0.1
            Optimiser.heavyBall 0.1 0.5
            Optimiser.nesterov 0.1 0.5
            Optimiser.adam 0.01
            Optimiser.rmsProp 0.01 0.9 1e-8
            Optimiser.extragradient 0.1
            Optimiser.optimistic 0.1
            Optimiser.scheduled (Schedule.Cosine 10) (Optimiser.adamWith 0.1 0.5 0.9 1e-3)
        ]

    /// The estimators of MMD^2, by name.
    let estimators: (string * (Kernel -> Points -> Points -> Estimate)) list =
        MmdEstimator.forms
        |> List.map (fun form -> form.Shape.Replace("SIZE", "2"))
        |> List.map (fun name -> name, MmdEstimator.byName name)

    let private onState scenes kind functionals metrics =
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

    // Grids lie on the line or in the plane.
    let private onLineOrPlane: Arbitrary<Scene> =
        let line, plane = Scenes.inDimension 1, Scenes.inDimension 2
        Arb.fromGenShrink (Gen.oneof [ line.Generator; plane.Generator ], (fun scene -> line.Shrinker scene))

    // Linear systems on the 2 d nodes of a Gaussian in R^d have 2 d^2 unknowns.
    let private upToThree: Arbitrary<Scene> =
        let scenes = [ 1; 2; 3 ] |> List.map Scenes.inDimension
        Arb.fromGenShrink (Gen.oneof [ for s in scenes -> s.Generator ], (fun scene -> scenes.Head.Shrinker scene))

    let private onMeasures scenes kind metrics =
        onState scenes kind (functionals |> List.map (fun (name, make) -> name, FlowLaws.ofTarget make)) metrics

    let private onParticles kind metrics = onMeasures Scenes.any kind metrics

    /// Every law on every instance.
    let laws: Law list =
        [
            for kernel in kernels do
                yield! Laws.kernel kernel

            // Its base point has a dimension.
            yield! Laws.kernelIn 2 (Kernel.distanceFrom [| 0.5; -1.0 |])

            for name, make in functionals @ valueFunctionals do
                yield! FunctionalLaws.all Scenes.any name make

            // A first variation by differentiation goes into metrics as any other: one on each kind of state.
            for name, make in valueFunctionals do
                FlowLaws.dissipation Scenes.any StateKind.particles name make Metric.wasserstein

                FlowLaws.dissipation
                    Scenes.any
                    StateKind.weightedParticles
                    name
                    make
                    (Metric.wassersteinFisherRao 1.0 0.5)

                FlowLaws.dissipation onLineOrPlane StateKind.gridDensities name make Metric.onGrid
                let ofScene (scene: Scene) = make scene.P.Measure
                yield! StateLaws.all Scenes.any StateKind.gaussians name (ofScene >> FlowLaws.ofMeasure)
                yield! StateLaws.all (Scenes.inDimension 1) StateKind.quantiles name (ofScene >> FlowLaws.ofMeasure)

            yield! onParticles StateKind.particles particleMetrics
            yield! onParticles StateKind.weightedParticles weightedMetrics
            yield! onMeasures onLineOrPlane StateKind.gridDensities gridMetrics
            yield! onState upToThree StateKind.gaussians (gaussianFunctionals @ smoothOn) gaussianMetrics

            for name, make in gaussianFunctionals @ smoothOn do
                yield! StateLaws.all Scenes.any StateKind.gaussians name make

            for dimension in [ 1; 2 ] do
                for name, make in divergences do
                    let scenes = Scenes.inDimension dimension
                    yield! StateLaws.all scenes StateKind.mildGaussians $"{name} in R^{dimension}" make

            for dimension, metric in partsMetrics do
                yield!
                    LogDensityLaws.all
                        (Scenes.inDimension dimension)
                        StateKind.mildPairs
                        "a mixture"
                        (fun scene -> Density.ofMixture "p" (mildMixture scene.P.Measure))
                        metric

            yield! onState (Scenes.inDimension 1) StateKind.quantiles (quantileFunctionals @ smoothOn) quantileMetrics

            for name, make in quantileFunctionals @ smoothOn do
                yield! StateLaws.all (Scenes.inDimension 1) StateKind.quantiles name make

            for kind, smooth in [ ParameterKind.affine, false; ParameterKind.perceptrons, true ] do
                let functionals = parameterFunctionals smooth
                yield! onState upToThree kind functionals parameterMetrics
                yield! ParameterLaws.all upToThree kind

                for name, make in functionals do
                    yield! StateLaws.all upToThree kind name make

            for integrator in integrators do
                yield! Laws.integrator integrator

            for optimiser in optimisers do
                yield! Laws.integrator (Integrator.optimised optimiser)

            IntegratorLaws.errorControl (fun tolerance -> Integrator.dormandPrince 0.1 tolerance tolerance)

            for name, estimator in estimators do
                if name <> "biased" then
                    EstimatorLaws.unbiased name 2 estimator
                    EstimatorLaws.calibrated name estimator

            EstimatorLaws.bias "biased" MmdEstimator.biased
            EstimatorLaws.definitions estimators
        ]
