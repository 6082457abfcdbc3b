namespace GanFlowTheory.Core

/// <summary>The regularised kernel critic at a measure q, f = (D_q + lambda)^(-1) (mu_p - mu_q), and its numbers
/// (MN21-7).</summary>
[<NoComparison; NoEquality>]
type SobolevWitness =
    {
        /// f, a function on R^d.
        Critic: Potential
        /// The gradient of f at the nodes of q, n x d: the velocity of the flow.
        Velocity: Points
        /// MMD^2(p, q) = |delta|^2, delta = mu_p - mu_q.
        SquaredMmd: float
        /// The inner product of delta and f, E_p f - E_q f, >= 0.
        Inner: float
        /// d/dt MMD^2 along the flow, -2 (MMD^2 - lambda <delta, f>) = -2 E_q <grad f, grad delta>, never
        /// positive.
        Rate: float
        /// The linear solve.
        Solve: SolveReport
    }

/// What the regularised kernel critics of nodes and of parameters share.
module internal RegularisedCritic =

    /// <summary>The potential f = (delta - sum_j flux_j . grad Phi(x_j)) / lambda: a regularised critic is the witness
    /// less the embedding of a flux at the nodes x.</summary>
    let potential kernel (lambda: float) (delta: Potential) (x: Points) (flux: Points) : Potential =
        // sum_j flux_j . grad Phi(x_j) at y: the kernel is symmetric, so this is the gradient at x_j of k(., y).
        let divergence (y: float[]) =
            let slopes = Pairwise.gradient kernel x (Points.wrap 1 y.Length y) [| 1.0 |]
            Vectors.inner slopes.Data flux.Data

        Potential.create
            (fun y ->
                delta.Value y
                |> Array.mapi (fun i value -> (value - divergence (y.Row i)) / lambda))
            (fun y ->
                Points.combine
                    (1.0 / lambda)
                    (delta.Gradient y)
                    (-1.0 / lambda)
                    (Pairwise.mixedHessian kernel y x flux))

/// The regularised kernel critic of a measure (MN21-7).
[<RequireQualifiedAccess>]
module SobolevWitness =

    /// The regularised critic f = (D_q + lambda)^(-1) (mu_p - mu_q) at q, with the numbers of MN21-7. Nodes must be
    /// finite.
    let at (options: SolverOptions) (kernel: Kernel) (lambda: float) (p: IMeasure) (q: IMeasure) : SobolevWitness =
        MetricSolve.check options kernel lambda
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        Points.checkFinite (nameof q) q.Nodes

        let delta =
            Potential.add (Mmd.embedding kernel p) (Potential.scale -1.0 (Mmd.embedding kernel q))

        let gradient = delta.Gradient q.Nodes

        let velocity, report =
            SobolevKernelized.solve options kernel lambda q.Nodes q.Weights gradient

        let squared = Mmd.squared kernel p q

        let dissipated = Vectors.inner q.Weights (Points.rowDots velocity gradient)

        {
            Critic = RegularisedCritic.potential kernel lambda delta q.Nodes (Points.scaleRows q.Weights velocity)
            Velocity = velocity
            SquaredMmd = squared
            Inner = (squared - dissipated) / lambda
            Rate = -2.0 * dissipated
            Solve = report
        }

/// The critic of the Sobolev-kernelized flow.
[<AutoOpen>]
module SobolevCritics =

    /// The critics.
    [<RequireQualifiedAccess>]
    module Critic =

        /// The critic -f, f = (D_q + lambda)^(-1) (mu_p - mu_q): the Wasserstein-2 flow that sees it is the
        /// Sobolev-kernelized flow of 1/2 MMD^2 (MN21-7).
        let sobolevKernelized (kernel: Kernel) (lambda: float) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
            let options = SolverOptions.standard
            MetricSolve.check options kernel lambda

            Critic.create (invariant $"sobolev-kernelized:{kernel.Name},{lambda}") (fun functional _ q ->
                if MetricSolve.finite q.Nodes then
                    Potential.scale -1.0 (SobolevWitness.at options kernel lambda p q).Critic
                else
                    functional.FirstVariation q)
