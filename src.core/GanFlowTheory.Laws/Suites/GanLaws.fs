namespace GanFlowTheory.Laws

open System.Threading
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The laws of what is reported of generators trained against discriminators.
[<RequireQualifiedAccess>]
module internal GanLaws =

    let private network = Network.multilayer [ 2; 4; 1 ] Activation.Tanh

    let private target =
        Empirical.ofPoints (
            Points.combine 1.0 (Seed.gaussian 12 2 (Seed.create 1)) 1.0 (Points.init 12 2 (fun _ _ -> 1.0))
        )

    let private estimator =
        RatioEstimator.discriminator
            { DiscriminatorOptions.standard network with
                FirstSteps = 10
                Steps = 3
                Batch = 8
                HeldOut = 0.0
            }

    // Optimisers with a memory, so that a step that forgets it is another one.
    let private optimisers =
        [
            Optimiser.adam 0.02
            Optimiser.heavyBall 0.05 0.5
            Optimiser.scheduled (Schedule.Halving 2) (Optimiser.gradientDescent 0.1)
        ]

    /// What is certified of each step of a run: by the flow and the steps that its observer reports.
    let certify (flow: Flow<ParameterState>) (step: AdversarialStep) : GanStepReport =
        GanStep.certifyStep flow network step

    /// The certificate of a step of a run is that step.
    let certificate (name: string) (certify: Flow<ParameterState> -> AdversarialStep -> GanStepReport) : Law =
        Law.forEach
            {
                Name = "gan-certificate"
                Statement =
                    "From the parameters, the discriminator and the memory that are reported of a step, the certificate takes the very step "
                    + "that the run took: the GAN's, and where training is persistent the regression's."
                Source = "HZ23-6"
                Judge =
                    Judge.Relative(
                        1e-7,
                        "gradients summed in two orders, whose rounding Adam's ratios enlarge where they are small"
                    )
            }
            name
            [
                for optimiser in optimisers do
                    for persistent in [ None; Some 3 ] do
                        optimiser, persistent
            ]
            (fun (optimiser, persistent) ->
                let q =
                    ParameterState.initial (Network.multilayer [ 2; 3; 2 ] Activation.Tanh) 9 (Seed.create 3)

                let flow =
                    let through critic =
                        Flow.createThrough "divergence" critic Metric.euclidean
                        |> Flow.steppedBy (Integrator.optimised optimiser)

                    match persistent with
                    | None -> through (Critic.monoFlow estimator GeneratorLoss.vanilla target)
                    | Some steps ->
                        through (Critic.ratio estimator FDivergence.jsd target)
                        |> Flow.persistently steps 0.25

                let steps = ResizeArray()

                let path =
                    flow
                    |> Flow.from q
                    |> Flow.observe
                        (Horizon.afterSteps 5)
                        CancellationToken.None
                        (AdversarialStep.observer 1 id steps.Add)

                let parameters (index: int) = (snd path.States[index]).Parameters

                let ratios = [| 1.0; 0.25; 3.0; 1.5 |]

                [
                    Equation.scalar "steps reported" 0.0 (float steps.Count) 5.0
                    Equation.scalar "the worst of ratios" 1.0 (defaultArg (GanStep.worstRatio ratios) nan) 0.25

                    for step in steps do
                        let taken = Array.map2 (-) (parameters (step.Index + 1)) (parameters step.Index)
                        let report = certify flow step
                        let size = Vectors.norm taken
                        let seen = if persistent.IsNone then report.Gan else report.Regression
                        Equation.vector $"step {step.Index} against the run's" size seen taken

                        let a, b = Vectors.norm report.Gan, Vectors.norm report.Regression

                        Equation.scalar
                            $"the cosine at step {step.Index}"
                            1.0
                            (defaultArg report.Cosine nan)
                            (Vectors.inner report.Gan report.Regression / (a * b))

                        Equation.scalar
                            $"|regression|/|GAN| at step {step.Index}"
                            (b / a)
                            (defaultArg report.LengthRatio nan)
                            (b / a)
                ])

    let private seeds =
        Arb.fromGenShrink (Gen.choose (0, 9999), Generators.shrinkInt >> Seq.filter (fun seed -> seed >= 0))

    // An affine generator of points in R^d from noise in R^k, its parameters by the seed.
    let private affine (k: int) (d: int) (seed: int) : ParameterState =
        let network = Network.affine k d
        let theta = Seed.normals (Network.parameterCount network) (Seed.create seed)
        // Nodes that are a rule of degree 3 for standard normal noise.
        ParameterState.create network (GaussHermite.tensor 2 k).Nodes theta

    /// The law of an affine generator has the moments of what it makes of standard normal noise.
    let affineLaw (name: string) (law: ParameterState -> GaussianMixture option) : Law =
        Law.forAll
            {
                Name = "affine-generator"
                Statement =
                    "The law of an affine generator at standard normal noise has the mean and the covariance of its outputs under a rule of "
                    + "degree 3 for the noise."
                Source = "HZ23-6"
                Judge = Judge.Relative(1e-12, "sums of at most 27 products")
            }
            name
            seeds
            (fun seed ->
                let k, d = 1 + seed % 3, 1 + seed / 3 % 3
                let q = affine k d seed

                match law q with
                | Some law ->
                    // Two points on each axis have equal weights.
                    let x = Points.toRows q.Nodes
                    let mean = Array.init d (fun a -> x |> Array.averageBy (fun row -> row[a]))
                    let size = 1.0 + Vectors.squaredNorm q.Nodes.Data

                    [
                        Equation.vector "the mean" size (GaussianMixture.mean law) mean
                        Equation.vector
                            "the covariance"
                            size
                            (GaussianMixture.covariance law |> Seq.cast<float> |> Array.ofSeq)
                            [|
                                for a in 0 .. d - 1 do
                                    for b in 0 .. d - 1 do
                                        x |> Array.averageBy (fun row -> (row[a] - mean[a]) * (row[b] - mean[b]))
                            |]
                    ]
                | None -> [ Equation.condition "noise of fewer dimensions has no density" (k < d) ])

    let private pairing (metric: Metric<ParameterState>) (q: ParameterState) (xi: Covector) (eta: Covector) =
        Vectors.inner ((q :> IState<ParameterState>).PullBack xi) (metric.Apply q eta).Rate

    /// How well a discriminator points along the truth, by its definition.
    let truth
        (name: string)
        (measure: GeneratorLoss -> Metric<ParameterState> -> Network -> Density -> AdversarialStep -> CriticTruth)
        : Law =
        Law.forAll
            {
                Name = "critic-truth"
                Statement =
                    "The truth of a discriminator u against log r = log p - log q, q the law of an affine generator: the cosines between h'(u) "
                    + "grad u and h'(log r) grad log r over the generated points, and between their pull-backs in the metric of the parameters."
                Source = "HZ23-5"
                Judge =
                    Judge.Relative(
                        1e-8,
                        "cosines of sums of fewer than 100 terms, and systems whose condition number is below 1e5"
                    )
            }
            name
            seeds
            (fun seed ->
                let q = affine 2 2 (1 + seed)
                let phi = Seed.normals (Network.parameterCount network) (Seed.create (seed + 7))
                let p = Density.gaussian [| 0.5; -0.25 |] (array2D [ [ 1.0; 0.5 ]; [ 0.5; 2.0 ] ])

                match AffineGenerator.law q with
                | None -> []
                | Some law ->
                    let own = Density.ofMixture "q" law
                    let x = q.Nodes
                    let loss = GeneratorLoss.ofDivergence FDivergence.jsd
                    let metric: Metric<ParameterState> = Metric.kernelized (Kernel.gaussian 1.0) 0.5

                    let seen (u: float[]) (g: Points) =
                        Covector(
                            lazy (Array.map (fun v -> -(loss.Value v)) u),
                            lazy (Points.scaleRows (Array.map (fun v -> -(loss.Slope v)) u) g)
                        )

                    let xi =
                        seen
                            (Array.map2 (-) (p.LogValue x) (own.LogValue x))
                            (Points.combine 1.0 (p.Score x) -1.0 (own.Score x))

                    let u = Potential.ofNetwork network phi
                    let c = seen (u.Value x) (u.Gradient x)

                    let cosine inner =
                        inner xi c / sqrt (inner xi xi * inner c c)

                    let found =
                        measure
                            loss
                            metric
                            network
                            p
                            {
                                Index = 3
                                Time = 0.5
                                State = q
                                Discriminator = phi
                                Tau = 0.1
                                Memory = None
                            }

                    let onPoints (a: Covector) (b: Covector) =
                        Array.sum (Points.rowDots a.Gradient b.Gradient)

                    [
                        Equation.scalar "on points" 1.0 (defaultArg found.OnPoints nan) (cosine onPoints)
                        Equation.scalar
                            "on parameters"
                            1.0
                            (defaultArg found.OnParameters nan)
                            (cosine (pairing metric q))
                    ])
