namespace GanFlowTheory.Core

open System
open System.Buffers
open System.Buffers.Binary
open System.Globalization
open System.IO
open System.Runtime.InteropServices

/// Rows in an open .npy file, each block read where it stands.
[<Sealed>]
type private NpySource(path: string, file: FileStream, dimension: int, numbers: NpyNumbers, start: int64, total: int64)
    =
    inherit RowSource()

    let bytes = numbers.Bytes
    let swapped = numbers.LittleEndian <> BitConverter.IsLittleEndian

    let cutShort (found: int64) =
        DataFormat.fail
            path
            (invariant $"the data are cut short: {total} numbers are announced, but only {found} are there.")

    let fill (first: int) (target: Span<byte>) =
        let from = start + int64 first * int64 dimension * int64 bytes
        let mutable filled = 0

        while filled < target.Length do
            let found =
                try
                    RandomAccess.Read(file.SafeFileHandle, target.Slice filled, from + int64 filled)
                with :? IOException as e ->
                    raise (IOException(invariant $"'{path}' cannot be read: {e.Message}", e))

            // The file was long enough when it was opened.
            if found = 0 then
                cutShort ((from + int64 filled - start) / int64 bytes)

            filled <- filled + found

    let refuse (first: int) (at: int) (value: string) =
        DataFormat.failEntry
            path
            (first + at / dimension + 1)
            (at % dimension + 1)
            (invariant $"{value} is not a finite number.")

    let readDoubles (first: int) (rows: Span<float>) =
        fill first (MemoryMarshal.AsBytes rows)

        if swapped then
            let words = MemoryMarshal.Cast<float, int64> rows
            BinaryPrimitives.ReverseEndianness(Span.op_Implicit words, words)

        let bad = FiniteNumbers.firstBad (Span.op_Implicit rows: ReadOnlySpan<float>)

        if bad >= 0 then
            refuse first bad (rows[bad].ToString CultureInfo.InvariantCulture)

    let readSingles (first: int) (rows: Span<float32>) =
        fill first (MemoryMarshal.AsBytes rows)

        if swapped then
            let words = MemoryMarshal.Cast<float32, int> rows
            BinaryPrimitives.ReverseEndianness(Span.op_Implicit words, words)

        let bad = FiniteNumbers.firstBad (Span.op_Implicit rows: ReadOnlySpan<float32>)

        if bad >= 0 then
            refuse first bad (rows[bad].ToString CultureInfo.InvariantCulture)

    // Halves, integers and booleans, one by one.
    let readOthers (first: int) (rows: Span<float>) =
        let stored = ArrayPool<byte>.Shared.Rent(rows.Length * bytes)

        try
            fill first (Span(stored, 0, rows.Length * bytes))

            for at in 0 .. rows.Length - 1 do
                rows[at] <- numbers.Decode.Invoke(ReadOnlySpan(stored, at * bytes, bytes))

                if not (Double.IsFinite rows[at]) then
                    refuse first at (rows[at].ToString CultureInfo.InvariantCulture)
        finally
            ArrayPool<byte>.Shared.Return stored

    override _.Read(first, rows) =
        if not numbers.IsFloat then
            readOthers first rows
        elif bytes = 8 then
            readDoubles first rows
        else
            let narrow = ArrayPool<float32>.Shared.Rent rows.Length

            try
                readSingles first (Span(narrow, 0, rows.Length))

                for i in 0 .. rows.Length - 1 do
                    rows[i] <- float narrow[i]
            finally
                ArrayPool<float32>.Shared.Return narrow

    override this.ReadSingle(first, rows) =
        if numbers.IsFloat && bytes = 4 then
            readSingles first rows
        else
            let wide = ArrayPool<float>.Shared.Rent rows.Length

            try
                this.Read(first, Span(wide, 0, rows.Length))

                for i in 0 .. rows.Length - 1 do
                    rows[i] <- float32 wide[i]
            finally
                ArrayPool<float>.Shared.Return wide

    override _.Dispose() = file.Dispose()

/// Rows in files: NumPy arrays that may exceed memory.
[<AutoOpen>]
module RowsFiles =

    /// Making rows.
    [<RequireQualifiedAccess>]
    module Rows =

        /// <summary>The rows of a .npy file (NumPy's format, versions 1.0 to 3.0) in C order, n x d or n values: float64 and float32
        /// numbers as they are, others as float64; blocks are read when they are asked for, and the file stays open until the rows are
        /// disposed.</summary>
        /// <remarks>A DataFormatException says in one sentence what is wrong with the file: what is no number, an array
        /// stored by columns, data that are cut short or go on; and, when its block is read, a NaN or infinity with its row
        /// and column.</remarks>
        let openNpy (path: string) : Rows =
            InputFile.keep path (fun file ->
                let struct (count, dimension, numbers, start) = Npy.readRowsHeader path file

                let total = int64 count * int64 dimension
                let there = (file.Length - start) / int64 numbers.Bytes

                if there < total then
                    DataFormat.fail
                        path
                        (invariant
                            $"the data are cut short: {total} numbers are announced, but only {there} are there.")

                if file.Length - start > total * int64 numbers.Bytes then
                    DataFormat.fail
                        path
                        (invariant $"the file goes on after the {total} numbers that its header announces.")

                new Rows(
                    count,
                    dimension,
                    (numbers.IsFloat && numbers.Bytes = 4),
                    new NpySource(path, file, dimension, numbers, start, total)
                ))
