namespace GanFlowTheory.Core

/// Whether the first row of a CSV file is a header: a row with one defective field among numbers is none, for a point
/// that is lost in silence is worse than a question.
module internal CsvHeader =

    /// <summary>Whether the row is a header. Without being told: it is where columns are chosen by name or each chosen field
    /// is a name, and it is not where each is a number, or missing where that is no fault; any other row is
    /// refused.</summary>
    let decide
        (path: string)
        (line: int)
        (separator: char)
        (options: ReadOptions)
        (isChosen: int -> bool)
        (texts: string[])
        : bool =
        let chosen = List.filter isChosen [ 0 .. texts.Length - 1 ]
        // A row that begins with an empty field is as likely the header of an index as a point with a gap.
        let hasIndex = texts.Length > 1 && texts[0] = ""

        let isValue (k: int) =
            CsvNumbers.isNumber options.DecimalComma texts[k]
            || (options.Missing = MissingRows.Drop && CsvNumbers.isMissing texts[k])

        match options.Header with
        | Some told -> told
        | None when Columns.hasNames options.Columns -> true
        | None when chosen |> List.forall (fun k -> CsvNumbers.isName texts[k]) -> true
        | None when hasIndex ->
            DataFormat.failField
                path
                line
                1
                (invariant
                    $"the field is empty, as the name of an index is: choose the other columns (ReadOptions.Columns 2-{texts.Length}), and say whether the row is a header (ReadOptions.Header).")
        | None ->
            match chosen |> List.tryFind (fun k -> not (isValue k)) with
            | None -> false
            | Some k ->
                let fault = CsvNumbers.fault options.DecimalComma separator texts[k]

                let missing =
                    if CsvNumbers.isMissing texts[k] then
                        "; rows with missing values can be left out (ReadOptions.Missing)"
                    else
                        ""

                let text = CsvNumbers.adviceOnText separator texts.Length texts[k]

                DataFormat.failField
                    path
                    line
                    (k + 1)
                    (invariant
                        $"{fault}{missing}{text}; if the row is a header, that must be said (ReadOptions.Header).")
