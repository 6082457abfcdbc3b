namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>A generator's step in a GAN beside the regression step of its ODE, from the same parameters
/// (HZ23-6).</summary>
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

/// <summary>The certificate of one step of a run (HZ23-6).</summary>
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
/// The generator's step of the vanilla GAN against a discriminator D = sigmoid(d), given by its logit d, and the critic
/// through which a flow takes the same step: c = 1/2 log(1 - D), whose ODE is dx/dt = -1/2 grad log(1 - D)(x) (HZ23-3).
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

    // The vanilla loss and its gradient as a function of theta, compiled once: one program through both networks, on the
    // engine of the one whose parameters move.
    let private lossFunction (logit: Network) (phi: float[]) (q: ParameterState) : float[] -> struct (float * float[]) =
        let generator = q.Network
        checkLogit logit phi generator.OutputSize
        let theta = Tensor.input "theta" [| q.Parameters.Length |]

        let loss =
            Tensor.ofPoints q.Noise
            |> generator.Apply theta
            |> logit.Apply(fixedParameters phi)
            |> Tensor.softplus
            |> Tensor.mean
            |> (~-)

        let program =
            Engine.compile generator.Engine [ theta ] [ loss; Differentiate.gradient loss theta ]

        fun parameters ->
            let result = program.Evaluate [| parameters |]
            struct (result[0][0], result[1])

    /// <summary>The vanilla loss E_z log(1 - D(G_theta(z))), and its gradient in theta, length P, by differentiation
    /// through D o G on the generator's engine, for a logit network with parameters phi.</summary>
    let lossWithGradient (logit: Network) (phi: float[]) (q: ParameterState) : struct (float * float[]) =
        lossFunction logit phi q q.Parameters

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

    let private change (q: ParameterState) (result: StepResult) : float[] =
        match result with
        | StepResult.Taken taken -> Array.map2 (-) taken.Coordinates q.Parameters
        | StepResult.Refused(_, reason) ->
            Guard.fail "integrator" (invariant $"the integrator takes no step from these parameters: {reason}.")

    // Both steps from q, with what an optimiser remembers there and the step length to try.
    let private certifyFrom
        (memory: OptimiserMemory option)
        (tau: float)
        (persistence: Persistence)
        (integrator: Integrator)
        (logit: Network)
        (phi: float[])
        (q: ParameterState)
        : GanStepReport =
        let half = 0.5 * persistence.Epsilon
        let lossAt = lossFunction logit phi q
        let parameters = q.Parameters

        let downhill (gradient: float[]) =
            gradient |> Array.map (fun g -> -half * g)

        let velocityAt coordinates =
            let struct (_, gradient) = lossAt coordinates
            downhill gradient

        let struct (loss, gradient) = lossAt parameters
        let velocity = downhill gradient

        let gan =
            {
                Coordinates = parameters
                Velocity = velocity
                Field = velocityAt
                Merit =
                    Some
                        {
                            Value =
                                fun coordinates ->
                                    let struct (loss, _) = lossAt coordinates
                                    half * loss
                            Current = half * loss
                            Dissipation = Vectors.squaredNorm velocity
                        }
                Memory = memory
            }

        let c =
            Potential.ofDiscriminator (Potential.ofNetwork logit phi)
            |> Potential.at q.Nodes

        compare
            (change q (Integrator.step integrator gan tau infinity))
            (change q (Regression.step persistence Metric.euclidean integrator c tau infinity memory q))

    /// <summary>The certificate of a persistent regression step (HZ23-6): from the parameters of q, the GAN's step
    /// against the logit network with parameters phi, by the integrator along -epsilon/2 times the gradient of E log(1
    /// - D(G(z))), beside the persistent step to the targets G(z) - epsilon/2 grad log(1 - D)(G(z)). For one inner step
    /// the two are equal to rounding.</summary>
    let certify
        (persistence: Persistence)
        (integrator: Integrator)
        (logit: Network)
        (phi: float[])
        (q: ParameterState)
        : GanStepReport =
        certifyFrom None (Integrator.firstStep integrator) persistence integrator logit phi q

    // With epsilon = 2 a step along -epsilon/2 grad E log(1 - D) is the vanilla GAN's own.
    let private vanilla = Regression.persistence 1 2.0

    /// <summary>The certificate of a step of a run (HZ23-6), with the flow's own integrator, persistence and what its
    /// optimiser remembered: both steps from the same parameters along the same discriminator. Where the flow goes by
    /// plain steps, they are the vanilla GAN's and the two are equal to rounding; where it is persistent, the
    /// regression is its step.</summary>
    /// <param name="flow">The flow of Euclidean parameters that the step is of.</param>
    /// <param name="logit">The discriminator's network, which gives log r = log D - log(1 - D).</param>
    /// <param name="step">The step.</param>
    /// <exception cref="T:System.ArgumentException">The network has more than one output, or dimensions or lengths
    /// differ.</exception>
    let certifyStep (flow: Flow<'q>) (logit: Network) (step: AdversarialStep) : GanStepReport =
        let persistence = flow.Persistence |> Option.defaultValue vanilla
        certifyFrom step.Memory step.Tau persistence flow.Integrator logit step.Discriminator step.State

    /// The certificate without the steps themselves: what a series keeps.
    let point (step: AdversarialStep) (report: GanStepReport) : GanStepPoint =
        {
            Step = step.Index
            Time = step.Time
            Cosine = report.Cosine
            LengthRatio = report.LengthRatio
        }

    /// The length ratio farthest from 1 by its logarithm; None where there are none.
    let worstRatio (ratios: float[]) : float option =
        if ratios.Length = 0 then
            None
        else
            Some(ratios |> Array.maxBy (fun ratio -> abs (log ratio)))
