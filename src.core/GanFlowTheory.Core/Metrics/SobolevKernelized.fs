namespace GanFlowTheory.Core

open System

/// <summary>Which linear solver a metric uses.</summary>
[<RequireQualifiedAccess>]
type LinearSolver =
    /// Cholesky up to 600 unknowns, or up to 200 parameters of a generator; conjugate gradients above.
    | Automatic
    /// Cholesky; conjugate gradients only where rounding makes a pivot non-positive.
    | Cholesky
    /// Matrix-free conjugate gradients: memory O(n d).
    | ConjugateGradients

/// <summary>How a metric solves its linear system.</summary>
type SolverOptions =
    {
        /// The solver.
        Solver: LinearSolver
        /// The relative residual at which conjugate gradients stop, > 0.
        Tolerance: float
        /// The most iterations that conjugate gradients take, >= 1; the solve report says what was reached.
        MaxIterations: int
    }

/// <summary>Options of linear solves.</summary>
[<RequireQualifiedAccess>]
module SolverOptions =

    /// Automatic choice, relative residual 1e-12, at most 2000 iterations.
    let standard: SolverOptions =
        {
            Solver = LinearSolver.Automatic
            // The relative error of the velocity is at most the condition number, about |H|/lambda, times this: 1e-9,
            // the accuracy to which algebraic identities are checked, for condition numbers up to a thousand. Where
            // rounding keeps the residual larger, the solver stops there and reports it.
            Tolerance = 1e-12
            MaxIterations = 2000
        }

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
        /// d/dt MMD^2 along the flow, -2 (MMD^2 - lambda &lt;delta, f&gt;) = -2 E_q &lt;grad f, grad delta&gt;, never
        /// positive.
        Rate: float
        /// The linear solve.
        Solve: SolveReport
    }

