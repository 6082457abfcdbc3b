module GanFlowTheory.Core.Tests.RegressionTests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private generator samples =
    ParameterState.initial (Network.affine 2 3) samples (Seed.create 5)

/// x W + b as a logit: d(x) = <a, x> + b.
let private logit = Network.affine 3 1

let private phi = [| 0.5; -1.0; 0.25; 0.75 |]

let private critic = Potential.ofDiscriminator (Potential.ofNetwork logit phi)

let private energy: Functional<ParameterState> = Functional.potential "c" critic

let private flow steps epsilon integrator =
    Flow.create energy Metric.euclidean
    |> Flow.persistently steps epsilon
    |> Flow.steppedBy integrator

[<Fact>]
let ``the potential of a logit is 1/2 log(1 - D), its gradient -1/2 D grad d`` () =
    let x = Seed.gaussian 6 3 (Seed.create 1)
    let values, gradient = critic.Value x, critic.Gradient x

    for i in 0..5 do
        let d = 0.5 * x[i, 0] - x[i, 1] + 0.25 * x[i, 2] + 0.75
        let sigmoid = 1.0 / (1.0 + exp -d)
        close 1e-14 (0.5 * log (1.0 - sigmoid)) values[i]
        close 1e-14 (0.5 * sigmoid) gradient[i, 1]
        close 1e-14 (-0.125 * sigmoid) gradient[i, 2]

[<Fact>]
let ``the potential of a large logit is finite on either side`` () =
    let ofLogit value =
        Potential.ofDiscriminator (Potential.ofPointwise (fun _ -> value) (fun x -> Array.create x.Length 1.0))

    let x = Points.ofValues [| 0.0 |]
    let value logit = ((ofLogit logit).Value x)[0]
    let slope logit = ((ofLogit logit).Gradient x)[0, 0]
    close 1e-15 -400.0 (value 800.0)
    close 1e-15 -0.5 (slope 800.0)
    close 1e-15 0.0 (value -800.0)
    close 1e-15 0.0 (slope -800.0)

[<Fact>]
let ``targets, loss and covector by hand`` () =
    let q = Empirical.ofPoints (Points.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ])

    let c =
        Covector(lazy [| 0.0; 0.0 |], lazy (Points.ofRows [ [ 2.0; 0.0 ]; [ 0.0; -4.0 ] ]))

    let y = Regression.targets 0.5 c q
    Assert.Equal<float[]>([| 0.0; 2.0 |], y.Row 0)
    Assert.Equal<float[]>([| 3.0; 6.0 |], y.Row 1)
    Assert.Equal(0.5 * (1.0 + 4.0) / 2.0, Regression.loss y q)
    let error = Regression.covector y q
    Assert.Equal<float[]>([| 0.5; 2.0 |], error.Values)
    Assert.Equal<float[]>([| 1.0; 0.0 |], error.Gradient.Row 0)
    Assert.Equal<float[]>([| 0.0; -2.0 |], error.Gradient.Row 1)

// Two outer steps of theta by hand: targets frozen over the inner steps, anew at each outer one.
let private byHand (inner: int) (epsilon: float) (step: float[] -> float[] -> float[]) (start: ParameterState) =
    let state (theta: float[]) =
        (start :> IState<ParameterState>).At(Array.copy theta)

    let mutable theta = start.Parameters

    for _ in 1..2 do
        let frozen = state theta
        let y = Points.combine 1.0 frozen.Nodes -epsilon (critic.Gradient frozen.Nodes)

        for _ in 1..inner do
            let q = state theta
            theta <- step theta ((q :> IParametric).Pull(Points.combine 1.0 y -1.0 q.Nodes))

    theta

[<Fact>]
let ``outer steps freeze the targets, inner ones go down the error, time advances by epsilon`` () =
    let start = generator 9
    let epsilon, tau = 0.25, 0.1
    let path = flow 3 epsilon (Integrator.euler tau) |> Flow.from start |> Flow.steps 2
    let theta = start |> byHand 3 epsilon (Array.map2 (fun t v -> t + tau * v))

    // The same sums, in the same order up to the sign.
    Array.iter2 (close 1e-14) theta path.Final.Parameters
    Assert.Equal<float[]>([| 0.0; 0.25; 0.5 |], path.Steps |> Array.map _.Time)

