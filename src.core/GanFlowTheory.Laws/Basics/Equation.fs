namespace GanFlowTheory.Laws

/// <summary>One instance of a law as data: two sides that should agree (or compare), entry by entry.</summary>
[<NoComparison>]
type Equation =
    {
        /// What is compared, in words, such as "d/de F along the flow against -<xi, K xi>".
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

    /// Two matrices of equal size, entry by entry in the order of their rows.
    let internal matrix (case: string) (scale: float) (left: float[,]) (right: float[,]) : Equation =
        vector case scale (left |> Seq.cast<float> |> Array.ofSeq) (right |> Seq.cast<float> |> Array.ofSeq)

    /// A number that is 0, against a scale that rounding is relative to, whatever its sign.
    let internal vanishes (case: string) (scale: float) (value: float) : Equation = scalar case scale (abs value) 0.0

    /// A condition: violations, 0 where it holds and 1 where not, against 0 on the scale 0, which leaves no judge any
    /// room: a false condition passes none of them, whatever its tolerance.
    let condition (case: string) (holds: bool) : Equation =
        scalar case 0.0 (if holds then 0.0 else 1.0) 0.0
