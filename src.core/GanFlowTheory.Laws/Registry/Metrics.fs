namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The metrics that laws are run on, by the state they act on.
[<AutoOpen>]
module RegisteredMetrics =

    // Depends on the place, is 0 in places, and is never negative.
    let private mobility (q: IMeasure) : float[] =
        Points.toRows q.Nodes
        |> Array.map (fun x -> max 0.0 (1.0 + 2.0 * sin (Array.sum x)))

    // Stands for log r at the nodes: of either sign, and different at each.
    let private logRatio (q: IMeasure) : float[] =
        Points.toRows q.Nodes |> Array.map (fun x -> 3.0 * sin (Array.sum x))

    // The metrics of every state whose nodes move.
    let private transports<'q when 'q :> IMeasure and 'q :> ITransport> : Metric<'q> list =
        [
            Metric.wasserstein
            Metric.mobility "max(0, 1 + 2 sin)" (fun q -> mobility q)
            Metric.monoFlow GeneratorLoss.vanilla (fun q -> logRatio q)
            Metric.stein (Kernel.gaussian 1.0)
            Metric.stein Kernel.rqCodeStar
            Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.1
            Metric.sobolevKernelized (Kernel.inverseMultiquadric 1.0 0.5) 0.01
            Metric.add (Metric.scale 0.5 (Metric.stein (Kernel.laplace 1.0))) Metric.wasserstein
        ]

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The metrics on particles.
        let particleMetrics: Metric<Particles> list = transports

        /// The metrics on particles with moving weights.
        let weightedMetrics: Metric<WeightedParticles> list =
            transports @ [ Metric.fisherRao; Metric.wassersteinFisherRao 1.0 0.5 ]

        /// The metrics on Gaussian states.
        let gaussianMetrics: Metric<GaussianState> list = transports

        /// The metrics that move along log q by parts, with the dimension in which quadrature on Gaussian states has
        /// their kernels to rounding.
        let partsMetrics: (int * Metric<GaussianState>) list =
            [
                1, Metric.stein (Kernel.gaussian 1.0)
                1, Metric.add (Metric.scale 0.5 (Metric.stein (Kernel.gaussian 2.0))) (Metric.stein Kernel.poly3)
                2, Metric.stein (Kernel.gaussian 2.0)
            ]

        /// The metrics on quantile states: the chart is that of particles, with which all metrics are checked.
        let quantileMetrics: Metric<QuantileState> list =
            [
                Metric.wasserstein
                Metric.stein (Kernel.gaussian 1.0)
                MonoFlow.field GeneratorLoss.arcsinh (fun q -> logRatio q)
            ]

        /// The metrics on generator parameters.
        let parameterMetrics: Metric<ParameterState> list =
            [
                Metric.euclidean
                Metric.kernelized (Kernel.gaussian 1.0) 0.1
                Metric.kernelized (Kernel.inverseMultiquadric 1.0 0.5) 0.1
                Metric.natural 0.1
            ]