[<Fact>]
let ``one inner Euler step is the flow's own step`` () =
    let start = generator 9

    let plain =
        Flow.create energy Metric.euclidean
        |> Flow.steppedBy (Integrator.euler 0.05)
        |> Flow.from start
        |> Flow.steps 4

    let persistent =
        flow 1 0.5 (Integrator.euler 0.1) |> Flow.from start |> Flow.steps 4

    Array.iter2 (close 1e-13) plain.Final.Parameters persistent.Final.Parameters

[<Fact>]
let ``many inner steps reach the least-squares fit`` () =
    let start = generator 9
    let c = Potential.at start.Nodes critic
    let y = Regression.targets 0.25 c start
    let path = flow 4000 0.25 (Integrator.euler 0.3) |> Flow.from start |> Flow.steps 1
    let final = path.Final
    let pulled = (final :> IParametric).Pull(Points.combine 1.0 y -1.0 final.Nodes)
    // The Gram matrix of nine noise samples has its least eigenvalue above 0.05: (1 - 0.015)^4000 < 1e-26.
    Array.iter (fun v -> Assert.True(abs v < 1e-14)) pulled
    Assert.True(Regression.loss y final < Regression.loss y start)

[<Fact>]
let ``the natural gradient reaches the fit of an affine generator in one step`` () =
    let start = generator 9
    let y = Regression.targets 0.25 (Potential.at start.Nodes critic) start

    let path =
        Flow.create energy (Metric.natural 1e-12)
        |> Flow.persistently 1 0.25
        |> Flow.steppedBy (Integrator.euler 1.0)
        |> Flow.from start
        |> Flow.steps 1

    let pulled =
        (path.Final :> IParametric).Pull(Points.combine 1.0 y -1.0 path.Final.Nodes)

    Array.iter (fun v -> Assert.True(abs v < 1e-10)) pulled

[<Fact>]
let ``optimisers keep their memory over inner and outer steps`` () =
    let start = generator 6
    let optimiser = Optimiser.adam 0.01
    let epsilon = 0.25

    let path =
        flow 2 epsilon (Integrator.optimised optimiser)
        |> Flow.from start
        |> Flow.steps 2

    let memory = ref (Optimiser.start start.Parameters.Length optimiser)

    let step theta v =
        let struct (moved, after) =
            Optimiser.step optimiser memory.Value theta v (fun _ -> v)

        memory.Value <- after
        moved

    let theta = byHand 2 epsilon step start
    Assert.Equal(4, memory.Value.Count)
    Array.iter2 (close 1e-13) theta path.Final.Parameters

[<Fact>]
let ``descent lowers the regression error and needs no functional`` () =
    let start = generator 9

    let flow: Flow<ParameterState> =
        { flow 5 0.25 (Integrator.descent 10.0) with
            Functional = None
            Critic = Critic.ofDiscriminator (Potential.ofNetwork logit phi)
        }

    let path = flow |> Flow.from start |> Flow.steps 1
    let y = Regression.targets 0.25 (Potential.at start.Nodes critic) start
    Assert.True(Regression.loss y path.Final < Regression.loss y start)

[<Fact>]
let ``the last step is as long as the time left`` () =
    let path =
        flow 2 0.4 (Integrator.euler 0.1) |> Flow.from (generator 5) |> Flow.until 1.0

    Assert.Equal<float[]>([| 0.0; 0.4; 0.8; 1.0 |], path.Steps |> Array.map _.Time)

    match path.Outcome with
    | Outcome.ReachedTime 1.0 -> ()
    | other -> Assert.Fail(Outcome.sentence other)

[<Fact>]
let ``the energy identity is not claimed of persistent steps`` () =
    let path =
        flow 2 0.4 (Integrator.euler 0.1) |> Flow.from (generator 5) |> Flow.steps 2

    for step in path.Steps do
        Assert.True(step.Diagnostics.PredictedDissipation.IsNone)
        Assert.True(step.Diagnostics.IdentityResidual.IsNone)

    Assert.True((Path.identityResidual path).IsNone)

