namespace GanFlowTheory.Core

open System
open System.Globalization

/// Whether the first row of a CSV file is a header: a row with one defective field among numbers is none, for a point
/// that is lost in silence is worse than a question.
module internal CsvHeader =

    // Invariant culture and no thousands separators: 1,5 is never 15.
    let tryNumber (text: ReadOnlySpan<char>) (value: byref<float>) =
        Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, &value)

    let private notFinite = [| "nan"; "inf"; "+inf"; "-inf" |]

    /// Whether the text is meant as a number, be it a finite one or not.
    let isNumber (text: string) =
        let mutable value = 0.0

        tryNumber (text.AsSpan()) &value
        || Array.exists (fun (s: string) -> s.Equals(text, StringComparison.OrdinalIgnoreCase)) notFinite

    // What programs write for a value that is missing, and for truth: words, but no names.
    let private values =
        [| "na"; "n/a"; "null"; "none"; "nil"; "missing"; "true"; "false" |]

    /// Whether the text is the name of a column: its first letter or digit is a letter, and it is no word for a value.
    let isName (text: string) =
        let word = text.Trim([| ' '; '\t'; '#'; '<'; '>' |])

        let isValue =
            values
            |> Array.exists (fun value -> value.Equals(word, StringComparison.OrdinalIgnoreCase))

        not (isNumber text || isValue)
        && (match Seq.tryFind (fun c -> Char.IsLetterOrDigit c || c = '_') text with
            | Some c -> not (Char.IsDigit c)
            | None -> false)

    /// The text as it may be shown: without what a terminal would obey, and not too long.
    let printable (text: string) =
        let clean = String.map (fun c -> if Char.IsControl c then '?' else c) text

        if clean.Length > 40 then
            clean.Substring(0, 40) + "..."
        else
            clean

    // Where decimals have a comma, the fields that fail hold one, or hold the end of one number and the begin of the next.
    let private isDecimalComma (separator: char) (text: string) =
        let isDigit at =
            at >= 0 && at < text.Length && Char.IsAsciiDigit text[at]

        if separator = ',' then
            (text.Contains ' ' || text.Contains '\t')
            && text.Split([| ' '; '\t' |], StringSplitOptions.RemoveEmptyEntries)
               |> Array.forall isNumber
        else
            let at = text.IndexOf ','

            isDigit (at + 1)
            && (at = 0 || isDigit (at - 1))
            && isNumber (text.Replace(',', '.'))

    /// What is wrong with a field that is no finite number, without the full stop.
    let fault (separator: char) (text: string) =
        let shown = printable text

        if text = "" then
            "the field is empty"
        elif isNumber text then
            invariant $"'{shown}' is not a finite number"
        elif isDecimalComma separator text then
            invariant $"'{shown}' is not a number: decimals must have a point"
        else
            invariant $"'{shown}' is not a number"

    /// <summary>Whether the row is a header. Without being told: it is where each chosen field is a name, and it is not
    /// where each is a number; any other row is refused.</summary>
    let decide
        (path: string)
        (line: int)
        (separator: char)
        (told: bool option)
        (isChosen: int -> bool)
        (texts: string[])
        : bool =
        let chosen = List.filter isChosen [ 0 .. texts.Length - 1 ]
        // A row that begins with an empty field is as likely the header of an index as a point with a gap.
        let hasIndex = texts.Length > 1 && texts[0] = ""

        match told with
        | Some told -> told
        | None when chosen |> List.forall (fun k -> isName texts[k]) -> true
        | None when hasIndex ->
            DataFormat.failField
                path
                line
                1
                "the field is empty, as the name of an index is: choose the other columns, and say whether the row is a header."
        | None ->
            match chosen |> List.tryFind (fun k -> not (isNumber texts[k])) with
            | None -> false
            | Some k when texts[k] = "" -> DataFormat.failField path line (k + 1) "the field is empty."
            | Some k ->
                DataFormat.failField
                    path
                    line
                    (k + 1)
                    (invariant $"{fault separator texts[k]}; if the row is a header, that must be said.")
