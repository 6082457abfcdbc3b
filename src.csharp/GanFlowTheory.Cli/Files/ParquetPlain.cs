using System.Collections.Generic;
using System.Linq;
using Parquet.Meta;

namespace GanFlowTheory.Cli.Files;

/// <summary>What the numbers of a column are, where the library is made to take them for what they are stored as.</summary>
internal abstract record ParquetPlain
{
    /// <summary>Bytes that are numbers of half precision.</summary>
    internal sealed record Half : ParquetPlain;

    /// <summary>Whole numbers, or their bytes, that are decimals.</summary>
    /// <param name="Scale">The number of their digits after the point.</param>
    internal sealed record Decimal(int Scale) : ParquetPlain;

    /// <summary>Makes the library see what is stored, before it looks at the columns: bytes in place of halves, whole
    /// numbers in place of decimals, and 32 bits in place of 8 or 16. Returns what that was.</summary>
    /// <remarks>A column of halves it refuses, and with it the file, whatever columns are chosen; short whole numbers and
    /// decimals it refuses where they are stored by their differences.</remarks>
    internal static IReadOnlyDictionary<SchemaElement, ParquetPlain> Show(FileMetaData file)
    {
        Dictionary<SchemaElement, ParquetPlain> shown = [];

        foreach (var element in file.Schema)
        {
            if (element.LogicalType?.FLOAT16 is not null)
            {
                shown[element] = new Half();
            }
            else if (element.LogicalType?.DECIMAL is not null || element.ConvertedType == ConvertedType.DECIMAL)
            {
                shown[element] = new Decimal(element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0);
            }
            else if (!IsShort(element))
            {
                continue;
            }

            (element.LogicalType, element.ConvertedType) = (null, null);
        }

        return shown;
    }

    // They are stored in 32 bits with their sign, where they have one.
    private static bool IsShort(SchemaElement element) =>
        element.LogicalType?.INTEGER is { BitWidth: 8 or 16 }
        || element.ConvertedType is ConvertedType.INT_8 or ConvertedType.INT_16 or ConvertedType.UINT_8 or ConvertedType.UINT_16;
}
