namespace GanFlowTheory.Core

/// How a run ended, for a reader at a glance.
[<RequireQualifiedAccess; Struct>]
type OutcomeKind =
    /// The run reached its goal.
    | Succeeded
    /// The run ended early for a reason that is no failure: cancelled, stalled, out of steps.
    | Stopped
    /// The run ended by failing: diverged, or a law was violated.
    | Failed

/// The quantities of the energy dissipation identity dF/dt = -<xi, K c> at one step, and what the critic says of
/// itself.
type DiagnosticsPoint =
    {
        /// Number of steps taken so far; 0 at the start.
        Step: int
        /// Flow time at this step.
        Time: float
        /// The functional F(q) at this step; None where it has no value.
        Functional: float option
        /// The dissipation <xi, K c> at this step, F per unit time; non-negative where the critic is positively
        /// correlated with the first variation; None where that is unknown.
        PredictedDissipation: float option
        /// <summary>&lt;c, K c> at this step, F per unit time: what the critic expects to be dissipated; None where it
        /// is not known.</summary>
        CriticDissipation: float option
        /// dF/dt measured over the step that led here, F per unit time; None at step 0.
        ObservedRate: float option
        /// What is left of the identity over the step that led here, relative to the predicted dissipation; None where
        /// it was not measured.
        IdentityResidual: float option
        /// The critic's own estimate of F(q); None where it has none.
        PlugIn: float option
        /// The held-out score of what the critic fitted, smaller is better; None where nothing was held out.
        HeldOutScore: float option
    }

/// Everything that the page about one run shows.
[<NoComparison>]
type RunReport =
    {
        /// Heading of the page.
        Title: string
        /// One sentence under it, for example the composed flow in words.
        Subtitle: string
        /// How the run ended, one sentence.
        Outcome: string
        /// The same at a glance.
        OutcomeKind: OutcomeKind
        /// Settings that rerun it: name and value.
        Settings: (string * string) list
        /// Key numbers, shown as tiles: name and value.
        Facts: (string * string) list
        /// The dissipation identity step by step, in order of time; may be empty.
        Series: DiagnosticsPoint[]
        /// The convergence monitor of a flow of 1/2 MMD^2 on parameters (MN21-4), in order of time; empty for others.
        Convergence: ConvergencePoint[]
        /// The certificates of steps of a generator against a discriminator (HZ23-6), in order of steps; empty where
        /// none was asked for.
        Certificates: GanStepPoint[]
        /// How well a trained critic points along the truth, in order of steps; empty where the truth is not known.
        Truth: CriticTruth[]
        /// Particles (n x d) at some times, in order of time; may be empty, one dimension d throughout.
        Snapshots: (float * Points) list
        /// Points of the target (m x d), where it has any.
        Target: Points option
        /// Names of the coordinates, at most d of them; unnamed coordinates are called x₁, x₂, ...
        CoordinateNames: string[]
        /// Sentences that a reader must not miss.
        Warnings: string list
    }
