namespace GanFlowTheory.Core

open System
open System.Globalization

/// The numbers of a CSV file, and what stands in their place.
module internal CsvNumbers =

    // Without thousands separators: 1,5 is never 15.
    let private withComma =
        let format = NumberFormatInfo.InvariantInfo.Clone() :?> NumberFormatInfo
        format.NumberDecimalSeparator <- ","
        NumberFormatInfo.ReadOnly format

    /// The number of a text whose decimals have a point, or a comma.
    let tryNumber (decimalComma: bool) (text: ReadOnlySpan<char>) (value: byref<float>) =
        let format =
            if decimalComma then
                withComma
            else
                NumberFormatInfo.InvariantInfo

        Double.TryParse(text, NumberStyles.Float, format, &value)

    let private isOneOf (words: string[]) (text: string) =
        words
        |> Array.exists (fun word -> word.Equals(text, StringComparison.OrdinalIgnoreCase))

    let private notFinite = [| "nan"; "inf"; "+inf"; "-inf" |]

    /// Whether the text is meant as a number, be it a finite one or not.
    let isNumber (decimalComma: bool) (text: string) =
        let mutable value = 0.0
        tryNumber decimalComma (text.AsSpan()) &value || isOneOf notFinite text

    // What programs write for a value that is missing.
    let private missing =
        [|
            ""
            "na"
            "n/a"
            "#n/a"
            "nan"
            "-nan"
            "null"
            "none"
            "nil"
            "missing"
            "?"
            "."
        |]

    /// Whether the text stands for a value that is missing.
    let isMissing (text: string) = isOneOf missing text

    /// Whether the text is a word for a value, missing or of truth: a word, but no name.
    let isWord (text: string) =
        isMissing text || isOneOf [| "true"; "false" |] text

    // Where decimals have a comma, the fields that fail hold one, or hold the end of one number and the begin of the next.
    let private isDecimalComma (separator: char) (text: string) =
        let isDigit at =
            at >= 0 && at < text.Length && Char.IsAsciiDigit text[at]

        if separator = ',' then
            (text.Contains ' ' || text.Contains '\t')
            && text.Split([| ' '; '\t' |], StringSplitOptions.RemoveEmptyEntries)
               |> Array.forall (isNumber false)
        else
            let at = text.IndexOf ','

            isDigit (at + 1)
            && (at = 0 || isDigit (at - 1))
            && isNumber false (text.Replace(',', '.'))

    /// What is wrong with a field that is no finite number, without the full stop.
    let fault (decimalComma: bool) (separator: char) (text: string) =
        let shown = DataFormat.printable text

        if text = "" then
            "the field is empty"
        elif isNumber decimalComma text then
            invariant $"'{shown}' is not a finite number"
        elif decimalComma && isNumber false text then
            invariant $"'{shown}' is not a number: decimals are said to have a comma (ReadOptions.DecimalComma)"
        elif not decimalComma && isDecimalComma separator text then
            invariant
                $"'{shown}' is not a number: decimals must have a point, or be said to have a comma (ReadOptions.DecimalComma)"
        else
            invariant $"'{shown}' is not a number"

    // Whether the text is neither a number, in any spelling, nor missing.
    let private isText (separator: char) (text: string) =
        not (
            isMissing text
            || isNumber false text
            || isNumber true text
            || isDecimalComma separator text
        )

    /// What helps, for the end of a sentence, where the text is in one of several columns and may be what that column holds.
    let adviceOnText (separator: char) (columns: int) (text: string) =
        if columns > 1 && isText separator text then
            "; if the column is text, choose the others (ReadOptions.Columns)"
        else
            ""

    /// Whether the text is the name of a column: its first letter or digit is a letter, and it is no word for a value.
    let isName (text: string) =
        let word = text.Trim([| ' '; '\t'; '#'; '<'; '>' |])

        not (isNumber false text || isWord word)
        && (match Seq.tryFind (fun c -> Char.IsLetterOrDigit c || c = '_') text with
            | Some c -> not (Char.IsDigit c)
            | None -> false)
