namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// Stochastic gradients of batches and the dual flow: T21-7.
[<RequireQualifiedAccess>]
module internal BatchClaims =

    /// <summary>A linear-quadratic game of n pairs that do not know of each other, E_X = mu/2 x^2 + s x y and E_Y = mu/2 y^2 -
    /// s x y, with gradients from batches: the mean of B draws of standard deviation sigma about the true one.</summary>
    [<NoComparison>]
    type private Setting =
        {
            Mu: float
            S: float
            Sigma: float
            Pairs: int
        }

    let private start = struct (1.0, -0.5)

    let private energy (mu: float) (slope: float[]) : Functional<Particles> =
        Functional.potential
            "mu/2 x^2 + s x y"
            (Potential.ofPointwise
                (fun x -> Array.fold2 (fun total x c -> total + 0.5 * mu * x * x + c * x) 0.0 x slope)
                (fun x -> Array.map2 (fun x c -> mu * x + c) x slope))

    // The mean of a batch of draws about the exact first variation.
    let private batch (sigma: float) (size: int) : Critic<Particles> =
        Critic.create $"batch of {size}" (fun functional seed q ->
            let n = q.Nodes.Dimension
            let noise: float[] = Array.zeroCreate n

            for draw in 1..size do
                let values = Seed.normals n (Seed.splitAt draw seed)

                for k in 0 .. n - 1 do
                    noise[k] <- noise[k] + sigma * values[k] / float size

            Potential.add (functional.FirstVariation q) ((RegisteredGames.linear "noise" noise).FirstVariation q))

    let private game (setting: Setting) (critic: Critic<Particles>) =
        let player name sign =
            Player.create name (fun (other: Particles) ->
                let slope = other.Nodes.Row 0 |> Array.map (fun v -> sign * setting.S * v)
                Flow.descend (energy setting.Mu slope) |> Flow.seenBy critic)

        Game.create (player "x" 1.0) (player "y" -1.0)

    // The flow in closed form: e^(-mu t) times a rotation by s t.
    let private flowed (setting: Setting) (time: float) =
        let struct (x, y) = start

        let shrunk, c, s =
            exp (-setting.Mu * time), cos (setting.S * time), sin (setting.S * time)

        struct (shrunk * (c * x - s * y), shrunk * (s * x + c * y))

    // After k steps of tau without noise: (1 - tau (mu + i s))^k.
    let private stepped (setting: Setting) (tau: float) (count: int) =
        let struct (x, y) = start
        let factor = Numerics.Complex(1.0 - tau * setting.Mu, tau * setting.S)
        let z = Numerics.Complex.Pow(factor, float count) * Numerics.Complex(x, y)
        struct (z.Real, z.Imaginary)

    let private time = 1.0

    // The mean over the pairs of the squared distance to the flow, by a run of the game.
    let private observed (setting: Setting) (critic: Critic<Particles>) (tau: float) (seed: int) : float =
        let struct (x, y) = start

        let point v =
            Particles.point (Array.create setting.Pairs v)

        let final =
            (game setting critic
             |> Game.from (Product.create (point x) (point y)) (GameScheme.simultaneous tau)
             |> Flow.withSeed (Seed.create seed)
             |> Flow.steps (int (round (time / tau))))
                .Final

        let struct (a, b) = flowed setting time
        let gapX = final.First.Nodes.Row 0 |> Array.map (fun v -> v - a)
        let gapY = final.Second.Nodes.Row 0 |> Array.map (fun v -> v - b)
        (Vectors.squaredNorm gapX + Vectors.squaredNorm gapY) / float setting.Pairs

    // Bias squared, and the variance of each coordinate: tau^2 sigma^2/B times the sum of the squared factors.
    let private predicted (setting: Setting) (size: int) (tau: float) =
        let count = int (round (time / tau))
        let struct (a, b) = flowed setting time
        let struct (c, d) = stepped setting tau count
        let bias = (c - a) * (c - a) + (d - b) * (d - b)
        let factor = (1.0 - tau * setting.Mu) ** 2.0 + (tau * setting.S) ** 2.0
        let sum = Seq.sum (Seq.init count (fun j -> factor ** float j))
        struct (bias, tau * tau * setting.Sigma * setting.Sigma / float size * sum)

    let private setting =
        {
            Mu = 0.5
            S = 2.0
            Sigma = 1.5
            Pairs = 400
        }

    let private cases =
        [
            for size in [ 1; 4; 16 ] -> [ for k in [ 3; 4; 5; 6 ] -> size, 2.0 ** float -k ]
        ]
        |> List.concat

    let private closed (critic: int -> Critic<Particles>) (name: string) : Law =
        Law.forEach
            {
                Name = "batch-error"
                Statement =
                    "After steps of tau along gradients of batches of B the mean squared distance to the dual flow is the bias of "
                    + "Euler's steps squared plus the variance 2 tau^2 sigma^2/B sum_j |1 - tau (mu + i s)|^(2j)."
                Source = "T21-7"
                Judge = Judge.Statistical 1e-9
            }
            name
            cases
            (fun (size, tau) ->
                let struct (bias, variance) = predicted setting size tau
                // The variance of |b + g|^2 for g normal in the plane.
                let deviation =
                    sqrt ((4.0 * bias * variance + 4.0 * variance * variance) / float setting.Pairs)

                [
                    Equation.scalar
                        $"mean squared distance, B = {size}, tau = {tau}"
                        deviation
                        (observed setting (critic size) tau 1)
                        (bias + 2.0 * variance)
                ])

    let private slopeOf (points: (float * float) list) =
        let mx, my = List.averageBy fst points, List.averageBy snd points

        (points |> List.sumBy (fun (x, y) -> (x - mx) * (y - my)))
        / (points |> List.sumBy (fun (x, _) -> (x - mx) * (x - mx)))

    // Without noise the squared distance goes like tau^2; where noise is all there is, like tau/B.
    let private slopes (batch: float -> int -> Critic<Particles>) : Law =
        let loud = { setting with Sigma = 100.0 }

        Law.forEach
            {
                Name = "batch-slopes"
                Statement =
                    "The mean squared distance to the dual flow is O(tau^2) for exact gradients, and O(tau/B) where the noise of "
                    + "batches outweighs the bias."
                Source = "T21-7"
                Judge =
                    Judge.Relative(
                        0.2,
                        ("the next term bends the first slope by tau, below 0.1 here; noise adds 0.05 of standard deviation "
                         + "to logarithms over a range of 2 or more")
                    )
            }
            "a linear-quadratic game"
            [ "slopes" ]
            (fun _ ->
                let taus = [ for k in 5..9 -> 2.0 ** float -k ]
                let log' v = Math.Log v

                let exact =
                    taus
                    |> List.map (fun tau -> log' tau, log' (observed setting Critic.exact tau 1))

                let inTau =
                    [ for k in 4..7 -> 2.0 ** float -k ]
                    |> List.map (fun tau -> log' tau, log' (observed loud (batch loud.Sigma 2) tau 2))

                let inBatch =
                    [ 1; 2; 4; 8; 16 ]
                    |> List.map (fun size ->
                        log' (float size), log' (observed loud (batch loud.Sigma size) (1.0 / 64.0) 3))

                [
                    Equation.scalar "the slope over log tau without noise" 1.0 (slopeOf exact) 2.0
                    Equation.scalar "the slope over log tau of the noise" 1.0 (slopeOf inTau) 1.0
                    Equation.scalar "the slope over log B of the noise" 1.0 (slopeOf inBatch) -1.0
                ])

    let private claim: Claim =
        {
            Id = "T21-7"
            Statement =
                "Stochastic gradients of batches of size B, with steps of tau, stay within O(tau^2) + O(tau/B) of the dual flow in "
                + "mean square at a fixed time; on a linear-quadratic game the error is known in closed form."
            Hypotheses =
                [
                    "the batch's gradient is unbiased, with a variance that goes like 1/B"
                    "draws of different steps and of different players are independent"
                ]
            Source = "T21"
            Page = "T21-7.md"
            Property = [ closed (batch setting.Sigma) "batches"; slopes batch ]
            Necessity =
                [
                    // Both players along one draw each, whatever the step.
                    closed
                        (fun size ->
                            let own = batch setting.Sigma size

                            { own with
                                Estimate =
                                    own.Estimate
                                    |> Option.map (fun estimate -> fun f _ q -> estimate f (Seed.create 7) q)
                            })
                        "one batch for all steps"
                    |> Law.fails "Steps that all go along one batch keep its error: independence is needed."
                    slopes (fun sigma _ -> batch sigma 1)
                    |> Law.rejects "a batch of one sold as B, by its slope"
                    closed (fun _ -> batch setting.Sigma 1) "batches of one"
                    |> Law.rejects "a batch of one sold as B"
                ]
        }

    /// T21-7.
    let all: Claim list = [ claim ]
