namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// N(m, s^2) against N(0, 1) and a critic a x + b x^2.
type internal GaussianWitness =
    {
        M: float
        S: float
        A: float
        B: float
        Kappa: float
        Lambda: float
    }

    member this.Start: Product<GaussianState, Particles> =
        Product.create (GaussianState.isotropic [| this.M |] this.S) (Particles.point [| this.A; this.B |])

    /// (m, s, a, b).
    member this.Numbers = [| this.M; this.S; this.A; this.B |]

    override this.ToString() =
        $"q = N({Show.number this.M}, {Show.number this.S}^2), critic {Show.numbers [| this.A; this.B |]}, kappa \
          {Show.number this.Kappa}, lambda {Show.number this.Lambda}"

/// The fast critic's limit is the flow of MMD: T21-6.
[<RequireQualifiedAccess>]
module internal FastCriticClaims =

    let private cases: Arbitrary<GaussianWitness> =
        let eighth low high =
            Gen.choose (low, high) |> Gen.map (fun i -> float i / 8.0)

        let generate =
            gen {
                let! m = eighth -16 16
                let! s = eighth 1 16
                let! a = eighth -8 8
                let! b = eighth -8 8
                let! kappa = Gen.elements [ 0.0; 0.25; 1.0; 4.0; 16.0 ]
                let! lambda = eighth 1 16

                return
                    {
                        M = m
                        S = s
                        A = a
                        B = b
                        Kappa = kappa
                        Lambda = lambda
                    }
            }

        let shrink (case: GaussianWitness) =
            seq {
                if case.M <> 0.0 then
                    yield { case with M = 0.0 }

                if case.A <> 0.0 then
                    yield { case with A = 0.0 }

                if case.B <> 0.0 then
                    yield { case with B = 0.0 }

                if case.S <> 1.0 then
                    yield { case with S = 1.0 }
            }

        Arb.fromGenShrink (generate, shrink)

    let private p = GaussianState.isotropic [| 0.0 |] 1.0

    let private game (case: GaussianWitness) : Game<Product<GaussianState, Particles>> =
        Game.featureWitness case.Kappa Features.moments case.Lambda Metric.wasserstein p

    /// The right side of an ordinary differential equation for (m, s, a, b).
    type private Ode = GaussianWitness -> float[] -> float[]

    let private ode: Ode =
        fun case z ->
            let m, s, a, b = z[0], z[1], z[2], z[3]

            [|
                a + 2.0 * b * m
                2.0 * b * s
                case.Kappa * (-m - case.Lambda * a)
                case.Kappa * (1.0 - m * m - s * s - case.Lambda * b)
            |]

    // One step of the classical Runge-Kutta method, written again.
    let private rungeKutta (f: float[] -> float[]) (tau: float) (z: float[]) : float[] =
        let ahead h (k: float[]) = Array.map2 (fun z k -> z + h * k) z k
        let k1 = f z
        let k2 = f (ahead (0.5 * tau) k1)
        let k3 = f (ahead (0.5 * tau) k2)
        let k4 = f (ahead tau k3)
        Array.init z.Length (fun i -> z[i] + tau / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]))

    let private steps = 16

    let private tau (case: GaussianWitness) =
        // All rates times tau stay below 1/4: those of the critic, kappa (lambda + m^2 + s^2), and 2 b.
        let rates =
            case.Kappa * (1.0 + case.Lambda + case.M * case.M + case.S * case.S)
            + abs case.A
            + abs case.B
            + 1.0

        0.125 / rates

    let private equation (instance: string) (ode: Ode) : Law =
        Law.forAll
            {
                Name = "witness-equation"
                Statement =
                    "N(m, s^2) against the critic a x + b x^2 of p = N(0, 1) moves by m' = a + 2bm, s' = 2bs, a' = kappa(-m - "
                    + "lambda a), b' = kappa(1 - m^2 - s^2 - lambda b)."
                Source = "T21-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "quadrature of polynomials of degree 2 to rounding, sixteen RK4 steps with rates below 1/4 per step"
                    )
            }
            instance
            cases
            (fun case ->
                let start = case.Start

                let path =
                    game case
                    |> Game.from start (GameScheme.integrated (Integrator.rungeKutta4 (tau case)))
                    |> Flow.steps steps

                let expected =
                    Seq.fold (fun z _ -> rungeKutta (ode case) (tau case) z) case.Numbers (Seq.init steps id)

                let velocity =
                    (game case).Seats
                    |> Array.collect (fun seat -> Seat.velocity (Seed.create 0) seat start)

                let size =
                    (1.0 + case.Kappa)
                    * (1.0 + case.Lambda)
                    * (1.0 + case.M * case.M + case.S * case.S + abs case.A + abs case.B)

                [
                    Equation.vector "the velocity" size velocity (ode case case.Numbers)
                    Equation.vector "after sixteen steps" size (path.Final :> IState<_>).Coordinates expected
                ])

    // With kappa = 0: m = top + (m0 - top) e^(2bt), top = -a/(2b), or m0 + a t; s = s0 e^(2bt).
    let private frozen (instance: string) (kappa: float) : Law =
        Law.forAll
            {
                Name = "frozen-witness"
                Statement =
                    "On the clock 0 the critic stays, m = -a/(2b) + (m0 + a/(2b)) e^(2bt), or m0 + at where b = 0, and s = s0 e^(2bt)."
                Source = "T21-6"
                Judge =
                    Judge.Relative(
                        1.0,
                        "the scale is n |z|^5/120 e^|z|, z = 2 b tau, what RK4 leaves of e^(2bt) over n steps, times the size, and rounding"
                    )
            }
            instance
            cases
            (fun given ->
                let case = { given with Kappa = kappa }
                let tau = 0.03125
                let t = float steps * tau
                let rate = 2.0 * case.B

                let path =
                    game case
                    |> Game.from case.Start (GameScheme.integrated (Integrator.rungeKutta4 tau))
                    |> Flow.steps steps

                let grown = exp (rate * t)

                let m =
                    if rate = 0.0 then
                        case.M + case.A * t
                    else
                        case.M * grown + case.A / rate * (grown - 1.0)

                let z = abs (rate * tau)
                // Both are sums of multiples of e^(2bt) by these numbers and a constant.
                let top = if rate = 0.0 then case.A * t else case.A / rate
                let size = (abs case.M + case.S + abs top) * max 1.0 grown
                let scale = size * (float steps * z ** 5.0 / 120.0 * exp z + 1e-14)
                let found = (path.Final :> IState<_>).Coordinates

                [
                    Equation.vector "m and s" scale found[..1] [| m; case.S * grown |]
                    Equation.condition "the critic stays" (found[2..] = [| case.A; case.B |])
                ])

    // The library's MMD of the features' kernel on one side, the critic's best response on the other.
    let private bestResponse (instance: string) (ridge: float -> float) : Law =
        Law.forAll
            {
                Name = "best-response-flow"
                Statement =
                    "Against the best response (E_p Phi - E_q Phi)/lambda a law follows the flow of (1/lambda) 1/2 MMD^2 with the "
                    + "kernel Phi(x) . Phi(y)."
                Source = "T21-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "sums over at most eight points of two features, relative to the terms that cancel"
                    )
            }
            instance
            WitnessScenes.any
            (fun scene ->
                let q, p = scene.Start.First, scene.P
                let lambda = scene.Lambda + 0.25

                let path flow =
                    flow |> Flow.steppedBy (Integrator.euler 1.0) |> Flow.from q |> Flow.steps 1

                let response =
                    Game.featureBestResponse Features.moments lambda Metric.wasserstein p |> path

                let mmd =
                    Flow.create
                        (Functional.mmd (FeatureMap.kernel FeatureMap.monomials) p
                         |> Functional.scale (1.0 / ridge lambda))
                        Metric.wasserstein
                    |> path

                let top = Array.append q.Nodes.Data p.Nodes.Data |> Vectors.largest
                let size = (1.0 + 1.0 / lambda) * (1.0 + pown top 3)

                let energy (path: Path<Particles>) =
                    path.Steps[0].Diagnostics.Functional.Value

                [
                    Equation.vector "the particles" size response.Final.Nodes.Data mmd.Final.Nodes.Data
                    Equation.scalar "the value" (size * (1.0 + top)) (energy response) (energy mmd)
                ])

    /// A witness whose error against its limit is measured at a fixed time, over clocks.
    type private Race =
        {
            Title: string
            Error: float -> float
        }

        override this.ToString() = this.Title

    let private time = 0.5

    let private race
        (title: string)
        (features: Features)
        (lambda: float)
        (ridge: float)
        (p: IMeasure)
        (start: 'q)
        (a: float[])
        : Race when 'q :> IState<'q> and 'q :> ITransport =
        let coordinates (q: 'q) = q.Coordinates

        let limit =
            lazy
                (Game.featureBestResponse features ridge Metric.wasserstein p
                 |> Flow.steppedBy (Integrator.rungeKutta4 (time / 512.0))
                 |> Flow.from start
                 |> Flow.keepEvery 512
                 |> Flow.steps 512)

        {
            Title = title
            Error =
                fun kappa ->
                    // Half a time constant of the critic per step: errors of RK4 stay 1e-5 of what is measured.
                    let count = int (ceil (2.0 * kappa * max 1.0 lambda * time))

                    let path =
                        Game.featureWitness kappa features lambda Metric.wasserstein p
                        |> Game.from
                            (Product.create start (Particles.point a))
                            (GameScheme.integrated (Integrator.rungeKutta4 (time / float count)))
                        |> Flow.keepEvery count
                        |> Flow.steps count

                    Array.map2 (-) (coordinates path.Final.First) (coordinates limit.Value.Final)
                    |> Vectors.norm
        }

    // The second argument is the ridge of the flow that is compared with, from that of the critic.
    let private races (ridge: float -> float) : Race list =
        let gaussian m s (a: float) (b: float) lambda =
            race
                $"N({Show.number m}, {Show.number s}^2) from the critic {Show.numbers [| a; b |]}, lambda {Show.number lambda}"
                Features.moments
                lambda
                (ridge lambda)
                p
                (GaussianState.isotropic [| m |] s)
                [| a; b |]

        let plane =
            let features = Features.randomFourier 2 5 1.0 (Seed.create 2)

            race
                "particles in the plane, five random Fourier features"
                features
                0.5
                (ridge 0.5)
                (Particles.ofPoints (Seed.gaussian 6 2 (Seed.create 3)))
                (Particles.ofPoints (Seed.gaussian 4 2 (Seed.create 4)))
                (Array.zeroCreate 5)

        [
            gaussian 1.0 0.5 0.0 0.0 1.0
            gaussian 0.5 2.0 0.25 -0.5 1.0
            gaussian -1.0 1.0 1.0 1.0 0.5
            gaussian 0.0 0.5 0.0 -1.0 2.0
            plane
        ]

    let private order (instance: string) (ridge: float -> float) : Law =
        Law.forEach
            {
                Name = "fast-critic-order"
                Statement =
                    "At a fixed time the law against a witness on the clock kappa is C/kappa from the flow of (1/lambda) 1/2 MMD^2."
                Source = "T21-6"
                Judge =
                    Judge.Relative(
                        0.05,
                        "with the error C/kappa (1 + D/kappa) the slope between kappa = 128 and 512 is off by less than D/(256 log 2), "
                        + "and |D| < 8 for times and numbers of order 1"
                    )
            }
            instance
            (races ridge)
            (fun race ->
                let points =
                    [ for kappa in [ 128.0; 256.0; 512.0 ] -> log kappa, log (race.Error kappa) ]

                [ Equation.scalar "the slope of log error" 1.0 (ClosedFlow.slope points) -1.0 ])

    let private claim: Claim =
        {
            Id = "T21-6"
            Statement =
                "The fast critic: a law against a witness <a, Phi> with ridge lambda on the clock kappa tends, as kappa grows, to the "
                + "flow of (1/lambda) 1/2 MMD^2 with the kernel Phi(x) . Phi(y), with the error O(1/kappa) at a fixed time. For p = N(0, "
                + "1), Phi = (x, x^2) and q = N(m, s^2) the game is m' = a + 2bm, s' = 2bs, a' = kappa(-m - lambda a), b' = kappa(1 - "
                + "m^2 - s^2 - lambda b), whose clock 0 is T21-5's collapse."
            Hypotheses =
                [
                    "the ridge lambda is positive and the same for the critic and the flow"
                    "Phi is twice continuously differentiable, and the limit flow exists up to the time"
                    "the law moves in the Wasserstein-2 metric, the critic in the Euclidean one"
                ]
            Source = "T21"
            Page = "T21-6.md"
            Property =
                [
                    equation "gaussians" ode
                    frozen "gaussians" 0.0
                    bestResponse "particles" id
                    order "gaussians and particles" id
                ]
            Necessity =
                [
                    equation "the mean forgotten" (fun case z ->
                        let rate = ode case z
                        rate[3] <- rate[3] + case.Kappa * z[0] * z[0]
                        rate)
                    |> Law.fails "The second feature sees m^2 + s^2, not s^2."
                    equation "the clock on the law" (fun case z ->
                        let rate = ode case z
                        Array.mapi (fun i v -> if i < 2 then case.Kappa * v else v) rate)
                    |> Law.fails "The clock is the critic's."
                    frozen "a critic that moves" 0.25
                    |> Law.fails "On a clock above 0 the critic does not stay."
                    bestResponse "without the ridge" (fun _ -> 1.0)
                    |> Law.fails "Without 1/lambda the flow is another one."
                    order "another ridge" (fun lambda -> 1.25 * lambda)
                    |> Law.fails "Against the flow of another ridge the error does not fall."
                ]
        }

    /// T21-6.
    let all: Claim list = [ claim ]
