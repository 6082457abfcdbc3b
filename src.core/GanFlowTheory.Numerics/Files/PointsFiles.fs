namespace GanFlowTheory.Core

open System
open System.IO
open System.Text

/// <summary>Points as a file has them.</summary>
[<NoComparison; NoEquality>]
type PointsTable =
    {
        /// The points, n x d.
        Points: Points
        /// The names of their columns, length d; None where the file has no header.
        Names: string[] option
        /// How many rows were left out since a value was missing.
        Dropped: int
    }

/// Points in files: CSV and NumPy arrays.
[<AutoOpen>]
module PointsFiles =

    /// Reading and writing points.
    [<RequireQualifiedAccess>]
    module Points =

        let private ofTable (table: Table) : PointsTable =
            {
                Points = Points(table.Count, table.Dimension, table.Data)
                Names = table.Names
                Dropped = table.Dropped
            }

        // What has a name of its own, and no points that this reads, by its first bytes.
        let private foreign: (byte[] * string) list =
            [
                "PK\003\004"B, "a zip archive, as .npz and .xlsx are: take an array out of it, as .npy or CSV"
                Array.append [| 0x89uy |] "HDF"B, "an HDF5 file: take the table out of it, as .npy or CSV"
                // The structure that always follows begins so; a header such as PAR1,PAR2 goes on otherwise.
                "PAR1\021"B, "a Parquet file: take the table out of it, as .npy or CSV"
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

        let private unzipped (name: string) (read: string -> Stream -> PointsTable) (stream: Stream) : PointsTable =
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

        let private ofCsv (options: ReadOptions) (name: string) (stream: Stream) =
            use reader =
                new StreamReader(checkText name stream, UTF8Encoding false, true, 1 <<< 16, true)

            ofTable (Csv.read options name reader)

        let private ofNpy (options: ReadOptions) (name: string) (stream: Stream) =
            ofTable (Npy.read options name stream)

        let private ofCsvOrNpy options (name: string) (stream: Stream) =
            let isNpy, stream = InputStream.startsWith Npy.magic stream

            if isNpy then
                ofNpy options name stream
            else
                ofCsv options name stream

        let private hasExtension (extension: string) (path: string) =
            path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)

        let private readStream (options: ReadOptions) (name: string) (stream: Stream) : PointsTable =
            let isGzip, stream = InputStream.startsWith [| 0x1fuy; 0x8buy |] stream

            if isGzip then
                unzipped name (ofCsvOrNpy options) stream
            else
                ofCsvOrNpy options name stream

        let private readText (options: ReadOptions) (path: string) : PointsTable =
            InputFile.read
                path
                (if hasExtension ".gz" path then
                     unzipped path (ofCsv options)
                 else
                     ofCsv options path)

        let private readFile (options: ReadOptions) (path: string) : PointsTable =
            let ends extension = hasExtension extension path

            if List.exists ends [ ".csv"; ".txt"; ".tsv"; ".csv.gz" ] then
                readText options path
            elif ends ".npy" then
                InputFile.read path (ofNpy options path)
            else
                InputFile.read path (readStream options path)

        /// <summary> Points from a stream that holds a .npy array or CSV text, either of them possibly compressed
        /// (gzip); the first bytes tell which. The stream need not seek and stays open. Compressed data may unfold to 16
        /// MiB and 200 times their size.
        /// </summary>
        /// <param name="name">What error messages call the stream, such as "standard input".</param>
        /// <param name="stream">The bytes, read to their end.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite
        /// numbers.</exception>
        let readFrom (name: string) (stream: Stream) : Points =
            (readStream ReadOptions.standard name stream).Points

        /// <summary>Points from a stream, read as readFrom reads it but for what the options say.</summary>
        /// <param name="options">Columns, header, missing values, decimals.</param>
        /// <param name="name">What error messages call the stream.</param>
        /// <param name="stream">The bytes, read to their end.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite numbers, a value is
        /// missing, or there is no such column.</exception>
        let readFromWith (options: ReadOptions) (name: string) (stream: Stream) : Points =
            (readStream options name stream).Points

        /// <summary>Points from a stream with the names of their columns and the number of rows left out.</summary>
        /// <param name="options">Columns, header, missing values, decimals.</param>
        /// <param name="name">What error messages call the stream.</param>
        /// <param name="stream">The bytes, read to their end.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite numbers, a value is
        /// missing, or there is no such column.</exception>
        let readTableFrom (options: ReadOptions) (name: string) (stream: Stream) : PointsTable =
            readStream options name stream

        /// <summary> Points from a text file with one point per line: separated by semicolons, else commas, tabs or
        /// white space; a first line of names is a header; blank lines and # comments are skipped. Ending in .gz, it is
        /// unzipped.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">
        /// No rows, rows of unequal lengths, a first row that is neither names nor numbers, or a field that is not a
        /// finite number; line and column are named.
        /// </exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readCsv (path: string) : Points =
            (readText ReadOptions.standard path).Points

        /// <summary>
        /// Points from a NumPy .npy file: real numbers, integers or booleans of either byte order, n x d, or n values read
        /// as n x 1.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">
        /// Not such an array, cut short, empty, or with a value that is not finite, whose row and column are named.
        /// </exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readNpy (path: string) : Points =
            (InputFile.read path (ofNpy ReadOptions.standard path)).Points

        /// <summary> Points from a file: CSV if it ends in .csv, .txt, .tsv or .csv.gz, NumPy if it ends in .npy, and
        /// otherwise what its first bytes say.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite
        /// numbers.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let read (path: string) : Points =
            (readFile ReadOptions.standard path).Points

        /// <summary>Points from a file, read as read reads it but for what the options say.</summary>
        /// <param name="options">Columns, header, missing values, decimals.</param>
        /// <param name="path">The file.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite numbers, a value is
        /// missing, or there is no such column.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readWith (options: ReadOptions) (path: string) : Points = (readFile options path).Points

        /// <summary>Points from a file with the names of their columns and the number of rows left out.</summary>
        /// <param name="options">Columns, header, missing values, decimals.</param>
        /// <param name="path">The file.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite numbers, a value is
        /// missing, or there is no such column.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readTable (options: ReadOptions) (path: string) : PointsTable = readFile options path

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

        /// <summary>Writes CSV text, UTF-8, to a stream: what Points.writeCsv writes to a file.</summary>
        /// <param name="header">d column names, which begin with a letter; None for no header.</param>
        /// <param name="stream">Where the bytes go; left open.</param>
        /// <param name="points">n x d, finite.</param>
        let writeCsvTo (header: string[] option) (stream: Stream) (points: Points) : unit =
            Points.checkFinite (nameof points) points
            Csv.write header points.Count points.Dimension points.Data stream

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
