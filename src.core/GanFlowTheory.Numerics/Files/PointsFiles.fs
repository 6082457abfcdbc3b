namespace GanFlowTheory.Core

open System
open System.IO
open System.Text

/// Points in files: CSV and NumPy arrays.
[<AutoOpen>]
module PointsFiles =

    /// Reading and writing points.
    [<RequireQualifiedAccess>]
    module Points =

        let private ofTable (table: Table) =
            Points(table.Count, table.Dimension, table.Data)

        // What has a name of its own, and no points that this reads, by its first bytes.
        let private foreign: (byte[] * string) list =
            [
                "PK\003\004"B, "a zip archive, as .npz and .xlsx are: take an array out of it, as .npy or CSV"
                Array.append [| 0x89uy |] "HDF"B, "an HDF5 file: take the table out of it, as .npy or CSV"
                "PAR1"B, "a Parquet file: take the table out of it, as .npy or CSV"
                [| 0x80uy; 0x04uy |], "a Python pickle: save the array with numpy.save"
                [| 0x80uy; 0x05uy |], "a Python pickle: save the array with numpy.save"
                "BZh"B, "compressed by bzip2: gzip alone is read"
                [| 0xfduy; 0x37uy; 0x7auy; 0x58uy; 0x5auy |], "compressed by xz: gzip alone is read"
                [| 0x28uy; 0xb5uy; 0x2fuy; 0xfduy |], "compressed by zstd: gzip alone is read"
                [| 0x1fuy; 0x8buy |], "compressed (gzip), which its name must say by .gz at its end"
                Npy.magic, "a .npy array, which its name must say"
            ]

        let private checkText name (stream: Stream) =
            let head, stream = InputStream.peek Npy.magic.Length stream

            match
                foreign
                |> List.tryFind (fun (magic, _) -> head.AsSpan().StartsWith(ReadOnlySpan magic))
            with
            | Some(_, what) -> DataFormat.fail name (invariant $"the file is {what}.")
            | None -> stream

        // What is read: whether the first row is a header, and the columns.
        type private Choice =
            {
                Header: bool option
                Columns: int[] option
            }

        let private everything = { Header = None; Columns = None }

        let private unzipped (name: string) (read: string -> Stream -> Points) (stream: Stream) : Points =
            try
                use unzipped = new GzipInput(stream)
                read name unzipped
            with :? InvalidDataException as e ->
                let sentence =
                    if e.Message.Contains "unfold" then
                        e.Message.ToLowerInvariant()
                    else
                        "the compressed data (gzip) are damaged or cut short."

                DataFormat.failCausedBy e name sentence

        let private ofCsv (choice: Choice) (name: string) (stream: Stream) =
            use reader =
                new StreamReader(checkText name stream, UTF8Encoding false, true, 1 <<< 16, true)

            ofTable (Csv.readChosen choice.Header choice.Columns name reader)

        let private ofNpy (choice: Choice) (name: string) (stream: Stream) =
            let table = Npy.read name stream

            match choice.Columns with
            | None -> ofTable table
            | Some columns ->
                match Array.tryFind (fun column -> column > table.Dimension) columns with
                | Some column ->
                    DataFormat.fail name (invariant $"column {column} is chosen, but there are {table.Dimension}.")
                | None -> ofTable table |> Points.columns (Array.map (fun column -> column - 1) columns)

        let private ofCsvOrNpy choice (name: string) (stream: Stream) =
            let isNpy, stream = InputStream.startsWith Npy.magic stream

            if isNpy then
                ofNpy choice name stream
            else
                ofCsv choice name stream

        let private hasExtension (extension: string) (path: string) =
            path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)

        let private readStream (choice: Choice) (name: string) (stream: Stream) : Points =
            let isGzip, stream = InputStream.startsWith [| 0x1fuy; 0x8buy |] stream

            if isGzip then
                unzipped name (ofCsvOrNpy choice) stream
            else
                ofCsvOrNpy choice name stream

        let private readText (choice: Choice) (path: string) : Points =
            InputFile.read
                path
                (if hasExtension ".gz" path then
                     unzipped path (ofCsv choice)
                 else
                     ofCsv choice path)

        let private readFile (choice: Choice) (path: string) : Points =
            let ends extension = hasExtension extension path

            if List.exists ends [ ".csv"; ".txt"; ".tsv"; ".csv.gz" ] then
                readText choice path
            elif ends ".npy" then
                InputFile.read path (ofNpy choice path)
            else
                InputFile.read path (readStream choice path)

        let private choiceOf (header: bool option) (columns: int[] option) =
            match columns with
            | Some columns when columns.Length = 0 || Array.exists (fun column -> column < 1) columns ->
                Guard.fail (nameof columns) "columns must be numbers from 1, at least one."
            | _ -> { Header = header; Columns = columns }

        /// <summary> Points from a stream that holds a .npy array or CSV text, either of them possibly compressed
        /// (gzip); the first bytes tell which. The stream need not seek and stays open. Compressed data may unfold to 16
        /// MiB and 200 times their size.
        /// </summary>
        /// <param name="name">What error messages call the stream, such as "standard input".</param>
        /// <param name="stream">The bytes, read to their end.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite
        /// numbers.</exception>
        let readFrom (name: string) (stream: Stream) : Points = readStream everything name stream

        /// <summary> Chosen columns of points from a stream, read as readFrom reads it; the other columns of a text may
        /// hold anything.</summary>
        /// <param name="header">Whether the first row of a text is a header; none to see it by the row: names are a
        /// header, numbers are none, and anything else is refused.</param>
        /// <param name="columns">The columns, from 1, in the order wanted; none for all.</param>
        /// <param name="name">What error messages call the stream.</param>
        /// <param name="stream">The bytes, read to their end.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite numbers, or has no
        /// such column.</exception>
        let readColumnsFrom (header: bool option) (columns: int[] option) (name: string) (stream: Stream) : Points =
            readStream (choiceOf header columns) name stream

        /// <summary> Points from a text file with one point per line: separated by semicolons, else commas, tabs or
        /// white space; a first line of names is a header; blank lines and # comments are skipped. Ending in .gz, it is
        /// unzipped.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">
        /// No rows, rows of unequal lengths, a first row that is neither names nor numbers, or a field that is not a
        /// finite number; line and column are named.
        /// </exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readCsv (path: string) : Points = readText everything path

        /// <summary>
        /// Points from a NumPy .npy file: real numbers, integers or booleans of either byte order, n x d, or n values read
        /// as n x 1.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">
        /// Not such an array, cut short, empty, or with a value that is not finite, whose row and column are named.
        /// </exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readNpy (path: string) : Points =
            InputFile.read path (ofNpy everything path)

        /// <summary> Points from a file: CSV if it ends in .csv, .txt, .tsv or .csv.gz, NumPy if it ends in .npy, and
        /// otherwise what its first bytes say.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite
        /// numbers.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let read (path: string) : Points = readFile everything path

        /// <summary> Chosen columns of points from a file, read as read reads it; the other columns of a text may hold
        /// anything.</summary>
        /// <param name="header">Whether the first row of a text is a header; none to see it by the row: names are a
        /// header, numbers are none, and anything else is refused.</param>
        /// <param name="columns">The columns, from 1, in the order wanted; none for all.</param>
        /// <param name="path">The file.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite numbers, or has no
        /// such column.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readColumns (header: bool option) (columns: int[] option) (path: string) : Points =
            readFile (choiceOf header columns) path

        /// <summary> Writes a CSV file, one point per line, each number in the shortest form that reads back to the
        /// same bits. The file appears whole or not at all.
        /// </summary>
        /// <param name="header">d column names, which begin with a letter, or none for no header.</param>
        /// <param name="path">The file to create or replace.</param>
        /// <param name="points">n x d, finite.</param>
        /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
        let writeCsv (header: string[] option) (path: string) (points: Points) : unit =
            Points.checkFinite (nameof points) points
            AtomicFile.write path (Csv.write header points.Count points.Dimension points.Data)

        /// <summary>Writes a NumPy array of shape n x d: .npy version 1.0, float64, little-endian, C order.</summary>
        /// <param name="stream">Where the bytes go; left open and not flushed.</param>
        /// <param name="points">n x d, finite.</param>
        let writeNpyTo (stream: Stream) (points: Points) : unit =
            Points.checkFinite (nameof points) points
            Npy.write points.Count points.Dimension points.Data stream

        /// <summary>Writes a NumPy .npy file of shape n x d; the file appears whole or not at all.</summary>
        /// <param name="path">The file to create or replace.</param>
        /// <param name="points">n x d, finite.</param>
        /// <exception cref="T:System.IO.IOException">The file cannot be written.</exception>
        let writeNpy (path: string) (points: Points) : unit =
            AtomicFile.write path (fun stream -> writeNpyTo stream points)
