namespace GanFlowTheory.Laws

/// <summary>One instance of a law as data: two sides that should agree (or compare), entry by entry.</summary>
[<NoComparison>]
type Equation =
    {
        /// What is compared, in words, such as "d/de F along the flow against -&lt;xi, K xi>".
        Case: string
        /// The left side, of any length.
        Left: float[]
        /// The right side, as long as the left.
        Right: float[]
        /// The size that rounding is relative to, >= 0: of the terms that cancel, not of their difference.
        Scale: float
    }

/// Making equations.
[<RequireQualifiedAccess>]
module Equation =

    /// Two numbers, with the size that rounding is relative to.
    let scalar (case: string) (scale: float) (left: float) (right: float) : Equation =
        {
            Case = case
            Left = [| left |]
            Right = [| right |]
            Scale = scale
        }

    /// Two vectors of equal length, with the size that rounding of each entry is relative to.
    let vector (case: string) (scale: float) (left: float[]) (right: float[]) : Equation =
        {
            Case = case
            Left = left
            Right = right
            Scale = scale
        }

    /// A condition: 1 where it holds, against 1.
    let condition (case: string) (holds: bool) : Equation =
        scalar case 1.0 (if holds then 1.0 else 0.0) 1.0
