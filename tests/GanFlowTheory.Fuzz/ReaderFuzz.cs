using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using GanFlowTheory.Cli;
using GanFlowTheory.Cli.Files;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace GanFlowTheory.Fuzz;

/// <summary>Readers of any bytes: points, or one sentence.</summary>
public sealed class ReaderFuzz
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Npy()
    {
        using var stream = new MemoryStream();
        Seed.Create(1).Gaussian(4, 2).WriteNpyTo(stream);
        return stream.ToArray();
    }

    private static byte[] Zipped(byte[] content)
    {
        using var stream = new MemoryStream();

        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, true))
        {
            zip.Write(content);
        }

        return stream.ToArray();
    }

    [Fact]
    public void Points_are_finite_or_refused()
    {
        byte[][] seeds =
        [
            Bytes("x,y\n1,2\n3,4.5e-3\n"), Bytes("1 2\n3 4\n"), Bytes("\"a\";\"b\"\n1;2\n"), Bytes("sep=;\n1;2\n"),
            Npy(), Zipped(Bytes("1,2\n3,4\n")), Zipped(Npy()),
        ];
        var chance = new Random(11);

        for (var round = 0; round < 8000 * Fuzz.Rounds; round++)
        {
            var bytes = Fuzz.Mutate(chance, seeds[round % seeds.Length]);
            bool? header = chance.Next(3) switch { 0 => true, 1 => false, _ => null };
            var columns = chance.Next(4) switch
            {
                0 => Columns.Numbered(chance.Next(1, 4)),
                1 => Columns.Named("x"),
                2 => Columns.Parse("2-"),
                _ => Columns.All,
            };
            var options = new ReadOptions
            {
                Columns = columns,
                Header = header,
                Missing = chance.Next(2) == 0 ? MissingRows.Drop : MissingRows.Refuse,
                DecimalComma = chance.Next(4) == 0,
            };

            try
            {
                var points = Points.ReadFrom("fuzz", new MemoryStream(bytes), options);
                Assert.All(points.ToRows(), row => Assert.All(row, v => Assert.True(double.IsFinite(v))));
            }
            catch (DataFormatException e)
            {
                Assert.DoesNotContain("\n", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("\u001b", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Parquet_files_are_finite_or_refused()
    {
        // Of several groups of rows, with a gap; of whole numbers, decimals and truth values.
        byte[][] seeds =
        [
            Parquet(CompressionMethod.Snappy, 3), Parquet(CompressionMethod.None, 8), Parquet(CompressionMethod.Gzip, 2),
            Parquet(CompressionMethod.Zstd, 8),
        ];
        var chance = new Random(13);

        for (var round = 0; round < 2000 * Fuzz.Rounds; round++)
        {
            var bytes = (byte[])seeds[round % seeds.Length].Clone();

            // Bytes are changed in their place half of the time, so that what says where others are stays true.
            if (chance.Next(2) == 0)
            {
                bytes = Fuzz.Mutate(chance, bytes);
            }
            else
            {
                for (var slips = chance.Next(1, 4); slips > 0; slips--)
                {
                    bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
                }
            }

            var options = new ReadOptions
            {
                Columns = Columns.Numbered(chance.Next(1, 5)),
                Missing = chance.Next(2) == 0 ? MissingRows.Drop : MissingRows.Refuse,
            };

            try
            {
                var points = ParquetTable.ReadStream("fuzz", new MemoryStream(bytes), options).Points;
                Assert.All(points.ToRows(), row => Assert.All(row, v => Assert.True(double.IsFinite(v))));
            }
            catch (BadInputException e)
            {
                Assert.DoesNotContain("\n", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("\u001b", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Parquet(CompressionMethod compression, int rowsInGroup)
    {
        var x = new DataField<double>("x");
        var y = new DataField<int?>("y");
        var d = new DecimalDataField("d", 9, 2);
        var b = new DataField<bool>("b");
        using var stream = new MemoryStream();
        var writer = ParquetWriter.CreateAsync(
            new ParquetSchema(x, y, d, b), stream, new ParquetOptions { CompressionMethod = compression }).Result;

        for (var from = 0; from < 8; from += rowsInGroup)
        {
            var rows = Enumerable.Range(from, Math.Min(rowsInGroup, 8 - from)).ToArray();
            using var group = writer.CreateRowGroup();
            group.WriteAsync<double>(x, Array.ConvertAll(rows, i => i / 8.0)).Wait();
            group.WriteAsync<int>(y, (ReadOnlyMemory<int?>)Array.ConvertAll(rows, i => i % 5 == 4 ? (int?)null : i)).Wait();
            group.WriteAsync<decimal>(d, Array.ConvertAll(rows, i => i * 1.25m)).Wait();
            group.WriteAsync<bool>(b, Array.ConvertAll(rows, i => i % 3 == 0)).Wait();
        }

        writer.DisposeAsync().AsTask().Wait();
        return stream.ToArray();
    }

    [Fact]
    public void Expressions_are_read_or_refused()
    {
        string[] seeds =
        [
            "gaussian:1 + 2*laplace:0.5", "imq:1,0.5", "rk4:0.1", "dopri5:1e-6,1e-9,0.1", "adam:0.001,0.5,0.9@cosine:10@clip:1",
            "2-8-2:tanh", "2-512-256-1:leaky-relu:0.2", "alpha:0.5", "non-saturating", "block:20",
        ];
        Action<string>[] readers =
        [
            text => Kernel.Parse(text), text => Integrator.Parse(text), text => Optimiser.Parse(text),
            text => Network.Parse(text), text => FDivergence.Parse(text), text => GeneratorLoss.Parse(text),
            text => MmdEstimator.Parse(text),
        ];
        var chance = new Random(12);

        for (var round = 0; round < 6000 * Fuzz.Rounds; round++)
        {
            var text = Encoding.UTF8.GetString(Fuzz.Mutate(chance, Bytes(seeds[round % seeds.Length])));

            foreach (var read in readers)
            {
                try
                {
                    read(text);
                }
                catch (Exception e)
                {
                    Assert.True(e is ArgumentException, $"'{text}': {e}");
                }
            }
        }
    }
}
