namespace GanFlowTheory.Core

/// <summary>What a critic saw at a state q.</summary>
[<NoComparison; NoEquality>]
type CriticReading<'q> =
    {
        /// The estimate c of dF/dq, defined up to a constant.
        Potential: Potential
        /// The critic of the next step: the same one, or a warm start.
        Next: Critic<'q>
        /// The held-out score of the fit behind c, smaller is better; None where nothing was held out.
        HeldOutScore: float option
        /// The critic's own estimate of F(q); None where it has none.
        PlugIn: float option
        /// c seen from the nodes of q itself, where the critic has it already; None where the potential is to be asked.
        Seen: Covector option
    }

/// <summary> A critic: what the flow sees in place of the first variation. It gives a potential c at q, for the
/// functional where there is one to ask, and the critic to use next (itself, or a warm start). Along dq/dt = -K c the
/// functional changes by -&lt;xi, K c&gt;: descent holds exactly when c is positively K-correlated with xi. A critic
/// may leave a log q, which particles do not know, to the metric: then the flow sees c + a log q.
/// </summary>
and [<NoComparison; NoEquality>] Critic<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// What is seen of dF/dq at q: from the functional, None where the flow has no value and no first variation to
        /// ask for, and a seed, fresh at every step. None where the critic is the first variation itself.
        Estimate: (Functional<'q> option -> Seed -> 'q -> CriticReading<'q>) option
        /// a >= 0: the multiple of log q that the estimate leaves to the metric (Metric.LogDensity); 0 for none.
        LogDensity: float
        /// What the critic remembers of earlier steps; None for critics without memory.
        Memory: CriticMemory<'q> option
    }

/// <summary>What a critic remembers, and how it is put back: a run that stops can go on later.</summary>
and [<NoComparison; NoEquality>] CriticMemory<'q> =
    {
        /// What is remembered, by name; empty before the first step.
        Arrays: unit -> NamedArray list
        /// The critic that remembers the arrays; arrays that it never gave are an argument error.
        Recall: NamedArray list -> Critic<'q>
        /// Gives the arrays away: the loop says so of earlier steps.
        Release: unit -> unit
    }

/// What critics saw.
[<RequireQualifiedAccess>]
module CriticReading =

    /// A potential alone, with nothing held out and no estimate of F(q), and the critic of the next step.
    let ofPotential (next: Critic<'q>) (potential: Potential) : CriticReading<'q> =
        {
            Potential = potential
            Next = next
            HeldOutScore = None
            PlugIn = None
            Seen = None
        }

    /// A potential of no numbers, by which a flow whose state is no longer finite ends as diverged.
    let internal nowhere: Potential =
        Potential.create (fun x -> Array.create x.Count nan) (fun x ->
            Points.wrap x.Count x.Dimension (Array.create (x.Count * x.Dimension) nan))

/// Critics.
[<RequireQualifiedAccess>]
module Critic =

    /// The first variation itself.
    let exact<'q> : Critic<'q> =
        {
            Name = "exact"
            Estimate = None
            LogDensity = 0.0
            Memory = None
        }

    /// A critic without memory from its estimate. A flow without a functional is refused with an argument error.
    let create (name: string) (estimate: Functional<'q> -> Seed -> 'q -> Potential) : Critic<'q> =
        let rec critic =
            {
                Name = name
                Estimate =
                    Some(fun functional seed q ->
                        match functional with
                        | Some functional -> CriticReading.ofPotential critic (estimate functional seed q)
                        | None ->
                            Guard.fail
                                (nameof functional)
                                (invariant $"critic {name} asks the functional, but this flow moves without one."))
                LogDensity = 0.0
                Memory = None
            }

        critic

    /// <summary>The critic with a log q beside what it sees, a >= 0: left to a metric that can move along it,
    /// Wasserstein-2 by noise and Stein by parts. It adds a E_q log q to what the flow lowers; the functional's own
    /// value and dissipation stay those of the functional alone.</summary>
    let rec withLogDensity (a: float) (critic: Critic<'q>) : Critic<'q> =
        Guard.nonNegative (nameof a) a

        { critic with
            LogDensity = a
            Estimate =
                critic.Estimate
                |> Option.map (fun estimate ->
                    fun functional seed q ->
                        let reading = estimate functional seed q

                        { reading with
                            Next = withLogDensity a reading.Next
                        })
            Memory =
                critic.Memory
                |> Option.map (fun memory ->
                    { memory with
                        Recall = memory.Recall >> withLogDensity a
                    })
        }

    /// <summary>KL(q||p) seen through the score of p alone: the potential -log p, with log q left to the metric. In a
    /// Stein metric the flow is Stein variational gradient descent (Liu and Wang 2016), in Wasserstein-2 the Langevin
    /// diffusion dx = grad log p dt + sqrt 2 dW. The normaliser of p does not matter.</summary>
    let score (p: Density) : Critic<'q> when 'q :> IMeasure =
        let potential =
            Potential.create (fun x -> p.LogValue x |> Array.map (fun v -> -v)) (fun x -> Points.scale -1.0 (p.Score x))

        let rec critic =
            {
                Name = "score"
                Estimate = Some(fun _ _ _ -> CriticReading.ofPotential critic potential)
                LogDensity = 1.0
                Memory = None
            }

        critic
