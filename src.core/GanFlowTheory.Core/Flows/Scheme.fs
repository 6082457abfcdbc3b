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

/// Making schemes.
[<RequireQualifiedAccess>]
module Scheme =

    /// <summary>A scheme of your own without memory, of the given order >= 1, by one step of a length from a state; steps
    /// are tau > 0 long, and the last one as short as the time that is left.</summary>
    /// <exception cref="T:System.ArgumentException">The order is below 1, or tau is not positive and finite; at a step, a
    /// state of another number of coordinates.</exception>
    let create (name: string) (order: int) (tau: float) (step: float -> 'q -> 'q) : Scheme<'q> when 'q :> IState<'q> =
        Guard.atLeast (nameof order) 1 order
        Guard.positive (nameof tau) tau

        {
            Name = name
            Order = order
            FirstStep = fun _ -> tau
            Step =
                fun problem ->
                    let used = min tau problem.Limit
                    let moved = (step used problem.State).Coordinates

                    Guard.sameLength
                        (invariant $"the coordinates of scheme {name}")
                        problem.State.Coordinates.Length
                        moved.Length

                    StepResult.taken moved used tau
            Remembers = None
        }
