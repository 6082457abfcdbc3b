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
        /// &lt;xi, K c> here.
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

/// How one step ended.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type StepResult =
    /// New coordinates, the length of the step taken, the length to try next, how many attempts were refused, and what
    /// an optimiser remembers.
    | Taken of coordinates: float[] * tau: float * next: float * refused: int * memory: OptimiserMemory option
    /// No acceptable step: the shortest length tried, and why in a sentence.
    | Refused of tau: float * reason: string
