namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of functionals, their values and the parts of metrics on their instances.
[<RequireQualifiedAccess>]
module internal FunctionalInstanceLaws =

    let private line = Scenes.inDimension 1

    /// Of functionals on measures.
    let functionals =
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

    /// A value of two Gaussians as a functional of the second.
    let ofNumbers (value: GaussianMixture -> GaussianState -> float) (p: GaussianMixture) : Functional<GaussianState> =
        Functional.create "a number" (value p) (fun _ -> Potential.zero)

    /// Of the values of functionals.
    /// Derivatives do not see a constant, nor a slip in value and first variation together.
    let values =
        [
            for kernel in
                [
                    Kernel.gaussian 1.0
                    Kernel.laplace 1.0
                    Kernel.distance
                    Kernel.distanceOf 1.5
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

    /// Of sums of metrics, and the systems that metrics solve.
    let metricParts =
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

    /// Of first variations by differentiation.
    /// A first variation by differentiation goes into metrics as any other: one on each kind of state.
    let valueFunctionals =
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
                yield! StateLaws.all Scenes.any StateKind.gaussians name (ofScene >> Functional.ofMeasure)
                yield! StateLaws.all line StateKind.quantiles name (ofScene >> Functional.ofMeasure)
        ]
