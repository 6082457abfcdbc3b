namespace GanFlowTheory.Core

open System
open System.Buffers.Binary
open System.Globalization
open System.IO
open System.Text

/// One number from the bytes of a .npy file.
type internal NpyDecoder = delegate of ReadOnlySpan<byte> -> float

/// How a .npy file stores its numbers.
[<NoComparison; NoEquality>]
type internal NpyNumbers =
    {
        /// Bytes of each.
        Bytes: int
        /// Whether they are float32 or float64.
        IsFloat: bool
        /// The order of their bytes.
        LittleEndian: bool
        /// From the bytes of one to the number.
        Decode: NpyDecoder
    }

/// Reading and writing NumPy .npy arrays, by the format specification of NumPy (versions 1.0, 2.0, 3.0).
module internal Npy =

    /// The six bytes that open every .npy file.
    let magic = Array.append [| 0x93uy |] (Encoding.ASCII.GetBytes "NUMPY")

    type private Header =
        {
            Bytes: int
            /// The letter of the element type: f, i, u or b.
            Letter: char
            LittleEndian: bool
            Fortran: bool
            Shape: int[]
        }

    // NumPy itself refuses headers beyond 10,000 characters unless told otherwise.
    let private longestHeader = 1 <<< 20

    let private readExactly path (stream: Stream) (count: int) (what: string) =
        let bytes = Array.zeroCreate<byte> count
        let found = stream.ReadAtLeast(Span bytes, count, false)

        if found < count then
            DataFormat.fail path (invariant $"the file ends inside its {what}.")

        bytes

    let private readHeaderText path (stream: Stream) =
        let start = Array.zeroCreate<byte> magic.Length
        let found = stream.ReadAtLeast(Span start, start.Length, false)

        if found < start.Length || start <> magic then
            DataFormat.fail path "the file is not a .npy array: its first six bytes are not \\x93NUMPY."

        let version = readExactly path stream 2 "header"

        let length =
            match version[0], version[1] with
            | 1uy, 0uy ->
                int64 (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan(readExactly path stream 2 "header")))
            | (2uy | 3uy), 0uy ->
                int64 (BinaryPrimitives.ReadUInt32LittleEndian(ReadOnlySpan(readExactly path stream 4 "header")))
            | major, minor ->
                DataFormat.fail path (invariant $".npy version {major}.{minor} is not supported: 1.0, 2.0 and 3.0 are.")

        if length > int64 longestHeader then
            DataFormat.fail
                path
                (invariant $"the header of {length} bytes is too long: at most {longestHeader} are read.")

        let encoding = if version[0] = 3uy then Encoding.UTF8 else Encoding.Latin1
        encoding.GetString(readExactly path stream (int length) "header")

    let private elementTypes =
        set [ "f8"; "f4"; "f2"; "i8"; "i4"; "i2"; "i1"; "u8"; "u4"; "u2"; "u1"; "b1" ]

    let private elementType path (descr: PythonLiteral) =
        let refuse () =
            DataFormat.fail
                path
                (invariant
                    $"dtype {PythonLiteral.show descr} is not supported: real numbers ('f8', 'f4', 'f2'), integers ('i8' to 'u1') and booleans ('b1') are.")

        match descr with
        | PythonLiteral.Text text ->
            // "=" is the order of this machine; "|" says that the order does not matter, which NumPy takes for the same.
            let order, kind =
                if text <> "" && "=|<>".Contains text[0] then
                    text[0], text[1..]
                else
                    '=', text

            if not (elementTypes.Contains kind) then
                refuse ()

            let little =
                if order = '<' || order = '>' then
                    order = '<'
                else
                    BitConverter.IsLittleEndian

            int kind[1] - int '0', kind[0], little
        | _ -> refuse ()

    // In floating point, as the product of 63-bit numbers may not fit; rounding cannot matter at 2^31.
    let private checkSize path (literal: PythonLiteral) (extents: int64 list) : int[] =
        if List.fold (fun size extent -> size * float extent) 1.0 extents > float Array.MaxLength then
            DataFormat.fail
                path
                (invariant
                    $"the array of shape {PythonLiteral.show literal} is too large: at most {Array.MaxLength} numbers fit.")

        extents |> List.map int |> List.toArray

    let private shapeOfTable path (literal: PythonLiteral) : int[] =
        let extents =
            match literal with
            | PythonLiteral.Sequence [ PythonLiteral.Integer n ] -> [ n; 1L ]
            | PythonLiteral.Sequence [ PythonLiteral.Integer n; PythonLiteral.Integer d ] -> [ n; d ]
            | other ->
                DataFormat.fail
                    path
                    (invariant
                        $"an array of shape {PythonLiteral.show other} is not supported: n values or n x d points are.")

        if List.contains 0L extents then
            let missing = if extents.Head = 0L then "rows" else "columns"

            DataFormat.fail
                path
                (invariant $"the array of shape {PythonLiteral.show literal} is empty: there are no {missing}.")

        checkSize path literal extents

    let private shapeOfArray path (literal: PythonLiteral) : int[] =
        let refuse () =
            DataFormat.fail
                path
                (invariant $"the header's 'shape' must hold whole numbers, but is {PythonLiteral.show literal}.")

        let extents =
            match literal with
            | PythonLiteral.Sequence items ->
                items
                |> List.map (function
                    | PythonLiteral.Integer n -> n
                    | _ -> refuse ())
            | _ -> refuse ()

        if List.contains 0L extents then
            DataFormat.fail path (invariant $"the array of shape {PythonLiteral.show literal} is empty.")

        checkSize path literal extents

    let private readHeader path (shapeOf: PythonLiteral -> int[]) (stream: Stream) =
        let text = readHeaderText path stream

        let entry =
            match PythonLiteral.tryParse text with
            | Some(PythonLiteral.Dictionary entries) ->
                fun key ->
                    match entries |> List.tryFind (fun (k, _) -> k = PythonLiteral.Text key) with
                    | Some(_, value) -> value
                    | None -> DataFormat.fail path (invariant $"the header has no entry '{key}'.")
            | _ -> DataFormat.fail path "the header is not a Python dictionary."

        let bytes, letter, littleEndian = elementType path (entry "descr")

        let fortran =
            match entry "fortran_order" with
            | PythonLiteral.Boolean b -> b
            | other ->
                DataFormat.fail
                    path
                    (invariant $"the header's 'fortran_order' must be True or False, but is {PythonLiteral.show other}.")

        {
            Bytes = bytes
            Letter = letter
            LittleEndian = littleEndian
            Fortran = fortran
            Shape = shapeOf (entry "shape")
        }

    // The entry as a double: exact but for 64-bit integers beyond 2^53, which are rounded as NumPy rounds them.
    let private decode header (bytes: ReadOnlySpan<byte>) =
        match header.Letter, header.Bytes, header.LittleEndian with
        | 'f', 8, true -> BinaryPrimitives.ReadDoubleLittleEndian bytes
        | 'f', 8, false -> BinaryPrimitives.ReadDoubleBigEndian bytes
        | 'f', 4, true -> float (BinaryPrimitives.ReadSingleLittleEndian bytes)
        | 'f', 4, false -> float (BinaryPrimitives.ReadSingleBigEndian bytes)
        | 'f', _, true -> Half.op_Explicit (BinaryPrimitives.ReadHalfLittleEndian bytes): float
        | 'f', _, false -> Half.op_Explicit (BinaryPrimitives.ReadHalfBigEndian bytes): float
        | 'b', _, _ -> if bytes[0] = 0uy then 0.0 else 1.0
        | letter, length, little ->
            let mutable bits = 0UL

            for k in 0 .. length - 1 do
                bits <- (bits <<< 8) ||| uint64 bytes[if little then length - 1 - k else k]

            if letter = 'u' then
                float bits
            else
                // The sign bit moves to the top and back.
                float (int64 (bits <<< (64 - 8 * length)) >>> (64 - 8 * length))

    /// The indices along each axis of the entry with the given place in the file.
    let private position header (place: int) : int[] =
        let shape = header.Shape
        let indices = Array.zeroCreate shape.Length
        let mutable rest = place

        let axes =
            if header.Fortran then
                [| 0 .. shape.Length - 1 |]
            else
                [| shape.Length - 1 .. -1 .. 0 |]

        for axis in axes do
            indices[axis] <- rest % shape[axis]
            rest <- rest / shape[axis]

        indices

    let private notFinite (value: float) =
        let shown = value.ToString CultureInfo.InvariantCulture
        invariant $"{shown} is not a finite number"

    /// The numbers in the order of the file; those that are not finite are shown to the check.
    let private readNumbers path header (check: int[] -> float -> unit) (stream: Stream) =
        let total = Array.fold (*) 1 header.Shape
        let numbers = FloatBuffer path
        // A multiple of all element sizes, so that no element straddles two chunks.
        let chunk = Array.zeroCreate<byte>(1 <<< 16)

        while numbers.Count < total do
            let wanted =
                int (min (int64 chunk.Length) (int64 (total - numbers.Count) * int64 header.Bytes))

            let found = stream.ReadAtLeast(Span(chunk, 0, wanted), wanted, false)

            for p in 0 .. found / header.Bytes - 1 do
                let value = decode header (ReadOnlySpan(chunk, p * header.Bytes, header.Bytes))

                if not (Double.IsFinite value) then
                    check (position header numbers.Count) value

                numbers.Add value

            if found < wanted then
                DataFormat.fail
                    path
                    (invariant
                        $"the data are cut short: {total} numbers are announced, but only {numbers.Count} are there.")

        if stream.ReadByte() >= 0 then
            DataFormat.fail path (invariant $"the file goes on after the {total} numbers that its header announces.")

        numbers.Items

    // The chosen columns, from 0, without the rows in which one of them is NaN.
    let private select (options: ReadOptions) (path: string) (columns: int[]) (table: Table) : Table =
        let n = table.Count
        let missing = MissingValues(path, "row", options.Missing)
        let whole = ResizeArray<int>()

        for i in 0 .. n - 1 do
            let entry k = table.Data[k * n + i]

            match columns |> Array.tryFind (fun k -> not (Double.IsFinite(entry k))) with
            | None -> whole.Add i
            | Some k when Double.IsNaN(entry k) -> missing.Add(i + 1, k + 1, notFinite (entry k))
            | Some k -> DataFormat.failEntry path (i + 1) (k + 1) (notFinite (entry k) + ".")

        missing.Check n

        {
            Count = whole.Count
            Dimension = columns.Length
            Data =
                [|
                    for k in columns do
                        for i in whole do
                            table.Data[k * n + i]
                |]
            Names = None
            Dropped = missing.Rows
        }

    /// Reads a table; path is what error messages call it. The columns that are not chosen may hold any number.
    let read (options: ReadOptions) (path: string) (stream: Stream) : Table =
        let header = readHeader path (shapeOfTable path) stream
        let count, dimension = header.Shape[0], header.Shape[1]
        let columns = Columns.resolve path dimension None options.Columns
        let mutable isFinite = true
        let numbers = readNumbers path header (fun _ _ -> isFinite <- false) stream

        let table =
            {
                Count = count
                Dimension = dimension
                Data =
                    if header.Fortran || dimension = 1 then
                        Array.sub numbers 0 (count * dimension)
                    else
                        DataFormat.transpose count dimension numbers
                Names = None
                Dropped = 0
            }

        match columns with
        | None when isFinite -> table
        | columns -> select options path (Option.defaultValue [| 0 .. dimension - 1 |] columns) table

    /// Reads an array of any rank: its extents, none for a number, and its entries row-major.
    let readArray (path: string) (stream: Stream) : int[] * float[] =
        let header = readHeader path (shapeOfArray path) stream
        let shape = header.Shape

        let fail (at: int[]) (value: float) =
            let indices = String.Join(", ", at)
            DataFormat.fail path (invariant $"entry [{indices}]: {notFinite value}.")

        let numbers = readNumbers path header fail stream
        let size = Array.fold (*) 1 shape

        if header.Fortran && shape.Length > 1 then
            let values = Array.zeroCreate size

            for place in 0 .. size - 1 do
                let indices = position header place
                let mutable at = 0

                for axis in 0 .. shape.Length - 1 do
                    at <- at * shape[axis] + indices[axis]

                values[at] <- numbers[place]

            shape, values
        else
            shape, Array.sub numbers 0 size

    /// What the header of a table that is read by rows says: its shape, how numbers are stored, and where they begin.
    let readRowsHeader (path: string) (stream: Stream) : struct (int * int * NpyNumbers * int64) =
        let shapeOf (literal: PythonLiteral) =
            match literal with
            | PythonLiteral.Sequence [ PythonLiteral.Integer n; PythonLiteral.Integer d ] when
                n >= 1L && d >= 1L && n <= int64 Int32.MaxValue && d <= int64 Array.MaxLength
                ->
                [| int n; int d |]
            | PythonLiteral.Sequence [ PythonLiteral.Integer n; PythonLiteral.Integer d ] when
                n < 0L || d < 0L || n * d > 0L
                ->
                DataFormat.fail
                    path
                    (invariant
                        $"the array of shape {PythonLiteral.show literal} is too large: at most {Int32.MaxValue} rows are read.")
            | other -> shapeOfTable path other

        let header = readHeader path shapeOf stream

        let count, dimension = header.Shape[0], header.Shape[1]

        if header.Fortran && count > 1 && dimension > 1 then
            DataFormat.fail
                path
                "the array is stored by columns (fortran_order), but is read by rows: save it by numpy.ascontiguousarray."

        let numbers =
            {
                Bytes = header.Bytes
                IsFloat = header.Letter = 'f' && header.Bytes >= 4
                LittleEndian = header.LittleEndian
                Decode = NpyDecoder(fun bytes -> decode header bytes)
            }

        struct (count, dimension, numbers, stream.Position)

    // Everything before the data fills a multiple of 64 bytes, so that they can be mapped aligned; a newline ends it.
    let private headerBytes (shape: int[]) =
        let shown =
            PythonLiteral.Sequence [ for extent in shape -> PythonLiteral.Integer(int64 extent) ]
            |> PythonLiteral.show

        let dictionary =
            invariant $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shown}, }}"

        let prefix = magic.Length + 4
        let total = (prefix + dictionary.Length + 1 + 63) / 64 * 64
        let length = total - prefix

        Array.concat
            [
                magic
                [| 1uy; 0uy; byte (length &&& 0xff); byte (length >>> 8) |]
                Encoding.ASCII.GetBytes(dictionary.PadRight(length - 1) + "\n")
            ]

    let private writeEntries (count: int) (entry: int -> float) (stream: Stream) =
        let chunk = Array.zeroCreate<byte>(1 <<< 16)
        let mutable used = 0

        for at in 0 .. count - 1 do
            if used = chunk.Length then
                stream.Write(ReadOnlySpan chunk)
                used <- 0

            BinaryPrimitives.WriteDoubleLittleEndian(Span(chunk, used, 8), entry at)
            used <- used + 8

        stream.Write(ReadOnlySpan(chunk, 0, used))

    /// Writes n rows of d numbers: version 1.0, '<f8', C order.
    let write (count: int) (dimension: int) (data: float[]) (stream: Stream) : unit =
        stream.Write(ReadOnlySpan(headerBytes [| count; dimension |]))
        writeEntries (count * dimension) (fun at -> data[at % dimension * count + at / dimension]) stream

    /// Writes an array of any rank, its entries row-major: version 1.0, '<f8', C order.
    let writeArray (shape: int[]) (values: float[]) (stream: Stream) : unit =
        stream.Write(ReadOnlySpan(headerBytes shape))
        writeEntries values.Length (fun at -> values[at]) stream
