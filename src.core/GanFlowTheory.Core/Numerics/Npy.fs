namespace GanFlowTheory.Core

open System
open System.Buffers.Binary
open System.Globalization
open System.IO
open System.Text

/// The values of a Python literal that may stand in a .npy header.
[<RequireQualifiedAccess>]
type internal PythonLiteral =
    | Text of string
    | Integer of int64
    | Boolean of bool
    | Sequence of PythonLiteral list
    | Dictionary of (PythonLiteral * PythonLiteral) list

/// Parses the Python literals of .npy headers: strings, integers, booleans, tuples, lists, dictionaries.
module internal PythonLiteral =

    exception private Malformed

    // Real headers nest three deep (a structured dtype); the bound keeps a hostile one off the stack.
    let private deepest = 16

    /// The literal, or none when the text is not one.
    let tryParse (text: string) : PythonLiteral option =
        let mutable at = 0

        let skip () =
            while at < text.Length && Char.IsWhiteSpace text[at] do
                at <- at + 1

        let peek () =
            skip ()
            if at < text.Length then text[at] else raise Malformed

        let expect (c: char) =
            if peek () <> c then
                raise Malformed

            at <- at + 1

        let taking (accept: char -> bool) =
            let from = at

            while at < text.Length && accept text[at] do
                at <- at + 1

            text.Substring(from, at - from)

        let items (closing: char) (item: unit -> 'a) =
            at <- at + 1
            let found = ResizeArray<'a>()

            while peek () <> closing do
                found.Add(item ())

                if peek () <> closing then
                    expect ','

            expect closing
            List.ofSeq found

        let quoted () =
            let quote = text[at]
            at <- at + 1
            let content = taking (fun c -> c <> quote && c <> '\\')
            expect quote
            content

        let rec value depth =
            if depth > deepest then
                raise Malformed

            match peek () with
            | '\''
            | '"' -> PythonLiteral.Text(quoted ())
            | '(' -> PythonLiteral.Sequence(items ')' (fun () -> value (depth + 1)))
            | '[' -> PythonLiteral.Sequence(items ']' (fun () -> value (depth + 1)))
            | '{' ->
                PythonLiteral.Dictionary(
                    items '}' (fun () ->
                        let key = value (depth + 1)
                        expect ':'
                        key, value (depth + 1))
                )
            | c when Char.IsAsciiDigit c ->
                let digits = taking Char.IsAsciiDigit
                // Python 2 wrote long integers as 3L.
                taking (fun c -> c = 'L') |> ignore

                match Int64.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture) with
                | true, n -> PythonLiteral.Integer n
                | _ -> raise Malformed
            | _ ->
                match taking Char.IsAsciiLetter with
                | "True" -> PythonLiteral.Boolean true
                | "False" -> PythonLiteral.Boolean false
                | _ -> raise Malformed

        try
            let result = value 0
            skip ()
            if at = text.Length then Some result else None
        with Malformed ->
            None

    /// The literal as Python would print it, for error messages.
    let rec show (literal: PythonLiteral) : string =
        match literal with
        | PythonLiteral.Text s -> $"'{s}'"
        | PythonLiteral.Integer n -> string n
        | PythonLiteral.Boolean b -> string b
        | PythonLiteral.Sequence [ one ] -> $"({show one},)"
        | PythonLiteral.Sequence many -> "(" + String.Join(", ", List.map show many) + ")"
        | PythonLiteral.Dictionary entries ->
            "{" + String.Join(", ", [ for k, v in entries -> $"{show k}: {show v}" ]) + "}"

