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

    let private ofNumerics =
        let apply n (a: float[]) (x: float[]) =
            Array.init n (fun i -> Vectors.innerOfParts a (i * n) x 0 n)

        let iterate (a: float[]) (b: float[]) iterations =
            LinearSystem.conjugateGradients (apply b.Length a) b 1e-12 iterations

        [
            NumericsLaws.solver "Cholesky" (fun a b ->
                LinearSystem.cholesky (Array2D.init b.Length b.Length (fun i j -> a[i * b.Length + j])) b)

            NumericsLaws.solver "conjugate gradients" (fun a b -> iterate a b 1000)
            NumericsLaws.residual "conjugate gradients" iterate
            NumericsLaws.permutation "seeds" Seed.permutation
            NumericsLaws.units "points" Units.standardising Units.into
            NumericsLaws.axes "points" PrincipalAxes.ofPoints
            NumericsLaws.covariance "points" Points.covariance
        ]

    let private ofTensors =
        [
            TensorLaws.convolution "convolution" Tensor.convolution Tensor.convolutionTranspose

            for name, f, definition, points in TensorLaws.unaries do
                TensorLaws.elementwise name f definition points

            TensorLaws.hessian "sin and quartic" Differentiate.hessianVector

            for operation in TensorOperationLaws.operations do
                TensorOperationLaws.operation operation
        ]

    let private ofKernels =
        [
            for kernel in Registry.kernels do
                yield! Laws.kernel kernel

            for named in Registry.namedKernels do
                KernelFormulaLaws.formula named

            KernelFormulaLaws.formulaIn 2 Registry.distanceInPlane

            for radial in Registry.radialKernels do
                KernelFormulaLaws.derivatives radial

            KernelFormulaLaws.mixture Kernel.rationalQuadratic "rational quadratic"

            // Sums over Gram matrices, on every kernel.
            for kernel in Registry.kernels do
                yield! GramLaws.all GramPort.standard kernel.Name (fun _ -> kernel)

            yield! GramLaws.all GramPort.standard "distance from a base point" Registry.distanceOffOrigin
            yield! GramLaws.all GramPort.standard "plain functions" (fun _ -> GramLaws.plain)
            GramLaws.blocks GramPort.standard
            SingleLaws.means GramPort.standard

            // Its base point has a dimension.
            yield! Laws.kernelIn 2 (Kernel.distanceFrom [| 0.5; -1.0 |])

            for d in [ 1; 3; 6 ] do
                yield! KernelLaws.all (Scenes.inDimension d) (Registry.distanceOffOrigin d)

            EngineLaws.agreementIn KernelSums.standard "distance from a base point" Registry.distanceOffOrigin

            // The sums that run on a tensor engine, which have formulas of their own.
            for kernel in
                [
                    Kernel.gaussian 1.0
                    Kernel.laplace 0.5
                    Kernel.matern32 1.0
                    Kernel.matern52 2.0
                    Kernel.rqPaper
                    Kernel.poly3
                    Kernel.distance
                    Kernel.rqCodeStar
                ] do
                EngineLaws.agreement (KernelSums.onEngine Engine.managed) kernel

            KernelFormulaLaws.median "the median heuristic" Bandwidth.median
        ]

    let private ofFunctionals =
        // Where the bandwidth is far above the spread F is a difference of sums that agree in all their digits, and its
        // difference quotients say nothing.
        let atWideSpreads =
            [
                for kernel in Registry.spreadKernels do
                    $"1/2 MMD^2[{kernel.Name}] at wide spreads", Functional.mmd kernel

                "energy distance at wide spreads", Functional.energyDistance
            ]

        [
            for name, make in Registry.functionals @ Registry.valueFunctionals do
                yield! FunctionalLaws.all Scenes.any name make

            for name, make in atWideSpreads do
                yield! FunctionalLaws.all Scenes.ofWideSpread name make
        ]

    let private ofNumbers
        (value: GaussianMixture -> GaussianState -> float)
        (p: GaussianMixture)
        : Functional<GaussianState> =
        Functional.create "a number" (value p) (fun _ -> Potential.zero)

    // Derivatives do not see a constant, nor a slip in value and first variation together.
    let private ofValues =
        [
            for kernel in
                [
                    Kernel.gaussian 1.0
                    Kernel.laplace 1.0
                    Kernel.distance
                    Kernel.poly3
                    Kernel.rqCodeStar
                ] do
                ValueLaws.ofMeasures $"1/2 MMD^2[{kernel.Name}]" (Functional.mmd kernel) (ValueLaws.mmd kernel)

            ValueLaws.ofMeasures
                "1/2 MMD^2[gaussian:1] by value"
                (snd (List.last Registry.valueFunctionals))
                (ValueLaws.mmd (Kernel.gaussian 1.0))

            ValueLaws.ofMeasures "energy distance" Functional.energyDistance ValueLaws.energyDistance

            ValueLaws.ofMeasures "energy distance over pairs" Functional.energyDistancePairwise ValueLaws.energyDistance

            ValueLaws.gaussianMmd Functional.gaussianMmd "1/2 MMD^2 to a mixture of Gaussians"
            ValueLaws.wassersteinOnLine "1/2 W2^2 on the line" Functional.wassersteinOnLine
            ValueLaws.entropyOnLine "entropy on the line" Functional.entropy

            for d in [ 1; 2 ] do
                ValueLaws.betweenGaussians d "1/2 W2^2 to a gaussian" Functional.wassersteinToGaussian ValueLaws.bures
                ValueLaws.betweenGaussians d "kl to a gaussian" Functional.klToGaussian ValueLaws.relativeEntropy

                // The same as numbers alone.
                ValueLaws.betweenGaussians
                    d
                    "1/2 W2^2 by the distance"
                    (ofNumbers (fun p q -> 0.5 * pown (WassersteinDistance.betweenGaussians p q) 2))
                    ValueLaws.bures

                ValueLaws.betweenGaussians
                    d
                    "forward kl between gaussians"
                    (ofNumbers GaussianDivergence.forwardKl)
                    (fun m s c p -> ValueLaws.relativeEntropy c p m s)
        ]

    // Sums of metrics, and the systems that metrics solve.
    let private ofMetricParts =
        let gaussian = Kernel.gaussian 1.0

        let kernelized options lambda : Metric<ParameterState> =
            Metric.kernelizedWith options gaussian lambda

        let natural options lambda : Metric<ParameterState> = Metric.naturalWith options lambda

        [
            MetricSumLaws.sum
                Scenes.any
                StateKind.weightedParticles
                "wasserstein-fisher-rao"
                Metric.wassersteinFisherRao
                MetricSumLaws.transport
                MetricSumLaws.reaction

            MetricSumLaws.sum
                Scenes.any
                StateKind.particles
                "wasserstein + stein"
                (fun a b -> Metric.add (Metric.scale a Metric.wasserstein) (Metric.scale b (Metric.stein gaussian)))
                MetricSumLaws.transport
                (MetricSumLaws.stein gaussian)

            for kernel in [ gaussian; Kernel.inverseMultiquadric 1.0 0.5 ] do
                let name = $"sobolev-kernelized:{kernel.Name}"

                let make options lambda =
                    Metric.sobolevKernelizedWith options kernel lambda

                MetricSolveLaws.nodes name kernel make
                MetricSolveLaws.manyNodes name kernel make

            for kind in [ ParameterKind.affine; ParameterKind.perceptrons ] do
                MetricSolveLaws.parameters kind "kernelized" (MetricSolveLaws.kernelTensor gaussian) kernelized
                MetricSolveLaws.parameters kind "natural" MetricSolveLaws.euclideanTensor natural

            MetricSolveLaws.manyParameters "kernelized" (MetricSolveLaws.kernelTensor gaussian) kernelized
            MetricSolveLaws.manyParameters "natural" MetricSolveLaws.euclideanTensor natural
        ]

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

    let private ofParticles =
        onMeasures Scenes.any StateKind.particles Registry.particleMetrics
        @ metricsAtAnySpread
        @ onMeasures Scenes.any StateKind.weightedParticles Registry.weightedMetrics

    let private ofGrids =
        let scenes, kind = Scenes.onLineOrPlane, StateKind.gridDensities

        [
            yield! onMeasures scenes kind Registry.gridMetrics

            for metric in Registry.gridMetrics do
                for name, make in Registry.gridDivergences do
                    FlowLaws.dissipationOf scenes kind name make metric
        ]

    let private ofGridReadings =
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
        ]

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
                StateLaws.onLine StateKind.quantiles name make
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
                RatioFoldLaws.folds name estimator

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

    let private ofTargets =
        [
            for target in Target.all do
                yield! TargetLaws.all target

            for target in Registry.moreTargets do
                yield! TargetLaws.all target

            for target, logDensity in TargetFormulaLaws.formulas do
                TargetFormulaLaws.formula target logDensity

            TargetLaws.mixtures
            QuantileLaws.mixture QuantileState.ofMixture
            QuantileLaws.measure QuantileState.ofMeasure
        ]

    let private ofIntegrators =
        [
            for integrator in Registry.integrators do
                yield! Laws.integrator integrator

            for optimiser in Registry.optimisers do
                yield! Laws.integrator (Integrator.optimised optimiser)

            for integrator in Registry.integrators @ Registry.controlled do
                StepLengthLaws.limit Integrator.step integrator
                StepLengthLaws.next Integrator.step integrator

            for optimiser in Registry.optimisers do
                StepLengthLaws.limit Integrator.step (Integrator.optimised optimiser)
                StepLengthLaws.next Integrator.step (Integrator.optimised optimiser)
                StepLengthLaws.clipped Optimiser.step optimiser
        ]

    // What the loop draws, reports and goes on from.
    let private ofFlows =
        let gaussian = Kernel.gaussian 1.0

        [
            FlowStreamLaws.streams "the loop" FlowStreamLaws.observed
            FlowStreamLaws.sampler "mixtures" GaussianMixture.sample
            FlowStreamLaws.diffusion "wasserstein" FlowStreamLaws.displacements
            FlowStreamLaws.diffusionScaling "wasserstein" FlowStreamLaws.displacements

            FlowStreamLaws.diffusion
                "a sum of metrics"
                (FlowStreamLaws.displacementsIn (fun factor ->
                    Metric.add
                        (Metric.scale (0.25 * factor) Metric.wasserstein)
                        (Metric.scale (0.75 * factor) Metric.wasserstein)))

            for h in [ 0.25; 0.5 ] do
                FlowReportLaws.overstepped $"euler, rate {h}" (FlowReportLaws.parabola h)

            FlowReportLaws.monitored "the monitor" ConvergenceMonitor.ofPath

            for integrator in Registry.integrators do
                FlowRecordLaws.residual integrator.Name (FlowRecordLaws.run integrator 4)

                FlowReportLaws.times integrator.Name (FlowReportLaws.downhill integrator)

            FlowReportLaws.persistentTimes "persistent training" (FlowReportLaws.persistent 2)
            FlowReportLaws.noise "the loop" FlowReportLaws.shown

            // That critic's seed is the flow's own affair.
            for name, critic in Registry.critics |> List.filter (fun (name, _) -> name <> "drawn from the seed") do
                for metric in [ Metric.wasserstein; Metric.stein gaussian ] do
                    FlowReportLaws.correlation (fun _ _ _ d -> d.KCorrelation) name critic metric

            FlowRecordLaws.residual "measured every 3 steps" (FlowRecordLaws.runMeasured 3 (Integrator.heun 0.1) 7)
            FlowRecordLaws.residualOrder "the loop" FlowRecordLaws.run
            FlowRecordLaws.duplication "dopri5" FlowRecordLaws.stepLengths
            yield! Registry.resumes
            yield! Registry.sparse

            for d, kernel in [ 1, gaussian; 1, Kernel.poly3; 2, Kernel.gaussian 2.0 ] do
                SteinLaws.known
                    (Scenes.inDimension d)
                    $"{kernel.Name} in R^{d}"
                    kernel
                    (SteinVariational.velocity kernel)
                    (SteinVariational.squaredDiscrepancy kernel)

            for kernel in [ gaussian; Kernel.inverseMultiquadric 1.0 0.5 ] do
                SteinLaws.flow
                    kernel.Name
                    kernel
                    (SteinVariational.velocity kernel)
                    (SteinVariational.squaredDiscrepancy kernel)
        ]

    let private ofGans =
        [
            NetworkLaws.nodes "perceptrons" (fun seed q -> (q :> IRenewable<ParameterState>).Renewed seed)
            NetworkLaws.initial "affine layers" Network.affineFor
            NetworkLaws.units "perceptrons" Network.inUnits
            GanLaws.certificate "runs against a trained discriminator" GanLaws.certify
            GanLaws.affineLaw "affine generators in up to three dimensions" AffineGenerator.law
            GanLaws.truth "affine generators in the plane" CriticTruth.measure
        ]

    let private ofEstimators =
        [
            yield! Registry.unbiasedness

            for name, estimator in Registry.estimators do
                StandardErrorLaws.jackknife Registry.deletions[name] name estimator

                if name <> "biased" then
                    StandardErrorLaws.calibrated name estimator

                EstimatorLaws.translation name estimator

            EstimatorLaws.bias "biased" MmdEstimator.biased
            EstimatorLaws.definitions Registry.estimators
            yield! KidLaws.all KidPort.standard
        ]

    /// Every law on every instance.
    let laws: Law list =
        ofNumerics
        @ ofTensors
        @ ofKernels
        @ ofFunctionals
        @ ofValues
        @ ofValueFunctionals
        @ ofMetricParts
        @ ofParticles
        @ ofGrids
        @ ofGridReadings
        @ ofGaussians
        @ ofQuantiles
        @ ofParameters
        @ ofCritics
        @ ofRatios
        @ ofTargets
        @ ofIntegrators
        @ ofFlows
        @ ofGans
        @ Registry.games
        @ ofEstimators
