namespace GanFlowTheory.Core

/// <summary>The rows of a file in which a value is missing, told at its end with their number, where they are not left
/// out.</summary>
[<Sealed>]
type internal MissingValues(path: string, unit: string, missing: MissingRows) =
    let mutable first: (int * int * string) option = None
    let mutable rows = 0

    /// How many such rows there are so far.
    member _.Rows = rows

    /// A row with a missing value, by the first of them: its line or row and its column, from 1, and what is wrong there.
    member _.Add(line: int, column: int, fault: string) =
        if first.IsNone then
            first <- Some(line, column, fault)

        rows <- rows + 1

    /// Refuses what is missing, or that nothing is left of so many rows.
    member _.Check(total: int) : unit =
        match first, missing with
        | None, _ -> ()
        | Some(line, column, fault), MissingRows.Refuse ->
            let have =
                if total = 1 then "the only row has"
                elif rows = 1 then invariant $"1 of {total} rows has"
                else invariant $"{rows} of {total} rows have"

            raise (
                DataFormatException(
                    path,
                    unit,
                    Some line,
                    Some column,
                    invariant $"{fault}; {have} missing values, which can be left out (ReadOptions.Missing).",
                    null
                )
            )
        | Some _, MissingRows.Drop ->
            if rows = total then
                DataFormat.fail
                    path
                    (invariant
                        $"a value is missing in each of the {total} rows: none is left, unless other columns are chosen (ReadOptions.Columns).")