[<Fact>]
let ``the composition says so, and bad arguments are refused`` () =
    Assert.Contains("3 regression steps per time 0.25", Flow.describe (flow 3 0.25 (Integrator.euler 0.1)))
    Assert.Contains("steps must be at least 1", argumentError (fun () -> flow 0 0.25 (Integrator.euler 0.1)))
    Assert.Contains("epsilon must be positive", argumentError (fun () -> flow 1 0.0 (Integrator.euler 0.1)))

[<Fact>]
let ``the certificate of one step and of many`` () =
    let q = generator 9

    let certify steps integrator =
        GanStep.certify
            (GeneratorLoss.ofDivergence FDivergence.jsd)
            (Regression.persistence steps 0.5)
            integrator
            logit
            phi
            q

    for integrator in
        [
            Integrator.euler 0.1
            Integrator.descent 0.1
            Integrator.optimised (Optimiser.adam 0.01)
        ] do
        let one = certify 1 integrator
        close 1e-12 1.0 one.Cosine.Value
        close 1e-12 1.0 one.LengthRatio.Value

    // tau = 0.1 is below 1/lambda_max of the Gram matrix of these samples: between 1 and K times as long.
    let many = certify 5 (Integrator.euler 0.1)
    Assert.InRange(many.LengthRatio.Value, 1.0, 5.0)
    Assert.InRange(many.Cosine.Value, 2.0 * sqrt 5.0 / 6.0, 1.0)
    Assert.True(many.LengthRatio.Value > 1.5)

[<Fact>]
let ``every loss has a value, a gradient and a step of its own`` () =
    let q = generator 9
    let d = (Potential.ofNetwork logit phi).Value q.Nodes

    for loss in
        [
            GeneratorLoss.nonSaturating
            GeneratorLoss.mle
            GeneratorLoss.detached FDivergence.chi2
        ] do
        let struct (value, gradient) = GanStep.lossWithGradient loss logit phi q
        close 1e-13 -(Array.averageBy loss.Value d) value

        let at (theta: float[]) =
            let struct (value, _) =
                GanStep.lossWithGradient loss logit phi ((q :> IState<ParameterState>).At theta)

            value

        // Central differences with steps of 1e-5: their error is about 1e-10 of third derivatives of order 1.
        q.Parameters
        |> Array.iteri (fun p theta ->
            let moved shift =
                Array.updateAt p (theta + shift) q.Parameters

            close 1e-7 ((at (moved 1e-5) - at (moved -1e-5)) / 2e-5) gradient[p])

        let report =
            GanStep.certify loss (Regression.persistence 1 0.5) (Integrator.heun 1e-4) logit phi q

        // The second stage sees frozen targets in the one, and the loss in the other: they part by tau.
        close 1e-6 1.0 report.Cosine.Value
        close 1e-2 1.0 report.LengthRatio.Value

[<Fact>]
let ``steps of length zero have no angle`` () =
    let report = GanStep.compare [| 0.0; 0.0 |] [| 1.0; 0.0 |]
    Assert.True(report.Cosine.IsNone)
    Assert.True(report.LengthRatio.IsNone)
    let report = GanStep.compare [| 0.0; 2.0 |] [| 3.0; 0.0 |]
    Assert.Equal(Some 0.0, report.Cosine)
    Assert.Equal(Some 1.5, report.LengthRatio)

[<Fact>]
let ``the loss is the mean of log(1 - D), and networks that do not fit are refused`` () =
    let q = generator 9

    let struct (loss, gradient) =
        GanStep.lossWithGradient GeneratorLoss.vanilla logit phi q

    close 1e-13 (2.0 * Array.average (critic.Value q.Nodes)) loss
    Assert.Equal(q.Parameters.Length, gradient.Length)

    Assert.Contains(
        "one output",
        argumentError (fun () ->
            GanStep.lossWithGradient GeneratorLoss.vanilla (Network.affine 3 2) (Array.zeroCreate 8) q)
    )

    Assert.Contains(
        "dimension 2",
        argumentError (fun () ->
            GanStep.lossWithGradient GeneratorLoss.vanilla (Network.affine 2 1) (Array.zeroCreate 3) q)
    )

    Assert.Contains("phi", argumentError (fun () -> GanStep.lossWithGradient GeneratorLoss.vanilla logit [| 1.0 |] q))

let private mmd: Functional<ParameterState> =
    Functional.mmd (Kernel.gaussian 1.0) (Empirical.ofPoints (Seed.gaussian 12 3 (Seed.create 8)))

