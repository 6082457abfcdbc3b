namespace GanFlowTheory.Core

/// <summary>Metrics on parameters theta of a generator. A potential c pulls back to b = E_z J(z)^T grad c(G(z)), J =
/// dG/dtheta; a metric tensor g turns it into the rate g^(-1) b (MN21).</summary>
[<AutoOpen>]
module ParametricMetrics =

    /// The metrics.
    [<RequireQualifiedAccess>]
    module Metric =

        let private solving
            (name: string)
            (options: SolverOptions)
            (lambda: float)
            (operator: 'q -> float[] -> float[])
            : Metric<'q> when 'q :> IState<'q> =
            {
                Name = name
                Apply =
                    fun q c ->
                        let b = q.PullBack c

                        // A flow that is no longer finite takes its gradient along, and ends as diverged.
                        if Vectors.allFinite b && MetricSolve.finite q.Nodes then
                            let rate, report = MetricSolve.byColumns options lambda (operator q) b

                            {
                                Rate = rate
                                Pulled = Some b
                                Solve = Some report
                            }
                        else
                            {
                                Rate = b
                                Pulled = Some b
                                Solve = None
                            }
                LogDensity = None
                Masses = fun _ -> None
            }

        /// Euclidean in the coordinates of a state: K c = b, the gradient in them.
        let euclidean<'q when 'q :> IState<'q>> : Metric<'q> =
            {
                Name = "euclidean"
                Apply =
                    fun q c ->
                        let b = q.PullBack c

                        {
                            Rate = b
                            Pulled = Some b
                            Solve = None
                        }
                LogDensity = None
                Masses = fun q -> Some(Array.create q.Coordinates.Length 1.0)
            }

        /// <summary>The metric tensor of MMD pulled back to parameters, applied to a rate u:
        /// g u = E_{z,z'} J(z)^T [d d' k(G(z), G(z'))] J(z') u; symmetric positive semidefinite (MN21-1).</summary>
        let applyKernelTensor (kernel: Kernel) (q: #IParametric) (u: float[]) : float[] =
            let moved = Points.scaleRows q.Weights (q.Push u)
            q.Pull(Pairwise.mixedHessian kernel q.Nodes q.Nodes moved)

        /// Parametric kernelized with given solver options: K c = (g + lambda I)^(-1) b (MN21-2); lambda > 0, and a
        /// kernel with mixed second derivatives everywhere (no cusp).
        let kernelizedWith
            (options: SolverOptions)
            (kernel: Kernel)
            (lambda: float)
            : Metric<'q> when 'q :> IState<'q> and 'q :> IParametric =
            MetricSolve.check options kernel lambda

            solving (invariant $"kernelized:{kernel.Name},{lambda}") options lambda (fun (q: 'q) ->
                applyKernelTensor kernel q)

        /// Parametric kernelized: K c = (g + lambda I)^(-1) b (MN21-2); lambda > 0, and a kernel with mixed second
        /// derivatives everywhere (no cusp).
        let kernelized (kernel: Kernel) (lambda: float) : Metric<'q> when 'q :> IState<'q> and 'q :> IParametric =
            kernelizedWith SolverOptions.standard kernel lambda

        /// Parametric Wasserstein-2 with given solver options: K c = (E J^T J + lambda I)^(-1) b, the natural gradient;
        /// lambda > 0.
        let naturalWith
            (options: SolverOptions)
            (lambda: float)
            : Metric<'q> when 'q :> IState<'q> and 'q :> IParametric =
            MetricSolve.checkOptions options lambda
            solving (invariant $"natural:{lambda}") options lambda (fun (q: 'q) u -> q.Pull(q.Push u))

        /// Parametric Wasserstein-2: K c = (E J^T J + lambda I)^(-1) b, the natural gradient; lambda > 0.
        let natural (lambda: float) : Metric<'q> when 'q :> IState<'q> and 'q :> IParametric =
            naturalWith SolverOptions.standard lambda

        /// The metric tensor g itself, P x P, for small P.
        let kernelTensor (kernel: Kernel) (q: #IParametric) (parameters: int) : float[,] =
            Guard.atLeast (nameof parameters) 1 parameters

            let columns =
                Array.init parameters (fun p ->
                    applyKernelTensor kernel q (Array.init parameters (fun s -> if s = p then 1.0 else 0.0)))

            Array2D.init parameters parameters (fun a b -> columns[b][a])
