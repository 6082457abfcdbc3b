namespace GanFlowTheory.Core

/// <summary>All that a run needs to go on from one of its steps: continued from there with the same seed it gives the
/// same bits as if it had not stopped.</summary>
[<NoComparison; NoEquality>]
type Continuation<'q> =
    {
        /// The number of the step.
        Index: int
        /// The time.
        Time: float
        /// The state.
        State: 'q
        /// The critic that looks at the state, with what it remembers.
        Critic: Critic<'q>
        /// The step length to try.
        Tau: float
        /// What an optimiser remembers; None at the start and for other integrators.
        Memory: OptimiserMemory option
    }

/// <summary>What is kept of one step for good: its place and its measurements, without the state.</summary>
[<NoComparison>]
type StepRecord =
    {
        /// The steps taken so far; 0 at the start.
        Index: int
        /// The time of the flow there.
        Time: float
        /// What was measured there.
        Diagnostics: Diagnostics
    }

    /// The number, the time and, where they are known, the functional and its rate.
    override this.ToString() =
        let told (name: string) (value: float option) =
            match value with
            | Some value -> invariant $", {name} {value:G6}"
            | None -> ""

        let functional = told "functional" this.Diagnostics.Functional
        let dissipation = told "dissipation" this.Diagnostics.PredictedDissipation
        invariant $"step {this.Index}, time {this.Time}{functional}{dissipation}"

/// <summary>One step of a run: where it is and what was measured there.</summary>
[<NoComparison; NoEquality>]
type Step<'q> =
    {
        /// 0 at the start.
        Index: int
        /// The sum of the step lengths so far.
        Time: float
        /// The state.
        State: 'q
        /// The measurements; where none were taken, the step length, the time and the refusals alone.
        Diagnostics: Diagnostics
        /// Whether this step was measured: the first, the last, and every so many in between.
        Measured: bool
        /// How the run ended, at its last step.
        Outcome: Outcome option
        /// What a run needs to go on from here.
        Continuation: Continuation<'q>
    }

    /// What is kept of it for good.
    member step.Record: StepRecord =
        {
            Index = step.Index
            Time = step.Time
            Diagnostics = step.Diagnostics
        }
