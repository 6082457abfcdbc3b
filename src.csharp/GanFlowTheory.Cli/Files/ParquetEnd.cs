using System;
using System.Buffers.Binary;
using System.IO;

namespace GanFlowTheory.Cli.Files;

/// <summary>The end of a Parquet file, where it says what is where: looked over before the library trusts it.</summary>
internal static class ParquetEnd
{
    private static ReadOnlySpan<byte> Letters => "PAR1"u8;

    // The length of what the file says of itself, and the letters.
    private const int Last = 8;

    /// <exception cref="BadInputException">The file is another one, not the whole of it, encrypted, or damaged at its
    /// end.</exception>
    internal static void Check(string name, Stream file)
    {
        Span<byte> head = stackalloc byte[4];
        Span<byte> last = stackalloc byte[Last];

        if (!Has(file, 0, head) || !head.SequenceEqual(Letters))
        {
            throw new BadInputException(head.SequenceEqual("PARE"u8)
                ? $"{name}: the Parquet file is encrypted, which is not read."
                : $"{name}: the file is not a Parquet file: its first four bytes are not PAR1.");
        }

        if (!Has(file, file.Length - Last, last) || !last[4..].SequenceEqual(Letters))
        {
            throw new BadInputException($"{name}: the Parquet file is cut short: its last four bytes are not PAR1.");
        }

        try
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(last);
            var about = length >= 0 && length <= file.Length - Last ? new byte[length] : [];
            ThriftWalk.Check(Has(file, file.Length - Last - about.Length, about) ? about : []);
        }
        catch (InvalidDataException)
        {
            throw new BadInputException($"{name}: the Parquet file is damaged at its end, where it says what its columns are.");
        }
    }

    private static bool Has(Stream file, long at, Span<byte> bytes)
    {
        if (at < 0)
        {
            return false;
        }

        file.Position = at;
        return file.ReadAtLeast(bytes, bytes.Length, false) == bytes.Length;
    }
}
