namespace GanFlowTheory.Core

open System
open System.Globalization
open System.IO
open System.Text

/// The lines of a text that count (neither blank nor a # comment), with their numbers in the file.
[<Sealed>]
type internal CsvLines(reader: TextReader) =
    let mutable number = 0

    let counts (line: string) =
        let content = line.AsSpan().TrimStart()
        not content.IsEmpty && content[0] <> '#'

    /// Number of the last line read, from 1.
    member _.Number = number

    /// The next line that counts, or null at the end.
    member _.Next() : string | null =
        let mutable line = reader.ReadLine()
        number <- number + 1

        while (match line with
               | null -> false
               | line -> not (counts line)) do
            line <- reader.ReadLine()
            number <- number + 1

        line

/// The fields of one line after the other, without copying them. A blank as the separator stands for any run of spaces
/// and tabs, those at the ends of the line not counting.
[<Sealed>]
type internal CsvFields(path: string, separator: char) =
    let mutable line = ""
    let mutable number = 0
    let mutable count = 0
    // Where the next field begins; beyond the end of the line when there is none.
    let mutable rest = 0
    let mutable start = 0
    let mutable length = 0
    let mutable quoted = false

    let isBlank (c: char) =
        c = ' ' || (c = '\t' && separator <> '\t')

    let skipBlanks (from: int) =
        let mutable at = from

        while at < line.Length && isBlank line[at] do
            at <- at + 1

        at

    let closingQuote (opening: int) =
        let mutable at = line.IndexOf('"', opening + 1)

        while at >= 0 && at + 1 < line.Length && line[at + 1] = '"' do
            at <- line.IndexOf('"', at + 2)

        if at < 0 then
            DataFormat.failField path number (count + 1) "the quoted field is not closed on its line."

        at

    let readQuoted (opening: int) =
        let closing = closingQuote opening
        start <- opening + 1
        length <- closing - start
        quoted <- true
        let next = skipBlanks (closing + 1)

        let ends =
            next = line.Length
            || line[next] = separator
            || (separator = ' ' && next > closing + 1)

        if not ends then
            DataFormat.failField path number (count + 1) "there is text after the closing quote of the field."

        next

    let readPlain (from: int) =
        let text = line.AsSpan from

        let found =
            if separator = ' ' then
                text.IndexOfAny(' ', '\t')
            else
                text.IndexOf separator

        start <- from
        length <- if found < 0 then text.Length else found
        quoted <- false
        from + length

    /// Fields of this line read so far.
    member _.Count = count

    /// The last field, as it stands in the line; white space around it is left to the parser of numbers.
    member _.Span = line.AsSpan(start, length)

    /// The last field as text: trimmed, or without its quotes.
    member _.Text =
        let text = line.Substring(start, length)
        if quoted then text.Replace("\"\"", "\"") else text.Trim()

    /// Goes to another line.
    member _.Open(text: string, at: int) =
        line <- text
        number <- at
        count <- 0
        rest <- 0

    /// Moves to the next field; false behind the last one.
    member _.Next() : bool =
        let from = if rest > line.Length then rest else skipBlanks rest

        if from > line.Length || (separator = ' ' && from = line.Length) then
            false
        else
            let next =
                if from < line.Length && line[from] = '"' then
                    readQuoted from
                else
                    readPlain from

            rest <- if separator = ' ' then next else next + 1
            count <- count + 1
            true

