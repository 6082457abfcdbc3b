namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// All samples of one size from a law on a few points, each with its probability.
[<RequireQualifiedAccess>]
module internal Samples =

    /// In every order.
    let ordered (law: Cloud) (size: int) : (Points * float) list =
        let rec indices (size: int) =
            if size = 0 then
                [ [], 1.0 ]
            else
                [
                    for rest, probability in indices (size - 1) do
                        for i in 0 .. law.Count - 1 do
                            if law.Weights[i] > 0.0 then
                                i :: rest, probability * law.Weights[i]
                ]

        indices size
        |> List.map (fun (chosen, probability) -> Points.select (List.toArray chosen) law.Points, probability)

    // size! / (c_1! c_2! ..) prod w_i^c_i over the counts that sum to the size.
    let rec private counts (weights: float list) (size: int) : (int list * float) list =
        match weights with
        | [] -> if size = 0 then [ [], 1.0 ] else []
        | weight :: rest ->
            [
                for count in 0..size do
                    let choices = MathNet.Numerics.SpecialFunctions.Binomial(size, count)
                    let own = if count = 0 then 1.0 else pown weight count

                    if own > 0.0 then
                        for others, probability in counts rest (size - count) ->
                            count :: others, choices * own * probability
            ]

    /// Whatever the order: for statistics that do not see it.
    let unordered (law: Cloud) (size: int) : (Points * float) list =
        counts (List.ofArray law.Weights) size
        |> List.map (fun (counts, probability) ->
            let chosen =
                counts
                |> List.indexed
                |> List.collect (fun (i, count) -> List.replicate count i)

            Points.select (List.toArray chosen) law.Points, probability)
