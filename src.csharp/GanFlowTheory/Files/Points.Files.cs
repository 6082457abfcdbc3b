using System;
using System.IO;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Points
{
    /// <summary>Points from a file: CSV if it ends in .csv, .txt, .tsv or .csv.gz, NumPy if it ends in .npy, and
    /// otherwise what its first bytes say.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The content is not n x d finite numbers; line and column are
    /// named.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Points Read(string path) =>
        DataFormatException.Reading(() => PointsFiles.Points.read(path.NotNull(nameof(path))));

    /// <summary>Points from a text file with one point per line: separated by semicolons, else commas, tabs or white
    /// space; a first line of names is a header; blank lines and # comments are skipped. Gzip-compressed if it
    /// ends in .gz.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">No rows, rows of unequal lengths, or a field that is not a finite number;
    /// line and column are named.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Points ReadCsv(string path) =>
        DataFormatException.Reading(() => PointsFiles.Points.readCsv(path.NotNull(nameof(path))));

    /// <summary>Points from a NumPy .npy file: real numbers, integers or booleans of either byte order, n x d, or n
    /// values read as n x 1.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such an array, cut short, empty, or with a value that is not
    /// finite.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Points ReadNpy(string path) =>
        DataFormatException.Reading(() => PointsFiles.Points.readNpy(path.NotNull(nameof(path))));

    /// <summary>Points from a stream that holds a .npy array or CSV text, either of them possibly compressed (gzip);
    /// the first bytes tell which. The stream need not seek and stays open.</summary>
    /// <param name="name">What error messages call the stream, such as "standard input".</param>
    /// <param name="stream">The bytes, read to their end.</param>
    /// <exception cref="DataFormatException">The content is not n x d finite numbers.</exception>
    public static Points ReadFrom(string name, Stream stream) =>
        DataFormatException.Reading(() =>
            PointsFiles.Points.readFrom(name.NotNull(nameof(name)), stream.NotNull(nameof(stream))));

    /// <summary>Points from a file, read as <see cref="Read(string)"/> reads it but for what the options say.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Columns, header, missing values, decimals.</param>
    /// <exception cref="DataFormatException">The content is not n x d finite numbers, a value is missing, or there is no such
    /// column.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Points Read(string path, ReadOptions options) =>
        DataFormatException.Reading(() => PointsFiles.Points.readWith(
            options.NotNull(nameof(options)).Wrapped, path.NotNull(nameof(path))));

    /// <summary>Points from a stream, read as <see cref="ReadFrom(string, Stream)"/> reads it but for what the options
    /// say.</summary>
    /// <param name="name">What error messages call the stream.</param>
    /// <param name="stream">The bytes, read to their end.</param>
    /// <param name="options">Columns, header, missing values, decimals.</param>
    /// <exception cref="DataFormatException">The content is not n x d finite numbers, a value is missing, or there is no such
    /// column.</exception>
    public static Points ReadFrom(string name, Stream stream, ReadOptions options) =>
        DataFormatException.Reading(() => PointsFiles.Points.readFromWith(
            options.NotNull(nameof(options)).Wrapped, name.NotNull(nameof(name)), stream.NotNull(nameof(stream))));

    /// <summary>Points from a file with the names of their columns and the number of rows left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Columns, header, missing values, decimals; null for the standard ones.</param>
    /// <exception cref="DataFormatException">The content is not n x d finite numbers, a value is missing, or there is no such
    /// column.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static PointsTable ReadTable(string path, ReadOptions? options = null) =>
        new(DataFormatException.Reading(() => PointsFiles.Points.readTable(
            (options ?? ReadOptions.Standard).Wrapped, path.NotNull(nameof(path)))));

    /// <summary>Points from a stream with the names of their columns and the number of rows left out.</summary>
    /// <param name="name">What error messages call the stream.</param>
    /// <param name="stream">The bytes, read to their end.</param>
    /// <param name="options">Columns, header, missing values, decimals; null for the standard ones.</param>
    /// <exception cref="DataFormatException">The content is not n x d finite numbers, a value is missing, or there is no such
    /// column.</exception>
    public static PointsTable ReadTableFrom(string name, Stream stream, ReadOptions? options = null) =>
        new(DataFormatException.Reading(() => PointsFiles.Points.readTableFrom(
            (options ?? ReadOptions.Standard).Wrapped, name.NotNull(nameof(name)), stream.NotNull(nameof(stream)))));

    /// <summary>Writes a CSV file, one point per line, each number in the shortest form that reads back to the same
    /// bits. The file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="header">d column names, which begin with a letter; null for no header.</param>
    /// <exception cref="ArgumentException">The header does not fit.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteCsv(string path, string[]? header = null) =>
        PointsFiles.Points.writeCsv(header.OptionOf(), path.NotNull(nameof(path)), Wrapped);

    /// <summary>Writes CSV text, UTF-8, to a stream: what <see cref="WriteCsv"/> writes to a file.</summary>
    /// <param name="stream">Where the bytes go; left open.</param>
    /// <param name="header">d column names, which begin with a letter; null for no header.</param>
    /// <exception cref="ArgumentException">The header does not fit.</exception>
    public void WriteCsvTo(Stream stream, string[]? header = null) =>
        PointsFiles.Points.writeCsvTo(header.OptionOf(), stream.NotNull(nameof(stream)), Wrapped);

    /// <summary>Writes a NumPy .npy file of shape n x d, float64; the file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteNpy(string path) => PointsFiles.Points.writeNpy(path.NotNull(nameof(path)), Wrapped);

    /// <summary>Writes a NumPy array of shape n x d: .npy version 1.0, float64, little-endian, C order.</summary>
    /// <param name="stream">Where the bytes go; left open and not flushed.</param>
    public void WriteNpyTo(Stream stream) => PointsFiles.Points.writeNpyTo(stream.NotNull(nameof(stream)), Wrapped);
}
