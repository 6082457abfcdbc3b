namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing
open GeneratorTesting

/// MN21-2 and MN21-3 against explicit features: the regularised critic solved for in feature space.
module KernelizedCriticTests =

    let private states = [ affine 2 2 7 1; perceptron 2 4 2 6 2; perceptron 3 3 1 5 3 ]

    let private target (q: ParameterState) : IMeasure =
        let points = Seed.gaussian 4 q.Nodes.Dimension (Seed.create 50)
        Empirical.weighted [| 0.1; 0.2; 0.3; 0.4 |] points

    let private gramians =
        [ Gramian.MeanGradient; Gramian.SampleGradients; Gramian.SpatialGradients ]

    let private outer (weight: float) (columns: float[][]) (total: float[,]) =
        for column in columns do
            for a in 0 .. column.Length - 1 do
                for b in 0 .. column.Length - 1 do
                    total[a, b] <- total[a, b] + weight * column[a] * column[b]

    /// D in feature space, M x M, by its definition.
    let private operator (f: Features) (gramian: Gramian) (q: ParameterState) : float[,] =
        let total = Array2D.zeroCreate f.Count f.Count

        match gramian with
        | Gramian.MeanGradient -> outer 1.0 (pushed f q) total
        | Gramian.SampleGradients ->
            let columns = jacobian q

            for i in 0 .. q.Nodes.Count - 1 do
                let slopes = f.Derivatives(q.Nodes.Row i)
                // The gradient of f(G(z_i)) in parameter p has the feature vector sum_a J_i[a, p] d_a Phi.
                let along =
                    columns
                    |> Array.map (fun moved ->
                        Array.init f.Count (fun m ->
                            Seq.sum (seq { for a in 0 .. slopes.Length - 1 -> moved[i, a] * slopes[a][m] })))

                outer q.Weights[i] along total
        | Gramian.SpatialGradients ->
            for i in 0 .. q.Nodes.Count - 1 do
                outer q.Weights[i] (f.Derivatives(q.Nodes.Row i)) total

        total

    [<Fact>]
    let ``each critic is the one of feature space`` () =
        for q in states do
            let f = features 6 q.Nodes.Dimension 4
            let p = target q
            let delta = Array.map2 (-) (mean f p) (mean f q)
            let columns = pushed f q

            let adjoint (u: float[]) =
                columns |> Array.map (fun column -> dot column u)

            for gramian in gramians do
                for lambda in [ 1.0; 0.01 ] do
                    let u = regularised (operator f gramian q) lambda delta

                    let got =
                        KernelizedWitness.at SolverOptions.standard gramian (kernelOf f) lambda p (parametric q)

                    let places = Seed.gaussian 5 q.Nodes.Dimension (Seed.create 8)
                    // Condition numbers up to |D| / lambda, 1e4 here, in each of two solves: 1e4 ulp; dividing by
                    // lambda what is left of delta magnifies by as much again.
                    closeAll 1e-9 (Array.init 5 (fun i -> dot u (f.Value(places.Row i)))) (got.Critic.Value places)

                    let gradient = got.Critic.Gradient places

                    for i in 0..4 do
                        Array.iteri
                            (fun a slope -> close (1e-9 * (1.0 + norm u)) (dot u slope) gradient[i, a])
                            (f.Derivatives(places.Row i))

                    closeAll 1e-9 (adjoint u) got.Step
                    close 1e-12 (dot delta delta) got.SquaredMmd
                    close (1e-9 * (1.0 + norm u)) (dot delta u) got.Inner
                    close (1e-9 * (1.0 + norm u)) (-2.0 * dot (adjoint delta) (adjoint u)) got.Rate

    [<Fact>]
    let ``the generator's step against the critic of the mean gradient is the kernelized flow`` () =
        let kernel, lambda = Kernel.gaussian 1.0, 0.05

        for q in states do
            let p = target q
            let functional: Functional<ParameterState> = Functional.mmd kernel p
            let metric: Metric<ParameterState> = Metric.kernelized kernel lambda
            let rate = (metric.Apply q (functional.Evaluate q).Variation).Rate

            let witness =
                KernelizedWitness.at SolverOptions.standard Gramian.MeanGradient kernel lambda p (parametric q)

            // One solve's condition number, |g| / lambda of at most 1e4, in ulp, and the division by lambda.
            closeAll 1e-9 rate (Array.map (fun v -> -v) witness.Step)
            // MN21-3: d/dt MMD^2 = -2 (MMD^2 - lambda <delta, f>) <= 0.
            close 1e-10 (-2.0 * (witness.SquaredMmd - lambda * witness.Inner)) witness.Rate
            Assert.True(witness.Rate < 0.0)

            let run flow =
                flow |> Flow.steppedBy (Integrator.heun 0.05) |> Flow.from q |> Flow.steps 10

            let kernelized = run (Flow.create functional metric)

            let game =
                Flow.create functional Metric.euclidean
                |> Flow.seenBy (Critic.kernelized Gramian.MeanGradient kernel lambda p)
                |> run

            // Errors of single steps add up.
            closeAll 1e-8 kernelized.Final.Parameters game.Final.Parameters

    [<Fact>]
    let ``the rate is the derivative of MMD^2 along the step, for every Gramian`` () =
        let kernel = Kernel.gaussian 1.0

        for q in states do
            let p = target q

            for gramian in gramians do
                let witness =
                    KernelizedWitness.at SolverOptions.standard gramian kernel 0.1 p (parametric q)

                let value e =
                    Mmd.squared
                        kernel
                        p
                        ((q :> IState<ParameterState>).At(Array.map2 (fun a u -> a + e * u) q.Parameters witness.Step))

                // The stencil of order six at a step h / |step|: truncation 1e-15, rounding 1e-16 / h.
                let h = 2e-3 / (1.0 + norm witness.Step)
                let odd e = value e - value -e
                let observed = (45.0 * odd h - 9.0 * odd (2.0 * h) + odd (3.0 * h)) / (60.0 * h)
                close (1e-11 / h) observed witness.Rate

    [<Fact>]
    let ``every critic sees the witness itself at large lambda`` () =
        let kernel = Kernel.gaussian 1.0

        for q in states do
            let p = target q
            let places = Seed.gaussian 5 q.Nodes.Dimension (Seed.create 8)

            let delta x =
                Array.map2 (-) ((Mmd.embedding kernel p).Value x) ((Mmd.embedding kernel q).Value x)

            for gramian in gramians do
                let witness =
                    KernelizedWitness.at SolverOptions.standard gramian kernel 1e8 p (parametric q)
                // lambda f = delta up to |D| / lambda.
                closeAll 1e-5 (delta places) (witness.Critic.Value places |> Array.map (fun v -> 1e8 * v))

    [<Fact>]
    let ``the Gramian of spatial gradients is the Sobolev-kernelized critic`` () =
        let kernel = Kernel.gaussian 1.0

        for q in states do
            let p = target q

            let ours =
                KernelizedWitness.at SolverOptions.standard Gramian.SpatialGradients kernel 0.1 p (parametric q)

            let theirs = SobolevWitness.at SolverOptions.standard kernel 0.1 p q
            Assert.Equal(theirs.SquaredMmd, ours.SquaredMmd)
            close 1e-12 theirs.Inner ours.Inner
            let places = Seed.gaussian 5 q.Nodes.Dimension (Seed.create 8)
            closeAll 1e-12 (theirs.Critic.Value places) (ours.Critic.Value places)

    [<Fact>]
    let ``at the target the critic is nothing`` () =
        let q = perceptron 2 4 2 6 2

        for gramian in gramians do
            let witness =
                KernelizedWitness.at SolverOptions.standard gramian (Kernel.gaussian 1.0) 0.1 q (parametric q)

            Assert.All(witness.Step, (fun v -> Assert.True(abs v < 1e-14)))

            Assert.True(
                abs witness.SquaredMmd < 1e-15
                && abs witness.Inner < 1e-13
                && abs witness.Rate < 1e-13
            )

    [<Fact>]
    let ``bad arguments and names`` () =
        let q = perceptron 2 4 2 6 2
        let p = target q

        let witness kernel lambda p =
            argumentError (fun () ->
                KernelizedWitness.at SolverOptions.standard Gramian.MeanGradient kernel lambda p (parametric q))

        Assert.Contains("lambda", witness (Kernel.gaussian 1.0) 0.0 p)
        Assert.Contains("mixed", witness Kernel.distance 1.0 p)
        let line: IMeasure = Empirical.ofPoints (Points.ofRows [ [ 1.0 ] ])
        Assert.Contains("q must have dimension 1", witness (Kernel.gaussian 1.0) 1.0 line)

        for gramian, name in List.zip gramians [ "mean-gradient"; "sample-gradients"; "spatial-gradients" ] do
            let critic: Critic<ParameterState> =
                Critic.kernelized gramian (Kernel.gaussian 1.0) 0.5 p

            Assert.Equal($"kernelized:gaussian:1,0.5,{name}", critic.Name)
