namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// Kernels as tensor expressions, for losses that are differentiated through them.
[<AutoOpen>]
module KernelTensors =

    /// Kernels.
    [<RequireQualifiedAccess>]
    module Kernel =

        let private formula (kernel: Kernel) (profile: Profile) : int -> Tensor -> Tensor =
            match profile.Formula with
            | Some formula -> formula
            | None ->
                Guard.fail
                    (nameof kernel)
                    (invariant
                        $"kernel {kernel.Name} has no tensor expression: its part {profile.Name} is given by plain functions.")

        let private plain (kernel: Kernel) =
            Guard.fail
                (nameof kernel)
                (invariant $"kernel {kernel.Name} has no tensor expression: a part of it is given by plain functions.")

        let private checkPoints (x: Tensor) (y: Tensor) : unit =
            if x.Extents.Length <> 2 || y.Extents.Length <> 2 || x.Extents[1] <> y.Extents[1] then
                Guard.fail
                    (nameof y)
                    (invariant
                        $"x and y must have the shapes n x d and m x d, but are {Shape.sentence x.Extents} and \
                      {Shape.sentence y.Extents}.")

        let private squaredNorms (x: Tensor) : Tensor =
            Tensor.square x |> Tensor.sumAlong 1 |> Tensor.reshape [| x.Extents[0]; 1 |]

        /// <summary>k(x_i, y_j) as a tensor expression, n x m, from x, n x d, and y, m x d: it can be differentiated in
        /// both, also twice. At coincident points the derivatives of a kernel with a cusp there are 0.</summary>
        /// <exception cref="T:System.ArgumentException">The shapes do not fit, or a part of the kernel is given by plain
        /// functions.</exception>
        let matrix (x: Tensor) (y: Tensor) (kernel: Kernel) : Tensor =
            checkPoints x y
            let n, m, d = x.Extents[0], y.Extents[0], x.Extents[1]

            let based (profile: Profile) (z: float[] option) =
                let phi = formula kernel profile 0

                let from (points: Tensor) =
                    match z with
                    | None -> points
                    | Some z ->
                        Guard.sameDimension "basePoint" d z.Length
                        points - Tensor.constant [| d |] z

                phi (Tensor.squaredDistances x y)
                - phi (squaredNorms (from x))
                - Tensor.transpose (phi (squaredNorms (from y)))
                + profile.Derivative(0, 0.0)

            kernel.Terms
            |> List.map (function
                | KernelTerm.Radial(a, profile) -> a * formula kernel profile 0 (Tensor.squaredDistances x y)
                | KernelTerm.Based(a, profile, z) -> a * based profile z
                | KernelTerm.InnerProduct(a, profile) ->
                    a * formula kernel (profile d) 0 (Tensor.matrixProduct false true x y)
                | KernelTerm.Plain _ -> plain kernel)
            |> function
                | [] -> Tensor.fill [| n; m |] 0.0
                | terms -> List.reduce (+) terms

        /// <summary>k(x_i, x_i) as a tensor expression, n, from x, n x d.</summary>
        /// <exception cref="T:System.ArgumentException">The shape does not fit, or a part of the kernel is given by plain
        /// functions.</exception>
        let diagonal (x: Tensor) (kernel: Kernel) : Tensor =
            checkPoints x x
            let n, d = x.Extents[0], x.Extents[1]

            let norms (points: Tensor) =
                squaredNorms points |> Tensor.reshape [| n |]

            kernel.Terms
            |> List.map (function
                | KernelTerm.Radial(a, profile) -> Tensor.fill [| n |] (a * profile.Derivative(0, 0.0))
                | KernelTerm.Based(a, profile, z) ->
                    let points =
                        match z with
                        | None -> x
                        | Some z -> x - Tensor.constant [| d |] z

                    2.0 * a * (profile.Derivative(0, 0.0) - formula kernel profile 0 (norms points))
                | KernelTerm.InnerProduct(a, profile) -> a * formula kernel (profile d) 0 (norms x)
                | KernelTerm.Plain _ -> plain kernel)
            |> function
                | [] -> Tensor.fill [| n |] 0.0
                | terms -> List.reduce (+) terms

        /// <summary>The trace of J_i^T [d_a d'_b k(x_i, x_i)] J_i as a tensor expression, n, from x, n x d, and its
        /// derivatives in c coordinates of something else: the a-th matrix of the list holds the c derivatives of
        /// the a-th coordinate of each point, n x c. It is sum_j |d_j k(x, .)|^2 in the space of the kernel, how fast
        /// the embedding of the points moves.</summary>
        /// <exception cref="T:System.ArgumentException">The shapes do not fit, a part of the kernel is given by plain
        /// functions, or it has no mixed second derivatives at coincident points.</exception>
        let embeddingSpeed (x: Tensor) (derivatives: Tensor list) (kernel: Kernel) : Tensor =
            checkPoints x x
            let n, d = x.Extents[0], x.Extents[1]
            Guard.sameLength (nameof derivatives) d derivatives.Length
            Kernel.requireMixedDerivatives (nameof kernel) kernel

            let speeds =
                derivatives
                |> List.map (fun j -> Tensor.square j |> Tensor.sumAlong 1)
                |> List.reduce (+)

            // |J^T x|^2: how fast <x, .> moves at x itself.
            let along =
                lazy
                    (derivatives
                     |> List.mapi (fun a j -> Tensor.slice 1 a 1 x * j)
                     |> List.reduce (+)
                     |> Tensor.square
                     |> Tensor.sumAlong 1)

            kernel.Terms
            |> List.map (function
                | KernelTerm.Radial(a, profile)
                | KernelTerm.Based(a, profile, _) -> -2.0 * a * profile.Derivative(1, 0.0) * speeds
                | KernelTerm.InnerProduct(a, profile) ->
                    let psi = formula kernel (profile d)
                    let s = squaredNorms x |> Tensor.reshape [| n |]
                    a * (psi 1 s * speeds + psi 2 s * along.Value)
                | KernelTerm.Plain _ -> plain kernel)
            |> function
                | [] -> Tensor.fill [| n |] 0.0
                | terms -> List.reduce (+) terms
