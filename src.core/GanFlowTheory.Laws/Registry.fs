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
                GaussianMixture.isotropic (Empirical.mean p) 0.5
                GaussianMixture.standard p.Nodes.Dimension
            ]

    let private ofTarget (make: IMeasure -> Functional<IMeasure>) =
        let name =
            (make (Empirical.ofPoints (Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.5 ] ]))).Name

        name, make

    /// The functionals, by the target they flow to.
    let functionals: (string * (IMeasure -> Functional<IMeasure>)) list =
        [
            ofTarget (Mmd.functional (Kernel.gaussian 1.0))
            ofTarget (Mmd.functional (Kernel.laplace 1.0))
            ofTarget (Mmd.functional (Kernel.matern32 1.0))
            ofTarget (Mmd.functional (Kernel.inverseMultiquadric 1.0 0.5))
            ofTarget (Mmd.functional Kernel.rqCodeStar)
            ofTarget (Mmd.functional Kernel.distance)
            ofTarget (Mmd.functional Kernel.poly3)
            "1/2 MMD^2[gaussian:1] to a mixture",
            fun p -> GaussianMmd.functional [ 1.0, 1.0; 0.5, 3.0 ] (mixtureAround p)
            ofTarget EnergyDistance.functional
            ofTarget (fun _ -> Energies.potential "landscape" landscape)
            ofTarget (fun _ -> Energies.interaction (Kernel.gaussian 1.0))
            ofTarget (fun p ->
                Functional.add
                    (Functional.scale 2.0 (Mmd.functional (Kernel.gaussian 1.0) p))
                    (Energies.potential "landscape" landscape))
        ]

    // Depends on the place, is 0 in places, and is never negative.
    let private mobility (q: IMeasure) : float[] =
        Points.toRows q.Nodes
        |> Array.map (fun x -> max 0.0 (1.0 + 2.0 * sin (Array.sum x)))

    let private transports<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> list =
        [
            Transport.wasserstein
            Transport.mobility "max(0, 1 + 2 sin)" (fun q -> mobility q)
            Transport.stein (Kernel.gaussian 1.0)
            Transport.stein Kernel.rqCodeStar
            SobolevKernelized.create (Kernel.gaussian 1.0) 0.1
            SobolevKernelized.create (Kernel.inverseMultiquadric 1.0 0.5) 0.01
            Metric.add (Metric.scale 0.5 (Transport.stein (Kernel.laplace 1.0))) Transport.wasserstein
        ]

    /// The metrics on particles.
    let particleMetrics: Metric<Particles> list = transports

    /// The metrics on particles with moving weights.
    let weightedMetrics: Metric<WeightedParticles> list =
        transports @ [ Reaction.fisherRao; Reaction.wassersteinFisherRao 1.0 0.5 ]

    /// A target that covers every grid: on each, uniform but for a wave.
    let private waves (grid: Grid) : GridDensity =
        let raw =
            Points.toRows grid.Centres
            |> Array.map (fun x -> 1.0 + 0.75 * sin (2.0 * Array.sum x))

        let total = Array.sum raw
        GridDensity.ofMasses (raw |> Array.map (fun v -> v / total)) grid

    let private towardsWaves (f: FDivergence) : Metric<GridDensity> =
        Metric.create $"grid-wasserstein:{f.Name}" (fun (q: GridDensity) c ->
            ((GridTransport.along f (waves q.Grid)).Apply q c).Rate)

    /// The metrics on densities on grids.
    let gridMetrics: Metric<GridDensity> list =
        [
            GridTransport.wasserstein
            towardsWaves FDivergence.kl
            towardsWaves FDivergence.jsd
            Reaction.fisherRao
            Metric.add (Metric.scale 0.5 GridTransport.wasserstein) Reaction.fisherRao
        ]

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

    /// The estimators of MMD^2, by name.
    let estimators: (string * (Kernel -> Points -> Points -> Estimate)) list =
        [ "biased"; "unbiased"; "ustat"; "linear"; "block:2" ]
        |> List.map (fun name -> name, MmdEstimator.byName name)

    let private onState scenes kind metrics =
        [
            for metric in metrics do
                yield! MetricLaws.all scenes kind metric

            for metric in metrics do
                for name, make in functionals do
                    FlowLaws.dissipation scenes kind name make metric

            // The loop is the same for every functional: each metric once.
            for metric in metrics do
                FlowLaws.loop scenes kind (fst functionals[0]) (snd functionals[0]) metric

            MetricLaws.chart scenes kind
        ]

    // Grids lie on the line or in the plane.
    let private onLineOrPlane: Arbitrary<Scene> =
        let line, plane = Scenes.inDimension 1, Scenes.inDimension 2
        Arb.fromGenShrink (Gen.oneof [ line.Generator; plane.Generator ], (fun scene -> line.Shrinker scene))

    /// Every law on every instance.
    let laws: Law list =
        [
            for kernel in kernels do
                yield! Laws.kernel kernel

            for name, make in functionals do
                yield! FunctionalLaws.all Scenes.any name make

            yield! onState Scenes.any StateKind.particles particleMetrics
            yield! onState Scenes.any StateKind.weightedParticles weightedMetrics
            yield! onState onLineOrPlane StateKind.gridDensities gridMetrics

            for integrator in integrators do
                yield! Laws.integrator integrator

            IntegratorLaws.errorControl (fun tolerance -> Integrator.dormandPrince 0.1 tolerance tolerance)

            for name, estimator in estimators do
                if name <> "biased" then
                    EstimatorLaws.unbiased name 2 estimator
                    EstimatorLaws.calibrated name estimator

            EstimatorLaws.bias "biased" MmdEstimator.biased
            EstimatorLaws.definitions estimators
        ]
