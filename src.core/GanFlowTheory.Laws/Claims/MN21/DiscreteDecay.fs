namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>Laws on how far explicit and backtracking steps of the parametric kernelized flow get (MN21-5), for affine
/// generators and the Gaussian kernel, where the curvature is bounded.</summary>
[<RequireQualifiedAccess>]
module internal DiscreteDecay =

    let private kernel = Kernel.gaussian 1.0

    /// M for x = W z + b and the Gaussian kernel of bandwidth s: F''[u,u] <= B (1 + sqrt 6) |u|^2 with B = E(|z|^2 +
    /// 1)/s^2.
    let curvature (s: float) (lambda: float) (scene: ParametricScene) : float =
        let z = scene.Noise.Points
        let b = (Array.average (Points.rowDots z z) + 1.0) / (s * s)
        b * (1.0 + sqrt 6.0) / lambda

    /// Of F, whose terms are at most k(0) = 1: a few ulp for the kernel's value, d + 2 for the squared distance, n for the
    /// sum.
    let rounding (scene: ParametricScene) : float =
        4.0
        * float (scene.Noise.Count + scene.P.Count + scene.P.Dimension + 16)
        * Rounding.ulp

    let private run (integrator: Integrator) (lambda: float) (scene: ParametricScene) : Path<ParameterState> =
        let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
        let metric: Metric<ParameterState> = Metric.kernelized kernel lambda

        Flow.create f metric
        |> Flow.steppedBy integrator
        |> Flow.from scene.State
        |> Flow.steps 6

    /// The product bound at tau = factor/M, with alpha times a number.
    let decay (factor: float) (times: float) (lambda: float) : Law =
        Law.forAll
            {
                Name = "discrete-decay"
                Statement =
                    "F_k <= prod_(j < k) (1 - 2 tau (1 - M tau/2) alpha_j) F_0 for Euler steps tau <= 1/M, and F_k <= (1 - a tau)^k F_0 "
                    + "with a the least alpha on the way, alpha by the monitor at each state."
                Source = "MN21-5"
                // alpha MMD^2 errs by 450 ulp of |g| |delta|^2/(4 lambda): below the rounding of F times |g|/lambda.
                Judge =
                    Judge.AtMost(
                        1.0,
                        "rounding of the kernel sums and of alpha in each step so far: 4 (n + m + d + 16) ulp of k(0), (1 + |g|/lambda) times"
                    )
            }
            $"gaussian:1, lambda = {lambda}, {factor} of 1/M"
            ParametricScenes.affineOnly
            (fun scene ->
                let m = curvature 1.0 lambda scene
                let tau = factor / m
                let path = run (Integrator.euler tau) lambda scene
                let states = path.States |> Array.map snd
                let value q = 0.5 * Mmd.squared kernel scene.Target q

                // None says that MMD^2 is rounding: nothing is promised from there.
                let alphas =
                    states
                    |> Array.map (fun q ->
                        times
                        * (ConvergenceMonitor.alpha kernel lambda scene.Target q |> Option.defaultValue 0.0))

                let factors =
                    alphas |> Array.map (fun a -> 1.0 - 2.0 * tau * (1.0 - 0.5 * m * tau) * a)

                let slack =
                    rounding scene
                    * (1.0 + ParametricSettings.tensorSize kernel scene scene.State / lambda)

                let start = value states[0]

                [
                    for k in 1 .. states.Length - 1 do
                        let now = value states[k]
                        let least = Array.min alphas[.. k - 1]

                        Equation.scalar
                            $"F_{k} against the product"
                            (float k * slack)
                            now
                            (start * Array.reduce (*) factors[.. k - 1])

                        Equation.scalar
                            $"F_{k} against (1 - a tau)^{k} F_0"
                            (float k * slack)
                            now
                            (start * pown (max 0.0 (1.0 - least * tau)) k)
                ])

    /// How short an accepted step may be, for an integrator that backtracks from a first length with a fraction, and
    /// a bound M of the curvature at the scene.
    let length
        (name: string)
        (integrator: Integrator)
        (first: float)
        (fraction: float)
        (curvature: float -> ParametricScene -> float)
        : Law =
        Law.forAll
            {
                Name = "backtracking-length"
                Statement = "Every accepted step is at least min(tau_0, (1 - c)/M)."
                Source = "MN21-5"
                // The trial of twice the accepted step was refused; twice a step e below (1 - c)/M leaves a fall of 2 tau s M e
                // above the promise, and only rounding of F can hide it.
                Judge = Judge.AtMost(1.0, "the shortening that rounding of F, 4 (n + m + d + 16) ulp, can cause")
            }
            $"tau_0 = {first}, c = {fraction}{name}"
            ParametricScenes.affineOnly
            (fun scene ->
                let lambda = scene.Lambda
                let m = curvature lambda scene
                let shortest = min first ((1.0 - fraction) / m)
                let path = run integrator lambda scene

                let error (s: float) = rounding scene / (s * m * shortest)

                // A step that rounding has shortened shortens the trial of the next.
                let seen =
                    Array.pairwise path.Steps
                    |> Array.takeWhile (fun (before, _) ->
                        error before.Diagnostics.PredictedDissipation.Value <= 0.5 * shortest)

                [
                    for before, after in seen do
                        Equation.scalar
                            $"min(tau_0, (1 - c)/M) against step {after.Index}"
                            (error before.Diagnostics.PredictedDissipation.Value)
                            shortest
                            after.Diagnostics.StepLength
                ])

    /// The curvature at the start alone, F''[u,u]/s along the flow, kept above 1/1000.
    let curvatureAtStart (lambda: float) (scene: ParametricScene) : float =
        let q = scene.State
        let f: Functional<ParameterState> = Functional.mmd kernel scene.Target
        let metric: Metric<ParameterState> = Metric.kernelized kernel lambda
        let xi = (f.Evaluate q).Variation
        let u = (metric.Apply q xi).Rate
        let size = Vectors.norm u

        if size > 0.0 then
            let h = 1e-3 / size

            let value e =
                f.Value((q :> IState<ParameterState>).At(Array.map2 (fun t v -> t - e * v) scene.Theta u))

            max 1e-3 ((value h - 2.0 * value 0.0 + value -h) / (h * h) / Metric.inner metric q xi xi)
        else
            1e-3

    /// One step of a translation of one sample at 0 towards sqrt 3, tau = 1/M for B = 1.
    let one (kernel: Kernel) : Law =
        Law.forEach
            {
                Name = "parametric-euler"
                Statement = "A step tau = 1/M lowers F by tau s/2, M = (1 + sqrt 6)/lambda."
                Source = "MN21-5"
                Judge = Judge.AtMost(1e-12, "three kernel values and one division, s below 100")
            }
            $"{kernel.Name}, z + theta, one sample"
            [ "noise {0}, p = {sqrt 3}, lambda = 1.01, theta = 0" ]
            (fun _ ->
                let q =
                    ParameterState.create (SmallGenerator.translation 1) (Points.ofValues [| 0.0 |]) [| 0.0 |]

                let p = Empirical.ofPoints (Points.ofValues [| sqrt 3.0 |])
                let f: Functional<ParameterState> = Functional.mmd kernel p
                let metric: Metric<ParameterState> = Metric.kernelized kernel 1.01
                let tau = 1.01 / (1.0 + sqrt 6.0)

                let path =
                    Flow.create f metric
                    |> Flow.steppedBy (Integrator.euler tau)
                    |> Flow.from q
                    |> Flow.steps 1

                let s = path.Steps[0].Diagnostics.PredictedDissipation.Value

                [
                    Equation.scalar
                        "F after the step against F - tau s/2"
                        1.0
                        (f.Value path.Final)
                        (f.Value q - 0.5 * tau * s)
                ])

    /// M of a step of tanh perceptrons x = tanh(z W + b) V + c with H hidden units, Gaussian kernel of bandwidth s, from the
    /// Frobenius norm of V at the step's ends, which bounds it between them.
    let private perceptronCurvature (s: float) (lambda: float) (hidden: int) (noise: Points) (v: float) : float =
        // |tanh''| is at most 4/(3 sqrt 3).
        let bend = 4.0 / (3.0 * sqrt 3.0)
        let inputs = Points.rowDots noise noise |> Array.map (fun z -> z + 1.0)

        // |J u|^2 and |d^2 G[u, u]|, averaged over the noise, for |u| = 1.
        let speed = inputs |> Array.averageBy (fun z -> float hidden + 1.0 + v * v * z)
        let second = inputs |> Array.averageBy (fun z -> sqrt z + bend * v * z)

        (speed / (s * s) + sqrt 2.0 * (sqrt 3.0 / (s * s) * speed + second / s))
        / lambda

    /// The product bound along a training of a perceptron on eight Gaussians, with alpha times a number.
    let training (times: float) : Law =
        Law.forEach
            {
                Name = "training-decay"
                Statement =
                    "F_k <= prod_(j < k) (1 - 2 tau (1 - M_j tau/2) alpha_j) F_0 after each of 400 Euler steps of the kernelized training of a "
                    + "tanh network on fixed noise towards eight Gaussians, M_j a bound of the curvature on the step, and F falls below a \
                       half of F_0."
                Source = "MN21-5"
                Judge =
                    Judge.AtMost(
                        1.0,
                        "rounding of the kernel sums and of alpha in each step so far: 4 (n + m + d + 16) ulp of k(0), (1 + |g|/lambda) times"
                    )
            }
            "gaussian, 64 samples of noise and of the target"
            [ 8, 1.0, 1.0, 1; 16, 2.0, 0.5, 2 ]
            (fun (hidden, s, lambda, seed) ->
                let kernel = Kernel.gaussian s
                let seed = Seed.create seed
                let count = 64

                let p =
                    Target.eightGaussians.Sample (Seed.split "target" seed) count
                    |> Empirical.ofPoints

                let q =
                    ParameterState.initial (Network.multilayer [ 2; hidden; 2 ] Activation.Tanh) count seed

                // The last layer's weights: after 2 H + H of the first, 2 H of them.
                let weights (q: ParameterState) =
                    Array.sub q.Parameters (3 * hidden) (2 * hidden) |> Vectors.norm

                let bound v =
                    perceptronCurvature s lambda hidden q.Noise v

                let tau = 0.5 / bound (weights q)
                let f: Functional<ParameterState> = Functional.mmd kernel p
                let metric: Metric<ParameterState> = Metric.kernelized kernel lambda

                let path =
                    Flow.create f metric
                    |> Flow.steppedBy (Integrator.euler tau)
                    |> Flow.from q
                    |> Flow.steps 400

                let states = path.States |> Array.map snd
                let value q = 0.5 * Mmd.squared kernel p q
                let start = value states[0]
                let all = bound (weights q)

                let rounding =
                    4.0
                    * float (2 * count + 2 + 16)
                    * Rounding.ulp
                    // |g| is below the curvature's bound times lambda.
                    * (1.0 + all)

                let mutable product = start

                [
                    for k in 1 .. states.Length - 1 do
                        let m = bound (max (weights states[k - 1]) (weights states[k]))

                        let alpha =
                            times
                            * (ConvergenceMonitor.alpha kernel lambda p states[k - 1]
                               |> Option.defaultValue 0.0)

                        product <- product * (1.0 - 2.0 * tau * (1.0 - 0.5 * m * tau) * alpha)

                        Equation.condition $"step {k} is at most 1/M" (tau * m <= 1.0)
                        Equation.scalar $"F_{k} against the product" (float k * rounding) (value states[k]) product

                    Equation.scalar "F at the end against a half" rounding (value path.Final) (0.5 * start)
                ])
