namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Claims on divergences where densities are known: YZL23-2.
[<RequireQualifiedAccess>]
module internal DivergenceClaims =

    let private sigmoid (u: float) =
        if u >= 0.0 then
            1.0 / (1.0 + exp -u)
        else
            exp u / (1.0 + exp u)

    let private softplus (u: float) = max u 0.0 + log (1.0 + exp -(abs u))

    // h'(u), written here, and the loss of the library: then an h that falls and one that does both.
    let private losses: ((float -> float) * GeneratorLoss) list =
        [
            (fun _ -> 1.0), GeneratorLoss.logit
            sigmoid, GeneratorLoss.vanilla
            (fun u -> sigmoid -u), GeneratorLoss.nonSaturating
            exp, GeneratorLoss.mle
            (fun u -> 1.5 * exp (1.5 * u)), GeneratorLoss.exponential
            (fun u -> 1.0 / sqrt (1.0 + u * u)), GeneratorLoss.arcsinh
            (fun u -> -(sigmoid u)), GeneratorLoss.create "decreasing" (fun u -> -(softplus u)) (fun u -> -(sigmoid u))
            cos, GeneratorLoss.create "up and down" sin cos
        ]

    // KL along MonoFlow's field of the loss against -E_q h'(log r) |grad log r|^2, with r = p over the state that is seen:
    // q itself, and the loss that of h, but in known-bad instances. The seen state is given q and a neighbour of q.
    let private onGaussians
        (name: string)
        (h: float -> float)
        (loss: GeneratorLoss)
        (seen: GaussianState -> GaussianState -> GaussianState)
        : Law =
        Law.forAll
            {
                Name = "mobility-dissipation-gaussian"
                Statement =
                    "Between Gaussians the closed form of KL(q||p) changes along v = h'(log r) grad log r at the rate "
                    + "-E_q h'(log r) |grad log r|^2."
                Source = "YZL23"
                Judge =
                    Judge.Relative(
                        Differences.tolerance,
                        "six-point stencil with step 1/1024 and lengths of at least 1/2: truncation below 1e-14, rounding 1e-12 of KL"
                    )
            }
            name
            (Scenes.inDimension 2)
            (fun scene ->
                let state (cloud: Cloud) =
                    StateKind.moments cloud.Measure
                    ||> GaussianState.createOn (GaussHermite.tensor 5 2)

                let p, q = state scene.P, state scene.Q
                let target = GaussianMixture.gaussian p.Mean p.Covariance
                let chart = q :> IState<GaussianState>

                let neighbour =
                    chart.At(Array.mapi (fun i v -> v + 0.25 * Scene.Entry scene.First i 0) chart.Coordinates)

                let own, other = (p :> IDensity).Density, (seen q neighbour :> IDensity).Density
                let u = Divergence.logRatio own other q.Nodes
                // grad xi = -grad log r.
                let potential = Divergence.firstVariation FDivergence.kl own other
                let xi = potential.Gradient q.Nodes
                let squares = Points.rowDots xi xi
                let seenFrom = Potential.at q.Nodes potential

                let along (metric: Metric<GaussianState>) =
                    (metric.Apply q seenFrom).Rate |> Array.map (fun v -> -v)

                let rate = along (MonoFlow.field loss (fun _ -> u))

                let mean (values: float[]) = Vectors.inner q.Weights values

                let speed = max 1.0 (StateKind.gaussians.Speed q rate 1.0)

                let observed =
                    Differences.derivative (1.0 / 1024.0) (fun e ->
                        GaussianDivergence.kl
                            target
                            (chart.At(Array.map2 (fun c v -> c + e / speed * v) chart.Coordinates rate)))

                [
                    Equation.scalar
                        "d/dt KL against -E h' |grad log r|^2"
                        (1.0
                         + GaussianDivergence.kl target q
                         + mean (Array.map2 (fun u s -> abs (h u) * s) u squares) / speed)
                        observed
                        (-(mean (Array.map2 (fun u s -> h u * s) u squares)) / speed)
                    // Where it is a metric.
                    if Array.forall (fun u -> h u >= 0.0) u then
                        Equation.vector
                            "MonoFlow's metric against its field"
                            (1.0 + Vectors.largest rate)
                            (along (Metric.monoFlow loss (fun _ -> u)))
                            rate
                ])

    // A mixture of two Gaussians on R with means in [-1, 1] and standard deviations in [1, 1.1].
    let private onLine (cloud: Cloud) : GaussianMixture =
        let x, w = cloud.Points, cloud.Weights
        let place i = sin (x[i % x.Count, 0])
        let a = 0.25 + 0.5 * w[0]

        GaussianMixture.mixture
            [| a; 1.0 - a |]
            [
                GaussianMixture.isotropic [| place 0 |] (1.05 + 0.05 * cos x[0, 0])
                GaussianMixture.isotropic [| -(place (x.Count - 1)) |] 1.05
            ]

    // The trapezoidal rule on [-14, 14] with step 1/16.
    let private grid = Points.init 449 1 (fun i _ -> -14.0 + float i / 16.0)

    // The potential that samples follow, of log r, may be another than that of the loss in a known-bad instance.
    let private onMixtures (name: string) (h: float -> float) (followed: Potential -> Potential) : Law =
        Law.forAll
            {
                Name = "mobility-dissipation-line"
                Statement =
                    "On the line, for mixtures, d/dt KL(q||p) = -int q (v' + v (log p)') dx along v = h'(log r) (log r)' is "
                    + "-int q h'(log r) (log r)'^2 dx."
                Source = "YZL23"
                Judge =
                    Judge.Relative(
                        1e-9,
                        ("the trapezoidal rule on functions analytic in a strip of 1/3 or more where q has mass, e^(-2 pi 16/3) < 1e-14, "
                         + "beyond the interval e^(-40) or less; v' by a stencil of step 1/256: 1e-12 and rounding 1e-13")
                    )
            }
            name
            (Scenes.inDimension 1)
            (fun scene ->
                let p, q = onLine scene.P, onLine scene.Q

                let ratio (x: Points) =
                    let own, ownScore = GaussianMixture.logDensityAndScore x p
                    let other, otherScore = GaussianMixture.logDensityAndScore x q
                    Array.map2 (-) own other, (Points.combine 1.0 ownScore -1.0 otherScore).Data

                let c =
                    followed (RatioFit.exact (Density.ofMixture "p" p) (Density.ofMixture "q" q)).LogRatio

                let v (x: Points) =
                    (c.Gradient x).Data |> Array.map (fun g -> -g)

                let shifted e =
                    v (Points.init grid.Count 1 (fun i _ -> grid[i, 0] + e))

                let step = 1.0 / 256.0

                let odd k =
                    Array.map2 (-) (shifted (k * step)) (shifted (-k * step))

                let divergence =
                    Array.map3 (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 * step)) (odd 1.0) (odd 2.0) (odd 3.0)

                let density = GaussianMixture.logDensity grid q |> Array.map exp
                let drift = (GaussianMixture.score grid p).Data
                let u, slope = ratio grid
                let moved = v grid
                let integral f = Seq.sum (Seq.init grid.Count f) / 16.0

                [
                    Equation.scalar
                        "-int q (v' + v (log p)') against -int q h' (log r)'^2"
                        (integral (fun i -> density[i] * (abs divergence[i] + abs (moved[i] * drift[i]))))
                        -(integral (fun i -> density[i] * (divergence[i] + moved[i] * drift[i])))
                        -(integral (fun i -> density[i] * h u[i] * slope[i] * slope[i]))
                ])

    let private dissipation: Claim =
        {
            Id = "YZL23-2"
            Statement =
                "Along MonoFlow, dx/dt = h'(log r) grad log r with r = p/q, dKL(q||p)/dt = -E_q h'(log r) |grad log "
                + "r|^2 for any h: a fall where h increases, a rise where it decreases."
            Hypotheses =
                [
                    "p and q have smooth positive densities, and q h'(log r) grad log r vanishes at infinity"
                    "r is the ratio to the current q at every time"
                ]
            Source = "YZL23"
            Page = "YZL23-2.md"
            Property =
                [
                    for h, loss in losses do
                        onGaussians loss.Name h loss (fun q _ -> q)

                    for h, loss in losses do
                        onMixtures loss.Name h (GeneratorLoss.potential loss)
                ]
            Necessity =
                [
                    onGaussians "the ratio to another q" exp GeneratorLoss.mle (fun _ neighbour -> neighbour)
                    |> Law.fails "With the ratio to an earlier q the rate is not the mean square of what is followed."
                    onGaussians "h for h'" sigmoid (GeneratorLoss.create "h for h'" softplus softplus) (fun q _ -> q)
                    |> Law.fails "A velocity that takes h for h' has another rate."
                    onMixtures "a velocity without its mobility" sigmoid (Potential.scale -1.0)
                    |> Law.fails "A velocity that leaves h' out has another rate."
                ]
        }

    /// The claims.
    let all: Claim list = [ dissipation ]
