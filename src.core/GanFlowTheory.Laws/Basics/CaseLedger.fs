namespace GanFlowTheory.Laws

open System.Text
open GanFlowTheory.Core

/// <summary>What one part found of the cases of a law.</summary>
type LawMarks =
    {
        /// The law's name and its instance.
        Law: string
        /// A mark for each case of the part, in the order in which cases are drawn: + where the law holds, 0 where the case has
        /// no equations, - where it breaks the law or raises.
        Marks: string
    }

/// What is found of a case.
[<RequireQualifiedAccess; Struct>]
type internal CaseMark =
    | Agrees
    | Nothing
    | Breaks

/// Marks as letters.
module internal CaseMark =

    let letter (mark: CaseMark) : char =
        match mark with
        | CaseMark.Agrees -> '+'
        | CaseMark.Nothing -> '0'
        | CaseMark.Breaks -> '-'

    let ofLetter (letter: char) : CaseMark voption =
        match letter with
        | '+' -> ValueSome CaseMark.Agrees
        | '0' -> ValueSome CaseMark.Nothing
        | '-' -> ValueSome CaseMark.Breaks
        | _ -> ValueNone

/// <summary>What is known of a law's cases before they are judged, and what is found of them. It is how
/// <c>Claim.runShard</c> and <c>Claim.join</c> run a law.</summary>
[<Sealed>]
type CaseLedger internal (known: int -> CaseMark voption, found: CaseMark -> unit) =

    /// Of the case that is drawn as number so many, from 0 on; none is known of a case that is to be judged.
    member internal _.Known(draw: int) : CaseMark voption = known draw

    /// Takes down what a case was found to be.
    member internal _.Found(mark: CaseMark) : unit = found mark

/// Ledgers.
module internal CaseLedger =

    /// <summary>One that judges the cases of a part, and writes their marks. How often cases without equations are replaced, and so
    /// which case is the last, hangs on all of them: a case of another part is taken to fare as the last own one did.</summary>
    let ofShard (shard: Shard) (marks: StringBuilder) : CaseLedger =
        let mutable last = CaseMark.Agrees

        CaseLedger(
            (fun draw -> if Shard.holds draw shard then ValueNone else ValueSome last),
            (fun mark ->
                last <- mark
                marks.Append(CaseMark.letter mark) |> ignore)
        )

    /// <summary>One that knows what parts found. What breaks the law is judged again, to be shrunk, and so is what no part
    /// judged.</summary>
    let ofMarks (parts: (Shard * string) list) : CaseLedger =
        let known draw =
            parts
            |> List.tryPick (fun (shard, marks) ->
                let place = draw / shard.Count

                if Shard.holds draw shard && place < marks.Length then
                    Some(CaseMark.ofLetter marks[place])
                else
                    None)
            |> Option.defaultValue ValueNone

        CaseLedger(
            (fun draw ->
                match known draw with
                | ValueSome CaseMark.Breaks -> ValueNone
                | other -> other),
            ignore
        )
