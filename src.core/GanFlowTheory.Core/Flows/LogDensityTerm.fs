namespace GanFlowTheory.Core

/// How a flow moves from one state along the a log q that its critic leaves to the metric.
[<NoComparison; NoEquality>]
type internal LogDensityTerm<'q> =
    {
        /// a > 0.
        Coefficient: float
        /// The metric's.
        Motion: LogDensityMotion<'q>
        /// The change of coordinates by displacements of the nodes; Some where the motion diffuses.
        OfNoise: (Points -> float[]) option
    }

/// Moving along the log q that a critic leaves to the metric.
module internal LogDensityTerm =

    let private noiseOf (flow: Flow<'q>) (critic: Critic<'q>) (q: 'q) : Points -> float[] =
        if flow.Scheme.IsSome || not (Integrator.takesNoise flow.Integrator) then
            let kind = if flow.Scheme.IsSome then "scheme" else "integrator"

            Guard.fail
                "integrator"
                (invariant
                    $"{kind} {flow.Stepper} cannot step the noise by which metric {flow.Metric.Name} moves along \
                  the log q of critic {critic.Name}; take explicit Euler, such as euler:0.01.")

        let ofNoise =
            match box q with
            | :? ITransport as nodes -> nodes.OfNoise
            | _ -> None

        match ofNoise with
        | Some ofNoise -> ofNoise
        | None ->
            Guard.fail
                "critic"
                (invariant
                    $"critic {critic.Name} leaves log q to metric {flow.Metric.Name}, which moves along it by noise, and only \
                  particles take noise; on this state give a critic that knows log q, such as exact.")

    /// None where the critic leaves nothing to the metric, and where the targets of a regression see to it. A metric, an
    /// integrator or a state that cannot move along log q is an argument error.
    let from (flow: Flow<'q>) (critic: Critic<'q>) (q: 'q) : LogDensityTerm<'q> option =
        if critic.LogDensity = 0.0 || flow.Persistence.IsSome then
            None
        else
            match flow.Metric.LogDensity with
            | None ->
                Guard.fail
                    "metric"
                    (invariant
                        $"metric {flow.Metric.Name} needs the log q that critic {critic.Name} leaves to it; take a Stein \
                      metric or Wasserstein-2, or a critic that estimates log q, such as kde.")
            | Some motion ->
                Some
                    {
                        Coefficient = critic.LogDensity
                        Motion = motion
                        OfNoise =
                            if motion.Diffusion > 0.0 then
                                Some(noiseOf flow critic q)
                            else
                                None
                    }

    /// K c + a K log q, as far as it is a drift.
    let apply
        (metric: Metric<'q>)
        (term: LogDensityTerm<'q> option)
        (q: 'q)
        (c: Covector)
        : Tangent when 'q :> IState<'q> =
        let tangent = Metric.applied metric q c

        match term with
        | Some {
                   Coefficient = a
                   Motion = { Rate = Some rate }
               } ->
            { tangent with
                Rate = Array.map2 (fun v w -> v + a * w) tangent.Rate (rate q)
            }
        | _ -> tangent

    /// <summary>&lt;c + a log q, K (c + a log q)> from the drift K c + a K log q: by the symmetry of K its pairing with
    /// log q is &lt;c, K log q> + a &lt;log q, K log q>. None where the last is unknown, and under noise.</summary>
    let dissipation
        (term: LogDensityTerm<'q>)
        (q: 'q)
        (c: Covector)
        (drift: float[])
        : float option when 'q :> IState<'q> =
        let a = term.Coefficient

        match term.Motion.Square with
        | Some square when term.OfNoise.IsNone ->
            let cross =
                match term.Motion.Rate with
                | Some rate -> Metric.pairing q c (rate q)
                | None -> 0.0

            Some(Metric.pairing q c drift + a * (cross + a * square q))
        | _ -> None

    /// The coordinates after the noise of a step tau, sqrt(2 a D tau) u with u ~ N(0, I) for every node, from a split
    /// of its own of the step's seed.
    let diffuse
        (term: LogDensityTerm<'q>)
        (seed: Seed)
        (q: 'q)
        (tau: float)
        (coordinates: float[])
        : float[] when 'q :> IMeasure =
        match term.OfNoise with
        | Some ofNoise ->
            let u = Seed.gaussian q.Nodes.Count q.Nodes.Dimension (Seed.split "diffusion" seed)
            let size = sqrt (2.0 * term.Coefficient * term.Motion.Diffusion * tau)
            Array.map2 (+) coordinates (ofNoise (Points.scale size u))
        | None -> coordinates
