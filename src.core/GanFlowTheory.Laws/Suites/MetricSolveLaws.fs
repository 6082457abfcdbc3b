namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// A linear system of a metric.
[<NoComparison; NoEquality>]
type internal SolveCase =
    {
        /// Nodes and the potential.
        Scene: Scene
        /// The multiple of the identity, > 0.
        Lambda: float
        /// How it is to be solved.
        Solver: LinearSolver
    }

    /// The scene, lambda and the solver.
    override this.ToString() =
        $"{this.Scene}, lambda {this.Lambda} by {this.Solver}"

/// The laws that a metric with a linear system solves the system that its page states.
[<RequireQualifiedAccess>]
module internal MetricSolveLaws =

    let private cases (scenes: Arbitrary<Scene>) : Arbitrary<SolveCase> =
        let lambdas = [ 0.01; 0.5; 100.0 ]

        let generate =
            gen {
                let! scene = scenes.Generator
                let! lambda = Gen.elements lambdas

                let! solver =
                    Gen.elements
                        [
                            LinearSolver.Automatic
                            LinearSolver.Cholesky
                            LinearSolver.ConjugateGradients
                        ]

                return
                    {
                        Scene = scene
                        Lambda = lambda
                        Solver = solver
                    }
            }

        Arb.fromGenShrink (
            generate,
            fun case -> scenes.Shrinker case.Scene |> Seq.map (fun scene -> { case with Scene = scene })
        )

    let private head: LawHead =
        {
            Name = "metric-solve"
            Statement =
                "A metric with a linear system solves the one it states, by every solver: v = K c gives (H W + lambda I) v = grad "
                + "c, or (g + lambda I) u = b on parameters, by the reference sums."
            Source = "MN21-7"
            // Conjugate gradients stop at 1e-12 of the right side, weights at most 9 to 1 make that 3e-12, and rounding
            // leaves an ulp of the matrix, at most 1e4, times a solution of at most 1/lambda = 100; a factorisation the
            // same.
            Judge = Judge.Relative(1e-9, "the solver's 1e-12 and its rounding, relative to the right side")
        }

    let private covector (pattern: int[]) (q: IMeasure) : Covector =
        let n, d = q.Nodes.Count, q.Nodes.Dimension
        Covector(lazy (Scene.NumbersAt pattern n), lazy (Scene.VectorsAt pattern n d))

    let private optionsOf (solver: LinearSolver) =
        { SolverOptions.standard with
            Solver = solver
        }

    let private largest (a: float[]) = Vectors.largest a

    // (H W + lambda I) v against grad c.
    let private onNodes (metric: Metric<Particles>) kernel (lambda: float) (q: Particles) (c: Covector) =
        let v = (metric.Apply q c).Rate
        let n, d = q.Nodes.Count, q.Nodes.Dimension

        let pulled =
            PairwiseReference.mixedHessian kernel q.Nodes q.Nodes (Points.scaleRows q.Weights (Points.wrap n d v))

        Equation.vector
            "(H W + lambda I) v against grad c"
            (largest c.Gradient.Data)
            (Array.map2 (fun h v -> h + lambda * v) pulled.Data v)
            c.Gradient.Data

    /// The metric on nodes, from options and lambda, solves the system of H.
    let nodes (name: string) (kernel: Kernel) (make: SolverOptions -> float -> Metric<Particles>) : Law =
        Law.forAll head name (cases Scenes.any) (fun case ->
            let q = StateKind.ofCloud case.Scene.Q StateKind.particles

            [
                onNodes (make (optionsOf case.Solver) case.Lambda) kernel case.Lambda q (covector case.Scene.First q)
            ])

    /// The same beyond 600 unknowns, where the automatic choice iterates.
    let manyNodes (name: string) (kernel: Kernel) (make: SolverOptions -> float -> Metric<Particles>) : Law =
        Law.forEach head $"{name}, 603 unknowns" [ 0.05; 1.0; 20.0 ] (fun lambda ->
            let q = Particles.ofPoints (Points.scale 0.5 (Seed.gaussian 201 3 (Seed.create 5)))

            [
                onNodes (make SolverOptions.standard lambda) kernel lambda q (covector [| 1; -3; 2; 4; -1; 0; -2 |] q)
            ])

    // (g + lambda I) u against b.
    let private onParameters (metric: Metric<ParameterState>) tensor (lambda: float) (q: ParameterState) (c: Covector) =
        let u = (metric.Apply q c).Rate
        let b = (q :> IState<ParameterState>).PullBack c

        Equation.vector
            "(g + lambda I) u against b"
            (largest b)
            (Array.map2 (fun g u -> g + lambda * u) (tensor q u) u)
            b

    /// g u = E J^T [d d' k] J' u by the reference sums.
    let kernelTensor (kernel: Kernel) (q: ParameterState) (u: float[]) : float[] =
        let q = q :> IParametric
        let moved = Points.scaleRows q.Weights (q.Push u)
        q.Pull(PairwiseReference.mixedHessian kernel q.Nodes q.Nodes moved)

    /// g u = E J^T J u.
    let euclideanTensor (q: ParameterState) (u: float[]) : float[] =
        let q = q :> IParametric
        q.Pull(q.Push u)

    /// The metric on parameters solves the system of its tensor.
    let parameters
        (kind: StateKind<ParameterState>)
        (name: string)
        (tensor: ParameterState -> float[] -> float[])
        (make: SolverOptions -> float -> Metric<ParameterState>)
        : Law =
        Law.forAll head $"{name} on {kind.Name}" (cases Scenes.upToThree) (fun case ->
            let q = StateKind.ofCloud case.Scene.Q kind

            [
                onParameters
                    (make (optionsOf case.Solver) case.Lambda)
                    tensor
                    case.Lambda
                    q
                    (covector case.Scene.First q)
            ])

    /// The same beyond 200 parameters, where the automatic choice iterates.
    let manyParameters
        (name: string)
        (tensor: ParameterState -> float[] -> float[])
        (make: SolverOptions -> float -> Metric<ParameterState>)
        : Law =
        Law.forEach head $"{name}, 210 parameters" [ 0.05; 1.0; 20.0 ] (fun lambda ->
            let q =
                ParameterKind.affine.Of [||] (Points.scale 0.5 (Seed.gaussian 12 14 (Seed.create 5)))

            [
                onParameters
                    (make SolverOptions.standard lambda)
                    tensor
                    lambda
                    q
                    (covector [| 1; -3; 2; 4; -1; 0; -2 |] q)
            ])
