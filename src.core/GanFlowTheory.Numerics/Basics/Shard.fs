namespace GanFlowTheory.Core

/// <summary>One of n parts of a list of work: the at-th, counted from 1. What is number k of the list, counted from 0, is in
/// part 1 + k mod n, so that each has its part, and neighbours have different ones.</summary>
[<Sealed>]
type Shard internal (at: int, count: int) =

    /// Which part, from 1 to Count.
    member _.At = at

    /// The number of parts, at least 1.
    member _.Count = count

    /// "at/count", as 2/4.
    override _.ToString() = invariant $"{at}/{count}"

/// Splitting work into parts.
[<RequireQualifiedAccess>]
module Shard =

    /// <summary>The at-th of some parts, 1 &lt;= at &lt;= count.</summary>
    /// <exception cref="T:System.ArgumentException">It is not so.</exception>
    let create (at: int) (count: int) : Shard =
        if at < 1 || count < at then
            Guard.fail (nameof at) (invariant $"at must be from 1 to the number of parts {count}, but is {at}.")

        Shard(at, count)

    /// The one part that is all.
    let whole: Shard = Shard(1, 1)

    /// <summary>A part by its spelling I/N, 1 &lt;= I &lt;= N.</summary>
    /// <exception cref="T:System.ArgumentException">The text is none.</exception>
    let parse (text: string) : Shard =
        match text.Split '/' |> Array.map Numeral.whole with
        | [| Some at; Some count |] when 1 <= at && at <= count -> Shard(at, count)
        | _ -> Guard.fail "shard" $"shard must be I/N with 1 <= I <= N, such as 2/4, but is '{text}'."

    /// <summary>Whether what has this number, counted from 0, is in the part.</summary>
    /// <exception cref="T:System.ArgumentException">The number is negative.</exception>
    let holds (index: int) (shard: Shard) : bool =
        Guard.atLeast (nameof index) 0 index
        index % shard.Count = shard.At - 1

    /// What of a list is in the part, in the list's order.
    let part (items: 'a list) (shard: Shard) : 'a list =
        items
        |> List.indexed
        |> List.filter (fun (k, _) -> holds k shard)
        |> List.map snd
