namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of metrics that move along a log q that particles do not know, on Gaussian
/// states, which know it.</summary>
[<RequireQualifiedAccess>]
module LogDensityLaws =

    let private judge =
        Judge.Relative(
            1e-10,
            "quadrature of a kernel times a smooth function, below 1e-12 where the bandwidth is 1 on 64 points or 2 on 20 "
            + "points an axis, and rounding"
        )

    let private negate (a: float[]) = Array.map (fun v -> -v) a

    let private logDensity (q: GaussianState) : Covector =
        let density = (q :> IDensity).Density
        Covector(lazy density.LogValue q.Nodes, lazy density.Score q.Nodes)

    let private motionOf (metric: Metric<GaussianState>) : LogDensityMotion<GaussianState> =
        metric.LogDensity
        |> Option.defaultValue
            {
                Rate = None
                Square = None
                Diffusion = 0.0
            }

    let private byPartsRate (metric: Metric<GaussianState>) (q: GaussianState) : float[] =
        match (motionOf metric).Rate with
        | Some rate -> rate q
        | None -> Array.zeroCreate (q :> IState<GaussianState>).Coordinates.Length

    /// K log q and <log q, K log q> without log q are those with it.
    let byParts (scenes: Arbitrary<Scene>) (kind: StateKind<GaussianState>) (metric: Metric<GaussianState>) : Law =
        Law.forAll
            {
                Name = "log-density-by-parts"
                Statement =
                    "Along a log q that it is not told the metric moves as along log q itself: K log q and <log q, K log q> by "
                    + "parts are those from the known density."
                Source = "MN21-1"
                Judge = judge
            }
            $"{metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let own = logDensity q
                let known = (metric.Apply q own).Rate
                let square = Metric.inner metric q own own

                [
                    Equation.vector
                        "K log q by parts against K log q"
                        (1.0 + Vectors.largest known)
                        (byPartsRate metric q)
                        known
                    match (motionOf metric).Square with
                    | Some byParts -> Equation.scalar "<log q, K log q> by parts" (1.0 + square) (byParts q) square
                    | None -> ()
                ])

    // The velocity of the flow of KL(q||p) that sees the score of p alone, by one explicit step of length 1, and what
    // is measured at its start.
    let private step (metric: Metric<GaussianState>) (p: Density) (q: GaussianState) : float[] * Diagnostics =
        let path =
            Flow.create (Functional.divergence FDivergence.kl p) metric
            |> Flow.seenBy (Critic.score p)
            |> Flow.steppedBy (Integrator.euler 1.0)
            |> Flow.from q
            |> Flow.steps 1

        let start = (q :> IState<GaussianState>).Coordinates
        Array.map2 (-) (path.Final :> IState<GaussianState>).Coordinates start, path.Steps[0].Diagnostics

    /// The flow of KL through the score of p alone is the flow of KL; KL falls at its dissipation, and it rests at p.
    let score
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<GaussianState>)
        (name: string)
        (make: Scene -> Density)
        (metric: Metric<GaussianState>)
        : Law =
        Law.forAll
            {
                Name = "score-dissipation"
                Statement =
                    "Through the score of p alone KL(q||p) flows as through its first variation, and falls at the rate of the "
                    + "dissipation without log q, for Stein metrics the squared kernel Stein discrepancy; at q = p nothing moves."
                Source = "MN21-3"
                Judge = judge
            }
            $"kl to {name} in {metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let p = make scene
                let chart = q :> IState<GaussianState>
                let kl: Functional<GaussianState> = Functional.divergence FDivergence.kl p
                let xi = (kl.Evaluate q).Variation
                let exact = (metric.Apply q xi).Rate
                let size = 1.0 + Vectors.largest exact
                let velocity, d = step metric p q
                let dissipation = Metric.inner metric q xi xi

                // Lengths are about 1 here: a step of 1/256 leaves a truncation of 256^-6 and a
                // rounding of 256 x 20 ulp.
                let observed =
                    Differences.derivative (1.0 / (256.0 * size)) (fun e -> kl.Value(Differences.along q velocity e))

                let atTarget, resting = step metric (q :> IDensity).Density q
                let ownSize = 1.0 + Vectors.largest (metric.Apply q (logDensity q)).Rate

                [
                    Equation.vector "the velocity against -K xi" size velocity (negate exact)
                    Equation.scalar
                        "<c, K c> without log q against <xi, K xi>"
                        (1.0 + dissipation)
                        (defaultArg d.CriticDissipation nan)
                        dissipation
                    Equation.scalar
                        "<xi, K c> against <xi, K xi>"
                        (1.0 + dissipation)
                        (defaultArg d.PredictedDissipation nan)
                        dissipation
                    Equation.scalar
                        "dKL/dt against -<c, K c>"
                        (size * size)
                        observed
                        -(defaultArg d.CriticDissipation nan)
                    Equation.vector "the velocity at p" ownSize atTarget (Array.zeroCreate atTarget.Length)
                    Equation.scalar
                        "the dissipation at p"
                        (ownSize * ownSize)
                        (defaultArg resting.CriticDissipation nan)
                        0.0
                ])

    /// What of a flow along c + a log q, c = -log p, is asked: its velocity and the dissipation that it reports, by the flow
    /// that leaves a log q to the metric.
    let internal moved
        (a: float)
        (metric: Metric<GaussianState>)
        (p: Density)
        (q: GaussianState)
        : struct (float[] * float) =
        let path =
            Flow.createThrough $"{a} log q - log p" (Critic.withLogDensity a (Critic.score p)) metric
            |> Flow.steppedBy (Integrator.euler 1.0)
            |> Flow.from q
            |> Flow.steps 1

        struct (Array.map2
                    (-)
                    (path.Final :> IState<GaussianState>).Coordinates
                    (q :> IState<GaussianState>).Coordinates,
                defaultArg path.Steps[0].Diagnostics.CriticDissipation nan)

    /// At any multiple a of log q left to the metric the flow is that along c + a log q.
    let tempered
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<GaussianState>)
        (make: Scene -> Density)
        (metric: Metric<GaussianState>)
        (moved: float -> Metric<GaussianState> -> Density -> GaussianState -> struct (float[] * float))
        : Law =
        Law.forAll
            {
                Name = "log-density-multiple"
                Statement =
                    "With a log q left to the metric the velocity is -K(c + a log q) and the dissipation <c + a log q, K(c + a log "
                    + "q)>, for any a > 0, as with log q known."
                Source = "MN21-1"
                Judge = judge
            }
            $"{metric.Name} on {kind.Name}"
            scenes
            (fun scene ->
                let q = StateKind.ofCloud scene.Q kind
                let p = make scene
                let own = logDensity q

                let c =
                    Covector(lazy negate (p.LogValue q.Nodes), lazy (Points.scale -1.0 (p.Score q.Nodes)))

                [
                    for a in [ 0.25; 1.0; 3.0 ] do
                        let seen =
                            Covector(
                                lazy (Array.map2 (fun u v -> u + a * v) c.Values own.Values),
                                lazy (Points.combine 1.0 c.Gradient a own.Gradient)
                            )

                        let known = (metric.Apply q seen).Rate
                        let square = Metric.inner metric q seen seen

                        let size =
                            1.0 + Vectors.largest known + a * Vectors.largest (metric.Apply q own).Rate

                        let struct (velocity, dissipation) = moved a metric p q
                        Equation.vector $"the velocity at a = {a}" size velocity (negate known)
                        Equation.scalar $"the dissipation at a = {a}" (size * size) dissipation square
                ])

    /// All three laws.
    let all
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<GaussianState>)
        (name: string)
        (make: Scene -> Density)
        (metric: Metric<GaussianState>)
        : Law list =
        [
            byParts scenes kind metric
            score scenes kind name make metric
            tempered scenes kind make metric moved
        ]