let private drawing metric steps =
    Flow.create mmd Metric.euclidean
    |> Flow.persistentlyIn metric steps 0.25
    |> Flow.steppedBy (Integrator.euler 0.1)

[<Fact>]
let ``targets in a metric of the points by hand`` () =
    let q = Empirical.ofPoints (Points.ofRows [ [ 0.0 ]; [ 1.0 ] ])
    let c = Covector(lazy [| 0.0; 0.0 |], lazy (Points.ofRows [ [ 2.0 ]; [ -4.0 ] ]))
    let stein = Metric.stein (Kernel.gaussian 1.0)
    let y = Regression.targetsIn stein 0.5 c q
    // The average of k(x, y) grad c(y), k(0, 1) = e^(-1/2).
    let near = exp -0.5
    close 1e-15 (-0.5 * 0.5 * (2.0 - 4.0 * near)) y[0, 0]
    close 1e-15 (1.0 - 0.5 * 0.5 * (2.0 * near - 4.0)) y[1, 0]

    Assert.Equal<float[]>((Regression.targets 0.5 c q).Data, (Regression.targetsIn Metric.wasserstein 0.5 c q).Data)

    Assert.Contains("epsilon must be positive", argumentError (fun () -> Regression.targetsIn stein 0.0 c q))

[<Fact>]
let ``a flow in a metric of the points says so, and how its metric was solved`` () =
    let sobolev = Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.1
    let flow = drawing sobolev 3
    Assert.Contains("3 regression steps per time 0.25 of the points in metric sobolev", Flow.describe flow)
    let path = flow |> Flow.from (generator 9) |> Flow.steps 2
    Assert.True((Array.last path.Steps).Diagnostics.Solve.IsSome)
    // What <c, K c> is in the metric of the parameters says nothing of such a flow.
    Assert.True((Array.last path.Steps).Diagnostics.CriticDissipation.IsNone)

[<Fact>]
let ``the score goes through targets in a Stein metric, and through no others`` () =
    let p =
        Density.gaussian [| 0.0; 0.0; 0.0 |] (array2D [ [ 1.0; 0.0; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 0.0; 0.0; 1.0 ] ])

    let start = generator 9
    let kernel = Kernel.gaussian 1.0

    let through persist =
        Flow.createThrough "kl" (Critic.score p) Metric.euclidean
        |> persist
        |> Flow.steppedBy (Integrator.euler 0.1)

    let path =
        through (Flow.persistentlyIn (Metric.stein kernel) 1 0.5)
        |> Flow.from start
        |> Flow.steps 1

    // Stein variational gradient descent: the velocity of particles there, pulled back.
    let v = SteinVariational.velocity kernel p.Score start start.Nodes
    let pulled = (start :> IParametric).Pull v
    let moved = Array.map2 (-) path.Final.Parameters start.Parameters
    Array.iter2 (fun v g -> close 1e-13 (0.1 * 0.5 * g) v) moved pulled

    for persist in
        [
            Flow.persistently 1 0.5
            Flow.persistentlyIn Metric.wasserstein 1 0.5
            Flow.persistentlyIn (Metric.sobolevKernelized kernel 0.1) 1 0.5
        ] do
        Assert.Contains("leaves log q", argumentError (fun () -> through persist |> Flow.from start))

[<Fact>]
let ``only persistent flows of a functional, seen exactly, are certified`` () =
    let first (flow: Flow<ParameterState>) =
        flow
        |> Flow.from (generator 9)
        |> Flow.trace (Horizon.afterSteps 1) System.Threading.CancellationToken.None
        |> Seq.head

    let certify flow = GanStep.certifyFlow flow (first flow)
    let report = certify (drawing (Metric.stein (Kernel.gaussian 1.0)) 1)
    close 1e-12 1.0 report.Cosine.Value
    close 1e-12 1.0 report.LengthRatio.Value

    let seen =
        drawing Metric.wasserstein 1
        |> Flow.seenBy (Critic.ofDiscriminator (Potential.ofNetwork logit phi))

    for flow in
        [
            Flow.create mmd Metric.euclidean
            seen
            drawing Metric.wasserstein 1 |> Flow.withNoise 0.1
        ] do
        Assert.Contains("is not certified", argumentError (fun () -> certify flow))
