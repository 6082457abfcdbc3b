module GanFlowTheory.Core.Tests.AdversarialStepTests

open System.Threading
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private target =
    Empirical.ofPoints (Points.combine 1.0 (Seed.gaussian 30 2 (Seed.create 1)) 1.0 (Points.init 30 2 (fun _ _ -> 1.0)))

let private critic = Network.multilayer [ 2; 6; 1 ] Activation.Tanh

let private estimator =
    RatioEstimator.discriminator
        { DiscriminatorOptions.standard critic with
            FirstSteps = 20
            Steps = 2
            Batch = 16
            HeldOut = 0.0
        }

let private start =
    ParameterState.initial (Network.multilayer [ 2; 4; 2 ] Activation.Tanh) 16 (Seed.create 3)

let private through (seen: Critic<ParameterState>) : Flow<ParameterState> =
    {
        Functional = None
        Goal = "divergence"
        Critic = seen
        Metric = Metric.euclidean
        Integrator = Integrator.optimised (Optimiser.adam 0.01)
        Scheme = None
        Noise = None
        Renewal = None
        Persistence = None
        Players = None
    }

let private vanilla =
    through (Critic.monoFlow estimator GeneratorLoss.vanilla target)

let private jsd = GeneratorLoss.ofDivergence FDivergence.jsd

let private ode steps =
    through (Critic.ratio estimator FDivergence.jsd target)
    |> Flow.persistently steps 0.2

/// What is observed, with the change of the parameters that the run then made.
let private observed (every: int) (count: int) (flow: Flow<ParameterState>) : (AdversarialStep * float[]) list =
    let steps = ResizeArray()
    let observer = AdversarialStep.observer every id steps.Add

    let path =
        flow
        |> Flow.from start
        |> Flow.observe (Horizon.afterSteps count) CancellationToken.None observer

    let parameters (index: int) =
        let _, q = path.States[index]
        q.Parameters

    [
        for step in steps -> step, Array.map2 (-) (parameters (step.Index + 1)) (parameters step.Index)
    ]

let private length (v: float[]) = sqrt (Array.sumBy (fun a -> a * a) v)

[<Theory>]
[<InlineData(false)>]
[<InlineData(true)>]
let ``every so-manieth step is reported with the discriminator that it went along`` (fresh: bool) =
    let flow = if fresh then Flow.withFreshNoise vanilla else vanilla
    let steps = observed 3 10 flow
    Assert.Equal<int list>([ 0; 3; 6; 9 ], steps |> List.map (fun (step, _) -> step.Index))

    for step, change in steps do
        let report = GanStep.certifyStep GeneratorLoss.vanilla flow critic step
        // The step taken is the GAN's against this discriminator, with this memory of Adam, and it is the regression's:
        // the gradients are summed in two orders, and Adam's ratios enlarge what rounding leaves of small components.
        Assert.True(length (Array.map2 (-) change report.Gan) <= 1e-9 * length change)
        close 1e-12 1.0 report.Cosine.Value
        close 1e-9 1.0 report.LengthRatio.Value

    // The discriminator is trained on between them.
    Assert.NotEqual<float[]>((fst steps[0]).Discriminator, (fst steps[1]).Discriminator)

[<Fact>]
let ``of persistent steps the regression is the one taken`` () =
    let taken flow =
        [
            for step, change in observed 2 5 flow do
                let report = GanStep.certifyStep jsd flow critic step
                Assert.True(length (Array.map2 (-) change report.Regression) <= 1e-9 * length change)
                report
        ]

    for report in taken (ode 1) do
        close 1e-12 1.0 report.Cosine.Value

    // Adam goes on from what it remembers, and later regression steps turn.
    for report in taken (ode 4) do
        Assert.True(report.Cosine.Value < 1.0 - 1e-6)

    let plain =
        ode 4 |> Flow.steppedBy (Integrator.optimised (Optimiser.gradientDescent 0.05))

    // Four short steps down a regression error, each gradient a little smaller than the one before.
    for report in taken plain do
        Assert.InRange(report.Cosine.Value, 0.99, 1.0)
        Assert.InRange(report.LengthRatio.Value, 3.0, 4.0)

[<Fact>]
let ``a wrong discriminator shows`` () =
    let steps = observed 1 3 vanilla |> List.toArray

    // The next step's discriminator, two inner steps of training later: not the step that was taken.
    let step =
        { fst steps[1] with
            Discriminator = (fst steps[2]).Discriminator
        }

    let report = GanStep.certifyStep GeneratorLoss.vanilla vanilla critic step
    let change = snd steps[1]
    Assert.True(length (Array.map2 (-) change report.Gan) > 1e-4 * length change)

[<Fact>]
let ``points, the worst ratio, and flows without a discriminator`` () =
    let report = GanStep.compare [| 2.0; 0.0 |] [| 0.0; 1.0 |]
    let point = GanStep.point 3 0.75 report
    Assert.Equal((3, 0.75, Some 0.0, Some 0.5), (point.Step, point.Time, point.Cosine, point.LengthRatio))
    Assert.Equal(Some 0.25, GanStep.worstRatio [| 1.0; 0.25; 3.0 |])
    Assert.Equal(None, GanStep.worstRatio [||])
    Assert.Contains("every", argumentError (fun () -> AdversarialStep.observer 0 id ignore))

    let exact =
        Flow.create (Functional.mmd (Kernel.gaussian 1.0) target) Metric.euclidean

    Assert.Contains("trains no discriminator", argumentError (fun () -> observed 1 2 exact))

