namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>The laws of an instance of your own, ready to run:
/// <c>Laws.functional mine |> Law.check</c>.</summary>
[<RequireQualifiedAccess>]
module Laws =

    /// <summary>The laws of a functional in R^d: its first variation against moving nodes and moving weights, Evaluate
    /// against its parts, and the dissipation identity in the Wasserstein-2 and Fisher-Rao metrics.</summary>
    let functionalIn (dimension: int) (functional: Functional<IMeasure>) : Law list =
        let scenes = Scenes.inDimension dimension
        let make (_: IMeasure) = functional

        let transport =
            Metric.create "wasserstein" (fun (q: Particles) c -> (q :> ITransport).OfVelocity c.Gradient)

        FunctionalLaws.all scenes functional.Name make
        @ [
            FlowLaws.dissipation scenes StateKind.particles functional.Name make transport
            FlowLaws.dissipation scenes StateKind.weightedParticles functional.Name make Metric.fisherRao
        ]

    /// The laws of a functional, on measures in the plane.
    let functional (functional: Functional<IMeasure>) : Law list = functionalIn 2 functional

    /// The laws of a functional on Gaussian states in R^d, d = 1 or 2: its first variation, pulled back to mean and
    /// factor, against differences, and Evaluate against its parts. The states are near N(0, I) and on fine rules,
    /// where quadratures of smooth functions of the density are accurate to rounding.
    let functionalOnGaussians (dimension: int) (functional: Functional<GaussianState>) : Law list =
        if dimension < 1 || dimension > 2 then
            invalidArg (nameof dimension) $"dimension must be 1 or 2, but is {dimension}."

        StateLaws.all (Scenes.inDimension dimension) StateKind.mildGaussians functional.Name (fun _ -> functional)

    /// The laws of a functional on quantile states: its first variation, pulled back to the quantiles, against
    /// differences, and Evaluate against its parts.
    let functionalOnQuantiles (functional: Functional<QuantileState>) : Law list =
        StateLaws.all (Scenes.inDimension 1) StateKind.quantiles functional.Name (fun _ -> functional)

    let private metricOn kind dimension (metric: Metric<'q>) : Law list when 'q :> IState<'q> =
        let scenes = Scenes.inDimension dimension

        MetricLaws.all scenes kind metric
        @ [
            FlowLaws.dissipation
                scenes
                kind
                "1/2 MMD^2[gaussian:1]"
                (fun p -> Functional.mmd (Kernel.gaussian 1.0) p)
                metric
        ]

    /// The laws of a metric on particles in R^d: symmetry, positivity, linearity, and the dissipation identity for 1/2
    /// MMD^2.
    let metricIn (dimension: int) (metric: Metric<Particles>) : Law list =
        metricOn StateKind.particles dimension metric

    /// The laws of a metric on particles, in the plane.
    let metric (metric: Metric<Particles>) : Law list = metricIn 2 metric

    /// The laws of a metric on particles whose weights move, in R^d.
    let weightedMetricIn (dimension: int) (metric: Metric<WeightedParticles>) : Law list =
        metricOn StateKind.weightedParticles dimension metric

    /// The laws of a metric on particles whose weights move, in the plane.
    let weightedMetric (metric: Metric<WeightedParticles>) : Law list = weightedMetricIn 2 metric

    /// The laws of a kernel in R^d: symmetry, positive semidefiniteness, its derivatives and its invariances, and those of
    /// its tensor expressions where it has them.
    let kernelIn (dimension: int) (kernel: Kernel) : Law list =
        let scenes = Scenes.inDimension dimension
        KernelLaws.all scenes kernel @ KernelTensorLaws.all scenes kernel

    /// The laws of a kernel, in any dimension, with those of its tensor expressions where it has them, and of the sums that
    /// it carries.
    let kernel (kernel: Kernel) : Law list =
        KernelLaws.all Scenes.any kernel
        @ KernelTensorLaws.all Scenes.any kernel
        @ EngineLaws.all kernel.Sums kernel

    /// The laws of an integrator: its declared order, and descent where its control promises that; of an optimiser, the
    /// laws of optimisers.
    let integrator (integrator: Integrator) : Law list =
        match integrator.Control with
        | StepControl.Optimised optimiser -> OptimiserLaws.all optimiser
        | _ -> IntegratorLaws.all integrator

    /// The laws of an estimator of MMD^2 that claims to be unbiased for samples of at least the given size: on two of one
    /// size, and on two of different sizes, unless it refuses these with an argument error.
    let unbiasedEstimator (name: string) (least: int) (estimator: Kernel -> Points -> Points -> Estimate) : Law list =
        [
            EstimatorLaws.unbiased true name least estimator
            EstimatorLaws.unbiasedOrRefused $"{name} at different sizes" least estimator
        ]

    /// <summary>The laws of an estimator of MMD^2 of your own, by all samples of finite laws: it does not depend on the order of
    /// its samples, its mean is MMD^2, and where it has a variance the mean of that is its variance, exactly: neither too small
    /// nor too large.</summary>
    let sampleEstimator (estimator: SampleEstimator) : Law list = SampleLaws.all estimator

    /// <summary>The law of a two-sample test of your own, by all samples of finite laws: P(p &lt;= a) &lt;= a for every a where
    /// both samples are of one law.</summary>
    let sampleTest (test: SampleTest) : Law list = [ SampleLaws.level test ]

    /// <summary>The law that an estimator of MMD, not of its square, from n and m points, 1 to 6, is biased, as every one is
    /// (BSAG18-10): it finds a law where the mean over all samples is not MMD.</summary>
    let ipmEstimator (n: int) (m: int) (estimator: SampleEstimator) : Law list = [ IpmLaws.biased n m estimator ]

    /// The laws of an f-divergence: its members belong to one f, for |log r| up to 300 (YZL23-1), and so does its
    /// pressure where it has one, down to 1e-300, where it is also what the other members give by quadrature.
    let divergence (f: FDivergence) : Law list =
        [
            DivergenceLaws.members f
            if f.Pressure.IsSome then
                DivergenceLaws.pressure f
                DivergenceLaws.recordedPressure f
        ]

    /// The law of a generator loss: h' is the derivative of h, for |log r| up to 300 (YZL23-1).
    let loss (loss: GeneratorLoss) : Law list = [ DivergenceLaws.loss loss ]

    /// The laws of a game, from states near the start: its coordinates pushed by a sixteenth of the largest of them.
    /// Each player's functional changes at minus its own dissipation plus what the others' motion adds (T21).
    let game (game: Game<'q>) (start: 'q) : Law list when 'q :> IState<'q> =
        GameLaws.all Scenes.any (GameKind.near game.Name game start)

    /// The laws of a critic on states of one kind in R^d, given the functional that it may ask: the gradient of its
    /// potential is the derivative of its value, and in Wasserstein-2 and Stein metrics flows of 1/2 MMD^2 seen through
    /// it change the functional at the rate that they report, minus the pairing of dF/dq with K c. No law demands that a
    /// critic is right.
    let criticOn
        (kind: StateKind<'q>)
        (dimension: int)
        (name: string)
        (critic: Functional<IMeasure> -> Critic<'q>)
        : Law list when 'q :> IState<'q> and 'q :> ITransport =
        let scenes = Scenes.inDimension dimension

        let asked (scene: Scene) =
            Functional.mmd (Kernel.gaussian 1.0) scene.P.Measure

        let mmd (scene: Scene) = Functional.ofMeasure (asked scene)

        [
            CriticLaws.gradient scenes kind name mmd (asked >> critic)
            for metric in [ Metric.wasserstein; Metric.stein (Kernel.gaussian 1.0) ] do
                CriticLaws.dissipation scenes kind $"1/2 MMD^2[gaussian:1] seen by {name}" mmd (asked >> critic) metric
        ]

    /// The laws of a critic on particles, in the plane.
    let critic (critic: Critic<Particles>) : Law list =
        criticOn StateKind.particles 2 critic.Name (fun _ -> critic)

    /// The laws of an estimator of density ratios at fixed settings, in up to three dimensions: its gradient is the
    /// derivative of its value, the same seed gives the same fit, where p = q its held-out score is no better than a
    /// coin's, and the fits behind the score have not seen the points that they are scored on.
    let ratioEstimator (estimator: RatioEstimator) : Law list =
        RatioLaws.all estimator.Name estimator
        @ [ RatioFoldLaws.folds estimator.Name estimator ]

    /// The laws of a classification loss: log r is where its slopes balance and where it is least (YZL23-4).
    let classificationLoss (loss: ClassificationLoss) : Law list =
        [ DiscriminatorLaws.stationary loss; DiscriminatorLaws.optimum loss ]

    /// <summary>The laws of a loss between critic networks and generators: it is zero-sum exactly where it says so, a critic's step goes
    /// along the gradient of what it lowers, and what a generator sees is the derivative of what it lowers, unless it is declared
    /// detached; one that takes batches of one point is a function of measures (BSAG18-9). They are run on smooth networks of as
    /// many outputs as the loss wants, or three, which have no ties.</summary>
    let adversarialLoss (loss: AdversarialLoss) : Law list =
        AdversarialLaws.all (CriticScenes.perceptron loss) loss

    /// <summary>The law of a loss that is an integral probability metric, or the square of one, as a function of measures: the
    /// gradient of what its generator sees is minus the constant times that of its witness; 1 for E_p f - E_q f, 2 for MMD^2
    /// (BSAG18-9).</summary>
    let adversarialWitness (constant: float) (loss: AdversarialLoss) : Law list =
        [ AdversarialLaws.witness (CriticScenes.perceptron loss) constant loss ]

    /// <summary>The laws of a penalty of critic networks: on the losses of MMD, of the Wasserstein and of the Cramer GAN a critic's
    /// step goes along the gradient of the loss with the penalty on top, nothing that depends on the parameters left out
    /// (BSAG18-9).</summary>
    let criticPenalty (penalty: CriticPenalty) : Law list =
        [
            for loss in
                [
                    AdversarialLoss.mmd (Kernel.gaussian 1.0)
                    AdversarialLoss.wgan
                    AdversarialLoss.cramer
                ] do
                AdversarialLaws.step $"{loss.Name} with {penalty.Name}" (CriticScenes.perceptron loss) loss [ penalty ]
        ]

    /// <summary>The laws of options of a critic, on their own network and in its dimension: those of their loss, of a step with
    /// their penalties, and that training is playing, to the bit, with their optimiser and batch (T21-0).</summary>
    let criticOptions (options: CriticOptions) : Law list =
        let samples = CriticScenes.samplesIn options.Network.InputSize
        let network _ = options.Network
        let name = $"{options.Loss.Name} on {options.Network.Name}"

        [
            AdversarialLaws.zeroSumOn samples network options.Loss
            AdversarialLaws.stepBy Critic.adversarial samples name network options.Loss options.Penalties
            AdversarialLaws.generatorBy Critic.adversarial samples name network options.Loss
            AdversarialGameLaws.ofOptions options
        ]

    /// The laws of a target: its score is the gradient of its log-density, on the line and in the plane the density
    /// integrates to 1, and the sampler draws from it.
    let target (target: Target) : Law list = TargetLaws.all target

    /// The law of a chart: its pull-back is the adjoint of its derivative.
    let chart (kind: StateKind<'q>) : Law list when 'q :> IState<'q> = [ MetricLaws.chart Scenes.any kind ]
