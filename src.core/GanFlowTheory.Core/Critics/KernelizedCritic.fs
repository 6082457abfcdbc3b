namespace GanFlowTheory.Core

/// <summary>The regulariser of a kernel critic f against a generator: which Gramian D, in f = (D + lambda)^(-1) (mu_p -
/// mu_q), penalises it (MN21-2).</summary>
[<RequireQualifiedAccess>]
type Gramian =
    /// (i): <f, D f> = |grad_theta E_q f|^2. The critic's gradient step is the kernelized
    /// flow; descent holds (MN21-3).
    | MeanGradient
    /// (ii): <f, D f> = E_z |grad_theta f(G(z))|^2.
    | SampleGradients
    /// (iii): <f, D f> = E_q |grad_x f|^2.
    | SpatialGradients

/// <summary>The regularised kernel critic at generator parameters, f = (D + lambda)^(-1) delta with delta = mu_p -
/// mu_q, and the generator's gradient step against it (MN21-2).</summary>
[<NoComparison; NoEquality>]
type KernelizedWitness =
    {
        /// f, a function on R^d.
        Critic: Potential
        /// L* f = E_z J(z)^T grad f(G(z)), length P: the generator's step against f.
        Step: float[]
        /// MMD^2(p, q) = |delta|^2.
        SquaredMmd: float
        /// The inner product of delta and f, E_p f - E_q f, >= 0.
        Inner: float
        /// d/dt MMD^2 along the step, -2 <L* delta, L* f>; never positive for the Gramian of the mean gradient.
        Rate: float
        /// The linear solve.
        Solve: SolveReport
    }

/// Regularised kernel critics of generators.
[<RequireQualifiedAccess>]
module KernelizedWitness =

    let internal name (gramian: Gramian) =
        match gramian with
        | Gramian.MeanGradient -> "mean-gradient"
        | Gramian.SampleGradients -> "sample-gradients"
        | Gramian.SpatialGradients -> "spatial-gradients"

    let private symmetricRoot (d: int) (m: float[]) : float[] =
        let matrix = MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(d, d, m)
        let struct (values, v) = SymmetricEigen.decompose matrix
        let roots = values |> Array.map (fun e -> sqrt (max 0.0 e))

        Array.init (d * d) (fun p ->
            let a, b = p / d, p % d
            let mutable total = 0.0

            for k in 0 .. d - 1 do
                total <- total + v[a, k] * roots[k] * v[b, k]

            total)

    let private applyBlocks (blocks: float[][]) (v: Points) : Points =
        let n, d = v.Count, v.Dimension

        Points.wrap
            n
            d
            (Array.init (n * d) (fun p ->
                let i, a = p % n, p / n
                let mutable total = 0.0

                for b in 0 .. d - 1 do
                    total <- total + blocks[i][a * d + b] * v[i, b]

                total))

    /// The critic for a Gramian at q against p (MN21-2), with given solver options; lambda > 0, and a kernel with mixed
    /// second derivatives everywhere (no cusp).
    let at
        (options: SolverOptions)
        (gramian: Gramian)
        (kernel: Kernel)
        (lambda: float)
        (p: IMeasure)
        (q: #IParametric)
        : KernelizedWitness =
        MetricSolve.check options kernel lambda
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        Points.checkFinite (nameof q) q.Nodes
        let x, w = q.Nodes, q.Weights

        let delta =
            Potential.add (Mmd.embedding kernel p) (Potential.scale -1.0 (Mmd.embedding kernel q))

        let gradient = delta.Gradient x
        // L* delta.
        let pulled = q.Pull gradient

        // (D + lambda) f = delta reads f = (delta - sum_j flux_j . grad Phi(x_j)) / lambda, with a flux that is linear
        // in grad f at the nodes: w_j J_j E_z J^T grad f for (i), w_j J_j J_j^T grad f(x_j) for (ii), w_j grad f(x_j)
        // for (iii).
        let flux, report =
            match gramian with
            | Gramian.MeanGradient ->
                let rate, report =
                    MetricSolve.byColumns options lambda (Metric.applyKernelTensor kernel q) pulled

                Points.scaleRows w (q.Push rate), report
            | Gramian.SpatialGradients ->
                let velocity, report = SobolevKernelized.solve options kernel lambda x w gradient
                Points.scaleRows w velocity, report
            | Gramian.SampleGradients ->
                // A = sqrt(w_i) (J_i J_i^T)^(1/2) by blocks: with u = A grad f, (A H A + lambda) u = A grad delta, and
                // the flux is A u.
                let roots = q.Mobilities() |> Array.map (symmetricRoot x.Dimension)

                let weighted =
                    Array.map2 (fun root w -> Array.map (fun v -> sqrt w * v) root) roots w

                let wrap data = Points.wrap x.Count x.Dimension data

                let operator (u: float[]) =
                    (applyBlocks weighted (Pairwise.mixedHessian kernel x x (applyBlocks weighted (wrap u)))).Data

                let u, report =
                    MetricSolve.byColumns options lambda operator (applyBlocks weighted gradient).Data

                applyBlocks weighted (wrap u), report

        let critic = RegularisedCritic.potential kernel lambda delta x flux
        let step = q.Pull(critic.Gradient x)
        let squared = Mmd.squared kernel p q
        let dissipated = Vectors.inner pulled step

        {
            Critic = critic
            Step = step
            SquaredMmd = squared
            // <delta, f> = (|delta|^2 - sum_j flux_j . grad delta(x_j)) / lambda.
            Inner = (squared - Vectors.inner flux.Data gradient.Data) / lambda
            Rate = -2.0 * dissipated
            Solve = report
        }

/// MN21's critic of generator parameters.
[<AutoOpen>]
module KernelizedCritics =

    /// The critics.
    [<RequireQualifiedAccess>]
    module Critic =

        /// The critic -f, f = (D + lambda)^(-1) (mu_p - mu_q), of generator parameters: the Euclidean flow that sees it
        /// is MN21's gradient step. For the Gramian of the mean gradient it is the parametric kernelized flow of 1/2
        /// MMD^2.
        let kernelized
            (gramian: Gramian)
            (kernel: Kernel)
            (lambda: float)
            (p: IMeasure)
            : Critic<'q> when 'q :> IParametric =
            let options = SolverOptions.standard
            MetricSolve.check options kernel lambda

            Critic.create
                (invariant $"kernelized:{kernel.Name},{lambda},{KernelizedWitness.name gramian}")
                (fun functional _ (q: 'q) ->
                    if MetricSolve.finite q.Nodes then
                        Potential.scale -1.0 (KernelizedWitness.at options gramian kernel lambda p q).Critic
                    else
                        functional.FirstVariation q)
