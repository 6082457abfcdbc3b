namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Bilinear games, scheme by scheme: T21-4.
[<RequireQualifiedAccess>]
module internal BilinearGameClaims =

    // With strong convexity mu of both players and one clock kappa = kx: tau = share 2 mu/(kappa (mu^2 + s^2)).
    let private convex (share: float) (name: string) : Law =
        Law.forAll
            {
                Name = "convex-contraction"
                Statement =
                    "With mu/2 |x|^2 and mu/2 |y|^2 added and one clock kappa, simultaneous steps multiply the radius of a "
                    + "singular value by 1 - 2 tau kappa mu + tau^2 kappa^2 (mu^2 + s^2), and the whole radius falls for tau "
                    + "kappa < 2 mu/(mu^2 + s^2), s the largest."
                Source = "T21-4"
                Judge = Judge.AtMost(1e-12, SingularPairs.rounding)
            }
            name
            BilinearScenes.moving
            (fun scene ->
                // The second clock is not used by this game.
                let mu, kappa = 0.5 * scene.Ky, scene.Kx
                let s = Array.max scene.Values
                let step = share * 2.0 * mu / (mu * mu + s * s)
                let game = BilinearScenes.convexGame mu kappa kappa scene

                let got =
                    BilinearScenes.after 1 (GameScheme.simultaneous (step / kappa)) game (BilinearScenes.state scene)

                let factor s =
                    1.0 - 2.0 * step * mu + step * step * (mu * mu + s * s)

                let squares (x: float[], y: float[]) =
                    Array.init scene.Rank (fun i -> x[i] * x[i] + y[i] * y[i])

                let before, now =
                    squares (BilinearScenes.singular scene), squares (BilinearScenes.readSingular scene got)

                let want = Array.map2 (fun s r -> factor s * r) scene.Values before

                let whole (x, y) =
                    BilinearScenes.inner x x + BilinearScenes.inner y y

                let size = whole (BilinearScenes.start scene)

                [
                    for i in 0 .. scene.Rank - 1 do
                        Equation.scalar $"radius {i + 1} against its factor, not above" size now[i] want[i]
                        Equation.scalar $"radius {i + 1} against its factor, not below" size want[i] now[i]

                    Equation.scalar
                        "the radius after the step against that before"
                        size
                        (whole (BilinearScenes.read got))
                        size
                ])

    let private explicit' tau =
        // x + tau v(x + tau/2 v(x)): the explicit midpoint rule.
        Integrator.ofTableau
            {
                Name = "explicit-midpoint"
                Order = 2
                Stages = [| [||]; [| 0.5 |] |]
                Weights = [| 0.0; 1.0 |]
                ErrorWeights = None
            }
            tau
        |> GameScheme.integrated

    let private swappedTurns: SteppedScene =
        fun tau scene ->
            BilinearTurns.alternating
                tau
                { scene with
                    Swapped = not scene.Swapped
                }

    /// T21-4.
    let claim: Claim =
        {
            Id = "T21-4"
            Statement =
                "On a bilinear game E_X = x^T A y = -E_Y each singular value s turns by itself, with a = tau s sqrt(kx ky): "
                + "a step multiplies its share of |x|^2/kx + |y|^2/ky by 1 + a^2 (simultaneous, Jacobi), 1/(1 + a^2) (joint), "
                + "1 (midpoint), 1 - a^2 + a^4 (extragradient), 1 + a^4/4 (Heun) or 1 - a^6/72 + a^8/576 (RK4); turns keep "
                + "|x|^2/kx + |y|^2/ky - tau x^T A y and are bounded iff a < 2; optimistic steps follow the roots of L^2 = (1 "
                + "+ 2ia) L - ia and contract iff 0 < a < 1/sqrt 3. With strong convexity mu in both players simultaneous "
                + "steps contract iff tau < 2 mu/(mu^2 + s^2)."
            Hypotheses =
                [
                    "both metrics are Euclidean"
                    "both clocks are above 0 where a radius is divided by them, and equal under strong convexity"
                    "0 < a < 2 for bounded turns, 0 < a < 1/sqrt 3 for the contraction of optimistic steps"
                ]
            Source = "T21"
            Page = "T21-4.md"
            Property =
                [
                    yield! BilinearFactors.rules |> List.map BilinearFactors.factor
                    yield! BilinearFactors.rules |> List.map BilinearFactors.radius
                    BilinearTurns.turning "alternating" BilinearTurns.alternating
                    BilinearTurns.turning "gauss-seidel" BilinearTurns.gaussSeidel
                    BilinearTurns.invariant "alternating" BilinearTurns.alternating
                    BilinearTurns.invariant "gauss-seidel" BilinearTurns.gaussSeidel
                    BilinearTurns.bounded "alternating, a = 1" 1.0 BilinearTurns.alternating
                    BilinearTurns.bounded "alternating, a = 1.9" 1.9 BilinearTurns.alternating
                    BilinearOptimism.roots "optimistic" BilinearOptimism.scheme
                    BilinearOptimism.contracting 0.125
                    BilinearOptimism.contracting 0.5625
                    convex 0.5 "half of the bound"
                    convex 0.9 "nine tenths of the bound"
                ]
            Necessity =
                [
                    BilinearTurns.bounded "alternating, a = 2" 2.0 BilinearTurns.alternating
                    |> Law.fails "At a = 2 turns leave every bound, by a sum that grows with the steps."
                    BilinearTurns.bounded "alternating, a = 2.1" 2.1 BilinearTurns.alternating
                    |> Law.fails "Above a = 2 turns leave every bound."
                    BilinearTurns.bounded "simultaneous, a = 1" 1.0 (fun tau _ -> GameScheme.simultaneous tau)
                    |> Law.fails "Simultaneous steps are not bounded."
                    BilinearOptimism.contracting 0.6
                    |> Law.fails "Above a = 1/sqrt 3 optimistic steps grow."
                    convex 1.1 "a tenth above the bound"
                    |> Law.fails "Above tau = 2 mu/(mu^2 + s^2) the radius grows somewhere."
                    BilinearFactors.factor
                        { BilinearFactors.joint with
                            Scheme = GameScheme.simultaneous
                        }
                    |> Law.rejects "explicit steps sold as the joint movement"
                    BilinearFactors.factor
                        { BilinearFactors.midpoint with
                            Scheme = explicit'
                        }
                    |> Law.rejects "the explicit midpoint rule sold as the implicit one"
                    BilinearFactors.factorOn
                        (fun scene -> BilinearScenes.convexGame 0.0 scene.Kx scene.Kx scene)
                        BilinearFactors.heun
                        "heun"
                    |> Law.rejects "the second player's clock ignored"
                    BilinearFactors.radius
                        { BilinearFactors.extragradient with
                            Scheme = (fun tau -> GameScheme.simultaneous tau)
                        }
                    |> Law.rejects "extragradient steps without the step ahead"
                    BilinearTurns.turning "alternating" swappedTurns
                    |> Law.rejects "turns in the other order"
                    BilinearTurns.turning "alternating" (fun tau scene ->
                        BilinearTurns.alternating tau { scene with Inner = 1, 1 })
                    |> Law.rejects "inner steps left out"
                    BilinearTurns.invariantWith -1.0 1.9 "alternating" BilinearTurns.alternating
                    |> Law.rejects "the wrong sign of tau x^T A y"
                    BilinearTurns.invariant "simultaneous" (fun tau _ -> GameScheme.simultaneous tau)
                    |> Law.rejects "simultaneous steps sold as turns"
                    BilinearOptimism.roots "optimistic" (fun tau _ -> GameScheme.extragradient tau)
                    |> Law.rejects "extragradient sold as optimistic"
                ]
        }