/// Reading and writing comma-separated values.
module internal Csv =

    // A semicolon if there is one outside quotes, for commas may be decimal there; else a comma, a tab, white space. Where
    // decimals are said to have a comma, commas separate quoted fields alone.
    let private separatorOf (decimalComma: bool) (line: string) =
        let outside = StringBuilder()
        let mutable quoted = false

        for c in line do
            if c = '"' then
                quoted <- not quoted
            elif not quoted then
                outside.Append c |> ignore

        let outside = outside.ToString()

        (if not decimalComma then [ ';'; ','; '\t' ]
         elif line.Contains '"' then [ ';'; '\t'; ',' ]
         else [ ';'; '\t' ])
        |> List.tryFind (fun c -> outside.Contains c)
        |> Option.defaultValue ' '

    let private failRagged path number (fields: CsvFields) expected first =
        while fields.Next() do
            ()

        let noun = if fields.Count = 1 then "field" else "fields"
        DataFormat.failLine path number (invariant $"the row has {fields.Count} {noun}, but {first} has {expected}.")

    let private textsOf (fields: CsvFields) number line =
        fields.Open(line, number)
        let texts = ResizeArray<string>()

        while fields.Next() do
            texts.Add fields.Text

        texts.ToArray()

    // The line by which Excel is told the separator.
    let private announced (line: string) =
        let line = line.Trim()

        if line.Length = 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) then
            Some line[4]
        else
            None

    // For each field of a row its place among the chosen columns, from 0, in the order of the file, or -1.
    let private placesOf (expected: int) (columns: int[] option) : int[] * int =
        match columns with
        | None -> Array.init expected id, expected
        | Some columns ->
            let places = Array.create expected -1
            let kept = columns |> Array.distinct |> Array.sort
            kept |> Array.iteri (fun at column -> places[column] <- at)
            places, kept.Length

    // The columns, from 0, in the order in which they are chosen.
    let private chosen (columns: int[] option) (table: Table) =
        match columns with
        | None -> table
        | Some columns ->
            let kept = columns |> Array.distinct |> Array.sort
            let from = columns |> Array.map (fun column -> Array.IndexOf(kept, column))

            { table with
                Dimension = columns.Length
                Data =
                    from
                    |> Array.collect (fun k -> Array.sub table.Data (k * table.Count) table.Count)
                Names =
                    table.Names
                    |> Option.map (fun names -> columns |> Array.map (fun k -> names[k]))
            }

    let private opened path (decimalComma: bool) (lines: CsvLines) =
        let none () =
            DataFormat.fail path "the file holds no numbers: there are no rows."

        match lines.Next() with
        | null -> none ()
        | first ->
            match announced first with
            | None -> first, separatorOf decimalComma first
            | Some separator ->
                match lines.Next() with
                | null -> none ()
                | second -> second, separator

    /// Reads a table; path is what error messages call it. Whether the first row is a header is seen by the row where it
    /// is not told; the columns that are not chosen may hold any text.
    let read (options: ReadOptions) (path: string) (reader: TextReader) : Table =
        let lines = CsvLines reader
        let opening, separator = opened path options.DecimalComma lines
        let fields = CsvFields(path, separator)
        let texts = textsOf fields lines.Number opening
        let expected = texts.Length

        // By names: whether the first row is the header is then no question.
        let names = if options.Header = Some false then None else Some texts
        let columns = Columns.resolve path expected names options.Columns
        let places, kept = placesOf expected columns

        let hasHeader =
            CsvHeader.decide path lines.Number separator options (fun k -> places[k] >= 0) texts

        let first =
            if hasHeader then
                invariant $"the header on line {lines.Number}"
            else
                invariant $"line {lines.Number}"

        let buffer = FloatBuffer path
        let missing = MissingValues(path, "line", options.Missing)
        let mutable rows = 0
        let mutable next = if hasHeader then lines.Next() else opening
        let mutable reading = true

        while reading do
            match next with
            | null -> reading <- false
            | line ->
                fields.Open(line, lines.Number)
                let began = buffer.Count
                let mutable isWhole = true

                while fields.Next() do
                    if fields.Count > expected then
                        failRagged path lines.Number fields expected first

                    if places[fields.Count - 1] >= 0 then
                        let mutable value = 0.0

                        if
                            not (CsvNumbers.tryNumber options.DecimalComma fields.Span &value)
                            || not (Double.IsFinite value)
                        then
                            let fault = CsvNumbers.fault options.DecimalComma separator fields.Text

                            if not (CsvNumbers.isMissing fields.Text) then
                                let advice = CsvNumbers.adviceOnText separator expected fields.Text

                                DataFormat.failField path lines.Number fields.Count (fault + advice + ".")

                            if isWhole then
                                missing.Add(lines.Number, fields.Count, fault)
                                isWhole <- false

                        buffer.Add value

                if fields.Count < expected then
                    failRagged path lines.Number fields expected first

                if not isWhole then
                    buffer.TakeBack began

                rows <- rows + 1
                next <- lines.Next()

        if rows = 0 then
            DataFormat.fail path "the file holds no numbers: there is a header, but no row follows it."

        missing.Check rows
        let count = rows - missing.Rows

        chosen
            columns
            {
                Count = count
                Dimension = kept
                Data = DataFormat.transpose count kept buffer.Items
                Names = if hasHeader then Some texts else None
                Dropped = missing.Rows
            }

    let private checkHeader (dimension: int) (names: string[]) =
        Guard.sameLength "header" dimension names.Length

        for name in names do
            if name.AsSpan().IndexOfAny('\r', '\n') >= 0 then
                Guard.fail "header" "header must not contain line breaks."

        if not (Array.forall CsvNumbers.isName names) then
            let shown = String.Join(", ", names)

            Guard.fail
                "header"
                (invariant
                    $"header must hold names, which begin with a letter, or it does not read back, but is '{shown}'.")

    let private isPlain (c: char) = Char.IsLetterOrDigit c || c = '_'

    let private quoteIfNeeded (name: string) =
        if name <> "" && Seq.forall isPlain name then
            name
        else
            "\"" + name.Replace("\"", "\"\"") + "\""

    /// Writes n rows of d numbers with an optional header, in the shortest form that reads back to the same bits.
    let write (header: string[] option) (count: int) (dimension: int) (data: float[]) (stream: Stream) : unit =
        header |> Option.iter (checkHeader dimension)

        use writer =
            new StreamWriter(stream, UTF8Encoding false, 1 <<< 16, true, NewLine = "\n")

        header
        |> Option.iter (fun names -> writer.WriteLine(String.Join(',', Array.map quoteIfNeeded names)))

        let text = Array.zeroCreate<char> 32
        let mutable length = 0

        for i in 0 .. count - 1 do
            for k in 0 .. dimension - 1 do
                if k > 0 then
                    writer.Write ','

                let value = data[k * count + i]

                if not (value.TryFormat(Span text, &length, "R".AsSpan(), CultureInfo.InvariantCulture)) then
                    invalidOp (invariant $"The shortest form of {value:R} does not fit 32 characters.")

                writer.Write(text, 0, length)

            writer.WriteLine()
