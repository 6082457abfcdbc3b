namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>What a scheme knows of the flow where it steps from.</summary>
[<NoComparison; NoEquality>]
type SchemeProblem<'q> =
    {
        /// The state q.
        State: 'q
        /// The number of the step, 0 for the first.
        Index: int
        /// The seed of the step.
        Seed: Seed
        /// The velocity -K c at q, length P; the loop's own array, there already where the step is measured.
        Velocity: Lazy<float[]>
        /// What the scheme remembers of the steps before; None at the start.
        Memory: OptimiserMemory option
        /// The step length to try.
        Tau: float
        /// The longest step that may be taken: the time that is left.
        Limit: float
    }

/// <summary>A way of stepping that belongs to one kind of state, in place of an integrator: the alternating steps of a
/// game, a minimising movement, a finite-volume step.</summary>
[<NoComparison; NoEquality>]
type Scheme<'q> =
    {
        /// Name shown in reports, such as alternating:0.1.
        Name: string
        /// The order of its limit as steps shrink.
        Order: int
        /// The step length to try first from a state.
        FirstStep: 'q -> float
        /// One step: the new coordinates, or why there are none.
        Step: SchemeProblem<'q> -> StepResult
        /// The name of the rule that remembers, as its memory has it, and how many arrays as long as the coordinates;
        /// None for a scheme without memory.
        Remembers: struct (string * int) option
    }
