namespace GanFlowTheory.Laws

open System
open MathNet.Numerics.Distributions

/// <summary>How an equation is judged. A side that is not a number never passes.</summary>
[<RequireQualifiedAccess>]
type Judge =
    /// Left and right are equal to the bit.
    | Exact
    /// |left - right| &lt;= tolerance x scale; the reason says where the tolerance comes from.
    | Relative of tolerance: float * reason: string
    /// left &lt;= right + slack x scale; the reason says where the slack comes from.
    | AtMost of slack: float * reason: string
    /// |left - right| is within the normal quantile that a true law misses with probability falseAlarm, the scale being
    /// the standard error.
    | Statistical of falseAlarm: float

/// Judging equations.
[<RequireQualifiedAccess>]
module Judge =

    /// What the judge allows between the sides, for the given scale.
    let allowed (judge: Judge) (scale: float) : float =
        match judge with
        | Judge.Exact -> 0.0
        | Judge.Relative(tolerance, _) -> tolerance * scale
        | Judge.AtMost(slack, _) -> slack * scale
        | Judge.Statistical falseAlarm -> -Normal.InvCDF(0.0, 1.0, 0.5 * falseAlarm) * scale

    /// The judge in one sentence.
    let describe (judge: Judge) : string =
        match judge with
        | Judge.Exact -> "Equal to the bit."
        | Judge.Relative(tolerance, reason) -> $"Relative tolerance {tolerance}: {reason}."
        | Judge.AtMost(slack, reason) -> $"At most, with relative slack {slack}: {reason}."
        | Judge.Statistical falseAlarm -> $"Statistical: a true law fails with probability {falseAlarm} per comparison."

    let private sameBits (a: float) (b: float) =
        BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

    /// What is wrong with the equation, in one sentence with both sides, their difference and what is allowed; None
    /// where it holds.
    let objection (judge: Judge) (equation: Equation) : string option =
        let allowed = allowed judge equation.Scale

        let holds (left: float) (right: float) =
            match judge with
            | Judge.Exact -> sameBits left right
            | Judge.AtMost _ -> left <= right + allowed
            | Judge.Relative _
            | Judge.Statistical _ -> abs (left - right) <= allowed

        if equation.Left.Length <> equation.Right.Length then
            Some
                $"{equation.Case}: the left side has {equation.Left.Length} entries, the right {equation.Right.Length}."
        else
            match Array.tryFindIndex (fun (l, r) -> not (holds l r)) (Array.zip equation.Left equation.Right) with
            | None -> None
            | Some i ->
                let left, right = equation.Left[i], equation.Right[i]
                let place = if equation.Left.Length > 1 then $", entry {i}" else ""

                let relation =
                    match judge with
                    | Judge.AtMost _ -> "left must not exceed right"
                    | _ -> "left must equal right"

                Some
                    $"{equation.Case}{place}: left {left:R}, right {right:R}, difference {left - right:R}, \
                      allowed {allowed:R} ({relation})."
