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
        /// The steps with what was measured at each, in order of time; may be empty.
        Steps: StepRecord[]
        /// The convergence monitor of a flow of 1/2 MMD^2 on parameters (MN21-4), in order of time; empty for others.
        Convergence: ConvergencePoint[]
        /// The certificates of steps of a generator against a discriminator (HZ23-6), in order of steps; empty where none
        /// was asked for.
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
