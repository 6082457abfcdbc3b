using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace GanFlowTheory.Cli.Files;

/// <summary>A column of a Parquet file, or several that belong together as a list or a record.</summary>
internal sealed class ParquetColumn
{
    private delegate void Fill(ParquetRowGroupReader group, DataField field, Span<double> values);

    private static readonly Dictionary<System.Type, Fill> numbers = new()
    {
        [typeof(bool)] = Of<bool>(value => value ? 1 : 0),
        [typeof(int)] = Of<int>(value => value),
        [typeof(long)] = Of<long>(value => value),
        [typeof(uint)] = Of<uint>(value => value),
        [typeof(ulong)] = Of<ulong>(value => value),
        [typeof(float)] = Of<float>(value => value),
        [typeof(double)] = Of<double>(value => value),
    };

    private readonly Field shape;
    private readonly Fill? fill;

    /// <param name="field">What the library knows of it.</param>
    /// <param name="plain">What its numbers are, where the library was shown what is stored.</param>
    internal ParquetColumn(Field field, ParquetPlain? plain)
    {
        shape = field;
        (fill, OtherThanNumbers) = field switch
        {
            not DataField => (null, "lists or records"),
            DataField { IsArray: true } => (null, "lists"),
            // Their numbers count days, or parts of a second: none that would be meant.
            DateTimeDataField => (null, "dates"),
            TimeDataField => (null, "times"),
            DataField data when plain is not null => (FillOf(plain, data.ClrType), null),
            DataField data when numbers.TryGetValue(data.ClrType, out var known) => (known, null),
            DataField { SchemaElement: { ConvertedType: ConvertedType.UTF8 } or { LogicalType.STRING: not null } } => ((Fill?)null, "text"),
            _ => (null, "bytes"),
        };
    }

    internal string Name => shape.Name;

    /// <summary>What it holds in place of numbers; null where it holds numbers.</summary>
    internal string? OtherThanNumbers { get; }

    /// <summary>Whether it is what pandas writes as the index of a frame, where that has no name.</summary>
    internal bool IsIndex =>
        Name.StartsWith("__index_level_", StringComparison.Ordinal) && Name.EndsWith("__", StringComparison.Ordinal);

    /// <summary>How its numbers are stored in a group of rows, as far as the file says it.</summary>
    internal string StorageIn(ParquetRowGroupReader group) => group.GetMetadata((DataField)shape)?.MetaData is { } data
        ? $"{data.Codec}, {string.Join(' ', data.Encodings)}"
        : "nothing is said of it";

    /// <summary>Reads its numbers in a group of rows, NaN where one is missing.</summary>
    internal void Read(ParquetRowGroupReader group, Span<double> values)
    {
        var data = (DataField)shape;

        var about = group.GetMetadata(data)?.MetaData;

        // The library does not compare them.
        if (about?.NumValues != values.Length)
        {
            throw new InvalidDataException("The number of values is not that of the rows.");
        }

        // The library takes the length of the runs for the first of them.
        if (data.ClrType == typeof(bool) && HasRuns(about))
        {
            throw new NotSupportedException("Truth values that are stored as runs come out wrong.");
        }

        fill!(group, data, values);
    }

    // Runs are among the encodings of each column, for where its values are missing; pages of values say more.
    private static bool HasRuns(ColumnMetaData about) => about.EncodingStats is { Count: > 0 } pages
        ? pages.Any(page => page.Encoding == Encoding.RLE)
        : !about.Encodings.Contains(Encoding.PLAIN);

    private static Fill Of<T>(Func<T, double> convert) where T : struct => (group, field, values) =>
    {
        // The values that are there come first, one after the other; the levels say where they belong.
        var there = new T[values.Length];
        var levels = field.MaxDefinitionLevel > 0 ? new int[values.Length] : null;
        group.ReadRawAsync(field, there.AsMemory(), levels?.AsMemory(), null).AsTask().GetAwaiter().GetResult();
        var next = 0;

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = levels is null || levels[i] == field.MaxDefinitionLevel ? convert(there[next++]) : double.NaN;
        }
    };

    private static Fill FillOf(ParquetPlain plain, System.Type stored) => plain switch
    {
        ParquetPlain.Decimal(var scale) when stored == typeof(int) => Of<int>(digits => Scaled(digits, scale)),
        ParquetPlain.Decimal(var scale) when stored == typeof(long) => Of<long>(digits => Scaled(digits, scale)),
        ParquetPlain.Decimal(var scale) =>
            Of<ReadOnlyMemory<byte>>(bytes => Scaled(new BigInteger(bytes.Span, false, true), scale)),
        _ => Of<ReadOnlyMemory<byte>>(bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes.Span)),
    };

    // Rounded once, as the same decimals in a text are.
    private static double Scaled(BigInteger digits, int scale) =>
        double.Parse($"{digits}E-{scale}", NumberStyles.Float, CultureInfo.InvariantCulture);
}
