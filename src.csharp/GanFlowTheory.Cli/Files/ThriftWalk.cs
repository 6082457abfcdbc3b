using System;
using System.IO;

namespace GanFlowTheory.Cli.Files;

/// <summary>Goes over a structure in Thrift's compact protocol, in which a Parquet file says what its columns are: whether
/// it ends where its bytes do. The library looks for the end of a number for ever where there are no more bytes.</summary>
internal ref struct ThriftWalk
{
    // What a Parquet file says of itself is less than ten structures deep.
    private const int Deepest = 32;

    private readonly ReadOnlySpan<byte> bytes;
    private int at;

    private ThriftWalk(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    /// <exception cref="InvalidDataException">The bytes are no such structure.</exception>
    internal static void Check(ReadOnlySpan<byte> bytes)
    {
        var walk = new ThriftWalk(bytes);
        walk.Structure(0);

        if (walk.at != bytes.Length)
        {
            throw Broken();
        }
    }

    private static InvalidDataException Broken() => new("The structure does not end where its bytes do.");

    private void Structure(int depth)
    {
        while (Byte() is var field and not 0)
        {
            // The number of the field is written out where it is no short step from the last.
            if (field >> 4 == 0)
            {
                Number();
            }

            var kind = field & 15;

            // The kind of a truth value is the value.
            if (kind is not (1 or 2))
            {
                Value(kind, depth);
            }
        }
    }

    private void Value(int kind, int depth)
    {
        if (depth > Deepest)
        {
            throw Broken();
        }

        switch (kind)
        {
            case 1 or 2 or 3:
                Byte();
                break;
            case 4 or 5 or 6:
                Number();
                break;
            case 7:
                Skip(8);
                break;
            case 8:
                Skip(Number());
                break;
            case 9 or 10:
                var list = Byte();
                var count = list >> 4 == 15 ? Number() : (ulong)(list >> 4);

                for (; count > 0; count--)
                {
                    Value(list & 15, depth + 1);
                }

                break;
            case 11:
                var pairs = Number();
                var kinds = pairs > 0 ? Byte() : 0;

                for (; pairs > 0; pairs--)
                {
                    Value(kinds >> 4, depth + 1);
                    Value(kinds & 15, depth + 1);
                }

                break;
            case 12:
                Structure(depth + 1);
                break;
            default:
                throw Broken();
        }
    }

    private int Byte() => at < bytes.Length ? bytes[at++] : throw Broken();

    // Seven bits in each byte, the last of which says so.
    private ulong Number()
    {
        var number = 0UL;

        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            number |= (ulong)(part & 127) << shift;

            if (part < 128)
            {
                return number;
            }
        }

        throw Broken();
    }

    private void Skip(ulong count)
    {
        if (count > (ulong)(bytes.Length - at))
        {
            throw Broken();
        }

        at += (int)count;
    }
}
