/// MonoFlow's Gaussian example: p = N(0, C), C = [[1, .8], [.8, .89]], q0 = N((1, 1), I).
module GanFlowTheory.Core.Tests.MonoFlowExampleTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private identity = array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ]

let private p =
    GaussianMixture.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

let private density = Density.ofMixture "p" p

// C has trace 1.89 and determinant 0.25.
let private wide = 0.5 * (1.89 + sqrt (1.89 * 1.89 - 1.0))
let private narrow = 0.25 / wide

let private start (k: int) =
    GaussianState.onRule (GaussHermite.tensor k 2) [| 1.0; 1.0 |] identity

let private logRatio (q: GaussianState) =
    Divergence.logRatio density (q :> IDensity).Density q.Nodes

let private flow metric =
    Flow.create (Functional.klToGaussian p) metric

// The expectations of r^a that the velocity needs are finite exactly where a P + (1 - a) Q is positive definite, P and
// Q the precisions: always for 0 <= a <= 1. At the start Q = I and the smallest eigenvalue is 1 + a (1/wide - 1) =
// 1 - 0.43 a: positive up to a = 2.3, chi^2's h' = 2 r^2 included.
let private power (name: string) =
    match name with
    | "chi2" -> 2.0
    | "exp" -> 1.5
    | _ -> 1.0

let private functionalOf (path: Path<GaussianState>) =
    path.Steps |> Array.map _.Diagnostics.Functional.Value

[<Fact>]
let ``the example starts at KL = 2.66685281944 and W2^2 = 2.49`` () =
    close 4e-12 2.66685281944 (GaussianDivergence.kl p (start 2))
    close 1e-13 2.49 (2.0 * (Functional.wassersteinToGaussian p).Value(start 2))

/// Near p the flow is h'(0) times that of the logit loss, whose slowest part, the mean along the wide axis of C, decays
/// at the rate 1/wide: KL goes like e^(-2 h'(0) t / wide). At h'(0) t = 14 that leaves 3e-7 of the start; 1e-6 allows a
/// lag of h'(0) t = 1 at the start, where r is far from 1 on most samples. log r is then about sqrt(2 KL) &lt; 1.5e-3,
/// and h' within 2 * 1.5e-3 of h'(0).
[<Theory>]
[<InlineData("vanilla")>]
[<InlineData("non-saturating")>]
[<InlineData("logit")>]
[<InlineData("mle")>]
[<InlineData("exp")>]
[<InlineData("arcsinh")>]
[<InlineData("shifted:2")>]
[<InlineData("chi2")>]
[<InlineData("hellinger")>]
let ``every admissible loss brings q to p, with KL falling at every step`` (name: string) =
    let loss = GeneratorLoss.parse name
    let time = 14.0 / loss.Slope 0.0

    let path =
        flow (Metric.monoFlow loss logRatio)
        |> Flow.steppedBy (Integrator.dormandPrince (0.01 / loss.Slope 0.0) 1e-6 1e-8)
        |> Flow.from (start 32)
        |> Flow.until time

    Assert.True(
        (match path.Outcome with
         | Outcome.ReachedTime _ -> true
         | _ -> false),
        string path.Outcome
    )

    let kl = functionalOf path
    close 4e-12 2.66685281944 kl[0]

    for before, after in Array.pairwise kl do
        Assert.True(after < before, $"KL went from {before:R} to {after:R}")

    Assert.InRange(Array.last kl, 0.0, 1e-6)

    // The velocity is a finite expectation all along, not an artefact of the nodes.
    for _, q in path.States do
        Assert.True(Double.IsFinite(GaussianDivergence.logPower (power name) p q))

    let last = Array.last path.Steps

    close
        3e-3
        1.0
        (last.Diagnostics.PredictedDissipation.Value
         / last.Diagnostics.Functional.Value
         / (2.0 * loss.Slope 0.0 / wide))

/// q0's covariance commutes with C: along an axis with variance v, the mean is e^(-t/v) of its start and the variance
/// v + (1 - v) e^(-2t/v).
[<Fact>]
let ``the logit loss follows the closed form`` () =
    let path =
        flow (Metric.monoFlow GeneratorLoss.logit logRatio)
        |> Flow.steppedBy (Integrator.dormandPrince 0.01 1e-9 1e-11)
        |> Flow.from (start 4)
        |> Flow.until 1.0

    // The unit eigenvector of C for wide is (c, s).
    let c, s =
        let x, y = 0.8, wide - 1.0
        let length = sqrt (x * x + y * y)
        x / length, y / length

    let along v = exp (-1.0 / v)
    let variance v = v + (1.0 - v) * exp (-2.0 / v)
    let first, second = (c + s) * along wide, (s - c) * along narrow
    // Errors of at most 1e-9 a step of less than 100, damped by a contraction.
    close 1e-7 (c * first + s * second) path.Final.Mean[0]
    close 1e-7 (s * first - c * second) path.Final.Mean[1]
    close 1e-7 (c * c * variance wide + s * s * variance narrow) path.Final.Covariance[0, 0]
    close 1e-7 (c * s * (variance wide - variance narrow)) path.Final.Covariance[0, 1]

/// h' = -r f' is negative where log r > 0 (JSD) or log r > -1 (forward KL). The rate of KL is E_p f'(r) |grad log r|^2,
/// an expectation under p, most of which lies where log r is positive: KL grows from the start.
[<Theory>]
[<InlineData("f:jsd")>]
[<InlineData("f:forward-kl")>]
let ``a loss that is not admissible raises KL on the same pair`` (name: string) =
    let path =
        flow (MonoFlow.field (GeneratorLoss.parse name) logRatio)
        |> Flow.steppedBy (Integrator.rungeKutta4 0.005)
        |> Flow.from (start 32)
        |> Flow.steps 10

    Assert.True((Array.head path.Steps).Diagnostics.PredictedDissipation.Value < 0.0)

    for before, after in Array.pairwise (functionalOf path) do
        Assert.True(after > before, $"KL went from {before:R} to {after:R}")

/// KL(N(m, s^2)||N(0, 1)) = (s^2 + m^2 - 1)/2 - log s.
[<Theory>]
[<InlineData("f:jsd")>]
[<InlineData("f:forward-kl")>]
[<InlineData("f:chi2")>]
let ``a counterexample starts at the KL of its law and ends above it`` (name: string) =
    let found = (MonoFlow.counterexample (GeneratorLoss.parse name)).Value
    let m, s = found.Mean, found.Deviation
    Assert.Equal(0.0, fst found.Course[0])
    let start = snd found.Course[0]
    // The score of a normal law on 64 nodes: rounding of some hundred operations.
    close 1e-12 (0.5 * (s * s + m * m - 1.0) - log s) start
    Assert.InRange(snd (Array.last found.Course), start, 4.0 * start)
    Assert.True(found.Course |> Array.pairwise |> Array.forall (fun ((a, _), (b, _)) -> a < b))

[<Theory>]
[<InlineData("vanilla")>]
[<InlineData("logit")>]
[<InlineData("chi2")>]
let ``a loss that increases has no counterexample`` (name: string) =
    Assert.True((MonoFlow.counterexample (GeneratorLoss.parse name)).IsNone)
