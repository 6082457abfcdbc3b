using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
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
