namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open GeneratorTesting

/// Metrics on generator parameters against dense matrices made from pushed unit rates.
module ParametricTests =

    let private states = [ affine 2 2 7 1; perceptron 2 4 2 9 2; perceptron 3 3 1 5 3 ]

    let private target (q: ParameterState) : IMeasure =
        Empirical.ofPoints (Seed.gaussian 11 q.Nodes.Dimension (Seed.create 50))

    let private gram (columns: float[][]) =
        Array2D.init columns.Length columns.Length (fun a b -> dot columns[a] columns[b])

    let private flat (m: float[,]) = m |> Seq.cast<float> |> Seq.toArray

    [<Fact>]
    let ``the tensor of a kernel with features is L^T L`` () =
        for q in states do
            let f = features 6 q.Nodes.Dimension 4
            let want = gram (pushed f q)
            let got = Metric.kernelTensor (kernelOf f) (parametric q) q.Parameters.Length
            // Sums of products in another order.
            closeAll 1e-12 (flat want) (flat got)

    [<Fact>]
    let ``the tensor of the Gaussian kernel is symmetric and positive semidefinite`` () =
        for q in states do
            let g = Metric.kernelTensor (Kernel.gaussian 1.0) (parametric q) q.Parameters.Length

            let size = norm (flat g)

            let transposed =
                Array2D.init q.Parameters.Length q.Parameters.Length (fun a b -> g[b, a])

            closeAll 1e-14 (flat g) (flat transposed)

            let eigenvalues =
                MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfArray(g).Evd().EigenValues

            for v in eigenvalues do
                Assert.True(v.Real >= -1e-14 * size, $"eigenvalue {v.Real} of {size}")

    let private potential (q: ParameterState) =
        Potential.at q.Nodes ((Functional.mmd (Kernel.gaussian 0.7) (target q)).FirstVariation(q :> IMeasure))

    let private back (q: ParameterState) c =
        (q :> IState<ParameterState>).PullBack c

    [<Fact>]
    let ``the rates are solutions of the dense systems`` () =
        for q in states do
            let c = potential q
            let b = back q c
            Assert.Equal<float[]>(b, (Metric.euclidean.Apply q c).Rate)
            let f = features 6 q.Nodes.Dimension 4
            let g = gram (pushed f q)

            let natural =
                let columns = jacobian q
                Array2D.init columns.Length columns.Length (fun a s -> weighted q columns[a] columns[s])

            for lambda in [ 1.0; 1e-3 ] do
                // Condition numbers up to |g| / lambda, 1e5 here, times an ulp.
                let tangent = (Metric.kernelized (kernelOf f) lambda).Apply q c
                closeAll 1e-10 (regularised g lambda b) tangent.Rate
                Assert.Equal("cholesky", tangent.Solve.Value.Method)
                Assert.True(tangent.Solve.Value.Residual < 1e-10)
                closeAll 1e-10 (regularised natural lambda b) ((Metric.natural lambda).Apply q c).Rate

    let private iterative =
        { SolverOptions.standard with
            Solver = LinearSolver.ConjugateGradients
        }

    [<Fact>]
    let ``conjugate gradients and Cholesky agree`` () =
        for q in states do
            let c = potential q

            for lambda in [ 1.0; 1e-2 ] do
                let both (make: SolverOptions -> Metric<ParameterState>) =
                    (make
                        { iterative with
                            Solver = LinearSolver.Cholesky
                        })
                        .Apply
                        q
                        c,
                    (make iterative).Apply q c

                for direct, iterated in
                    [
                        both (fun options -> Metric.kernelizedWith options (Kernel.gaussian 1.0) lambda)
                        both (fun options -> Metric.naturalWith options lambda)
                    ] do
                    Assert.Equal("conjugate gradients", iterated.Solve.Value.Method)
                    // Its relative residual is 1e-12; condition numbers up to 1e4.
                    closeAll 1e-8 direct.Rate iterated.Rate

    [<Fact>]
    let ``many parameters are solved for without a matrix`` () =
        let q = perceptron 2 60 2 32 5
        Assert.Equal(302, q.Parameters.Length)
        let c = potential q
        let tangent = (Metric.kernelized (Kernel.gaussian 1.0) 0.1).Apply q c
        Assert.Equal("conjugate gradients", tangent.Solve.Value.Method)

        let applied =
            Array.map2
                (fun g u -> g + 0.1 * u)
                (Metric.applyKernelTensor (Kernel.gaussian 1.0) (parametric q) tangent.Rate)
                tangent.Rate

        closeAll 1e-11 (back q c) applied

    [<Fact>]
    let ``large lambda is gradient descent, small lambda of the natural gradient is Newton on an affine fit`` () =
        let q = perceptron 2 4 2 9 2
        let c = potential q
        let b = back q c
        let kernelized = (Metric.kernelized (Kernel.gaussian 1.0) 1e9).Apply q c
        // (g / lambda + 1)^(-1) b = b up to |g| / lambda.
        closeAll 1e-7 b (Array.map (fun v -> 1e9 * v) kernelized.Rate)

        // E J^T J is the Hessian of E (G - 3)^2 / 2 where G is affine in its parameters: one step of length 1 lands on
        // the minimum.
        let q = affine 2 1 8 3

        let quadratic =
            Potential.ofPointwise (fun x -> 0.5 * (x[0] - 3.0) ** 2.0) (fun x -> [| x[0] - 3.0 |])

        let tangent = (Metric.natural 1e-12).Apply q (Potential.at q.Nodes quadratic)

        let moved =
            (q :> IState<ParameterState>).At(Array.map2 (-) q.Parameters tangent.Rate)

        for i in 0..7 do
            close 1e-9 3.0 moved.Nodes[i, 0]

    [<Fact>]
    let ``a state that is no longer finite does not stop the metric`` () =
        let q = perceptron 2 4 2 9 2

        let lost =
            (q :> IState<ParameterState>).At(Array.create q.Parameters.Length infinity)

        let c = Potential.at q.Nodes Potential.zero

        for metric in [ Metric.kernelized (Kernel.gaussian 1.0) 0.1; Metric.natural 0.1 ] do
            Assert.Equal(None, (metric.Apply lost c).Solve)

    [<Fact>]
    let ``a flow descends, and its dissipation identity holds`` () =
        for metric in
            [
                Metric.euclidean
                Metric.kernelized (Kernel.gaussian 1.0) 0.1
                Metric.natural 0.1
            ] do
            let q = perceptron 2 4 2 9 2

            let path =
                Flow.create (Functional.mmd (Kernel.gaussian 1.0) (target q)) metric
                |> Flow.steppedBy (Integrator.rungeKutta4 0.02)
                |> Flow.from q
                |> Flow.until 0.4

            Assert.Equal(Outcome.ReachedTime 0.4, path.Outcome)
            let values = path.Steps |> Array.map _.Diagnostics.Functional.Value

            for before, after in Array.pairwise values do
                Assert.True(after < before)

            // The trapezoidal rule: tau^2 times the squared rates of the flow, of order 10 at most.
            Assert.True((Path.identityResidual path).Value < 1e-2)

    [<Fact>]
    let ``bad arguments`` () =
        let error make =
            argumentError (fun () -> make (): Metric<ParameterState>)

        Assert.Contains("lambda", error (fun () -> Metric.kernelized (Kernel.gaussian 1.0) 0.0))
        Assert.Contains("lambda", error (fun () -> Metric.natural -1.0))
        Assert.Contains("mixed", error (fun () -> Metric.kernelized (Kernel.laplace 1.0) 0.1))

        for options, name in
            [
                { SolverOptions.standard with
                    Tolerance = 0.0
                },
                "Tolerance"
                { SolverOptions.standard with
                    MaxIterations = 0
                },
                "MaxIterations"
            ] do
            Assert.Contains(name, error (fun () -> Metric.kernelizedWith options (Kernel.gaussian 1.0) 0.1))
            Assert.Contains(name, error (fun () -> Metric.naturalWith options 0.1))
