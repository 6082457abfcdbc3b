namespace GanFlowTheory.Core

open System

/// Rows of a law that inner steps draw from.
[<Sealed>]
type internal DrawnRows(points: Points, weights: float[], kept: int[]) =

    let d = points.Dimension
    let data = points.Data
    let total = kept |> Array.sumBy (fun i -> weights[i])

    // Cumulative weights, to draw by; not needed where all are equal.
    let cumulative =
        if kept |> Array.forall (fun i -> weights[i] = weights[kept[0]]) then
            None
        else
            Some(kept |> Array.scan (fun sum i -> sum + weights[i]) 0.0 |> Array.tail)

    let copy (i: int) (into: float[]) (row: int) =
        for k in 0 .. d - 1 do
            into[row * d + k] <- data[k * points.Count + i]

    let weighted = kept |> Array.sumBy (fun i -> if weights[i] > 0.0 then 1 else 0)

    member _.Count = kept.Length

    /// The rows that have weight.
    member _.Weighted = weighted

    /// All rows with their weights.
    member _.All(into: float[], first: int, w: float[]) =
        for r in 0 .. kept.Length - 1 do
            copy kept[r] into (first + r)
            w[r] <- weights[kept[r]] / total

    /// As many rows as w is long, drawn by weight.
    member _.Draw(random: Random, into: float[], first: int, w: float[]) =
        for r in 0 .. w.Length - 1 do
            let at =
                match cumulative with
                | None -> random.Next kept.Length
                | Some cumulative ->
                    let found = Array.BinarySearch(cumulative, random.NextDouble() * total)
                    min (kept.Length - 1) (if found >= 0 then found + 1 else ~~~found)

            copy kept[at] into (first + r)
            w[r] <- 1.0 / float w.Length
