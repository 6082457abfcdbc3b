namespace GanFlowTheory.Core

open System

/// <summary>What a source says of a number.</summary>
[<RequireQualifiedAccess>]
type PrintedValue =
    /// The number, and the unit of its last printed digit, above 0.
    | Number of value: float * unit: float
    /// It is at most the bound.
    | AtMost of bound: float
    /// It is at least the bound.
    | AtLeast of bound: float

/// <summary>Whether a value of ours is what a source says.</summary>
[<RequireQualifiedAccess>]
type FactVerdict =
    /// It is.
    | Reproduced
    /// It is not, by more than the error.
    | NotReproduced
    /// The error is too large to tell.
    | Undecided

/// <summary>A number that a source prints or bounds, beside ours.</summary>
[<NoComparison>]
type PrintedFact =
    {
        /// What the number is.
        What: string
        /// The source, by key and place.
        Source: string
        /// What the source says of it.
        Printed: PrintedValue
        /// Ours.
        Ours: float
        /// How far ours may be from what it stands for.
        Error: FactError
    }

/// Comparing numbers of ours with printed ones.
[<RequireQualifiedAccess>]
module PrintedFact =

    let private create what source (printed: PrintedValue) ours error : PrintedFact =
        {
            What = what
            Source = source
            Printed = printed
            Ours = ours
            Error = error
        }

    /// A fact of a number printed to a unit of its last digit.
    let number
        (what: string)
        (source: string)
        (value: float)
        (unit: float)
        (ours: float)
        (error: FactError)
        : PrintedFact =
        Guard.finite (nameof value) value
        Guard.positive (nameof unit) unit

        create what source (PrintedValue.Number(value, unit)) ours error

    /// A fact of a number that is at most a bound.
    let atMost (what: string) (source: string) (bound: float) (ours: float) (error: FactError) : PrintedFact =
        Guard.finite (nameof bound) bound

        create what source (PrintedValue.AtMost bound) ours error

    /// A fact of a number that is at least a bound.
    let atLeast (what: string) (source: string) (bound: float) (ours: float) (error: FactError) : PrintedFact =
        Guard.finite (nameof bound) bound

        create what source (PrintedValue.AtLeast bound) ours error

    // above = ours - bound is to be at most 0.
    let private belowZero (above: float) (margin: float) : FactVerdict =
        if above + margin <= 0.0 then FactVerdict.Reproduced
        elif above - margin > 0.0 then FactVerdict.NotReproduced
        else FactVerdict.Undecided

    /// <summary>The verdict, with the margin of three standard errors, or of the tolerance of a computation. A number is reproduced
    /// where |ours - printed| is at most the margin and half a unit of the last printed digit, and undecided in place of it where the
    /// margin is above two units, which agrees with too many other numbers. A bound is reproduced where ours keeps it by the margin, not
    /// reproduced where ours misses it by more, and undecided in between. What is not finite is not reproduced; an unknown error decides
    /// nothing.</summary>
    let verdict (fact: PrintedFact) : FactVerdict =
        let margin = FactError.margin fact.Error

        if not (Double.IsFinite fact.Ours) then
            FactVerdict.NotReproduced
        elif not (Double.IsFinite margin) then
            FactVerdict.Undecided
        else
            match fact.Printed with
            | PrintedValue.Number(value, unit) ->
                // Half a unit is no float, nor is the printed number: a billionth of a unit for their rounding.
                if abs (fact.Ours - value) > margin + 0.5 * unit * (1.0 + 1e-9) then
                    FactVerdict.NotReproduced
                elif margin > 2.0 * unit then
                    FactVerdict.Undecided
                else
                    FactVerdict.Reproduced
            | PrintedValue.AtMost bound -> belowZero (fact.Ours - bound) margin
            | PrintedValue.AtLeast bound -> belowZero (bound - fact.Ours) margin

    /// The verdict in words: reproduced, not reproduced or undecided.
    let word (fact: PrintedFact) : string =
        match verdict fact with
        | FactVerdict.Reproduced -> "reproduced"
        | FactVerdict.NotReproduced -> "not reproduced"
        | FactVerdict.Undecided -> "undecided"

    /// What the source says, such as 0.52 or at most 0.
    let printedText (fact: PrintedFact) : string =
        match fact.Printed with
        | PrintedValue.Number(value, unit) ->
            let digits = max 0 (int (Math.Round(-(Math.Log10 unit))))

            value.ToString(
                "F" + digits.ToString(Globalization.CultureInfo.InvariantCulture),
                Globalization.CultureInfo.InvariantCulture
            )
        | PrintedValue.AtMost bound -> invariant $"at most {bound:G7}"
        | PrintedValue.AtLeast bound -> invariant $"at least {bound:G7}"
