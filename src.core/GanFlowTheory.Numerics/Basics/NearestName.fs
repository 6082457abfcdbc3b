namespace GanFlowTheory.Core

open System

/// Suggesting the known name that was probably meant.
[<RequireQualifiedAccess>]
module NearestName =

    /// The Damerau-Levenshtein distance: the least number of insertions, deletions, substitutions and swaps of two
    /// neighbours that turn a into b, ignoring case.
    let distance (a: string) (b: string) : int =
        let a, b = a.ToLowerInvariant(), b.ToLowerInvariant()
        // cost[i + 1, j + 1] turns the first i letters of a into the first j of b; row and column 0 are a border that
        // no minimum chooses.
        let border = a.Length + b.Length
        let cost = Array2D.create (a.Length + 2) (b.Length + 2) border

        for i in 0 .. a.Length do
            cost[i + 1, 1] <- i

        for j in 0 .. b.Length do
            cost[1, j + 1] <- j

        let rowOf = Collections.Generic.Dictionary<char, int>()

        for i in 1 .. a.Length do
            let mutable matched = 0

            for j in 1 .. b.Length do
                // The last row whose letter is b[j - 1], and the last column whose letter is a[i - 1]: between them a
                // swap may have happened, with everything in between deleted or inserted.
                let row =
                    match rowOf.TryGetValue b[j - 1] with
                    | true, found -> found
                    | _ -> 0

                let swap = cost[row, matched] + (i - row - 1) + 1 + (j - matched - 1)
                let same = a[i - 1] = b[j - 1]
                let substitute = cost[i, j] + (if same then 0 else 1)
                let insertOrDelete = 1 + min cost[i + 1, j] cost[i, j + 1]
                cost[i + 1, j + 1] <- min (min substitute insertOrDelete) swap

                if same then
                    matched <- j

            rowOf[a[i - 1]] <- i

        cost[a.Length + 1, b.Length + 1]

    /// The known name nearest to the given one, the first of those at equal distance; known must not be empty.
    let find (name: string) (known: string list) : string =
        if known.IsEmpty then
            Guard.fail (nameof known) "known must not be empty: there is no name to suggest."

        known |> List.minBy (distance name)

    /// The sentence "unknown kind 'name'; did you mean 'nearest'? known: ...", without the question when more than
    /// half of the letters would have to change.
    let unknown (kind: string) (name: string) (known: string list) : string =
        let nearest = find name known
        let everything = String.Join(", ", known)

        if 2 * distance name nearest <= max name.Length nearest.Length then
            invariant $"unknown {kind} '{name}'; did you mean '{nearest}'? known: {everything}"
        else
            invariant $"unknown {kind} '{name}'; known: {everything}"
