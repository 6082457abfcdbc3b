namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

/// What backtracking needs to know of the functional that a step is to lower.
[<NoComparison; NoEquality>]
type Merit =
    {
        /// The functional at other coordinates.
        Value: float[] -> float
        /// The functional here.
        Current: float
        /// <summary>&lt;xi, K c> here.</summary>
        Dissipation: float
    }

/// What an integrator needs to know of the flow at the current coordinates.
[<NoComparison; NoEquality>]
type StepProblem =
    {
        /// The current coordinates.
        Coordinates: float[]
        /// The velocity there, -K c.
        Velocity: float[]
        /// The velocity at other coordinates.
        Field: float[] -> float[]
        /// The functional, where it has a value; descent needs it.
        Merit: Merit option
        /// What an optimiser remembers of the steps before; None at the start.
        Memory: OptimiserMemory option
    }

/// A step that was taken.
[<NoComparison; NoEquality>]
type StepTaken =
    {
        /// The new coordinates.
        Coordinates: float[]
        /// The length of the step.
        Length: float
        /// The length to try next.
        Next: float
        /// The attempts refused on the way.
        Refused: int
        /// What an optimiser remembers.
        Memory: OptimiserMemory option
        /// How the equations of the step were solved, where it had any.
        Solve: SolveReport option
    }

/// How one step ended.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type StepResult =
    /// A step was taken.
    | Taken of StepTaken
    /// No acceptable step: the shortest length tried, and why in a sentence.
    | Refused of tau: float * reason: string

/// Making results of steps.
[<RequireQualifiedAccess>]
module StepResult =

    /// A step of the given length to new coordinates, the same length to be tried next, nothing refused, remembered or
    /// solved.
    let taken (coordinates: float[]) (length: float) (next: float) : StepResult =
        StepResult.Taken
            {
                Coordinates = coordinates
                Length = length
                Next = next
                Refused = 0
                Memory = None
                Solve = None
            }
