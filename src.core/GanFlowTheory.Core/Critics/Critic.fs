namespace GanFlowTheory.Core

/// <summary>
/// A critic: what the flow sees in place of the first variation. It gives a potential c for the functional at q and the
/// critic to use next (itself, or a warm start). Along dq/dt = -K c the functional changes by -&lt;xi, K c&gt;: descent
/// holds exactly when c is positively K-correlated with xi.
/// </summary>
[<NoComparison; NoEquality>]
type Critic<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// The estimate of dF/dq at q and the critic for the next step; None where the critic is the first variation.
        Estimate: (Functional<'q> -> Seed -> 'q -> Potential * Critic<'q>) option
    }

/// Critics.
[<RequireQualifiedAccess>]
module Critic =

    /// The first variation itself.
    let exact<'q> : Critic<'q> = { Name = "exact"; Estimate = None }

    /// A critic without memory from its estimate.
    let create (name: string) (estimate: Functional<'q> -> Seed -> 'q -> Potential) : Critic<'q> =
        let rec critic =
            {
                Name = name
                Estimate = Some(fun functional seed q -> estimate functional seed q, critic)
            }

        critic
