namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>A generator's step in a GAN beside the regression step of its flow, from the same parameters
/// (HZ23-6, YZL23-6).</summary>
[<NoComparison>]
type GanStepReport =
    {
        /// The change of the parameters by the GAN, length P.
        Gan: float[]
        /// The change of the parameters by the regression, length P.
        Regression: float[]
        /// The cosine of the angle between the two; None where one of them is 0.
        Cosine: float option
        /// |regression| / |GAN|; None where the GAN does not move.
        LengthRatio: float option
    }

/// <summary>The certificate of one step of a run (HZ23-6, YZL23-6).</summary>
type GanStepPoint =
    {
        /// The number of the step.
        Step: int
        /// The time at which it began.
        Time: float
        /// The cosine of the angle between the GAN's step and the regression's; None where one of them is 0.
        Cosine: float option
        /// |regression| / |GAN|; None where the GAN does not move.
        LengthRatio: float option
    }

/// <summary>
/// The generator's step of a GAN with the loss -E h(d(G(z))) against a discriminator D = sigmoid(d), given by its logit d,
/// and the potential through which a flow takes the same step: c = -h(d), whose ODE is dx/dt = h'(d) grad d(x) (YZL23-6).
/// The vanilla GAN is h = softplus; the ODE of HZ23-3, dx/dt = -1/2 grad log(1 - D)(x), is the loss of the Jensen-Shannon
/// divergence, GeneratorLoss.ofDivergence FDivergence.jsd (HZ23-6).
/// </summary>
[<RequireQualifiedAccess>]
module GanStep =

    let private checkLogit (logit: Network) (phi: float[]) (dimension: int) =
        if logit.OutputSize <> 1 then
            Guard.fail
                (nameof logit)
                (invariant $"logit must have one output, but network {logit.Name} has {logit.OutputSize}.")

        Guard.sameDimension "the generator's output" logit.InputSize dimension
        Guard.sameLength (nameof phi) (Network.parameterCount logit) phi.Length

    // A network without parameters does not look at them.
    let private fixedParameters (phi: float[]) =
        if phi.Length = 0 then
            Tensor.number 0.0
        else
            Tensor.constant [| phi.Length |] phi

    // The loss of theta, and its gradient, compiled once: programs through both networks, on the engine of the one whose
    // parameters move. The slopes h' at the logits come in between, since h is a function of numbers.
    let private lossFunctions
        (loss: GeneratorLoss)
        (logit: Network)
        (phi: float[])
        (q: ParameterState)
        : struct ((float[] -> float) * (float[] -> struct (float * float[]))) =
        let generator = q.Network
        checkLogit logit phi generator.OutputSize
        let theta = Tensor.input "theta" [| q.Parameters.Length |]
        let samples = q.Noise.Count
        let slopes = Tensor.input "slopes" [| samples; 1 |]

        let logits =
            Tensor.ofPoints q.Noise
            |> generator.Apply theta
            |> logit.Apply(fixedParameters phi)

        let forward = Engine.compile generator.Engine [ theta ] [ logits ]

        let backward =
            lazy
                (Engine.compile
                    generator.Engine
                    [ theta; slopes ]
                    (Differentiate.vectorJacobian [ logits, slopes ] [ theta ]))

        let logitsAt (parameters: float[]) = (forward.Evaluate [| parameters |])[0]
        let mean (d: float[]) = -(Array.averageBy loss.Value d)

        struct (logitsAt >> mean,
                fun parameters ->
                    let d = logitsAt parameters
                    let pulled = d |> Array.map (fun u -> -(loss.Slope u) / float samples)
                    struct (mean d, (backward.Value.Evaluate [| parameters; pulled |])[0]))

    /// <summary>The loss -E_z h(d(G_theta(z))), and its gradient in theta, length P, d held, by differentiation through
    /// d o G on the generator's engine, for a logit network d with parameters phi. For the vanilla loss it is E_z log(1 -
    /// D(G_theta(z))).</summary>
    let lossWithGradient
        (loss: GeneratorLoss)
        (logit: Network)
        (phi: float[])
        (q: ParameterState)
        : struct (float * float[]) =
        let struct (_, withGradient) = lossFunctions loss logit phi q
        withGradient q.Parameters

    /// The two steps side by side.
    let compare (gan: float[]) (regression: float[]) : GanStepReport =
        Guard.sameLength (nameof regression) gan.Length regression.Length
        let a, b = Vectors.norm gan, Vectors.norm regression

        {
            Gan = gan
            Regression = regression
            Cosine =
                if a > 0.0 && b > 0.0 then
                    // Of unit vectors, so that no product of small steps underflows.
                    Some(Vectors.inner (Array.map (fun u -> u / a) gan) (Array.map (fun v -> v / b) regression))
                else
                    None
            LengthRatio = if a > 0.0 then Some(b / a) else None
        }

    let private change (q: 'q) (result: StepResult) : float[] when 'q :> IState<'q> =
        match result with
        | StepResult.Taken taken -> Array.map2 (-) taken.Coordinates q.Coordinates
        | StepResult.Refused(_, reason) ->
            Guard.fail "integrator" (invariant $"the integrator takes no step from these parameters: {reason}.")

    // Both steps from q, with what an optimiser remembers there and the step length to try.
    let private certifyFrom
        (memory: OptimiserMemory option)
        (tau: float)
        (loss: GeneratorLoss)
        (persistence: Persistence)
        (integrator: Integrator)
        (logit: Network)
        (phi: float[])
        (q: ParameterState)
        : GanStepReport =
        let epsilon = persistence.Epsilon
        let struct (valueAt, withGradient) = lossFunctions loss logit phi q
        let parameters = q.Parameters

        let velocityAt coordinates =
            let struct (_, gradient) = withGradient coordinates
            gradient |> Array.map (fun g -> -epsilon * g)

        let velocity = velocityAt parameters

        let gan =
            {
                Coordinates = parameters
                Velocity = velocity
                Field = velocityAt
                Merit =
                    Some
                        {
                            Value = fun coordinates -> epsilon * valueAt coordinates
                            Current = epsilon * valueAt parameters
                            Dissipation = Vectors.squaredNorm velocity
                        }
                Memory = memory
            }

        let c =
            GeneratorLoss.potential loss (Potential.ofNetwork logit phi)
            |> Potential.at q.Nodes

        compare
            (change q (Integrator.step integrator gan tau infinity))
            (change q (Regression.step persistence Metric.euclidean integrator 0.0 c tau infinity memory q))

    /// <summary>The certificate of a persistent regression step (YZL23-6): from the parameters of q, the GAN's step
    /// against the logit network d with parameters phi, by the integrator along -epsilon times the gradient of the loss
    /// -E h(d(G(z))), beside the persistent step to the targets G(z) + epsilon h'(d) grad d. For one inner step the two
    /// are equal to rounding. HZ23-6 is the loss of the Jensen-Shannon divergence, the vanilla one with a factor
    /// 1/2.</summary>
    let certify
        (loss: GeneratorLoss)
        (persistence: Persistence)
        (integrator: Integrator)
        (logit: Network)
        (phi: float[])
        (q: ParameterState)
        : GanStepReport =
        certifyFrom None (Integrator.firstStep integrator) loss persistence integrator logit phi q

    // With epsilon = 1 a step along -epsilon times the gradient is the GAN's own.
    let private plain = Regression.persistence 1 1.0

    /// <summary>The certificate of a step of a run (YZL23-6), with the flow's own integrator, persistence and what its
    /// optimiser remembered: both steps from the same parameters along the same discriminator. Where the flow goes by
    /// plain steps, they are the GAN's and the two are equal to rounding; where it is persistent, the regression is its
    /// step.</summary>
    /// <param name="loss">The loss h whose potential -h(d) the flow follows.</param>
    /// <param name="flow">The flow of Euclidean parameters that the step is of.</param>
    /// <param name="logit">The discriminator's network, which gives log r = log D - log(1 - D).</param>
    /// <param name="step">The step.</param>
    /// <exception cref="T:System.ArgumentException">The network has more than one output, or dimensions or lengths
    /// differ.</exception>
    let certifyStep (loss: GeneratorLoss) (flow: Flow<'q>) (logit: Network) (step: AdversarialStep) : GanStepReport =
        let persistence = flow.Persistence |> Option.defaultValue plain
        certifyFrom step.Memory step.Tau loss persistence flow.Integrator logit step.Discriminator step.State

    /// <summary>The certificate of a step of a persistent flow of a functional (HZ23-6): the plain step of the parameters
    /// along epsilon E J^T v, with v = -K xi the velocity of the points in the metric of the targets, beside the
    /// regression step that the run takes from there. In Wasserstein-2 the plain step goes down the functional itself, a
    /// function of the parameters. For one inner step the two are equal to rounding.</summary>
    /// <param name="flow">The persistent flow of Euclidean parameters that the step is of, seen exactly.</param>
    /// <param name="step">The step that the run goes on from.</param>
    /// <exception cref="T:System.ArgumentException">The flow has no functional, is seen through a critic or with noise, or is
    /// not persistent.</exception>
    let certifyFlow (flow: Flow<'q>) (step: Step<'q>) : GanStepReport when 'q :> IState<'q> and 'q :> IParametric =
        match flow.Functional, flow.Persistence with
        | Some functional, Some persistence when flow.Critic.Estimate.IsNone && flow.Noise.IsNone ->
            let at = step.Continuation
            let q, epsilon = at.State, persistence.Epsilon
            let here = functional.Evaluate q

            let pulled (q: 'q) (c: Covector) =
                q.Pull(Points.scale epsilon (Regression.velocity persistence c q))

            let velocity = pulled q here.Variation

            let plain =
                {
                    Coordinates = q.Coordinates
                    Velocity = velocity
                    Field =
                        fun coordinates ->
                            let moved = q.At coordinates
                            pulled moved (functional.Evaluate moved).Variation
                    Merit =
                        // In another metric of the points J^T v is no gradient of F.
                        if persistence.Metric.IsNone then
                            Some
                                {
                                    Value = fun coordinates -> epsilon * functional.Value(q.At coordinates)
                                    Current = epsilon * here.Value
                                    Dissipation = Vectors.squaredNorm velocity
                                }
                        else
                            None
                    Memory = at.Memory
                }

            let regression =
                Regression.step
                    persistence
                    Metric.euclidean
                    flow.Integrator
                    0.0
                    here.Variation
                    at.Tau
                    infinity
                    at.Memory
                    q

            compare (change q (Integrator.step flow.Integrator plain at.Tau infinity)) (change q regression)
        | _ ->
            Guard.fail
                (nameof flow)
                (invariant
                    $"{Flow.describe flow} is not certified: it needs a functional seen exactly, without noise, and persistent regression.")

    /// The certificate without the steps themselves: what a series keeps, with the number of the step and the time at
    /// which it began.
    let point (index: int) (time: float) (report: GanStepReport) : GanStepPoint =
        {
            Step = index
            Time = time
            Cosine = report.Cosine
            LengthRatio = report.LengthRatio
        }

    /// The length ratio farthest from 1 by its logarithm; None where there are none.
    let worstRatio (ratios: float[]) : float option =
        if ratios.Length = 0 then
            None
        else
            Some(ratios |> Array.maxBy (fun ratio -> abs (log ratio)))