/// theta . (x1, x2, x1^2, x1 x2, x2^2): the log-ratio of Gaussians but for a constant.
let private quadratic =
    Network.create "quadratic" 2 1 [ Parameter.constant "a" [| 5; 1 |] 0.0 ] (fun parameter x ->
        let first, second = Tensor.slice 1 0 1 x, Tensor.slice 1 1 1 x

        Tensor.concatenate 1 [ x; Tensor.square first; first * second; Tensor.square second ]
        |> fun features -> Tensor.dot features (parameter "a"))

let private judged (loss: GeneratorLoss) (p: Density) (discriminator: float[]) (q: ParameterState) =
    CriticTruth.measure
        loss
        Metric.euclidean
        quadratic
        p
        {
            Index = 7
            Time = 0.5
            State = q
            Discriminator = discriminator
            Tau = 0.1
            Memory = None
        }

let private affine = Network.affine 2 2

[<Fact>]
let ``a critic that is the truth has correlation 1, its opposite -1, whatever the loss`` () =
    // q = N((1, -1), diag(4, 1)), p = N(0, I): log r = 1/2 ((x1 - 1)^2/4 - x1^2 + (x2 + 1)^2 - x2^2) + constant.
    let q =
        ParameterState.create affine (Seed.gaussian 25 2 (Seed.create 6)) [| 2.0; 0.0; 0.0; 1.0; 1.0; -1.0 |]

    let p = Density.ofMixture "standard" (GaussianMixture.standard 2)
    let truth = [| -0.25; 1.0; -0.375; 0.0; 0.0 |]

    let found = judged GeneratorLoss.logit p truth q
    Assert.Equal((7, 0.5), (found.Step, found.Time))
    close 1e-12 1.0 found.OnPoints.Value
    close 1e-12 1.0 found.OnParameters.Value
    let found = judged GeneratorLoss.logit p (Array.map (fun a -> -3.0 * a) truth) q
    close 1e-12 -1.0 found.OnPoints.Value
    close 1e-12 -1.0 found.OnParameters.Value

    // These slopes h' depend on log r itself, so on its constant: log r = 1/8 + 1/2 + log 2 + the rest at x = 0.
    let shifted =
        { quadratic with
            Apply = fun theta x -> quadratic.Apply theta x + Tensor.number (0.625 + log 2.0)
        }

    for loss in [ GeneratorLoss.vanilla; GeneratorLoss.ofDivergence FDivergence.jsd ] do
        let found =
            CriticTruth.measure
                loss
                Metric.euclidean
                shifted
                p
                {
                    Index = 0
                    Time = 0.0
                    State = q
                    Discriminator = truth
                    Tau = 0.1
                    Memory = None
                }

        close 1e-12 1.0 found.OnPoints.Value
        close 1e-12 1.0 found.OnParameters.Value
        // Without the constant the slopes are others, and the fields no longer parallel.
        Assert.InRange((judged loss p truth q).OnPoints.Value, 0.5, 1.0 - 1e-6)

[<Fact>]
let ``constant gradients are at the angle that they have`` () =
    // q = N(b, I), p = N(0, I): grad log r = -b. The critic's gradient is the constant a.
    let b = [| 3.0; 4.0 |]

    let q =
        ParameterState.create affine (Seed.gaussian 25 2 (Seed.create 8)) [| 1.0; 0.0; 0.0; 1.0; b[0]; b[1] |]

    let p = Density.ofMixture "standard" (GaussianMixture.standard 2)
    let found = judged GeneratorLoss.logit p [| -1.0; 0.0; 0.0; 0.0; 0.0 |] q
    // Both pulled back through the same z W + b: cos = (-1, 0) . (-3, -4) / 5 either way.
    close 1e-12 0.6 found.OnPoints.Value
    close 1e-12 0.6 found.OnParameters.Value

[<Fact>]
let ``where the law or a direction is not known there is no correlation`` () =
    let p = Density.ofMixture "standard" (GaussianMixture.standard 2)
    let found = judged GeneratorLoss.logit p (Array.create 5 1.0) start
    Assert.Equal((None, None), (found.OnPoints, found.OnParameters))

    let q =
        ParameterState.create affine (Seed.gaussian 9 2 (Seed.create 6)) [| 2.0; 0.0; 0.0; 1.0; 1.0; -1.0 |]

    let found = judged GeneratorLoss.logit p (Array.zeroCreate 5) q
    Assert.Equal((None, None), (found.OnPoints, found.OnParameters))

    let line = Density.ofMixture "line" (GaussianMixture.standard 1)
    Assert.Contains("dimension", argumentError (fun () -> judged GeneratorLoss.logit line (Array.create 5 1.0) q))
