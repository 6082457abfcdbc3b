namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of targets, integrators, flows and GANs on their instances.
[<RequireQualifiedAccess>]
module internal FlowInstanceLaws =

    /// Of targets.
    let targets =
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

    /// Of integrators and optimisers.
    let integrators =
        [
            for integrator in Registry.integrators do
                yield! Laws.integrator integrator

            for optimiser in Registry.optimisers @ Registry.boxedOptimisers do
                yield! Laws.integrator (Integrator.optimised optimiser)

            for integrator in Registry.integrators @ Registry.controlled do
                StepLengthLaws.limit Integrator.step integrator
                StepLengthLaws.next Integrator.step integrator

            for optimiser in Registry.optimisers do
                StepLengthLaws.limit Integrator.step (Integrator.optimised optimiser)
                StepLengthLaws.next Integrator.step (Integrator.optimised optimiser)
                StepLengthLaws.clipped Optimiser.step optimiser
        ]

    /// Of what the loop draws, reports and goes on from.
    let flows =
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

            RunEndLaws.collapsed "particles drawn to their mean" RunEndLaws.gathering
            FlowReportLaws.monitored "the monitor" ConvergenceMonitor.ofPath

            for integrator in Registry.integrators do
                FlowRecordLaws.residual integrator.Name (FlowRecordLaws.run integrator 4)

                FlowReportLaws.times integrator.Name (FlowReportLaws.downhill integrator)

            FlowReportLaws.persistentTimes "persistent training" (FlowReportLaws.persistent 2)
            FlowReportLaws.noise "the loop" FlowReportLaws.shown

            // Those critics' seeds are the flow's own affair.
            for name, critic in
                Registry.critics
                |> List.filter (fun (name, _) -> not (List.contains name Registry.drawnCritics)) do
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

    /// Of the steps of GANs.
    let gans =
        [
            NetworkLaws.nodes "perceptrons" (fun seed q -> (q :> IRenewable<ParameterState>).Renewed seed)
            NetworkLaws.initial "affine layers" Network.affineFor
            NetworkLaws.units "perceptrons" Network.inUnits
            NetworkLaws.layers "perceptrons" _.Layers
            NetworkLaws.spectral "layers, perceptrons and convolutions" Network.spectrallyNormalised
            GanLaws.certificate "runs against a trained discriminator" GanLaws.certify
            GanLaws.drawing "metrics of generated points" Flow.persistentlyIn
            GanLaws.drawingCertificate "flows of MMD" GanStep.certifyFlow
            GanLaws.affineLaw "affine generators in up to three dimensions" AffineGenerator.law
            GanLaws.truth "affine generators in the plane" CriticTruth.measure
        ]
