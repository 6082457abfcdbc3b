namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of numerics, tensors and kernels on their instances.
[<RequireQualifiedAccess>]
module internal EngineRoomLaws =

    /// Of linear systems, orders, units and axes.
    let numerics =
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

    /// Of tensor operations and their derivatives.
    let tensors =
        [
            TensorLaws.convolution "convolution" Tensor.convolution Tensor.convolutionTranspose

            for name, f, definition, points in TensorLaws.unaries do
                TensorLaws.elementwise name f definition points

            TensorLaws.hessian "sin and quartic" Differentiate.hessianVector

            for operation in TensorOperationLaws.operations do
                TensorOperationLaws.operation operation
        ]

    /// Of kernels and their sums.
    let kernels =
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
            yield! Laws.kernelIn 2 (Kernel.distanceOfFrom 1.5 [| 0.5; -1.0 |])

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
                    Kernel.distanceOf 1.5
                    Kernel.distanceOf 2.0
                    Kernel.rqCodeStar
                ] do
                EngineLaws.agreement (KernelSums.onEngine Engine.managed) kernel
                GramLaws.onSums GramPort.standard (KernelSums.onEngine Engine.managed) kernel

            KernelFormulaLaws.median "the median heuristic" Bandwidth.median
        ]
