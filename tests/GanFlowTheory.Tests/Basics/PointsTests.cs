using System;
using System.IO;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.PointsModule;

namespace GanFlowTheory.Tests.Numerics;

public class PointsTests
{
    private static readonly double[,] Values = { { 1.0, 2.0 }, { 3.0, -4.5 }, { 0.1, 1e-300 } };
    private static readonly Core.Points Expected = Of.ofArray2D(Values);

    [Fact]
    public void Every_way_to_make_points_gives_the_core_s_points()
    {
        Points converted = Values;
        Same(Expected, converted);
        Same(Expected, Points.OfArray2D(Values));
        Same(Expected, Points.OfRows([[1.0, 2.0], [3.0, -4.5], [0.1, 1e-300]]));
        Same(Expected, Points.Init(3, 2, (i, k) => Values[i, k]));
        Same(Of.ofValues([1.0, 2.0]), Points.OfValues(1.0, 2.0));
        Same(Of.zero(2, 3), Points.Zero(2, 3));
        Points jagged = (double[][])[[1.0, 2.0], [3.0, -4.5], [0.1, 1e-300]];
        Same(Expected, jagged);
        Same(Expected, Points.OfFlat([1.0, 2.0, 3.0, -4.5, 0.1, 1e-300], 2));
        float[] singles = [1, 0.1f, -2, 3];
        Same(Of.ofRows((double[][])[[1, 0.1f], [-2, 3]]), Points.OfSingles(singles, 2));
    }

    [Fact]
    public void A_file_is_read_as_the_options_say()
    {
        var text = "name,y,x\na,1,\"2\"\nb,NA,3\nc,4,5\n"u8.ToArray();
        PointsTable Read(ReadOptions options) => Points.ReadTableFrom("old.csv", new MemoryStream(text), options);
        var named = Read(new() { Columns = Columns.Named("x", "y"), Missing = MissingRows.Drop });

        Assert.Equal(["x", "y"], named.Names);
        Assert.Equal(1, named.Dropped);
        Same(Of.ofRows((double[][])[[2, 1], [5, 4]]), named.Points);
        Same(Of.ofValues([2, 3, 5]), Points.ReadFrom("old.csv", new MemoryStream(text), new() { Columns = Columns.Parse("3-") }));
        Assert.Equal([2, 0], Columns.Parse("x,1").Places(3, ["name", "y", "x"]));
        Assert.Equal("2,1", Columns.Numbered(2, 1).ToString());
        Assert.True(Columns.IsName("waiting time") && !Columns.IsName("1") && !Columns.IsName("NA"));
        var error = Assert.Throws<DataFormatException>(() => Read(new() { Columns = Columns.Numbered(2) }));
        Assert.Equal((3, 2), (error.Line, error.Column));
        Assert.Contains("(ReadOptions.Missing)", error.Message, StringComparison.Ordinal);
        var commas = new MemoryStream("1,5;2\n"u8.ToArray());
        Same(Of.ofRows((double[][])[[1.5, 2]]), Points.ReadFrom("old.csv", commas, new() { DecimalComma = true }));
    }

    [Fact]
    public void Every_operation_agrees_with_the_core()
    {
        Points x = Values;
        Assert.Equal((3, 2, "3 x 2 points"), (x.Count, x.Dimension, x.ToString()));
        Same(-4.5, x[1, 1]);
        Same(Expected.Coordinate(1).ToArray(), x.Coordinate(1).ToArray());
        Same(Expected.Row(2), x.Row(2));
        Same(Values, x.ToArray2D());
        Same(Of.toRows(Expected).SelectMany(r => r), x.ToRows().SelectMany(r => r));
        Same(Of.select([2, 0, 2], Expected), x.Select(2, 0, 2));
        Same(Of.columns([1], Expected), x.Columns(1));
        Same(Of.append(Expected, Expected), x.Append(x));
        Same(Of.combine(0.3, Expected, -1.7, Of.zero(3, 2)), Points.Combine(0.3, x, -1.7, Points.Zero(3, 2)));
        Same(Of.scale(0.1, Expected), 0.1 * x);
        Same(Of.scaleRows([1.0, 0.1, 3.0], Expected), x.ScaleRows([1.0, 0.1, 3.0]));
        Same(Of.rowDots(Expected, Expected), x.RowDots(x));
        Same(Of.mean(Expected), x.Mean());
        Same(Of.covariance(Expected), x.Covariance());
    }

    [Fact]
    public void Files_read_back_to_the_same_bits()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            string csv = Path.Combine(folder.FullName, "x.csv"), npy = Path.Combine(folder.FullName, "x.npy");
            Points x = Values;
            x.WriteCsv(csv, ["a", "b"]);
            x.WriteNpy(npy);
            Assert.StartsWith("a,b", File.ReadAllText(csv));
            Same(Expected, Points.ReadCsv(csv));
            Same(Expected, Points.Read(csv));
            Same(Expected, Points.ReadNpy(npy));
            Same(Expected, Points.Read(npy));
            using var memory = new MemoryStream();
            x.WriteNpyTo(memory);
            Assert.Equal(File.ReadAllBytes(npy), memory.ToArray());
            memory.Position = 0;
            Same(Expected, Points.ReadFrom("memory", memory));
            AtomicFile.Write(csv, stream => stream.WriteByte((byte)'7'));
            Assert.Equal("7", File.ReadAllText(csv));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public void The_shipped_data_read_as_in_the_core() =>
        Same(Core.PointsFiles.Points.read("data/old-faithful.csv"), Points.Read("data/old-faithful.csv"));

    [Fact]
    public void A_bad_file_names_its_place_as_the_core_does()
    {
        var bytes = "1,2\n3,abc\n"u8.ToArray();
        var core = Assert.Throws<Core.DataFormatException>(() => Core.PointsFiles.Points.readFrom("old", new MemoryStream(bytes)));
        var mine = Assert.Throws<DataFormatException>(() => Points.ReadFrom("old", new MemoryStream(bytes)));
        Assert.Equal((core.Message, "old", 2, 2), (mine.Message, mine.Path, mine.Line, mine.Column));
        Assert.Same(typeof(FileNotFoundException), Record.Exception(() => Points.Read("no-such-file.csv"))?.GetType());
    }

    [Fact]
    public void Argument_errors_are_those_of_the_core()
    {
        var core = Assert.Throws<ArgumentException>(() => Of.ofArray2D(new[,] { { 0.0, double.NaN } }));
        var mine = Assert.Throws<ArgumentException>(() => (Points)new[,] { { 0.0, double.NaN } });
        Assert.Equal(core.Message, mine.Message);
        Assert.Equal("rows", Assert.Throws<ArgumentNullException>(() => Points.OfRows(null!)).ParamName);
    }
}
