namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The kernels that laws are run on.
[<AutoOpen>]
module RegisteredKernels =

    /// The instances that every law is run on.
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
                Kernel.distanceOf 0.5
                Kernel.distanceOf 1.5
                Kernel.distanceOf 2.0
                Kernel.dot
                Kernel.polynomial 2
                Kernel.poly3
                Kernel.rqPaper
                Kernel.rqCode
                Kernel.rqCodeStar
                Kernel.rbfMix
                Kernel.add (Kernel.scale 0.1 Kernel.dot) (Kernel.laplace 2.0)
            ]

        /// Kernels of length 1 for clouds of any spread: bandwidths from 2^-20 to 2^20 of it.
        let spreadKernels: Kernel list =
            [
                Kernel.gaussian 1.0
                Kernel.laplace 1.0
                Kernel.inverseMultiquadric 1.0 0.5
                Kernel.matern52 1.0
                Kernel.rqCodeStar
            ]