/// Reading and writing NumPy .npy arrays, by the format specification of NumPy (versions 1.0, 2.0, 3.0).
module internal Npy =

    /// The six bytes that open every .npy file.
    let magic = Array.append [| 0x93uy |] (Encoding.ASCII.GetBytes "NUMPY")

    type private Header =
        {
            Bytes: int
            LittleEndian: bool
            Fortran: bool
            Rows: int
            Columns: int
        }

    // NumPy itself refuses headers beyond 10,000 characters unless told otherwise.
    let private longestHeader = 1 <<< 20

    let private readExactly path (stream: Stream) (count: int) (what: string) =
        let bytes = Array.zeroCreate<byte> count
        let found = stream.ReadAtLeast(Span bytes, count, false)

        if found < count then
            Table.fail path $"the file ends inside its {what}."

        bytes

    let private readHeaderText path (stream: Stream) =
        let start = Array.zeroCreate<byte> magic.Length
        let found = stream.ReadAtLeast(Span start, start.Length, false)

        if found < start.Length || start <> magic then
            Table.fail path "the file is not a .npy array: its first six bytes are not \\x93NUMPY."

        let version = readExactly path stream 2 "header"

        let length =
            match version[0], version[1] with
            | 1uy, 0uy ->
                int64 (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan(readExactly path stream 2 "header")))
            | (2uy | 3uy), 0uy ->
                int64 (BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan(readExactly path stream 4 "header")))
            | major, minor -> Table.fail path $".npy version {major}.{minor} is not supported: 1.0, 2.0 and 3.0 are."

        if length > int64 longestHeader then
            Table.fail path $"the header of {length} bytes is too long: at most {longestHeader} are read."

        let encoding = if version[0] = 3uy then Encoding.UTF8 else Encoding.Latin1
        encoding.GetString(readExactly path stream (int length) "header")

    let private elementType path (descr: PythonLiteral) =
        let native = BitConverter.IsLittleEndian

        match descr with
        // "=" is the order of this machine; "|" says that the order does not matter, which NumPy takes for the same.
        | PythonLiteral.Text("=f8" | "|f8" | "f8") -> 8, native
        | PythonLiteral.Text("=f4" | "|f4" | "f4") -> 4, native
        | PythonLiteral.Text "<f8" -> 8, true
        | PythonLiteral.Text ">f8" -> 8, false
        | PythonLiteral.Text "<f4" -> 4, true
        | PythonLiteral.Text ">f4" -> 4, false
        | other ->
            Table.fail path $"dtype {PythonLiteral.show other} is not supported: float64 ('f8') and float32 ('f4') are."

    let private sizes path (shape: PythonLiteral) =
        let rows, columns =
            match shape with
            | PythonLiteral.Sequence [ PythonLiteral.Integer n ] -> n, 1L
            | PythonLiteral.Sequence [ PythonLiteral.Integer n; PythonLiteral.Integer d ] -> n, d
            | other ->
                Table.fail
                    path
                    $"an array of shape {PythonLiteral.show other} is not supported: n values or n x d points are."

        if rows = 0L || columns = 0L then
            let missing = if rows = 0L then "rows" else "columns"
            Table.fail path $"the array of shape {PythonLiteral.show shape} is empty: there are no {missing}."

        // In floating point, as the product of two 63-bit numbers may not fit; rounding cannot matter at 2^31.
        if float rows * float columns > float Array.MaxLength then
            Table.fail
                path
                $"the array of shape {PythonLiteral.show shape} is too large: at most {Array.MaxLength} numbers fit."

        int rows, int columns

    let private readHeader path (stream: Stream) =
        let text = readHeaderText path stream

        let entry =
            match PythonLiteral.tryParse text with
            | Some(PythonLiteral.Dictionary entries) ->
                fun key ->
                    match entries |> List.tryFind (fun (k, _) -> k = PythonLiteral.Text key) with
                    | Some(_, value) -> value
                    | None -> Table.fail path $"the header has no entry '{key}'."
            | _ -> Table.fail path "the header is not a Python dictionary."

        let bytes, littleEndian = elementType path (entry "descr")

        let fortran =
            match entry "fortran_order" with
            | PythonLiteral.Boolean b -> b
            | other ->
                Table.fail
                    path
                    $"the header's 'fortran_order' must be True or False, but is {PythonLiteral.show other}."

        let rows, columns = sizes path (entry "shape")

        {
            Bytes = bytes
            LittleEndian = littleEndian
            Fortran = fortran
            Rows = rows
            Columns = columns
        }

    let private decode header (bytes: ReadOnlySpan<byte>) =
        match header.Bytes, header.LittleEndian with
        | 8, true -> BinaryPrimitives.ReadDoubleLittleEndian bytes
        | 8, false -> BinaryPrimitives.ReadDoubleBigEndian bytes
        | _, true -> float (BinaryPrimitives.ReadSingleLittleEndian bytes)
        | _, false -> float (BinaryPrimitives.ReadSingleBigEndian bytes)

    let private position header (index: int) =
        if header.Fortran then
            index % header.Rows, index / header.Rows
        else
            index / header.Columns, index % header.Columns

    /// The numbers in the order of the file.
    let private readNumbers path header (stream: Stream) =
        let total = header.Rows * header.Columns
        let numbers = FloatBuffer path
        // A multiple of both element sizes, so that no element straddles two chunks.
        let chunk = Array.zeroCreate<byte>(1 <<< 16)

        while numbers.Count < total do
            let wanted =
                int (min (int64 chunk.Length) (int64 (total - numbers.Count) * int64 header.Bytes))

            let found = stream.ReadAtLeast(Span(chunk, 0, wanted), wanted, false)

            for p in 0 .. found / header.Bytes - 1 do
                let value = decode header (ReadOnlySpan(chunk, p * header.Bytes, header.Bytes))

                if not (Double.IsFinite value) then
                    let i, k = position header numbers.Count
                    let shown = value.ToString CultureInfo.InvariantCulture
                    Table.failEntry path (i + 1) (k + 1) $"{shown} is not a finite number."

                numbers.Add value

            if found < wanted then
                Table.fail
                    path
                    $"the data are cut short: {total} numbers are announced, but only {numbers.Count} are there."

        if stream.ReadByte() >= 0 then
            Table.fail path $"the file goes on after the {total} numbers that its header announces."

        numbers.Items

    /// Reads a table; path is what error messages call it.
    let read (path: string) (stream: Stream) : Table =
        let header = readHeader path stream
        let numbers = readNumbers path header stream

        {
            Count = header.Rows
            Dimension = header.Columns
            Data =
                if header.Fortran || header.Columns = 1 then
                    Array.sub numbers 0 (header.Rows * header.Columns)
                else
                    Table.transpose header.Rows header.Columns numbers
            Names = None
        }

    // Everything before the data fills a multiple of 64 bytes, so that they can be mapped aligned; a newline ends it.
    let private headerBytes (count: int) (dimension: int) =
        let dictionary =
            $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({count}, {dimension}), }}"

        let prefix = magic.Length + 4
        let total = (prefix + dictionary.Length + 1 + 63) / 64 * 64
        let length = total - prefix

        Array.concat
            [
                magic
                [| 1uy; 0uy; byte (length &&& 0xff); byte (length >>> 8) |]
                Encoding.ASCII.GetBytes(dictionary.PadRight(length - 1) + "\n")
            ]

    /// Writes n rows of d numbers: version 1.0, '&lt;f8', C order.
    let write (count: int) (dimension: int) (data: float[]) (stream: Stream) : unit =
        stream.Write(ReadOnlySpan(headerBytes count dimension))
        let chunk = Array.zeroCreate<byte>(1 <<< 16)
        let mutable used = 0

        for i in 0 .. count - 1 do
            for k in 0 .. dimension - 1 do
                if used = chunk.Length then
                    stream.Write(ReadOnlySpan chunk)
                    used <- 0

                BinaryPrimitives.WriteDoubleLittleEndian(Span(chunk, used, 8), data[k * count + i])
                used <- used + 8

        stream.Write(ReadOnlySpan(chunk, 0, used))
