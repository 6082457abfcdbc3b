namespace GanFlowTheory.Core

open System

/// <summary>
/// A file or stream does not hold a point cloud; the message is one sentence that says where and why, such as
/// "old.csv: line 7, column 2: 'abc' is not a number.".
/// </summary>
[<Sealed; AllowNullLiteral(false)>]
type DataFormatException
    internal (path: string, unit: string, line: int option, column: int option, detail: string, inner: exn | null) =

    inherit FormatException(DataFormatException.Sentence(path, unit, line, column, detail), inner)

    /// The path of the file, or the name of the stream.
    member _.Path = path

    /// The line of the text, or the row of the array, counted from 1; none when the whole file is meant.
    member _.Line = line

    /// The field of the line, or the column of the array, counted from 1; none when the whole line is meant.
    member _.Column = column

    static member private Sentence(path: string, unit: string, line: int option, column: int option, detail: string) =
        match line, column with
        | Some line, Some column -> invariant $"{path}: {unit} {line}, column {column}: {detail}"
        | Some line, None -> invariant $"{path}: {unit} {line}: {detail}"
        | None, _ -> invariant $"{path}: {detail}"

/// What both readers produce: n rows of d finite numbers, coordinate-major, with column names where the file has them.
type internal Table =
    {
        Count: int
        Dimension: int
        Data: float[]
        Names: string[] option
        /// Rows with missing values that are left out.
        Dropped: int
    }

module internal DataFormat =

    let failField (path: string) (line: int) (column: int) (detail: string) : 'a =
        raise (DataFormatException(path, "line", Some line, Some column, detail, null))

    let failLine (path: string) (line: int) (detail: string) : 'a =
        raise (DataFormatException(path, "line", Some line, None, detail, null))

    let failEntry (path: string) (row: int) (column: int) (detail: string) : 'a =
        raise (DataFormatException(path, "row", Some row, Some column, detail, null))

    let failCausedBy (inner: exn | null) (path: string) (detail: string) : 'a =
        raise (DataFormatException(path, "", None, None, detail, inner))

    let fail (path: string) (detail: string) : 'a = failCausedBy null path detail

    /// The text as it may be shown: without what a terminal would obey, and not too long.
    let printable (text: string) =
        let clean = String.map (fun c -> if Char.IsControl c then '?' else c) text

        if clean.Length > 40 then
            clean.Substring(0, 40) + "..."
        else
            clean

    /// The coordinate-major copy of a row-major buffer whose first count x dimension entries are used.
    let transpose (count: int) (dimension: int) (rows: float[]) : float[] =
        let columns = Array.zeroCreate (count * dimension)

        for i in 0 .. count - 1 do
            for k in 0 .. dimension - 1 do
                columns[k * count + i] <- rows[i * dimension + k]

        columns

/// A float array that grows by doubling: a stream of unknown length is read once, and never trusted about its size.
[<Sealed>]
type internal FloatBuffer(path: string) =
    let mutable items: float[] = Array.zeroCreate 1024
    let mutable count = 0

    member _.Count = count

    /// The storage; only its first Count entries mean anything.
    member _.Items = items

    member _.Add(value: float) =
        if count = items.Length then
            if items.Length = Array.MaxLength then
                DataFormat.fail path (invariant $"there are more than {Array.MaxLength} numbers.")

            Array.Resize(&items, int (min (2L * int64 items.Length) (int64 Array.MaxLength)))

        items[count] <- value
        count <- count + 1

    /// Forgets the items from a place on.
    member _.TakeBack(began: int) = count <- began
