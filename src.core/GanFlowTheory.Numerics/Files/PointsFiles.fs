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

        let private unzipped (name: string) (read: string -> Stream -> Points) (stream: Stream) : Points =
            try
                use unzipped = new GzipInput(stream)
                read name unzipped
            with :? InvalidDataException as e ->
                DataFormat.failCausedBy e name "the compressed data (gzip) are damaged or cut short."

        let private ofCsv (name: string) (stream: Stream) =
            use reader = new StreamReader(stream, UTF8Encoding false, true, 1 <<< 16, true)
            ofTable (Csv.read name reader)

        let private ofNpy (name: string) (stream: Stream) = ofTable (Npy.read name stream)

        let private ofCsvOrNpy (name: string) (stream: Stream) =
            let isNpy, stream = InputStream.startsWith Npy.magic stream
            if isNpy then ofNpy name stream else ofCsv name stream

        let private hasExtension (extension: string) (path: string) =
            path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)

        /// <summary> Points from a stream that holds a .npy array or CSV text, either of them possibly compressed
        /// (gzip); the first bytes tell which. The stream need not seek and stays open.
        /// </summary>
        /// <param name="name">What error messages call the stream, such as "standard input".</param>
        /// <param name="stream">The bytes, read to their end.</param>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite
        /// numbers.</exception>
        let readFrom (name: string) (stream: Stream) : Points =
            let isGzip, stream = InputStream.startsWith [| 0x1fuy; 0x8buy |] stream

            if isGzip then
                unzipped name ofCsvOrNpy stream
            else
                ofCsvOrNpy name stream

        /// <summary> Points from a text file with one point per line: separated by commas, else semicolons, tabs or
        /// white space; a first line with a name in it is a header; blank lines and # comments are skipped. Ending in
        /// .gz, it is unzipped.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">
        /// No rows, rows of unequal lengths, or a field that is not a finite number; line and column are named.
        /// </exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readCsv (path: string) : Points =
            InputFile.read
                path
                (if hasExtension ".gz" path then
                     unzipped path ofCsv
                 else
                     ofCsv path)

        /// <summary>
        /// Points from a NumPy .npy file: float64 or float32 of either byte order, n x d, or n values read as n x 1.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">
        /// Not such an array, cut short, empty, or with a value that is not finite, whose row and column are named.
        /// </exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let readNpy (path: string) : Points = InputFile.read path (ofNpy path)

        /// <summary> Points from a file: CSV if it ends in .csv, .txt, .tsv or .csv.gz, NumPy if it ends in .npy, and
        /// otherwise what its first bytes say.
        /// </summary>
        /// <exception cref="T:GanFlowTheory.Core.DataFormatException">The content is not n x d finite
        /// numbers.</exception>
        /// <exception cref="T:System.IO.IOException">The file does not exist or cannot be read.</exception>
        let read (path: string) : Points =
            let ends extension = hasExtension extension path

            if List.exists ends [ ".csv"; ".txt"; ".tsv"; ".csv.gz" ] then
                readCsv path
            elif ends ".npy" then
                readNpy path
            else
                InputFile.read path (readFrom path)

        /// <summary> Writes a CSV file, one point per line, each number in the shortest form that reads back to the
        /// same bits. The file appears whole or not at all.
        /// </summary>
        /// <param name="header">d column names, not all of them numbers, or none for no header.</param>
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
