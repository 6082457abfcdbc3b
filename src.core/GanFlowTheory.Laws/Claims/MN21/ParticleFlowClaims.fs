namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Claims on particle flows of 1/2 MMD^2: MN21-7 and MMD-W2.
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

    let private rate (factor: float) (kernel: Kernel) : Law =
        Law.forAll
            {
                Name = "sobolev-rate"
                Statement =
                    "Along the Sobolev-kernelized flow d/dt MMD^2 = -2 (MMD^2 - lambda <delta, f>) <= 0, and the flow's "
                    + "velocity is the critic's gradient."
                Source = "MN21-7"
                Judge = Differences.judge
            }
            kernel.Name
            Scenes.any
            (fun scene ->
                let p, cloud = scene.P.Measure :> IMeasure, scene.Q
                let q = Particles.weighted cloud.Weights cloud.Points
                let w = SobolevWitness.at SolverOptions.standard kernel lambda p q
                let f: Functional<Particles> = Functional.mmd kernel p
                let metric: Metric<Particles> = Metric.sobolevKernelized kernel lambda
                let flow = (metric.Apply q (f.Evaluate q).Variation).Rate
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
                    // The derivative is of size |grad k| <= 2 k(0) / length; a node's speed is at most that over
                    // lambda.
                    Equation.scalar
                        "d/dt MMD^2 against -2 (MMD^2 - lambda <delta, f>)"
                        (8.0 * top / cloud.Spread)
                        observed
                        (factor * (w.SquaredMmd - lambda * w.Inner) / speed)
                    Equation.scalar "rate" (8.0 * top) w.Rate (factor * (w.SquaredMmd - lambda * w.Inner))
                    Equation.vector
                        "-K xi against grad f"
                        (2.0 * top / lambda)
                        (Array.map (fun v -> -v) flow)
                        w.Velocity.Data
                    Equation.condition "the rate is not positive" (w.Rate <= 8.0 * Rounding.ulp * top)
                ])

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

    let private gramianOf (name: string) (at: Scene -> IMeasure) (map: FeatureMap) : Law =
        Law.forAll
            {
                Name = "sobolev-descent"
                Statement = "<delta, D_q f> >= 0 for the critic f = (D + lambda)^(-1) delta."
                Source = "MN21-7"
                Judge = Judge.AtMost(1e-10, solver)
            }
            $"{map.Name}, Gramian {name}"
            inOneOrTwo
            (fun scene ->
                let p, q = scene.P.Measure :> IMeasure, scene.Q.Measure :> IMeasure
                let delta, d = FeatureMap.delta map p q, FeatureMap.gramian map q
                let f = FeatureMap.solve (FeatureMap.gramian map (at scene)) 1e-3 delta

                [
                    Equation.scalar
                        "0 against <delta, D_q f>"
                        (delta.L2Norm() * (d * f).L2Norm())
                        0.0
                        (delta * (d * f))
                ])

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
                    rate -2.0 (Kernel.gaussian 1.0)
                    rate -2.0 (Kernel.inverseMultiquadric 1.0 0.5)
                    rate -2.0 Kernel.rqCode
                    gramianOf "at q" (fun scene -> scene.Q.Measure) FeatureMap.monomials
                ]
            Necessity =
                [
                    gramianOf "at the target" (fun scene -> scene.P.Measure) FeatureMap.monomials
                    |> Law.fails "With the Gramian of the target in place of D_q, the critic can drive MMD^2 up."
                    featureSpace (fun kernel lambda -> witness kernel (2.0 * lambda)) FeatureMap.waves
                    |> Law.rejects "the critic for 2 lambda"
                    oracle (fun kernel lambda -> witness kernel (2.0 * lambda))
                    |> Law.rejects "the critic for 2 lambda"
                    rate -1.0 (Kernel.gaussian 1.0) |> Law.rejects "a lost factor 2"
                ]
        }

    // Every step of an Euler run with tau = factor 2/(3L), against the bound of the proof.
    let private euler (name: string) (factor: float) (kernel: Kernel) : Law =
        let lipschitz =
            match Kernel.gradientLipschitz kernel with
            | Some l -> l
            | None -> invalidOp $"{kernel.Name} has no known Lipschitz constant."

        Law.forAll
            {
                Name = name
                Statement =
                    "Explicit Euler steps of length tau lower 1/2 MMD^2 by at least tau (1 - 3 L tau / 2) E_q |grad xi|^2."
                Source = "MMD-W2"
                // F is three sums of terms w_i w_j k <= k(0); each is off by a few ulp for the kernel value, d + 2 for the
                // squared distance and n for the sum.
                Judge = Judge.AtMost(1.0, "rounding of the kernel sums only: 4 (n + m + d + 16) ulp of k(0)")
            }
            $"{kernel.Name} at {factor} of the bound"
            Scenes.any
            (fun scene ->
                let p, cloud = scene.P.Measure :> IMeasure, scene.Q
                let tau = factor * 2.0 / (3.0 * lipschitz)
                let f: Functional<Particles> = Functional.mmd kernel p

                let path =
                    Flow.descend f
                    |> Flow.steppedBy (Integrator.euler tau)
                    |> Flow.from (Particles.weighted cloud.Weights cloud.Points)
                    |> Flow.steps 12

                let top = Kernel.value kernel (cloud.Points.Row 0) (cloud.Points.Row 0)

                let slack =
                    4.0
                    * float (cloud.Count + scene.P.Count + cloud.Dimension + 16)
                    * Rounding.ulp
                    * top

                [
                    for before, after in Array.pairwise path.Steps do
                        let now, next = before.Diagnostics, after.Diagnostics
                        let fall = tau * (1.0 - 1.5 * lipschitz * tau) * now.PredictedDissipation.Value

                        Equation.scalar
                            $"F after step {after.Index} against F before less the bound"
                            slack
                            next.Functional.Value
                            (now.Functional.Value - max 0.0 fall)
                ])

    let private wasserstein: Claim =
        {
            Id = "MMD-W2"
            Statement =
                "For the Wasserstein-2 flow of 1/2 MMD^2 by explicit Euler with a kernel whose gradient is "
                + "L-Lipschitz, tau <= 2/(3L) gives monotone descent: F(q+) <= F(q) - tau (1 - 3 L tau / 2) E_q "
                + "|grad xi|^2. For the Gaussian kernel L = 1/s^2."
            Hypotheses =
                [
                    "|grad_1 k(x,y) - grad_1 k(x',y')| <= L (|x-x'| + |y-y'|)"
                    "0 < tau <= 2/(3L)"
                ]
            Source = "Arbel et al. 2019"
            Page = "MMD-W2.md"
            Property =
                [
                    for kernel in
                        [
                            Kernel.gaussian 1.0
                            Kernel.gaussian 0.25
                            Kernel.inverseMultiquadric 1.0 0.5
                            Kernel.rqCode
                            Kernel.matern32 1.0
                            Kernel.matern52 1.0
                        ] do
                        euler "euler-descent" 1.0 kernel

                    euler "euler-descent" 0.5 (Kernel.gaussian 1.0)
                ]
            Necessity =
                [
                    euler "euler-descent" 6.0 (Kernel.gaussian 1.0)
                    |> Law.fails "A step of 4/L, six times the bound, raises 1/2 MMD^2 somewhere."
                ]
        }

    /// MN21-7, MMD-W2.
    let all: Claim list = [ sobolev; wasserstein ]
