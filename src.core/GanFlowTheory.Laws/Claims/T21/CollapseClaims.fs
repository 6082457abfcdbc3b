namespace GanFlowTheory.Laws

open System
open FsCheck
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Mode collapse under a frozen critic, and none under a moving one: T21-5.
[<RequireQualifiedAccess>]
module internal CollapseClaims =

    let private game (kappa: float) (scene: WitnessScene) : Game<Product<Particles, Particles>> =
        Game.featureWitness kappa Features.moments scene.Lambda Metric.wasserstein scene.P

    let private moments (q: IMeasure) : float * float =
        let x, w = q.Nodes, q.Weights
        let mean = Seq.sum (Seq.init x.Count (fun i -> w[i] * x[i, 0]))
        mean, Seq.sum (Seq.init x.Count (fun i -> w[i] * (x[i, 0] - mean) * (x[i, 0] - mean)))

    let private run (kappa: float) (scene: WitnessScene) : Path<Product<Particles, Particles>> =
        game kappa scene
        |> Game.from scene.Start (GameScheme.integrated (Integrator.rungeKutta4 scene.Tau))
        |> Flow.steps scene.Steps

    let private witness (q: Product<Particles, Particles>) : float * float =
        q.Second.Nodes[0, 0], q.Second.Nodes[0, 1]

    // An RK4 step multiplies by R(z), z = 2 b tau in [-3/8, 0]: 0 < R < 1 and |R - e^z| < |z|^5/120, so that powers of n
    // differ by n times this at most. Rounding: a few operations a step on numbers of the given size.
    let private allowed (scene: WitnessScene) (size: float) : float =
        let _, b = witness scene.Start
        let n = float scene.Steps

        size
        * (2.0 * n * Math.Pow(abs (2.0 * b * scene.Tau), 5.0) / 120.0
           + 1e-15 * (20.0 + 10.0 * n))

    let private frozen (instance: string) (kappa: WitnessScene -> float) (scenes: Arbitrary<WitnessScene>) : Law =
        Law.forAll
            {
                Name = "frozen-collapse"
                Statement =
                    "Against the frozen critic a x + b x^2 the mean tends to its maximum -a/(2b) by e^(2bt) and the variance falls "
                    + "by e^(4bt)."
                Source = "T21-5"
                Judge =
                    Judge.Relative(
                        1.0,
                        "the scale is the bound 2 n |2 b tau|^5 / 120 of RK4 over n steps, relative to the squares, and rounding"
                    )
            }
            instance
            scenes
            (fun scene ->
                let a, b = witness scene.Start
                let path = run (kappa scene) scene
                let mean0, variance0 = moments scene.Start.First
                let mean, variance = moments path.Final.First
                let t = float scene.Steps * scene.Tau
                let top = -a / (2.0 * b)
                let size = abs top + Vectors.largest scene.Start.First.Nodes.Data

                [
                    Equation.scalar "the mean" (allowed scene size) (mean - top) ((mean0 - top) * exp (2.0 * b * t))
                    Equation.scalar
                        "the variance"
                        (allowed scene (size * size))
                        variance
                        (variance0 * exp (4.0 * b * t))
                ])

    // v/4 - (V/4) log v + b^2/(2 kappa) of a law of mean 0 and variance v against a target of variance V.
    let private energy (kappa: float) (target: float) (variance: float) (b: float) : float =
        0.25 * variance - 0.25 * target * log variance + 0.5 * b * b / kappa

    let private seed = Seed.create 0

    let private balance (instance: string) (scenes: Arbitrary<WitnessScene>) : Law =
        Law.forAll
            {
                Name = "moving-critic-energy"
                Statement =
                    "Against a critic that moves on the clock kappa, d/dt (v/4 - (V/4) log v + b^2/(2 kappa)) = -lambda b^2 for "
                    + "laws of mean 0 and variance v, and a target of mean 0 and variance V."
                Source = "T21-5"
                Judge =
                    Judge.Relative(1e-13, "sums of at most sixteen terms, each to a few ulp of the terms that cancel")
            }
            instance
            scenes
            (fun scene ->
                let q = scene.Start
                let game = game scene.Kappa scene
                let x = q.First.Nodes.Data
                let rate = Seat.velocity seed game.Seats[0] q
                let critic = Seat.velocity seed game.Seats[1] q
                let a, b = witness q
                let _, target = moments scene.P
                let _, variance = moments q.First
                // Of the second moment, which is the variance where the mean is 0 and stays so.
                let spread = 2.0 * Vectors.inner x rate / float x.Length

                let left = 0.25 * (1.0 - target / variance) * spread + b * critic[1] / scene.Kappa

                let size = (variance + target + scene.Lambda * abs b + 1.0) * (abs b + abs a)

                if variance = 0.0 then
                    []
                else
                    [
                        Equation.scalar "d/dt of the energy" size left (-scene.Lambda * b * b)
                        Equation.scalar "d/dt of the mean" size (Array.average rate) 0.0
                        Equation.scalar "d/dt of the slope a" (scene.Kappa * size) critic[0] 0.0
                    ])

    let private gathers (instance: string) (scenes: Arbitrary<WitnessScene>) : Law =
        Law.forAll
            {
                Name = "frozen-gathers"
                Statement = "Against a frozen critic a x + b x^2 with b < 0 the variance does not grow."
                Source = "T21-5"
                Judge =
                    Judge.AtMost(
                        1e-14,
                        "each step multiplies deviations by a factor below 1, to a few ulp of the points"
                    )
            }
            instance
            scenes
            (fun scene ->
                let a, b = witness scene.Start
                let _, before = moments scene.Start.First
                let _, after = moments (run 0.0 scene).Final.First
                let size = abs (a / b) + Vectors.largest scene.Start.First.Nodes.Data

                [
                    Equation.scalar "the variance" (float scene.Steps * size * size) after before
                ])

    // On the scale of the energy: -(V/4) log v <= H. The clock of the run may be another one than that of H.
    let private bounded (instance: string) (kappa: WitnessScene -> float) : Law =
        Law.forAll
            {
                Name = "moving-critic-spread"
                Statement =
                    "Against a moving critic -(V/4) log v never exceeds the energy H at the start: no collapse, whatever b is "
                    + "there."
                Source = "T21-5"
                Judge =
                    Judge.AtMost(
                        1e-4,
                        "each RK4 step is off by z^5/120 with all rates below z = 0.06 per step, 7e-9, over 1000 steps, relative to "
                        + "the terms of H; a few of these"
                    )
            }
            instance
            WitnessScenes.centred
            (fun scene ->
                let _, b = witness scene.Start
                let _, target = moments scene.P
                let _, variance = moments scene.Start.First
                let highest = energy scene.Kappa target variance b
                // v <= 8 H + 4 V, b^2 <= 2 kappa (H + V): the rates 4 b, 2 sqrt(kappa v) and kappa lambda are bounded.
                let size = 1.0 + target + variance + abs highest
                let tau = 0.01 / sqrt ((scene.Kappa + 1.0) * size)

                let least =
                    game (kappa scene) scene
                    |> Game.from scene.Start (GameScheme.integrated (Integrator.rungeKutta4 tau))
                    |> Flow.steps 1000
                    |> fun path -> path.States |> Array.map (fun (_, q) -> snd (moments q.First)) |> Array.min

                [
                    Equation.scalar "-(V/4) log of the least variance" size (-0.25 * target * log least) highest
                ])

    let private claim: Claim =
        {
            Id = "T21-5"
            Statement =
                "Mode collapse: against a frozen critic a x + b x^2, b < 0, the dual flow gathers all modes at the critic's "
                + "maximum, the variance v falling by exactly e^(4bt); against a critic on any clock kappa > 0 it does not collapse: "
                + "for laws of mean 0, v >= e^(-4H/V), where H = v/4 - (V/4) log v + b^2/(2 kappa) at the start and V is the "
                + "target's variance."
            Hypotheses =
                [
                    "the critic is a x + b x^2 in the features (x, x^2), and b < 0 where it is frozen"
                    "particles on the line in the Wasserstein-2 metric"
                    "for the bound, the law and the target have mean 0 and positive variance, a = 0 and kappa > 0"
                ]
            Source = "T21"
            Page = "T21-5.md"
            Property =
                [
                    frozen "particles" (fun _ -> 0.0) WitnessScenes.any
                    gathers "particles" WitnessScenes.any
                    balance "particles" WitnessScenes.centred
                    bounded "particles" _.Kappa
                ]
            Necessity =
                [
                    frozen "a critic that moves" _.Kappa WitnessScenes.any
                    |> Law.fails "Against a moving critic the variance does not fall by e^(4bt)."
                    gathers "b > 0" (WitnessScenes.flipped WitnessScenes.any)
                    |> Law.fails "A frozen critic with b > 0 spreads the particles."
                    balance "any mean" WitnessScenes.any
                    |> Law.fails "Where the mean is not 0 the energy is none."
                    bounded "a frozen critic" (fun _ -> 0.0)
                    |> Law.fails "Against a frozen critic the variance falls below every bound."
                ]
        }

    /// T21-5.
    let all: Claim list = [ claim ]