/// <summary>
/// The Sobolev-kernelized metric on nodes x_i with weights w_i (MN21-7). A velocity v moves the kernel embedding of q
/// at the rate sum_i w_i v_i . grad Phi(x_i), so the metric tensor of MMD plus lambda times Wasserstein-2 is W H W +
/// lambda W, with H = [d_a d'_b k(x_i, x_j)], nd x nd, and W = diag(w). A potential c pulls back to W grad c, hence K c
/// = v with (H W + lambda I) v = grad c, which also moves nodes of weight zero. With equal weights H W = H / n.
/// </summary>
/// <remarks>
/// With S = sqrt(W) and u = S v the system is symmetric positive definite: (S H S + lambda I) u = S grad c. The critic:
/// as D_q f = sum_j w_j sum_a d_a Phi(x_j) d_a f(x_j), the equation (D_q + lambda) f = delta reads, with v = grad f at
/// the nodes, f = (delta - sum_j w_j v_j . grad Phi(x_j)) / lambda; its gradient at the nodes is (H W + lambda I) v =
/// grad delta (Woodbury); its product with delta is &lt;delta, f&gt;
/// = (MMD^2 - sum_j w_j v_j . grad delta(x_j)) / lambda.
/// </remarks>
[<RequireQualifiedAccess>]
module SobolevKernelized =

    // Measured on a Gaussian kernel: at lambda = 1e-4 the two solvers cost the same at every size, at larger lambda
    // iterating is up to ten times faster; small systems take the solver whose accuracy does not depend on lambda.
    let private largestFactorisation = 600

    let internal checkSolve (options: SolverOptions) (lambda: float) =
        Guard.positive (nameof lambda) lambda
        Guard.positive "options.Tolerance" options.Tolerance
        Guard.atLeast "options.MaxIterations" 1 options.MaxIterations

    let internal check (options: SolverOptions) (kernel: Kernel) (lambda: float) =
        checkSolve options lambda

        if not (Kernel.hasMixedDerivatives kernel) then
            Guard.fail
                (nameof kernel)
                $"kernel must have mixed second derivatives at coincident points, but {kernel.Name} has none."

    /// S H S + lambda I by rows, in coordinate-major order.
    let private assemble kernel (lambda: float) (x: Points) (roots: float[]) : float[] =
        let n, d = x.Count, x.Dimension
        let a = Array.zeroCreate (n * d * n * d)

        for j in 0 .. n - 1 do
            let node = Points.wrap 1 d (x.Row j)

            for b in 0 .. d - 1 do
                let unit = Array.zeroCreate d
                unit[b] <- 1.0
                let column = (Pairwise.mixedHessian kernel x node (Points.wrap 1 d unit)).Data
                let row = b * n + j

                for p in 0 .. n * d - 1 do
                    a[row * n * d + p] <- roots[j] * roots[p % n] * column[p]

                a[row * n * d + row] <- a[row * n * d + row] + lambda

        a

    // Fewer than four digits of the rate are right where the condition number times the residual, or times an ulp,
    // exceeds this.
    let private worstError = 1e-4

    let internal report name (lambda: float) (solution: LinearSolution) : SolveReport =
        let condition = solution.Condition
        let error = condition * max solution.Residual 2.2e-16

        let conditioned =
            $"the system with lambda = {lambda} has a condition number of at least {condition:G3}"

        {
            Method = name
            Iterations = solution.Iterations
            Residual = solution.Residual
            Condition = condition
            Warning =
                match solution.Failure with
                | Some reason -> Some $"{reason}; {conditioned}; raise lambda or the iterations allowed"
                | None when not (error <= worstError) ->
                    Some $"{conditioned}, so that the relative error of its solution may reach {error:G1}; raise lambda"
                | None -> None
        }

    let private solveSymmetric options kernel lambda (x: Points) (roots: float[]) (b: float[]) =
        let apply (u: float[]) =
            let moved = Points.scaleRows roots (Points.wrap x.Count x.Dimension u)

            let forced = Points.scaleRows roots (Pairwise.mixedHessian kernel x x moved)

            Array.map2 (fun h v -> h + lambda * v) forced.Data u

        let iterate () =
            let solution =
                LinearSystem.conjugateGradients apply b options.Tolerance options.MaxIterations

            solution.Solution, report "conjugate gradients" lambda solution

        let factorise =
            match options.Solver with
            | LinearSolver.Automatic -> b.Length <= largestFactorisation
            | LinearSolver.Cholesky -> true
            | LinearSolver.ConjugateGradients -> false

        if factorise then
            match LinearSystem.tryCholesky (assemble kernel lambda x roots) b with
            | Ok solution -> solution.Solution, report "cholesky" lambda solution
            | Error _ -> iterate ()
        else
            iterate ()

    /// v with (H W + lambda I) v = g.
    let internal solve options kernel (lambda: float) (x: Points) (w: float[]) (g: Points) : Points * SolveReport =
        let roots = Array.map sqrt w
        let right = Points.scaleRows roots g
        let u, report = solveSymmetric options kernel lambda x roots right.Data
        let u = Points.wrap x.Count x.Dimension u

        // Dividing u by a small root magnifies the solve's residual without bound; the node's own row of the system,
        // v = (g - H S u) / lambda, magnifies it by |H| / lambda at most, and needs no weight at all.
        let light = 1e-6 * Array.max w
        let divided = Array.map (fun r -> if r * r > light then 1.0 / r else 0.0) roots
        let velocity = Points.scaleRows divided u

        if Array.forall (fun v -> v > light) w then
            velocity, report
        else
            let pulled = Pairwise.mixedHessian kernel x x (Points.scaleRows roots u)

            let completed =
                Array.init g.Data.Length (fun p ->
                    if w[p % x.Count] > light then
                        velocity.Data[p]
                    else
                        (g.Data[p] - pulled.Data[p]) / lambda)

            Points.wrap x.Count x.Dimension completed, report

    let internal finite (x: Points) = Array.forall Double.IsFinite x.Data

    /// The metric with given solver options; lambda > 0, and a kernel with mixed second derivatives everywhere.
    let createWith
        (options: SolverOptions)
        (kernel: Kernel)
        (lambda: float)
        : Metric<'q> when 'q :> IMeasure and 'q :> ITransport =
        check options kernel lambda

        {
            Name = $"sobolev-kernelized:{kernel.Name},{lambda}"
            Apply =
                fun q c ->
                    let gradient = q.Projected c.Gradient

                    // A flow that has left the numbers takes its gradient along, and ends as diverged.
                    if finite gradient && finite q.Nodes then
                        let velocity, report = solve options kernel lambda q.Nodes q.Weights gradient

                        {
                            Rate = q.OfVelocity velocity
                            Pulled = None
                            Solve = Some report
                        }
                    else
                        {
                            Rate = q.OfVelocity gradient
                            Pulled = None
                            Solve = None
                        }
            LogDensity = None
        }

    /// The metric (MN21-7): K c = (H W + lambda I)^(-1) grad c at the nodes; lambda > 0, and a kernel with mixed second
    /// derivatives everywhere (no cusp).
    let create (kernel: Kernel) (lambda: float) : Metric<'q> when 'q :> IMeasure and 'q :> ITransport =
        createWith SolverOptions.standard kernel lambda

    /// <summary>The potential f = (delta - sum_j flux_j . grad Phi(x_j)) / lambda: a regularised critic is the witness less
    /// the embedding of a flux at the nodes x.</summary>
    let internal potential kernel (lambda: float) (delta: Potential) (x: Points) (flux: Points) : Potential =
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

    /// The regularised critic f = (D_q + lambda)^(-1) (mu_p - mu_q) at q, with the numbers of MN21-7. Nodes must be
    /// finite.
    let witness (options: SolverOptions) (kernel: Kernel) (lambda: float) (p: IMeasure) (q: IMeasure) : SobolevWitness =
        check options kernel lambda
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        Points.checkFinite (nameof q) q.Nodes

        let delta =
            Potential.add (Mmd.embedding kernel p) (Potential.scale -1.0 (Mmd.embedding kernel q))

        let gradient = delta.Gradient q.Nodes
        let velocity, report = solve options kernel lambda q.Nodes q.Weights gradient
        let squared = Mmd.squared kernel p q

        let dissipated = Vectors.inner q.Weights (Points.rowDots velocity gradient)

        {
            Critic = potential kernel lambda delta q.Nodes (Points.scaleRows q.Weights velocity)
            Velocity = velocity
            SquaredMmd = squared
            Inner = (squared - dissipated) / lambda
            Rate = -2.0 * dissipated
            Solve = report
        }

    /// The critic -f of a flow towards p: the Wasserstein-2 flow that sees it is the Sobolev-kernelized flow of 1/2
    /// MMD^2 (MN21-7).
    let critic (kernel: Kernel) (lambda: float) (p: IMeasure) : Critic<'q> when 'q :> IMeasure =
        let options = SolverOptions.standard
        check options kernel lambda

        Critic.create $"sobolev-kernelized:{kernel.Name},{lambda}" (fun functional _ q ->
            if finite q.Nodes then
                Potential.scale -1.0 (witness options kernel lambda p q).Critic
            else
                functional.FirstVariation q)
