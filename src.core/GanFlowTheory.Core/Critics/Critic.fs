namespace GanFlowTheory.Core

/// <summary>What a critic saw at a state q.</summary>
[<NoComparison; NoEquality>]
type Sighting<'q> =
    {
        /// The estimate c of dF/dq, defined up to a constant.
        Potential: Potential
        /// The critic of the next step: the same one, or a warm start.
        Next: Critic<'q>
        /// The held-out score of the fit behind c, smaller is better; None where nothing was held out.
        HeldOutScore: float option
        /// The critic's own estimate of F(q); None where it has none.
        PlugIn: float option
    }

/// <summary>
/// A critic: what the flow sees in place of the first variation. It gives a potential c at q, for the functional where
/// there is one to ask, and the critic to use next (itself, or a warm start). Along dq/dt = -K c the functional changes
/// by -&lt;xi, K c&gt;: descent holds exactly when c is positively K-correlated with xi.
/// </summary>
and [<NoComparison; NoEquality>] Critic<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// What is seen of dF/dq at q: from the functional, None where the flow has no value and no first variation to
        /// ask for, and a seed, fresh at every step. None where the critic is the first variation itself.
        Estimate: (Functional<'q> option -> Seed -> 'q -> Sighting<'q>) option
    }

/// Critics.
[<RequireQualifiedAccess>]
module Critic =

    /// The first variation itself.
    let exact<'q> : Critic<'q> = { Name = "exact"; Estimate = None }

    /// A critic without memory from its estimate. A flow without a functional is refused with an argument error.
    let create (name: string) (estimate: Functional<'q> -> Seed -> 'q -> Potential) : Critic<'q> =
        let rec critic =
            {
                Name = name
                Estimate =
                    Some(fun functional seed q ->
                        match functional with
                        | Some functional ->
                            {
                                Potential = estimate functional seed q
                                Next = critic
                                HeldOutScore = None
                                PlugIn = None
                            }
                        | None ->
                            Guard.fail
                                (nameof functional)
                                $"critic {name} asks the functional, but this flow moves without one.")
            }

        critic
