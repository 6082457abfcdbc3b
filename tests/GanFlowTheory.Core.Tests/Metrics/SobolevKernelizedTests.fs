namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// MN21-7 against explicit feature maps: the same critic solved for in feature space.
module SobolevKernelizedTests =

    /// A feature map R^d -> R^M with its Jacobian, M x d, and the kernel that it makes.
    type private Features =
        {
            Map: float[] -> float[]
            Jacobian: float[] -> float[,]
        }

    let private kernelOf (features: Features) : Kernel =
        let dot = Array.fold2 (fun total a b -> total + a * b) 0.0

        Kernel.ofFunctions
            "features"
            (fun x y -> dot (features.Map x) (features.Map y))
            (fun x y ->
                let j, f = features.Jacobian x, features.Map y
                Array.init x.Length (fun a -> Seq.sum (seq { for m in 0 .. f.Length - 1 -> j[m, a] * f[m] })))
            (fun x y ->
                let j, l = features.Jacobian x, features.Jacobian y

                Array2D.init x.Length x.Length (fun a b ->
                    Seq.sum (seq { for m in 0 .. Array2D.length1 j - 1 -> j[m, a] * l[m, b] })))

    /// Phi(x) = (x, x^2) on the line.
    let private moments =
        {
            Map = fun x -> [| x[0]; x[0] * x[0] |]
            Jacobian = fun x -> array2D [ [ 1.0 ]; [ 2.0 * x[0] ] ]
        }

    /// Random quadratic polynomials a . x + x^T B x, M of them.
    let private polynomials (count: int) (dimension: int) (seed: Seed) : Features =
        let size = dimension + dimension * dimension
        let c = Seed.normals (count * size) seed
        let linear m a = c[m * size + a]

        let quadratic m a b =
            c[m * size + dimension + a * dimension + b]

        {
            Map =
                fun x ->
                    Array.init count (fun m ->
                        let mutable total = 0.0

                        for a in 0 .. dimension - 1 do
                            total <- total + linear m a * x[a]

                            for b in 0 .. dimension - 1 do
                                total <- total + quadratic m a b * x[a] * x[b]

                        total)
            Jacobian =
                fun x ->
                    Array2D.init count dimension (fun m a ->
                        linear m a
                        + Seq.sum (seq { for b in 0 .. dimension - 1 -> (quadratic m a b + quadratic m b a) * x[b] }))
        }

    /// The critic's coefficients u = (D + lambda)^-1 (E_p Phi - E_q Phi), D = E_q sum_a d_a Phi d_a Phi^T.
    let private coefficients (features: Features) (lambda: float) (p: IMeasure) (q: IMeasure) : float[] * float[] =
        let embed (m: IMeasure) =
            m.Nodes
            |> Points.toRows
            |> Array.map2 (fun w x -> Array.map (fun v -> w * v) (features.Map x)) m.Weights
            |> Array.reduce (Array.map2 (+))

        let delta = Array.map2 (-) (embed p) (embed q)
        let jacobians = Points.toRows q.Nodes |> Array.map features.Jacobian

        let d =
            Array2D.init delta.Length delta.Length (fun m l ->
                (if m = l then lambda else 0.0)
                + Seq.sum (
                    seq {
                        for i in 0 .. jacobians.Length - 1 do
                            for a in 0 .. q.Nodes.Dimension - 1 ->
                                q.Weights[i] * jacobians[i][m, a] * jacobians[i][l, a]
                    }
                ))

        (LinearSystem.cholesky d delta).Solution, delta

    let private dot = Array.fold2 (fun total a b -> total + a * b) 0.0

    let private measure (weights: float[]) (points: Points) : IMeasure = Empirical.weighted weights points

    let private equal (points: Points) : IMeasure = Empirical.ofPoints points

    let private largest (values: float[]) =
        Array.fold (fun top v -> max top (abs v)) 0.0 values

    /// |actual - expected| <= tolerance times the largest |expected|.
    let private closeAll (tolerance: float) (expected: float[]) (actual: float[]) =
        let size = max 1e-300 (largest expected)
        Array.iter2 (fun e a -> close tolerance (e / size) (a / size)) expected actual

    let private standard = SolverOptions.standard

    [<Fact>]
    let ``the worked example of the theory`` () =
        let q, p =
            equal (Points.ofValues [| 0.0; 1.0; 2.0 |]), equal (Points.ofValues [| 1.0; 3.0 |])

        let w = SobolevWitness.at standard (kernelOf moments) 1.0 p q
        let u = [| 0.0882352941; 0.4117647059 |]
        let at = Points.ofValues [| -1.0; 0.5; 4.0 |]
        // The printed values have ten decimals; they are multiplied by at most 16 here.
        Array.iter2 (close 1e-9) (Points.toRows at |> Array.map (fun x -> dot u (moments.Map x))) (w.Critic.Value at)

        Array.iter2 (close 1e-9) [| u[0]; u[0] + 2.0 * u[1]; u[0] + 4.0 * u[1] |] w.Velocity.Data
        close 1e-10 -21.3006535948 w.Rate
        close 1e-9 -21.3006535948 (-2.0 * (w.SquaredMmd - 1.0 * w.Inner))

    [<Fact>]
    let ``the kernel trick agrees with the solve in feature space`` () =
        for seed in 0..39 do
            let s = Seed.create seed
            let d, n, m = 1 + seed % 3, 1 + seed % 5, 1 + seed % 4
            let features = polynomials (1 + seed % 6) d (Seed.split "features" s)
            let lambda = [| 0.1; 1.0; 7.0 |][seed % 3]

            // Uneven weights; every third case has a node of weight zero.
            let weights =
                let raw = Seed.uniforms n (Seed.split "weights" s)

                if n > 1 && seed % 3 = 0 then
                    raw[0] <- 0.0

                Array.map (fun v -> v / Array.sum raw) raw

            let q = measure weights (Seed.gaussian n d (Seed.split "q" s))
            let p = equal (Seed.gaussian m d (Seed.split "p" s))
            let u, delta = coefficients features lambda p q

            let expected =
                Points.toRows q.Nodes
                |> Array.map (fun x ->
                    let j = features.Jacobian x
                    Array.init d (fun a -> Seq.sum (seq { for l in 0 .. u.Length - 1 -> j[l, a] * u[l] })))
                |> Points.ofRows

            let at = Seed.gaussian 4 d (Seed.split "at" s)

            for options in
                [
                    standard
                    { standard with
                        Solver = LinearSolver.ConjugateGradients
                    }
                ] do
                let w = SobolevWitness.at options (kernelOf features) lambda p q
                // An algebraic identity: the systems' condition numbers, |D|/lambda, stay below 1e5 here, and conjugate
                // gradients stop at a residual of 1e-12, which leaves 1e-7 at worst; factorisations leave far less.
                let tolerance = if w.Solve.Method = "cholesky" then 1e-9 else 1e-7

                closeAll tolerance expected.Data w.Velocity.Data

                closeAll tolerance (Points.toRows at |> Array.map (fun x -> dot u (features.Map x))) (w.Critic.Value at)

                close tolerance (dot delta delta) w.SquaredMmd
                close tolerance (dot delta u) w.Inner
                close tolerance (-2.0 * (dot delta delta - lambda * dot delta u)) w.Rate
                Assert.True(w.Rate <= 1e-12 * w.SquaredMmd)

    let private gaussianCase (n: int) =
        let q = Particles.ofPoints (Seed.gaussian n 2 (Seed.create 1))

        let p: IMeasure =
            equal (Points.combine 1.0 (Seed.gaussian 25 2 (Seed.create 2)) 1.0 (Points.init 25 2 (fun _ _ -> 0.7)))

        q, p

    [<Fact>]
    let ``the witness is consistent with itself on a Gaussian kernel`` () =
        let q, p = gaussianCase 20
        let kernel, lambda = Kernel.gaussian 1.0, 0.1
        let w = SobolevWitness.at standard kernel lambda p q
        // The product with delta, by values: E_p f - E_q f. Condition number at most 1 + 2/lambda.
        let mean (m: IMeasure) = dot m.Weights (w.Critic.Value m.Nodes)
        close 1e-12 (mean p - mean q) w.Inner
        close 1e-12 w.Rate (-2.0 * (w.SquaredMmd - lambda * w.Inner))
        closeAll 1e-12 w.Velocity.Data (w.Critic.Gradient q.Nodes).Data
        // The gradient of f against central differences of f: step 1e-5, so 1e-10 of truncation and 1e-11 of rounding.
        let at, h = Seed.gaussian 5 2 (Seed.create 3), 1e-5

        for k in 0..1 do
            let shifted sign =
                w.Critic.Value(
                    Points.combine 1.0 at (sign * h) (Points.init 5 2 (fun _ a -> if a = k then 1.0 else 0.0))
                )

            let slopes =
                Array.map2 (fun a b -> (a - b) / (2.0 * h)) (shifted 1.0) (shifted -1.0)

            Array.iter2 (close 1e-8) ((w.Critic.Gradient at).Coordinate(k).ToArray()) slopes

    [<Fact>]
    let ``MMD falls along the velocity at the stated rate`` () =
        let q, p = gaussianCase 20
        let kernel = Kernel.rationalQuadratic 0.5
        let w = SobolevWitness.at standard kernel 0.05 p q
        let h = 1e-4

        let moved sign : IMeasure =
            equal (Points.combine 1.0 q.Nodes (sign * h) w.Velocity)

        let slope =
            (Mmd.squared kernel p (moved 1.0) - Mmd.squared kernel p (moved -1.0))
            / (2.0 * h)
        // Truncation of the order h^2 = 1e-8 times third derivatives of order one, rounding 1e-16 / h = 1e-12.
        close 1e-6 w.Rate slope

    [<Fact>]
    let ``weights mean repeated particles`` () =
        let a, b = [| 0.3; -0.2 |], [| 1.1; 0.4 |]
        let p = equal (Seed.gaussian 6 2 (Seed.create 8))
        let kernel = Kernel.gaussian 0.8

        let repeated =
            SobolevWitness.at standard kernel 0.3 p (equal (Points.ofRows [ a; a; b ]))

        let weighted =
            SobolevWitness.at standard kernel 0.3 p (measure [| 2.0 / 3.0; 1.0 / 3.0 |] (Points.ofRows [ a; b ]))

        // Condition number below ten: a few ulp.
        close 1e-13 repeated.Inner weighted.Inner
        closeAll 1e-13 (repeated.Velocity.Row 0) (weighted.Velocity.Row 0)
        closeAll 1e-13 (repeated.Velocity.Row 2) (weighted.Velocity.Row 1)

    [<Fact>]
    let ``nodes of small and of zero weight move with the critic's gradient`` () =
        let nodes = Seed.gaussian 4 2 (Seed.create 4)
        let p = equal (Seed.gaussian 6 2 (Seed.create 8))

        for tiny in [ 0.0; 1e-300; 1e-17; 1e-9; 1e-5; 1e-2 ] do
            let q = measure [| tiny; 0.5; 0.25; 0.25 - tiny |] nodes

            for solver in [ LinearSolver.Cholesky; LinearSolver.ConjugateGradients ] do
                let options = { standard with Solver = solver }
                let w = SobolevWitness.at options (Kernel.gaussian 1.0) 0.2 p q
                // Residual 1e-12 times the condition number 11, and 1e3 for the division by the root of a weight.
                closeAll 2e-8 ((w.Critic.Gradient nodes).Row 0) (w.Velocity.Row 0)
                Assert.True(largest (w.Velocity.Row 0) > 1e-3)

    [<Fact>]
    let ``both solvers give one metric, symmetric and positive`` () =
        let q =
            Particles.weighted (Array.init 30 (fun i -> float (i + 1) / 465.0)) (Seed.gaussian 30 2 (Seed.create 1))

        let potential seed =
            Mmd.embedding (Kernel.gaussian 0.7) (equal (Seed.gaussian 5 2 (Seed.create seed)))
            |> Potential.at q.Nodes

        let xi, eta = potential 11, potential 12
        let lambda = 1e-2

        let metric solver : Metric<Particles> =
            Metric.sobolevKernelizedWith { standard with Solver = solver } (Kernel.gaussian 1.0) lambda

        let factored, iterated =
            metric LinearSolver.Cholesky, metric LinearSolver.ConjugateGradients

        let a, b = factored.Apply q xi, iterated.Apply q xi
        Assert.Equal("cholesky", a.Solve.Value.Method)
        Assert.Equal(1, a.Solve.Value.Iterations)
        Assert.Equal("conjugate gradients", b.Solve.Value.Method)
        Assert.InRange(b.Solve.Value.Iterations, 2, 2000)
        Assert.True(b.Solve.Value.Residual <= 1e-12)
        Assert.True(a.Solve.Value.Residual <= 1e-12)
        // Condition number at most 1 + 2/lambda = 201 (H/n has trace 2); weights differ by a factor 30.
        closeAll 2e-9 a.Rate b.Rate

        for metric in [ factored; iterated ] do
            let forth, back = Metric.inner metric q xi eta, Metric.inner metric q eta xi

            Assert.True(
                abs (forth - back)
                <= 1e-9 * sqrt (Metric.inner metric q xi xi * Metric.inner metric q eta eta)
            )

            Assert.True(Metric.inner metric q xi xi > 0.0)
            // (H W + lambda)^-1 <= 1/lambda: never more than the plain Wasserstein flow sped up by 1/lambda.
            Assert.True(lambda * Metric.inner metric q xi xi <= Metric.inner Metric.wasserstein q xi xi)

    [<Fact>]
    let ``the Wasserstein flow that sees the critic is the Sobolev-kernelized flow`` () =
        let q, p = gaussianCase 15
        let kernel, lambda = Kernel.gaussian 1.0, 0.1
        let functional: Functional<Particles> = Functional.mmd kernel p

        let run flow =
            (flow |> Flow.steppedBy (Integrator.heun 0.1) |> Flow.from q |> Flow.steps 5).Final.Nodes.Data

        let metric = Flow.create functional (Metric.sobolevKernelized kernel lambda)

        let critic =
            Flow.descend functional
            |> Flow.seenBy (Critic.sobolevKernelized kernel lambda p)
        // Algebraically equal at each of ten stages, condition number 21.
        closeAll 1e-11 (run metric) (run critic)

    [<Fact>]
    let ``a lambda lost in rounding still gives a finite descent`` () =
        // Coincident particles make H singular; lambda = 1e-20 does not show beside it.
        let q =
            Particles.ofPoints (Points.ofRows [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 1.0; 0.0 ] ])

        let functional: Functional<Particles> =
            Functional.mmd (Kernel.gaussian 1.0) (equal (Points.ofRows [ [ 2.0; 1.0 ] ]))

        let xi = (functional.Evaluate q).Variation

        let metric: Metric<Particles> = Metric.sobolevKernelized (Kernel.gaussian 1.0) 1e-20

        let tangent = metric.Apply q xi
        Assert.All(tangent.Rate, (fun v -> Assert.True(Double.IsFinite v)))
        Assert.True(Metric.pairing q xi tangent.Rate > 0.0)

    [<Fact>]
    let ``bad arguments are named`` () =
        let create kernel lambda () : Metric<Particles> = Metric.sobolevKernelized kernel lambda
        Assert.Contains("laplace:1 has a cusp", argumentError (create (Kernel.laplace 1.0) 1.0))
        Assert.Contains("distance has a cusp", argumentError (create Kernel.distance 1.0))
        Assert.Contains("lambda must be positive", argumentError (create (Kernel.gaussian 1.0) 0.0))
        Assert.Contains("-1", argumentError (create (Kernel.gaussian 1.0) -1.0))
        Assert.Contains("lambda", argumentError (create (Kernel.gaussian 1.0) nan))

        Assert.Contains(
            "Tolerance",
            argumentError (fun () ->
                (Metric.sobolevKernelizedWith { standard with Tolerance = 0.0 } (Kernel.gaussian 1.0) 1.0
                : Metric<Particles>))
        )
