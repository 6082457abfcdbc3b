namespace GanFlowTheory.Laws

open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core

// A generator with one parameter, and where it starts and goes.
[<NoComparison; NoEquality>]
type internal Start =
    {
        Network: Network
        Theta: float
        Noise: Points
        Target: Points
    }

    override this.ToString() =
        $"{this.Network.Name} from theta = {Show.number this.Theta}, noise {Show.points this.Noise}, p on \
          {Show.points this.Target}"

/// The claim on convergence of the parametric kernelized flow: MN21-4.
[<RequireQualifiedAccess>]
module internal ConvergenceClaims =

    let private lambda = ParametricSettings.lambda

    // The classical Runge-Kutta method multiplies a linear equation x' = -a x by this in a step, h = -a tau.
    let private rungeKutta4 (h: float) =
        1.0 + h + h * h / 2.0 + h * h * h / 6.0 + h * h * h * h / 24.0

    let private kernelized (lambda: float) : Metric<ParameterState> = Metric.kernelized Kernel.dot lambda

    let private oracle (kernelized: float -> Metric<ParameterState>) : Law =
        Law.forEach
            {
                Name = "alpha-oracle"
                Statement =
                    "For the inner product and translations D = I on the plane of means: alpha = 1/(1 + lambda), g = I, MMD^2 = "
                    + "exp(-2 t/(1 + lambda)) MMD^2(0), and n Runge-Kutta steps multiply it by their polynomial to the power 2n."
                Source = "MN21-4"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "20 steps with Cholesky solves of order up to 3: 50 ulp each, relative to the start"
                    )
            }
            "dot kernel, G(z) = z + theta"
            [ 1, 1.0, 0.25; 2, 0.1, 0.5; 3, 4.0, 1.0 ]
            (fun (d, lambda, tau) ->
                let noise = Seed.gaussian 5 d (Seed.create d)
                let p = Empirical.ofPoints (Seed.gaussian 4 d (Seed.create 7))

                let q =
                    ParameterState.create (SmallGenerator.translation d) noise (Array.init d (fun k -> 2.0 - float k))

                let f: Functional<ParameterState> = Functional.mmd Kernel.dot p

                let path =
                    Flow.create f (kernelized lambda)
                    |> Flow.steppedBy (Integrator.rungeKutta4 tau)
                    |> Flow.from q
                    |> Flow.steps 20

                let points = ConvergenceMonitor.ofPath Kernel.dot path
                let last = Array.last points
                let alpha = 1.0 / (1.0 + lambda)
                let some = Option.defaultValue nan

                [
                    Equation.scalar "points" 0.0 (float points.Length) 21.0
                    // alpha divides by MMD^2, whose terms have the size of squared lengths.
                    Equation.vector
                        "alpha MMD^2 by the monitor"
                        (Mmd.inner Kernel.dot p p + Mmd.inner Kernel.dot q q)
                        (points |> Array.map (fun p -> some p.Alpha * p.SquaredMmd))
                        (points |> Array.map (fun p -> alpha * p.SquaredMmd))
                    Equation.scalar
                        "alpha at the start"
                        1.0
                        (some (ConvergenceMonitor.alpha Kernel.dot lambda p q))
                        alpha
                    Equation.vector
                        "smallest eigenvalue of g"
                        1.0
                        (points |> Array.map (fun p -> some p.SmallestEigenvalue))
                        (Array.create 21 1.0)
                    Equation.scalar "predicted decay" 1.0 (some last.PredictedDecay) (exp (-2.0 * alpha * 20.0 * tau))
                    Equation.scalar
                        "observed decay"
                        1.0
                        (some last.ObservedDecay)
                        (pown (rungeKutta4 (-alpha * tau)) 40)
                ])

    let private decay
        (name: string)
        (exponent: float)
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (kernel: Kernel)
        : Law =
        Law.forAll
            {
                Name = "decay-along-runs"
                Statement =
                    "MMD^2(t) = exp(-2 int alpha) MMD^2(0) along the flow, with alpha from the Gramian at each state; with a the "
                    + "least alpha on the way, MMD^2(t) <= exp(-2 a t) MMD^2(0)."
                Source = "MN21-4"
                Judge = Judge.Relative(ParametricRun.tolerance, ParametricRun.reason)
            }
            $"{kernel.Name}{name}"
            scenes
            (fun scene ->
                match ParametricRun.start kernel lambda scene with
                | None -> []
                | Some run ->
                    let top =
                        Kernel.value kernel (run.States[0].Nodes.Row 0) (run.States[0].Nodes.Row 0)

                    let alphas =
                        run.States |> Array.map (ConvergenceMonitor.alpha kernel lambda scene.Target)

                    if Array.exists Option.isNone alphas then
                        []
                    else
                        let alphas = Array.map Option.get alphas
                        let squared = run.States |> Array.map (Mmd.squared kernel scene.Target)
                        let predicted = exp (exponent * ParametricRun.integral run alphas) * squared[0]
                        let time = run.Tau * float ParametricRun.steps
                        let slowest = exp (-2.0 * Array.min alphas * time) * squared[0]

                        [
                            Equation.scalar "MMD^2 against its prediction" top (Array.last squared) predicted
                            Equation.scalar
                                "the excess over exp(-2 a t) MMD^2(0)"
                                top
                                (max 0.0 (Array.last squared - slowest))
                                0.0
                            Equation.condition
                                "alpha lies in [0, 1)"
                                (alphas |> Array.forall (fun a -> a >= -1e-6 && a < 1.0 + 1e-6))
                        ])

    // <delta, D (D + lambda)^(-1) delta>.
    let private dissipation (lambda: float) (d: Matrix<float>) (delta: Vector<float>) : float =
        delta * (d * FeatureMap.solve d lambda delta)

    let private inFeatures (dissipation: float -> Matrix<float> -> Vector<float> -> float) (map: FeatureMap) : Law =
        Law.forAll
            {
                Name = "alpha-feature-space"
                Statement =
                    "alpha by the kernel trick is <delta, D (D + lambda)^(-1) delta> / |delta|^2 in feature space, and the monitor's "
                    + "eigenvalue is the smallest of L* L."
                Source = "MN21-4"
                // alpha |delta|^2 = b . rate with (g + e + lambda) rate = b, |e| some 450 ulp of the bound on |g|: it errs
                // by |e| |rate|^2 <= |e| |delta|^2/(4 lambda). delta itself is a difference of features.
                Judge =
                    Judge.Relative(
                        1e-12,
                        "4500 ulp: sums of up to 36 pairs, Cholesky solves of order up to 21 in either space; |g|/lambda is in the scale"
                    )
            }
            map.Name
            ParametricScenes.any
            (fun scene ->
                let q = scene.State
                let kernel = FeatureMap.kernel map
                let delta = ParametricScenes.delta map scene
                let l = ParametricScenes.derivative map scene
                let d = l * l.Transpose()
                let squared = delta * delta
                let lambda = scene.Lambda
                let direct = dissipation lambda d delta
                let condition = 1.0 + ParametricSettings.tensorSize kernel scene q / lambda

                let features = Mmd.inner kernel scene.Target scene.Target + Mmd.inner kernel q q

                [
                    match ConvergenceMonitor.alpha kernel lambda scene.Target q with
                    | Some alpha ->
                        Equation.scalar "alpha |delta|^2" (condition * (features + squared)) (alpha * squared) direct
                    | None -> Equation.scalar "MMD^2 against 0" features squared 0.0

                    Equation.scalar
                        "smallest eigenvalue of g"
                        (ParametricSettings.tensorSize kernel scene q + Rounding.ulp)
                        (ConvergenceMonitor.smallestEigenvalue kernel q |> Option.defaultValue nan)
                        (SymmetricEigen.smallest (l.Transpose() * l))
                ])

    // |Pi delta|^2 from an orthonormal basis of the range of L.
    let private projected (range: Vector<float> list) (delta: Vector<float>) : float =
        range |> List.sumBy (fun u -> (u * delta) ** 2.0)

    let private bounds
        (scenes: FsCheck.Arbitrary<ParametricScene>)
        (projected: Vector<float> list -> Vector<float> -> float)
        (map: FeatureMap)
        : Law =
        Law.forAll
            {
                Name = "alpha-bounds"
                Statement =
                    "m/(m + lambda) |Pi delta|^2 <= alpha |delta|^2 <= |g|/(|g| + lambda) |Pi delta|^2, with m the smallest "
                    + "eigenvalue of g other than 0 and Pi the projection onto the range of L."
                Source = "MN21-4"
                Judge =
                    Judge.AtMost(
                        1e-12,
                        "4500 ulp: a singular value decomposition and a Cholesky solve of order up to 21; |g|/lambda is in the scale"
                    )
            }
            map.Name
            scenes
            (fun scene ->
                let delta = ParametricScenes.delta map scene
                let l = ParametricScenes.derivative map scene
                let kernel, lambda = FeatureMap.kernel map, scene.Lambda
                let squared = delta * delta

                let features =
                    Mmd.inner kernel scene.Target scene.Target
                    + Mmd.inner kernel scene.State scene.State

                // The library's; None says that MMD^2 is rounding, and so is what is dissipated.
                let dissipated =
                    match ConvergenceMonitor.alpha kernel lambda scene.Target scene.State with
                    | Some alpha -> alpha * squared
                    | None -> 0.0

                let svd = l.Svd true
                let s = svd.S.ToArray()
                let top = Array.max s
                // Singular values below this are rounding of 0; what they dissipate, 1e-14 |g|/lambda of |delta|^2, is below
                // the tolerance.
                let kept =
                    [
                        for r in 0 .. s.Length - 1 do
                            if s[r] > 1e-7 * top then
                                r
                    ]

                if List.isEmpty kept then
                    [
                        Equation.scalar "nothing moves, nothing is dissipated" features dissipated 0.0
                    ]
                else
                    let seen = projected (kept |> List.map svd.U.Column) delta
                    let least = kept |> List.map (fun r -> s[r] * s[r]) |> List.min

                    let size =
                        (1.0 + ParametricSettings.tensorSize kernel scene scene.State / lambda)
                        * (features + squared)

                    [
                        Equation.scalar "below" size (least / (least + lambda) * seen) dissipated
                        Equation.scalar "above" size dissipated (top * top / (top * top + lambda) * seen)
                    ])

    // G(z) = z + theta from 0 with noise {0}, p = {r}.
    let private unit (kernel: Kernel) : Law =
        Law.forEach
            {
                Name = "alpha-range"
                Statement = "0 <= alpha <= 1."
                Source = "MN21-4"
                Judge = Judge.AtMost(1e-12, "one number divided by another; MMD^2 is not below 1/100 of k(0)")
            }
            $"{kernel.Name}, z + theta, one sample"
            [ 0.25; 1.0; sqrt 2.49; 2.0 ]
            (fun r ->
                let q =
                    ParameterState.create (SmallGenerator.translation 1) (Points.ofValues [| 0.0 |]) [| 0.0 |]

                let p = Empirical.ofPoints (Points.ofValues [| r |])

                match ConvergenceMonitor.alpha kernel lambda p q with
                | Some alpha ->
                    [
                        Equation.scalar "0 against alpha" 1.0 0.0 alpha
                        Equation.scalar "alpha against 1" 1.0 alpha 1.0
                    ]
                | None -> [])

    let private halves (name: string) (starts: Start list) : Law =
        Law.forEach
            {
                Name = "decay-to-half"
                Statement = "The flow brings MMD^2 below half of what it was, by time 20."
                Source = "MN21-4"
                Judge =
                    Judge.AtMost(
                        1e-6,
                        "Runge-Kutta steps of 1/4 where all rates are below 1: (1/4)^4 / 120 per unit of time"
                    )
            }
            name
            starts
            (fun start ->
                let kernel = Kernel.gaussian 1.0
                let p = Empirical.ofPoints start.Target
                let q = ParameterState.create start.Network start.Noise [| start.Theta |]
                let f: Functional<ParameterState> = Functional.mmd kernel p
                let metric: Metric<ParameterState> = Metric.kernelized kernel 0.1

                let path =
                    Flow.create f metric
                    |> Flow.steppedBy (Integrator.rungeKutta4 0.25)
                    |> Flow.from q
                    |> Flow.until 20.0

                let first, last = Mmd.squared kernel p q, Mmd.squared kernel p path.Final

                [
                    Equation.scalar "MMD^2 at time 20 against half of MMD^2 at time 0" first last (0.5 * first)
                ])

    let private from network theta noise target : Start =
        {
            Network = network
            Theta = theta
            Noise = Points.ofRows (noise: float list list)
            Target = Points.ofRows (target: float list list)
        }

    // The dilation of -1 and 1 towards -1 and 1, from the given factor.
    let private dilatedFrom theta =
        from SmallGenerator.dilation theta [ [ -1.0 ]; [ 1.0 ] ] [ [ -1.0 ]; [ 1.0 ] ]

    let private convergence: Claim =
        {
            Id = "MN21-4"
            Statement =
                "With alpha(t) = <delta, D (D + lambda)^(-1) delta> / |delta|^2 in [0, 1), MMD^2(t) = exp(-2 int alpha) "
                + "MMD^2(0) along the parametric kernelized flow; if alpha >= a > 0 along the path, MMD^2(t) <= exp(-2 a "
                + "t) MMD^2(0)."
            Hypotheses =
                [
                    "lambda > 0"
                    "the kernel is positive semidefinite"
                    "the kernel has continuous mixed second derivatives everywhere"
                    "MMD^2 > 0 along the path"
                    "for the bound: alpha >= a > 0 along the path, so that delta stays out of the null space of L*"
                ]
            Source = "MN21"
            Page = "MN21-4.md"
            Property =
                [
                    oracle kernelized
                    decay "" -2.0 ParametricScenes.slim (Kernel.gaussian 1.0)
                    decay "" -2.0 ParametricScenes.slim (Kernel.inverseMultiquadric 1.0 0.5)
                    inFeatures dissipation FeatureMap.monomials
                    inFeatures dissipation FeatureMap.waves
                    bounds ParametricScenes.any projected FeatureMap.monomials
                    bounds ParametricScenes.any projected FeatureMap.waves
                    unit (Kernel.gaussian 1.0)
                    halves
                        "off the symmetric starts"
                        [
                            dilatedFrom 0.25
                            from (SmallGenerator.translation 1) -0.25 [ [ 0.0 ] ] [ [ 1.0 ] ]
                        ]
                ]
            Necessity =
                [
                    halves "a symmetric start" [ dilatedFrom 0.0 ]
                    |> Law.fails (
                        "From theta = 0 the generator theta z is blind to the symmetric target -1, 1: L* delta = 0 though "
                        + "theta = 1 is the target, and MMD^2 stays."
                    )
                    halves
                        "a coordinate out of reach"
                        [ from SmallGenerator.sideways 0.0 [ [ 0.0; 0.0 ] ] [ [ 0.0; 2.0 ] ] ]
                    |> Law.fails "A generator that moves along x_1 only stalls below a target above it."
                    unit ParametricSettings.indefinite
                    |> Law.fails
                        "With (1 - 4s + 2s^2) exp(-s/2), s = |x-y|^2, which is not positive semidefinite, MMD^2 is nearly 0 \
                         where its slope is not, and alpha exceeds 1."
                    decay ", a lost factor 2" -1.0 ParametricScenes.unshrunk (Kernel.gaussian 1.0)
                    |> Law.fails "The law rejects a known-bad instance: exp(-int alpha)."
                    oracle (fun lambda -> kernelized (2.0 * lambda))
                    |> Law.rejects "the flow for 2 lambda"
                    inFeatures (fun lambda d delta -> delta * FeatureMap.solve d lambda delta) FeatureMap.waves
                    |> Law.rejects "<delta, (D + lambda)^(-1) delta>, without D"
                    bounds ParametricScenes.slim (fun _ delta -> delta * delta) FeatureMap.waves
                    |> Law.rejects "|delta|^2 in place of |Pi delta|^2"
                ]
        }

    /// MN21-4.
    let all: Claim list = [ convergence ]
