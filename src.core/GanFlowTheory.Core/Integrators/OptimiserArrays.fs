namespace GanFlowTheory.Core

open System

/// What an optimiser remembers as named arrays, so that a run can go on later: RULE/count and RULE/0, RULE/1, ...
module internal OptimiserArrays =

    /// The arrays of a memory; their names say whose memory it is.
    let toArrays (memory: OptimiserMemory) : NamedArray list =
        [
            NamedArray.vector (invariant $"{memory.Rule}/count") [| float memory.Count |]

            for at in 0 .. memory.Arrays.Length - 1 do
                NamedArray.vector (invariant $"{memory.Rule}/{at}") memory.Arrays[at]
        ]

    // A whole number that an int holds.
    let private isCount (value: float) =
        value >= 0.0 && value <= float Int32.MaxValue && Math.Floor value = value

    /// The memory of the arrays, or what is wrong with them in a sentence.
    let ofArrays (arrays: NamedArray list) : Result<OptimiserMemory, string> =
        let names = arrays |> List.map _.Name |> String.concat ", "

        let suffix = "/count"

        match arrays |> List.filter _.Name.EndsWith(suffix, StringComparison.Ordinal) with
        | [ { Name = name; Values = [| count |] } ] when isCount count ->
            let rule = name[.. name.Length - suffix.Length - 1]

            let kept =
                List.init (arrays.Length - 1) (fun at -> NamedArray.tryFind (invariant $"{rule}/{at}") arrays)

            if List.forall Option.isSome kept then
                Ok
                    {
                        Rule = rule
                        Count = int count
                        Arrays = kept |> List.map (fun array -> array.Value.Values) |> List.toArray
                    }
            else
                Error(
                    invariant
                        $"the arrays of an optimiser are RULE/count, RULE/0, RULE/1 and so on, but these are {names}."
                )
        | _ -> Error(invariant $"an optimiser has one RULE/count, a whole number of steps, but the arrays are {names}.")
