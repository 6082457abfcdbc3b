namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>A kind of number, as texts are asked for it.</summary>
[<NoComparison; NoEquality>]
type internal NumberKind<'v> =
    {
        /// What is asked for, such as "a positive number".
        Words: string
        /// The number of a text; None for any other text.
        Read: string -> 'v option
    }

/// The one reader of numbers: invariant culture, and blanks around them do not count.
[<RequireQualifiedAccess>]
module Numeral =

    /// A decimal number, also one beyond all floats: digits, a point, signs and an exponent, but no word.
    let internal decimal (text: string) : float option =
        let readable =
            text |> Seq.forall (fun c -> not (Char.IsLetter c) || c = 'e' || c = 'E')

        match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, value when readable && not (Double.IsNaN value) -> Some value
        | _ -> None

    /// A finite number; None for any other text.
    let finite (text: string) : float option =
        decimal text |> Option.filter Double.IsFinite

    /// A whole number; None for any other text.
    let whole (text: string) : int option =
        match Int32.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture) with
        | true, value -> Some value
        | _ -> None

    let private finiteWhere words condition =
        {
            Words = words
            Read = finite >> Option.filter condition
        }

    let internal anyFinite: NumberKind<float> =
        finiteWhere "a finite number" (fun _ -> true)

    let internal positive: NumberKind<float> =
        finiteWhere "a positive number" (fun v -> v > 0.0)

    let internal nonNegative: NumberKind<float> =
        finiteWhere "a non-negative number" (fun v -> v >= 0.0)

    let internal wholeFrom (least: int) : NumberKind<int> =
        {
            Words = invariant $"a whole number of at least {least}"
            Read = whole >> Option.filter (fun v -> v >= least)
        }
