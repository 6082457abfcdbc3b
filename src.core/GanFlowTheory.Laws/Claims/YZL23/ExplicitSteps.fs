namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// A stretch of the line that the particles' map keeps to itself: q as a quadrature, and p by its logarithm.
[<NoComparison; NoEquality>]
type internal Stretch =
    {
        /// The nodes of the quadrature.
        At: float[]
        /// The mass of q at each.
        Mass: float[]
        /// log r, and its derivative.
        LogRatio: float -> float
        Slope: float -> float
        /// log p, up to a constant, and a bound of its second derivative.
        LogTarget: float -> float
        Bend: float
        /// How far one goes before log r and its slope change by as much as they are.
        Length: float
    }

/// How KL(q||p) changes in one explicit step of the particles' map x -> x + tau h'(log r) grad log r.
[<Struct; NoComparison; NoEquality>]
type internal StepOfKl =
    {
        /// The length of the step.
        Tau: float
        /// -E_q h'(log r) |grad log r|^2.
        Rate: float
        /// KL after the step less KL before it.
        Change: float
    }

/// <summary>Explicit steps of densities on the line. The map T(x) = x + tau v(x) carries q to q(x)/T'(x) at T(x), so that
/// KL after the step is E_q (log q - log T' - log p(T)), a quadrature over where the particles came from.</summary>
[<RequireQualifiedAccess>]
module internal ExplicitSteps =

    /// The library's velocity at points of log-ratios u with these slopes, against the first variation -u of KL.
    let velocity (loss: GeneratorLoss) (u: float[]) (slopes: float[]) : float[] =
        let q = Particles.ofPoints (Points.init u.Length 1 (fun i _ -> float i))
        let down = Points.init u.Length 1 (fun i _ -> -slopes[i])
        let xi = Covector(lazy (Array.map (fun v -> -v) u), lazy down)

        ((MonoFlow.field loss (fun (_: Particles) -> u)).Apply q xi).Rate
        |> Array.map (fun v -> -v)

    /// <summary>The step so short that the bound of the second derivative leaves half of the rate, along any velocity of
    /// log-ratios and slopes.</summary>
    /// <remarks>KL along the steps is g(tau) = E_q (-log(1 + tau v') - log p(x + tau v)) + const, so that
    /// |g''| &lt;= B = E_q (4 v'^2 + bend v^2) while tau |v'| &lt;= 1/2, and |g(tau) - g(0) - tau g'(0)| &lt;= tau |g'(0)|/2 for
    /// tau &lt;= |g'(0)|/B.</remarks>
    let stepAlong
        (velocity: float[] -> float[] -> float[])
        (slope: float -> float)
        (stretches: Stretch list)
        : StepOfKl =
        let velocityAt (s: Stretch) (x: float[]) =
            velocity (Array.map s.LogRatio x) (Array.map s.Slope x)

        let moving =
            stretches
            |> List.map (fun s ->
                let h = s.Length / 64.0

                let at k =
                    velocityAt s (s.At |> Array.map (fun x -> x + k * h))

                let odd k = Array.map2 (-) (at k) (at -k)

                let derivative =
                    Array.map3 (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 * h)) (odd 1.0) (odd 2.0) (odd 3.0)

                struct (s, velocityAt s s.At, derivative))

        let expectation (term: Stretch -> float -> float -> float -> float) =
            moving
            |> List.sumBy (fun (struct (s, v, slopes)) ->
                Seq.sum (Seq.init v.Length (fun i -> s.Mass[i] * term s s.At[i] v[i] slopes[i])))

        let rate =
            -(expectation (fun s x _ _ -> slope (s.LogRatio x) * s.Slope x * s.Slope x))

        let bound = expectation (fun s _ v d -> 4.0 * d * d + s.Bend * v * v)

        let steepest =
            moving |> List.map (fun (struct (_, _, d)) -> Vectors.largest d) |> List.max

        // Between the nodes v' may be twice as large as at them.
        let tau =
            if bound > 0.0 then
                min (0.25 / steepest) (abs rate / bound)
            else
                0.0

        {
            Tau = tau
            Rate = rate
            Change = expectation (fun s x v d -> s.LogTarget x - s.LogTarget(x + tau * v) - Double.LogP1(tau * d))
        }

    /// The step of the library's flow of a loss.
    let step (loss: GeneratorLoss) (stretches: Stretch list) : StepOfKl =
        stepAlong (velocity loss) loss.Slope stretches

    // Panels that halve towards both ends of [0, 1].
    let private graded =
        let halves = [| 0.0; yield! [| for j in 14..-1..1 -> Math.ScaleB(1.0, -j) |] |]

        let ends =
            Array.append halves (halves[.. halves.Length - 2] |> Array.rev |> Array.map (fun t -> 1.0 - t))

        ends
        |> Array.pairwise
        |> Array.collect (fun (a, b) -> GaussLegendre.rule 12 a b)

    /// <summary>q of the given mass, even on a stretch of length 1, over which log r goes from one value to the other, and
    /// does not change at its ends: so the particles' map keeps the stretch. The slope is (1 + 1/(2k)) (1 - (2t - 1)^(2k))
    /// times the difference, straight but for the ends as k grows.</summary>
    let ramp (k: int) (mass: float) (from: float) (until: float) : Stretch =
        let steep = (1.0 + 0.5 / float k) * (until - from)

        let logRatio t =
            let s = 2.0 * t - 1.0
            let end' = 1.0 / float (2 * k + 1)
            from + 0.5 * steep * (s - end' * pown s (2 * k + 1) + 1.0 - end')

        {
            At = graded |> Array.map (fun (struct (t, _)) -> t)
            Mass = graded |> Array.map (fun (struct (_, w)) -> mass * w)
            LogRatio = logRatio
            Slope = fun t -> steep * (1.0 - pown (2.0 * t - 1.0) (2 * k))
            // log p = log q + log r, and log q is a constant here.
            LogTarget = logRatio
            Bend = 4.0 * float k * abs steep
            Length = 1.0 / float (4 * k)
        }

    // Gauss-Legendre on panels of a quarter, over 12 deviations on either side.
    let private normal =
        GaussLegendre.panels 96 8 -12.0 12.0
        |> Array.map (fun (struct (x, w)) -> struct (x, w * exp (-0.5 * x * x) / sqrt (2.0 * Math.PI)))

    /// <summary>q = N(0, 1) and p = q e^u with the wave u = a sin(f x + phase) - log E_q e^(a sin(f x + phase)).</summary>
    let wave (amplitude: float) (frequency: float) (phase: float) : Stretch =
        let sine x = amplitude * sin (frequency * x + phase)

        let constant =
            normal |> Array.sumBy (fun (struct (x, w)) -> w * exp (sine x)) |> log

        let logRatio x = sine x - constant

        {
            At = normal |> Array.map (fun (struct (x, _)) -> x)
            Mass = normal |> Array.map (fun (struct (_, w)) -> w)
            LogRatio = logRatio
            Slope = fun x -> amplitude * frequency * cos (frequency * x + phase)
            LogTarget = fun x -> logRatio x - 0.5 * x * x
            Bend = 1.0 + abs amplitude * frequency * frequency
            Length = 1.0 / (frequency * (1.0 + 2.0 * abs amplitude))
        }
