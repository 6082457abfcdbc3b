namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The claim on the Sobolev-kernelized flow of particles: MN21-7.
[<RequireQualifiedAccess>]
module internal ParticleFlowClaims =

    let private lambda = 0.5

    let private inOneOrTwo: Arbitrary<Scene> =
        let one, two = Scenes.inDimension 1, Scenes.inDimension 2

        Arb.fromGenShrink (Gen.oneof [ one.Generator; two.Generator ], fun scene -> one.Shrinker scene)

    let private solver =
        "two Cholesky solves; the condition number |D|/lambda is below 1e5 on these points, times one ulp"

    // The critic for lambda at q, towards p.
    let private witness (kernel: Kernel) (lambda: float) (p: IMeasure) (q: IMeasure) : SobolevWitness =
        SobolevWitness.at SolverOptions.standard kernel lambda p q

    let private featureSpace
        (witness: Kernel -> float -> IMeasure -> IMeasure -> SobolevWitness)
        (map: FeatureMap)
        : Law =
        let kernel = FeatureMap.kernel map

        Law.forAll
            {
                Name = "sobolev-feature-space"
                Statement =
                    "The closed form on the nd x nd system equals the critic f = (D_q + lambda)^(-1) delta solved in "
                    + "feature space: velocity, critic, <delta, f>, MMD^2 and its rate."
                Source = "MN21-7"
                Judge = Judge.Relative(1e-10, solver)
            }
            map.Name
            inOneOrTwo
            (fun scene ->
                let p, q = scene.P.Measure :> IMeasure, scene.Q.Measure :> IMeasure
                let delta, d = FeatureMap.delta map p q, FeatureMap.gramian map q
                let f = FeatureMap.solve d lambda delta
                let w = witness kernel lambda p q

                // Averages of features are accurate to an ulp of the features, not of their difference delta.
                let features =
                    Points.append p.Nodes q.Nodes
                    |> Points.toRows
                    |> Array.map (fun r ->
                        Vectors.largest (Array.append (map.Value r) (Array.concat (map.Jacobian r))))
                    |> Array.max

                let scale = features * (features + 1.0) / lambda
                let direct = FeatureMap.gradient map f q.Nodes

                let onP =
                    Array.init p.Nodes.Count (fun i -> Vectors.inner (f.ToArray()) (map.Value(p.Nodes.Row i)))

                [
                    Equation.vector "velocity" scale w.Velocity.Data direct.Data
                    Equation.vector "critic at the points of p" scale (w.Critic.Value p.Nodes) onP
                    Equation.vector "gradient of the critic at q" scale (w.Critic.Gradient q.Nodes).Data direct.Data
                    Equation.scalar "MMD^2" scale w.SquaredMmd (delta * delta)
                    Equation.scalar "<delta, f>" scale w.Inner (delta * f)
                    Equation.scalar "rate against -2 <delta, D f>" (scale * features) w.Rate (-2.0 * (delta * (d * f)))
                ])

    // All but the given velocity as for the critic: what a velocity, right or wrong, makes of a witness.
    let private steered
        (velocity: Kernel -> float -> IMeasure -> Points -> Points)
        (kernel: Kernel)
        (lambda: float)
        (p: IMeasure)
        (q: IMeasure)
        : SobolevWitness =
        let delta =
            Potential.add (Mmd.embedding kernel p) (Potential.scale -1.0 (Mmd.embedding kernel q))

        let gradient = delta.Gradient q.Nodes
        let v = velocity kernel lambda q gradient
        let squared = Mmd.squared kernel p q
        let dissipated = Vectors.inner q.Weights (Points.rowDots v gradient)

        let flux (y: float[]) =
            Array.init q.Nodes.Count (fun j ->
                q.Weights[j]
                * Vectors.inner (v.Row j) (Kernel.gradientAt kernel (q.Nodes.Row j) y))
            |> Array.sum

        { witness kernel lambda p q with
            Critic =
                Potential.create
                    (fun y -> delta.Value y |> Array.mapi (fun i value -> (value - flux (y.Row i)) / lambda))
                    (fun y ->
                        Points.combine
                            (1.0 / lambda)
                            (delta.Gradient y)
                            (-1.0 / lambda)
                            (Pairwise.mixedHessian kernel y q.Nodes (Points.scaleRows q.Weights v)))
            Velocity = v
            Inner = (squared - dissipated) / lambda
            Rate = -2.0 * dissipated
        }

    let private upToEight: Arbitrary<Scene> =
        let scenes = [ 1..8 ] |> List.map Scenes.inDimension
        Arb.fromGenShrink (Gen.oneof [ for s in scenes -> s.Generator ], (fun scene -> scenes.Head.Shrinker scene))

    let private rateEquations
        (witness: Kernel -> float -> IMeasure -> IMeasure -> SobolevWitness)
        (factor: float)
        (kernel: Kernel)
        (scene: Scene)
        (lambda: float)
        : Equation list =
        let p, cloud = scene.P.Measure :> IMeasure, scene.Q
        let q = Particles.weighted cloud.Weights cloud.Points
        let w = witness kernel lambda p q
        let places = CriticEquation.places scene
        let f = w.Critic.Value places
        let slopes = CriticEquation.gradient w.Critic.Value cloud.Points

        let mean (m: IMeasure) =
            Vectors.inner m.Weights (w.Critic.Value m.Nodes)
        // lambda <delta, f>, from the critic's values.
        let held = lambda * (mean p - mean q)
        let squared = Mmd.squared kernel p q
        let metric: Metric<Particles> = Metric.sobolevKernelized kernel lambda

        let flow =
            (metric.Apply q ((Functional.mmd kernel p: Functional<Particles>).Evaluate q).Variation).Rate

        let size = CriticEquation.size kernel lambda cloud.Points
        let top = Kernel.value kernel (cloud.Points.Row 0) (cloud.Points.Row 0)
        let fastest = Points.rowDots w.Velocity w.Velocity |> Array.max |> sqrt
        let speed = if fastest > 0.0 then fastest else 1.0

        let observed =
            Differences.derivative (Differences.step cloud.Spread) (fun e ->
                Mmd.squared
                    kernel
                    p
                    (Particles.weighted cloud.Weights (Points.combine 1.0 cloud.Points (e / speed) w.Velocity)))

        [
            Equation.vector
                $"lambda f + sum_j w_j grad f(x_j) . grad Phi(x_j) against delta at q and beside p, lambda = {lambda}"
                size
                (Array.init places.Count (fun i -> lambda * f[i] + CriticEquation.flux kernel q slopes (places.Row i)))
                (Array.init places.Count (fun i -> CriticEquation.delta kernel p q (places.Row i)))
            Equation.vector $"velocity against quotients of f, lambda = {lambda}" size w.Velocity.Data slopes.Data
            Equation.vector
                $"-K xi against quotients of f, lambda = {lambda}"
                size
                (Array.map (fun v -> -v) flow)
                slopes.Data
            Equation.vector
                $"gradient of the critic off the nodes, lambda = {lambda}"
                size
                (w.Critic.Gradient scene.Apart.Nodes).Data
                (CriticEquation.gradient w.Critic.Value scene.Apart.Nodes).Data
            Equation.scalar $"lambda <delta, f>, lambda = {lambda}" size (lambda * w.Inner) held
            Equation.scalar $"MMD^2, lambda = {lambda}" size w.SquaredMmd squared
            Equation.scalar $"rate, lambda = {lambda}" size w.Rate (factor * (squared - held))
            // The stencil of MMD^2 errs by 1e-8 of its size, 100 times the tolerance.
            Equation.scalar
                $"d/dt MMD^2 against -2 (MMD^2 - lambda <delta, f>), lambda = {lambda}"
                (size + 800.0 * top * speed / cloud.Spread)
                (speed * observed)
                (factor * (squared - held))
            Equation.scalar $"a positive rate, lambda = {lambda}" size (max 0.0 w.Rate) 0.0
        ]

    let private rate
        (witness: Kernel -> float -> IMeasure -> IMeasure -> SobolevWitness)
        (factor: float)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = "sobolev-rate"
                Statement =
                    "The critic satisfies (D_q + lambda) f = delta at nodes and elsewhere, from its values alone; the flow's "
                    + "velocity is its gradient; and d/dt MMD^2 = -2 (MMD^2 - lambda <delta, f>) <= 0."
                Source = "MN21-7"
                Judge = Judge.Relative(CriticEquation.tolerance, CriticEquation.reason)
            }
            kernel.Name
            upToEight
            (fun scene ->
                CriticEquation.lambdas
                |> List.collect (rateEquations witness factor kernel scene))

    let private oracle (witness: Kernel -> float -> IMeasure -> IMeasure -> SobolevWitness) : Law =
        Law.forEach
            {
                Name = "sobolev-oracle"
                Statement =
                    "For q = {0, 1, 2}, p = {1, 3}, lambda = 1: f = (3/34, 7/17) in feature space and d/dt MMD^2 = -3259/153."
                Source = "MN21-7"
                Judge = Judge.Relative(1e-12, "a 3 x 3 system of condition number below 100")
            }
            "Phi(x) = (x, x^2)"
            [ "q = {0, 1, 2}, p = {1, 3}, lambda = 1" ]
            (fun _ ->
                let q = Empirical.ofPoints (Points.ofValues [| 0.0; 1.0; 2.0 |])
                let p = Empirical.ofPoints (Points.ofValues [| 1.0; 3.0 |])
                let kernel = FeatureMap.kernel FeatureMap.monomials
                let w = witness kernel 1.0 p q
                let u, v = 3.0 / 34.0, 7.0 / 17.0

                [
                    Equation.vector "velocity" 1.0 w.Velocity.Data [| u; u + 2.0 * v; u + 4.0 * v |]
                    Equation.scalar "d/dt MMD^2" 21.3 w.Rate (-3259.0 / 153.0)
                ])

    // The gradient of f at the nodes of q, for a critic f.
    type private Velocity = Kernel -> float -> IMeasure -> IMeasure -> Points

    let private descentEquations (velocity: Velocity) (kernel: Kernel) (lambda: float) (p: IMeasure) (q: IMeasure) =
        let nodes = Points.toRows q.Nodes

        let pulled =
            nodes
            |> Array.map (fun x ->
                let mean (m: IMeasure) =
                    Points.toRows m.Nodes
                    |> Array.mapi (fun j y -> Kernel.gradientAt kernel x y |> Array.map (fun v -> m.Weights[j] * v))
                    |> Array.reduce (Array.map2 (+))

                Array.map2 (-) (mean p) (mean q))
            |> Points.ofRows

        let v = velocity kernel lambda p q

        let product a b =
            Vectors.inner q.Weights (Points.rowDots a b)

        [
            Equation.scalar
                "0 against <delta, D_q f>"
                (sqrt (product pulled pulled * product v v))
                0.0
                (product pulled v)
        ]

    let private descentHead: LawHead =
        {
            Name = "sobolev-descent"
            Statement = "<delta, D_q f> = E_q <grad delta, grad f> >= 0 for the critic f = (D_q + lambda)^(-1) delta."
            Source = "MN21-7"
            Judge = Judge.AtMost(1e-10, solver)
        }

    let private descent (name: string) (velocity: Velocity) (kernel: Kernel) : Law =
        Law.forAll descentHead $"{kernel.Name}, {name}" inOneOrTwo (fun scene ->
            descentEquations velocity kernel 1e-3 scene.P.Measure scene.Q.Measure)

    // One particle at 0, the target at 1, lambda = 1/2.
    let private descentOfOne (velocity: Velocity) (kernel: Kernel) : Law =
        let at (v: float) : IMeasure =
            Empirical.ofPoints (Points.ofValues [| v |])

        Law.forEach descentHead $"{kernel.Name}, one particle" [ "q = {0}, p = {1}, lambda = 1/2" ] (fun _ ->
            descentEquations velocity kernel 0.5 (at 1.0) (at 0.0))

    let private atCurrent: Velocity =
        fun kernel lambda p q -> (witness kernel lambda p q).Velocity

    // The roles of p and q exchanged: the critic -(D_p + lambda)^(-1) delta.
    let private atTarget: Velocity =
        fun kernel lambda p q -> Points.scale -1.0 ((witness kernel lambda q p).Critic.Gradient q.Nodes)

    // Without the library's solvers, which want a positive matrix: (H W + lambda I) v = grad delta as it stands.
    let private solvedAnyhow (kernel: Kernel) (lambda: float) (q: IMeasure) (gradient: Points) : Points =
        let n, d = gradient.Count, gradient.Dimension
        let x = Points.toRows q.Nodes

        let matrix =
            MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(
                n * d,
                n * d,
                fun r c ->
                    (if r = c then lambda else 0.0)
                    + q.Weights[c % n] * (Kernel.mixedAt kernel x[r % n] x[c % n])[r / n, c / n]
            )

        let v =
            matrix.LU().Solve(MathNet.Numerics.LinearAlgebra.Vector<float>.Build.DenseOfArray gradient.Data)

        Points.init n d (fun i k -> v[k * n + i])

    let private anyhow: Velocity =
        fun kernel lambda p q -> (steered solvedAnyhow kernel lambda p q).Velocity

    let private sobolev: Claim =
        {
            Id = "MN21-7"
            Statement =
                "The Sobolev-kernelized flow on particles has the critic f = (D_q + lambda)^(-1) delta, D_q = "
                + "E_q sum_a d_a Phi (x) d_a Phi, and the velocity grad f; by Woodbury this is v = (H W + lambda "
                + "I)^(-1) grad delta on the nd x nd system; d/dt MMD^2 = -2 (MMD^2 - lambda <delta, f>) <= 0."
            Hypotheses =
                [
                    "lambda > 0"
                    "the kernel is positive semidefinite"
                    "the kernel has continuous mixed second derivatives everywhere, coincident points included"
                    "the Gramian D_q is taken at the current law q"
                ]
            Source = "MN21"
            Page = "MN21-7.md"
            Property =
                [
                    featureSpace witness FeatureMap.monomials
                    featureSpace witness FeatureMap.waves
                    oracle witness
                    rate witness -2.0 (Kernel.gaussian 1.0)
                    rate witness -2.0 (Kernel.inverseMultiquadric 1.0 0.5)
                    rate witness -2.0 Kernel.rqCode
                    descent "Gramian at q" atCurrent (FeatureMap.kernel FeatureMap.monomials)
                    descent "Gramian at q" atCurrent (Kernel.gaussian 1.0)
                    descentOfOne anyhow (Kernel.gaussian 1.0)
                ]
            Necessity =
                [
                    descentOfOne anyhow ParametricSettings.multiquadric
                    |> Law.fails
                        "With sqrt(1 + |x-y|^2), which is not positive semidefinite, d/dt MMD^2 = 2 for one particle at 0, \
                         p = {1} and lambda = 1/2."
                    descent "Gramian at the target" atTarget (FeatureMap.kernel FeatureMap.monomials)
                    |> Law.fails "With the Gramian of the target in place of D_q, the critic can drive MMD^2 up."
                    featureSpace (fun kernel lambda -> witness kernel (2.0 * lambda)) FeatureMap.waves
                    |> Law.rejects "the critic for 2 lambda"
                    oracle (fun kernel lambda -> witness kernel (2.0 * lambda))
                    |> Law.rejects "the critic for 2 lambda"
                    rate witness -1.0 (Kernel.gaussian 1.0) |> Law.rejects "a lost factor 2"
                    rate
                        (steered (fun _ lambda _ gradient -> Points.scale (1.0 / lambda) gradient))
                        -2.0
                        (Kernel.gaussian 1.0)
                    |> Law.rejects "v = grad delta / lambda"
                    rate (steered (fun _ _ _ gradient -> Points.scale 7.0 gradient)) -2.0 (Kernel.gaussian 1.0)
                    |> Law.rejects "v = 7 grad delta"
                ]
        }

    /// MN21-7.
    let all: Claim list = [ sobolev ]
