namespace GanFlowTheory.Core

open System
open System.Globalization
open System.Text

/// Columns of a file, as they are named.
[<RequireQualifiedAccess>]
type internal ColumnPart =
    | Number of int
    | Range of first: int * last: int option
    | Name of string

/// <summary>Which columns of a file are read, in the order wanted: by numbers from 1, by names in the header, or all of
/// them.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Columns internal (parts: ColumnPart list option, text: string) =

    /// None for all columns.
    member internal _.Parts = parts

    /// As Columns.parse reads them; "all" for all columns.
    override _.ToString() = text

/// Choosing columns.
[<RequireQualifiedAccess>]
module Columns =

    let private quoted (name: string) =
        "\"" + name.Replace("\"", "\"\"") + "\""

    /// All columns.
    let all = Columns(None, "all")

    let private ofParts (parts: ColumnPart list) : Columns =
        if parts.IsEmpty then
            Guard.fail "columns" "columns must be at least one."

        let text =
            parts
            |> List.map (function
                | ColumnPart.Number number -> string number
                | ColumnPart.Range(first, None) -> invariant $"{first}-"
                | ColumnPart.Range(first, Some last) -> invariant $"{first}-{last}"
                | ColumnPart.Name name -> quoted name)
            |> String.concat ","

        Columns(Some parts, text)

    /// <summary>Columns by their numbers, from 1.</summary>
    /// <exception cref="T:System.ArgumentException">There are none, or a number is below 1.</exception>
    let numbered (numbers: seq<int>) : Columns =
        let numbers = List.ofSeq numbers

        if List.exists (fun number -> number < 1) numbers then
            Guard.fail "columns" (invariant $"columns must be numbers from 1, but one is {List.min numbers}.")

        numbers |> List.map ColumnPart.Number |> ofParts

    /// <summary>Columns by their names in the header of a text file.</summary>
    /// <exception cref="T:System.ArgumentException">There are none.</exception>
    let named (names: seq<string>) : Columns =
        names |> Seq.map ColumnPart.Name |> List.ofSeq |> ofParts

    // The items of a list, commas inside double quotes not counting, each with whether it was quoted.
    let private items (text: string) : (string * bool) list =
        let found = ResizeArray<string * bool>()
        let item = StringBuilder()
        let mutable inside = false
        let mutable wasQuoted = false

        let close () =
            let written = item.ToString().Trim()

            // A quote inside of a word is one of its letters.
            let isQuoted =
                wasQuoted && written.Length > 1 && written[0] = '"' && written.EndsWith '"'

            found.Add(
                (if isQuoted then
                     written.Substring(1, written.Length - 2).Replace("\"\"", "\"")
                 else
                     written),
                isQuoted
            )

            item.Clear() |> ignore
            wasQuoted <- false

        for c in text do
            if c = '"' then
                inside <- not inside
                wasQuoted <- true
                item.Append c |> ignore
            elif c = ',' && not inside then
                close ()
            else
                item.Append c |> ignore

        close ()
        List.ofSeq found

    let private tryWhole (text: string) : int option =
        match Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
        | true, number -> Some number
        | false, _ -> None

    /// <summary>Columns from a list such as 1,3, or 2-4, or 2- for the second to the last, or names such as x,y; a name that
    /// holds a comma or looks like a number stands in double quotes.</summary>
    /// <exception cref="T:System.ArgumentException">An item is empty, a number is below 1, or a range runs
    /// backwards.</exception>
    let parse (text: string) : Columns =
        let refuse () =
            Guard.fail
                "columns"
                (invariant
                    $"columns must be names, numbers from 1 or ranges of them, such as x,y or 1,3-5, but are '{text}'.")

        let partOf (item: string, isQuoted: bool) =
            match isQuoted, item.Split '-' with
            | true, _ -> ColumnPart.Name item
            | false, _ when item = "" -> refuse ()
            | false, [| first; last |] when (tryWhole first).IsSome && (last = "" || (tryWhole last).IsSome) ->
                let first, last = (tryWhole first).Value, tryWhole last

                if first < 1 || last |> Option.exists (fun last -> last < first) then
                    refuse ()

                ColumnPart.Range(first, last)
            | false, _ ->
                match tryWhole item with
                | Some number when number < 1 -> refuse ()
                | Some number -> ColumnPart.Number number
                | None -> ColumnPart.Name item

        items text |> List.map partOf |> ofParts

    /// Whether any is named.
    let internal hasNames (columns: Columns) : bool =
        match columns.Parts with
        | None -> false
        | Some parts ->
            parts
            |> List.exists (function
                | ColumnPart.Name _ -> true
                | ColumnPart.Number _
                | ColumnPart.Range _ -> false)

    // So many names fit into a sentence.
    let private shown = 12

    let private placeOf (fail: string -> int) (names: string[]) (name: string) : int =
        match Array.indexed names |> Array.filter (fun (_, known) -> known = name) with
        | [| at, _ |] -> at
        | [||] ->
            let nearest =
                names
                |> Array.filter (fun known -> known <> "")
                |> Array.distinct
                |> Array.sortBy (NearestName.distance name)
                |> Array.truncate shown
                |> Array.map DataFormat.printable
                |> List.ofArray

            if nearest.IsEmpty then
                fail (invariant $"there is no column '{DataFormat.printable name}': the names are empty.")
            else
                fail (NearestName.unknown "column" (DataFormat.printable name) nearest + ".")
        | several ->
            let numbers = String.Join(" and ", several |> Array.map (fun (at, _) -> at + 1))

            fail (
                invariant
                    $"columns {numbers} are all named '{DataFormat.printable name}': choose one by its number (ReadOptions.Columns)."
            )

    let private placesBy (fail: string -> int) (count: int) (names: string[] option) (parts: ColumnPart list) : int[] =
        let number (k: int) =
            if k > count then
                fail (invariant $"column {k} is chosen, but there are {count}.")
            else
                k - 1

        [|
            for part in parts do
                match part, names with
                | ColumnPart.Number k, _ -> number k
                | ColumnPart.Range(first, last), _ ->
                    let last = Option.defaultValue (max first count) last
                    yield! [| number first .. number last |]
                | ColumnPart.Name name, Some names -> placeOf fail names name
                | ColumnPart.Name name, None ->
                    fail (
                        invariant
                            $"column '{DataFormat.printable name}' is chosen by its name, but there are no names: choose by numbers (ReadOptions.Columns)."
                    )
        |]

    /// Whether a text in the first row of a file is taken for the name of a column, without being told: its first letter or
    /// digit is a letter, and it is no word for a value, such as NA or true.
    let isName (text: string) : bool = CsvNumbers.isName text

    /// <summary>The places, from 0, of the columns in a table that has so many, with their names where it has any.</summary>
    /// <exception cref="T:System.ArgumentException">There is no such column, or several have the name.</exception>
    let places (count: int) (names: string[] option) (columns: Columns) : int[] =
        Guard.atLeast (nameof count) 1 count

        match columns.Parts with
        | None -> [| 0 .. count - 1 |]
        | Some parts -> placesBy (fun sentence -> Guard.fail "columns" sentence) count names parts

    /// The same of a file; None for all of them.
    let internal resolve (path: string) (count: int) (names: string[] option) (columns: Columns) : int[] option =
        columns.Parts
        |> Option.map (placesBy (fun sentence -> DataFormat.fail path sentence) count names)

/// What is done with rows in which a value is missing: an empty field, or a word for it, such as NA, nan or null.
[<RequireQualifiedAccess>]
type MissingRows =
    /// They are refused, by the first of them and how many there are.
    | Refuse
    /// They are left out.
    | Drop

/// <summary>How points are read from a file.</summary>
[<NoComparison; NoEquality>]
type ReadOptions =
    {
        /// The columns; the others may hold anything.
        Columns: Columns
        /// Whether the first row of a text is a header; None to see it by the row: names are a header, numbers are none,
        /// and anything else is refused.
        Header: bool option
        /// What is done with rows in which a value of the columns is missing.
        Missing: MissingRows
        /// Whether decimals of a text have a comma, as in 1,5; fields are then separated by semicolons, tabs or white space.
        DecimalComma: bool
    }

/// How points are read.
[<RequireQualifiedAccess>]
module ReadOptions =

    /// All columns, a header seen by the first row, missing values refused, decimals with a point.
    let standard: ReadOptions =
        {
            Columns = Columns.all
            Header = None
            Missing = MissingRows.Refuse
            DecimalComma = false
        }
