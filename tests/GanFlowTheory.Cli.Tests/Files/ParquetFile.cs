using System;
using System.IO;
using Parquet;
using Parquet.Schema;

namespace GanFlowTheory.Cli.Tests.Files;

/// <summary>Parquet files as tests write them.</summary>
internal static class ParquetFile
{
    /// <summary>Writes columns in groups of so many rows.</summary>
    internal static string Write(string path, CompressionMethod compression, int rowsInGroup, params Column[] columns)
    {
        using var file = File.Create(path);
        WriteTo(file, compression, rowsInGroup, columns);
        return path;
    }

    private static void WriteTo(Stream stream, CompressionMethod compression, int rowsInGroup, Column[] columns)
    {
        var schema = new ParquetSchema(Array.ConvertAll(columns, column => (Field)column.Field));
        var options = new ParquetOptions { CompressionMethod = compression };
        var writer = ParquetWriter.CreateAsync(schema, stream, options).GetAwaiter().GetResult();

        for (var from = 0; from < columns[0].Count; from += rowsInGroup)
        {
            using var group = writer.CreateRowGroup();

            foreach (var column in columns)
            {
                column.WriteTo(group, from, Math.Min(rowsInGroup, column.Count - from));
            }
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    internal static byte[] Bytes(CompressionMethod compression, int rowsInGroup, params Column[] columns)
    {
        using var stream = new MemoryStream();
        WriteTo(stream, compression, rowsInGroup, columns);
        return stream.ToArray();
    }

    /// <summary>A column and how a stretch of its values is written.</summary>
    internal sealed record Column(DataField Field, int Count, Action<ParquetRowGroupWriter, int, int> WriteTo);

    internal static Column Of<T>(string name, params T[] values) where T : struct => Of(new DataField<T>(name), values);

    internal static Column Of<T>(DataField field, T[] values) where T : struct => new(
        field, values.Length, (group, from, count) => group.WriteAsync<T>(field, values.AsMemory(from, count)).Wait());

    internal static Column OfOptional<T>(string name, params T?[] values) where T : struct
    {
        var field = new DataField<T?>(name);
        return new(
            field,
            values.Length,
            (group, from, count) => group.WriteAsync<T>(field, (ReadOnlyMemory<T?>)values.AsMemory(from, count)).Wait());
    }

    internal static Column OfText(string name, params string[] values)
    {
        var field = new DataField<string>(name);
        return new(field, values.Length, (group, from, count) => group.WriteAsync(field, values[from..(from + count)]).Wait());
    }
}
