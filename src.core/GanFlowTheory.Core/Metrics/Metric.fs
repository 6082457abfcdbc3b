namespace GanFlowTheory.Core

/// <summary>A potential moved by an Onsager operator: the coordinate rate K(q) c, and how it was solved for.</summary>
[<NoComparison; NoEquality>]
type Tangent =
    {
        /// K(q) c in the state's coordinates, length P. The flow follows its negative.
        Rate: float[]
        /// PullBack c, where the metric asked the state for it; None elsewhere.
        Pulled: float[] option
        /// The linear solve, where there was one.
        Solve: SolveReport option
    }

/// <summary>How a metric moves along log q, the first variation of E_q log q, on states that do not know log q: K log q
/// is a drift by parts, a diffusion, or both.</summary>
[<NoComparison; NoEquality>]
type LogDensityMotion<'q> =
    {
        /// What an integral by parts gives of K(q) log q, a coordinate rate of length P; None for nothing.
        Rate: ('q -> float[]) option
        /// <summary>&lt;log q, K log q>; None where it is not known.</summary>
        Square: ('q -> float) option
        /// D >= 0: what is left of K log q spreads q as -D div grad q does, so that the flow along -a log q adds
        /// sqrt(2 a D tau) u, u ~ N(0, I), to every node over a step tau.
        Diffusion: float
    }

/// <summary>
/// A metric by its Onsager operator K(q), the inverse of the metric tensor: it takes a potential to a coordinate rate,
/// is symmetric, &lt;xi, K eta&gt; = &lt;eta, K xi&gt;, and positive, &lt;xi, K xi&gt; >= 0. The gradient flow is dq/dt
/// = -K(q) xi.
/// </summary>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type Metric<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// K(q) c.
        Apply: 'q -> Covector -> Tangent
        /// K(q) log q where the state does not know log q; None where the metric needs log q itself.
        LogDensity: LogDensityMotion<'q> option
        /// <summary>The masses m, length P, where the metric is Euclidean in the coordinates of q: K(q) c is PullBack c
        /// / m, and d^2(a, b) = sum_p m_p (a_p - b_p)^2. None where it is not.</summary>
        Masses: 'q -> float[] option
    }

    /// Its name.
    override this.ToString() = this.Name

/// Combining metrics and taking their inner products.
[<RequireQualifiedAccess>]
module Metric =

    /// A metric of your own, from its Onsager operator in the coordinates of a state; it does not move along a log q
    /// that the state does not know.
    let create (name: string) (apply: 'q -> Covector -> float[]) : Metric<'q> =
        {
            Name = name
            Apply =
                fun q c ->
                    let rate = apply q c

                    if isNull (box rate) then
                        Guard.fail (nameof apply) (invariant $"metric '{name}' must give a rate, but gives null.")

                    {
                        Rate = rate
                        Pulled = None
                        Solve = None
                    }
            LogDensity = None
            Masses = fun _ -> None
        }

    /// A metric that moves nodes, from its velocities K(q) c there, n x d. The gradient of c is projected on what the nodes
    /// can do, and so are the velocities: on states whose nodes move together, too, the metric is as symmetric and as
    /// positive as K.
    let createTransport (name: string) (velocity: 'q -> Covector -> Points) : Metric<'q> when 'q :> ITransport =
        create name (fun (q: 'q) c ->
            let gradient = lazy (q.Projected c.Gradient)

            velocity q (Covector(lazy c.Values, gradient))
            |> Given.vectors (invariant $"metric '{name}'") gradient.Value
            |> q.OfVelocity)

    /// A metric that moves weights, from its growth rates K(q) c = d log w_i / dt, length n.
    let createReaction (name: string) (growth: 'q -> Covector -> float[]) : Metric<'q> when 'q :> IReaction =
        create name (fun (q: 'q) c ->
            q.OfGrowth(
                growth q c
                |> Given.numbers (invariant $"metric '{name}'") "node" c.Values.Length
            ))

    /// The metric that also moves along a log q that the state does not know, as given.
    let withLogDensity (motion: LogDensityMotion<'q>) (metric: Metric<'q>) : Metric<'q> =
        Guard.nonNegative (nameof motion.Diffusion) motion.Diffusion

        { metric with LogDensity = Some motion }

    /// K(q) c, refused in the metric's name where it has another length than the coordinates of q.
    let internal applied (metric: Metric<'q>) (q: 'q) (c: Covector) : Tangent when 'q :> IState<'q> =
        let tangent = metric.Apply q c

        Given.numbers (invariant $"metric '{metric.Name}'") "coordinate of the state" q.Coordinates.Length tangent.Rate
        |> ignore

        tangent

    /// The pairing of a potential with a coordinate rate: d/dt E_q c along the rate, c held fixed.
    let pairing (q: 'q) (c: Covector) (rate: float[]) : float when 'q :> IState<'q> = Vectors.inner (q.PullBack c) rate

    /// The pairing of a potential with its own tangent, <c, K c>.
    let internal square (q: 'q) (c: Covector) (tangent: Tangent) : float when 'q :> IState<'q> =
        match tangent.Pulled with
        | Some back -> Vectors.inner back tangent.Rate
        | None -> pairing q c tangent.Rate

    /// The inner product of potentials, <xi, K(q) eta>.
    let inner (metric: Metric<'q>) (q: 'q) (xi: Covector) (eta: Covector) : float when 'q :> IState<'q> =
        pairing q xi (applied metric q eta).Rate

    /// A cosine from the products <xi, K c>, <xi, K xi> and <c, K c>; none where a norm is 0.
    let internal cosine (product: float) (first: float) (second: float) : float option =
        if first > 0.0 && second > 0.0 then
            Some(product / sqrt (first * second))
        else
            None

    /// The K-correlation of potentials, <xi, K c> / sqrt(<xi, K xi> <c, K c>) in [-1, 1]: how well a critic's
    /// c points along the first variation xi at q. None where a norm is 0.
    let correlation (metric: Metric<'q>) (q: 'q) (xi: Covector) (c: Covector) : float option when 'q :> IState<'q> =
        let tangent = applied metric q c
        cosine (pairing q xi tangent.Rate) (inner metric q xi xi) (square q c tangent)

    /// a K, a >= 0.
    let scale (a: float) (metric: Metric<'q>) : Metric<'q> =
        Guard.nonNegative (nameof a) a

        {
            Name = invariant $"{a}*{metric.Name}"
            Apply =
                fun q c ->
                    let tangent = metric.Apply q c

                    { tangent with
                        Rate = Array.map (fun v -> a * v) tangent.Rate
                    }
            LogDensity =
                metric.LogDensity
                |> Option.map (fun motion ->
                    {
                        Rate = motion.Rate |> Option.map (fun rate -> rate >> Array.map (fun v -> a * v))
                        Square = motion.Square |> Option.map (fun square -> square >> (fun v -> a * v))
                        Diffusion = a * motion.Diffusion
                    })
            Masses =
                fun q ->
                    if a > 0.0 then
                        metric.Masses q |> Option.map (Array.map (fun m -> m / a))
                    else
                        None
        }

    let private sum (f: LogDensityMotion<'q>) (g: LogDensityMotion<'q>) : LogDensityMotion<'q> =
        {
            Rate =
                match f.Rate, g.Rate with
                | Some f, Some g -> Some(fun q -> Array.map2 (+) (f q) (g q))
                | f, g -> Option.orElse g f
            Square = Option.map2 (fun f g -> fun q -> f q + g q) f.Square g.Square
            Diffusion = f.Diffusion + g.Diffusion
        }

    /// K + L: Onsager operators add (Wasserstein-Fisher-Rao is such a sum).
    let add (k: Metric<'q>) (l: Metric<'q>) : Metric<'q> =
        {
            Name = invariant $"{k.Name} + {l.Name}"
            Apply =
                fun q c ->
                    let s, t = k.Apply q c, l.Apply q c

                    {
                        Rate = Array.map2 (+) s.Rate t.Rate
                        Pulled = s.Pulled |> Option.orElse t.Pulled
                        Solve = s.Solve |> Option.orElse t.Solve
                    }
            LogDensity = Option.map2 sum k.LogDensity l.LogDensity
            Masses = fun _ -> None
        }
