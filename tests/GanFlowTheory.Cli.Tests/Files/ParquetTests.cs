using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using GanFlowTheory.Cli.Files;
using GanFlowTheory.Cli.Tests.Specs;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Files;

/// <summary>Parquet files, beside the same tables as text.</summary>
public sealed class ParquetTests
{
    public static TheoryData<string[]> Verbs => DataOptionsTests.Verbs;

    // What the files of other writers hold, as a text would have it; text, dates and lists are left out.
    private static string OtherWriters { get; } =
        "i8,i16,i32,i64,u8,u16,u32,u64,f16,f32,f64,truth,d9,d18,d28,gaps,__index_level_0__\n" + string.Concat(
            Enumerable.Range(0, 12).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"{i - 6},{300 * i - 7},{100003 * (i - 3)},{10000000019 * (i - 3)},{20 * i},{5000 * i},{300000007L * i},{1000000000000000003UL * (ulong)i},{i / 4.0},{i / 8.0},{i / 10.0},{(i % 3 == 0 ? 1 : 0)},{1.25m * (i - 3)},{12345.6789m * (i - 3)},{12345678901234567.00001m * (i - 3)},{(i % 5 == 4 ? "" : $"{i * i / 7.0:R}")},{i}\n")));

    private static string Shipped(string name) => Path.Combine(AppContext.BaseDirectory, "Files", name);

    private static ReadOptions Read(string columns, MissingRows missing = MissingRows.Refuse) =>
        new() { Columns = Columns.Parse(columns), Missing = missing };

    private static void AssertSame(PointsTable expected, DataTable found)
    {
        Assert.Equal(expected.Names, found.Names);
        Assert.Equal(expected.Dropped, found.Dropped);
        Assert.Equal(
            expected.Points.ToRows().Select(row => Array.ConvertAll(row, BitConverter.DoubleToInt64Bits)),
            found.Points.ToRows().Select(row => Array.ConvertAll(row, BitConverter.DoubleToInt64Bits)));
    }

    [Theory]
    [InlineData("arrow.parquet")]
    [InlineData("duckdb.parquet")]
    public void Files_of_other_writers_have_the_bits_of_the_same_table_as_text(string name)
    {
        using var folder = new Folder();
        var text = folder.File("text.csv", OtherWriters);
        var numbers = OtherWriters.Split('\n')[0].Split(',');

        foreach (var column in numbers)
        {
            var options = Read(column, MissingRows.Drop);
            AssertSame(Points.ReadTable(text, options), ParquetTable.ReadFile(Shipped(name), options));
        }

        var several = Read("d28,gaps,u64,i8,d28", MissingRows.Drop);
        AssertSame(Points.ReadTable(text, several), ParquetTable.ReadFile(Shipped(name), several));
        BadInputTests.AssertBad(
            $"{name}: column 1 ('name') holds text: choose columns of numbers (--columns 2-17).",
            Cli.Run("mmd", Shipped(name), Shipped(name)));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_the_outcome_of_the_same_table_as_text(string[] verb)
    {
        using var folder = new Folder();
        var text = folder.File("table.csv", "name,y,x,gap\na,1,4.1,\nb,2,5.3,NA\nc,4,3.7,1\nd,3,1.9,2\ne,2,2.2,\nf,,7,1\n");
        var table = ParquetFile.Write(
            folder["table.parquet"],
            CompressionMethod.Snappy,
            4,
            ParquetFile.OfText("name", "a", "b", "c", "d", "e", "f"),
            ParquetFile.OfOptional<int>("y", 1, 2, 4, 3, 2, null),
            ParquetFile.Of("x", 4.1, 5.3, 3.7, 1.9, 2.2, 7),
            ParquetFile.OfOptional<double>("gap", null, null, 1, 2, null, 1));

        foreach (var columns in (string[])["x,y", "3,2", "2-3"])
        {
            var expected = Run(text, columns);
            var found = Run(table, columns);
            Assert.NotEqual(ExitCode.BadInput, expected.ExitCode);
            Assert.Contains("1 of 6 rows has missing values and is left out.", found.Error, StringComparison.Ordinal);
            Assert.Equal(expected.ExitCode, found.ExitCode);
            Assert.Equal(Told(expected), Told(found).Replace("table.parquet", "table.csv", StringComparison.Ordinal));
        }

        Answer Run(string file, string columns) => Cli.Run(
            [
                .. verb.Select(part => part == "DATA" ? file : part == "OUT" ? folder["out"] : part),
                "--columns", columns, "--missing", "drop", "--json",
            ]);

        // Everything but where files are and how long it took.
        string Told(Answer answer) => string.Join(
            '\n',
            answer.Output.Split('\n').Where(line =>
                !line.Contains("econds", StringComparison.Ordinal) && !line.Contains(folder["."][..^1], StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.LZ4)]
    public void Numbers_of_every_width_are_read_from_several_groups_of_rows(CompressionMethod compression)
    {
        using var folder = new Folder();
        var file = ParquetFile.Write(
            folder["numbers.parquet"],
            compression,
            2,
            ParquetFile.Of<sbyte>("i8", -128, 0, 127),
            ParquetFile.Of<byte>("u8", 0, 128, 255),
            ParquetFile.Of<short>("i16", -32768, 0, 32767),
            ParquetFile.Of<ushort>("u16", 0, 32768, 65535),
            ParquetFile.Of("i32", int.MinValue, 0, int.MaxValue),
            ParquetFile.Of<uint>("u32", 0, 2147483648, uint.MaxValue),
            ParquetFile.Of("i64", long.MinValue, 0, long.MaxValue),
            ParquetFile.Of<ulong>("u64", 0, 9223372036854775809, ulong.MaxValue),
            ParquetFile.Of("f32", -0.1f, 0, float.MaxValue),
            ParquetFile.Of("f64", -0.1, double.Epsilon, double.MaxValue),
            ParquetFile.Of("truth", false, true, false),
            ParquetFile.Of(new DecimalDataField("decimal", 20, 3), [-0.1m, 12345678901234567.891m, 0.007m]),
            ParquetFile.OfOptional<double>("optional", -0.1, 2, 3),
            ParquetFile.OfOptional<bool>("perhaps", true, false, true));

        double[][] expected =
        [
            [-128, 0, -32768, 0, int.MinValue, 0, long.MinValue, 0, -0.1f, -0.1, 0, -0.1, -0.1, 1],
            [0, 128, 0, 32768, 0, 2147483648, 0, 9223372036854775809, 0, double.Epsilon, 1, 12345678901234567.891, 2, 0],
            [127, 255, 32767, 65535, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, float.MaxValue, double.MaxValue, 0, 0.007, 3, 1],
        ];
        Assert.Equal(expected, ParquetTable.ReadFile(file, ReadOptions.Standard).Points.ToRows());
    }

    [Theory]
    [InlineData("row 2, column 1: the value is missing; 2 of 4 rows have missing values, which can be left out (--missing drop).")]
    [InlineData("row 4, column 1: Infinity is not a finite number.", "--missing", "drop")]
    [InlineData("row 1, column 2: the value is missing; 4 of 4 rows have missing values", "--columns", "y")]
    [InlineData("a value is missing in each of the 4 rows: none is left, unless other columns are chosen (--columns).", "--columns", "y", "--missing", "drop")]
    [InlineData("unknown column 'xx'; did you mean 'x'?", "--columns", "xx")]
    [InlineData("column 6 is chosen, but there are 3.", "--columns", "2-6")]
    public void Values_and_choices_that_are_not_there_are_told_in_one_sentence(string expected, params string[] options)
    {
        using var folder = new Folder();
        var file = ParquetFile.Write(
            folder["data.parquet"],
            CompressionMethod.Snappy,
            3,
            ParquetFile.Of("x", 1, double.NaN, 3, options.Length == 0 ? 4 : double.PositiveInfinity),
            ParquetFile.OfOptional<double>("y", null, null, null, null),
            ParquetFile.OfOptional<int>("z", 1, 2, null, 4));
        string[] columns = options.Contains("--columns") ? [] : ["--columns", "x,z"];
        BadInputTests.AssertBad(expected, Cli.Run(["mmd", file, file, .. columns, .. options]));
    }

    [Fact]
    public void Columns_without_numbers_are_refused_by_what_they_hold()
    {
        using var folder = new Folder();
        var file = ParquetFile.Write(
            folder["data.parquet"],
            CompressionMethod.None,
            2,
            ParquetFile.Of("x", 1.5, 2.5),
            ParquetFile.OfText("name", "a", "b"),
            ParquetFile.Of(new DateTimeDataField("day", DateTimeFormat.Date), [new DateTime(2020, 1, 1), new DateTime(2020, 1, 2)]),
            ParquetFile.Of(new DateTimeDataField("at", DateTimeFormat.Timestamp), [new DateTime(2020, 1, 1), new DateTime(2020, 1, 2)]),
            ParquetFile.Of("id", Guid.Empty, Guid.Empty),
            ParquetFile.Of("__index_level_0__", 3L, 4),
            ParquetFile.Of("z", 1, 2));

        foreach (var (columns, holds) in ((string, string)[])
            [("1-", "2 ('name') holds text"), ("day", "3 ('day') holds dates"), ("4", "4 ('at') holds dates"), ("id", "5 ('id') holds bytes")])
        {
            BadInputTests.AssertBad(
                $"column {holds}: choose columns of numbers (--columns 1,7).", Cli.Run("mmd", file, file, "--columns", columns));
        }

        BadInputTests.AssertBad(
            "column 1 ('name') holds text: there is no column of numbers.",
            Cli.Run("mmd", ParquetFile.Write(folder["text.parquet"], CompressionMethod.None, 1, ParquetFile.OfText("name", "a")), file));
    }

    [Fact]
    public void The_index_of_a_data_frame_is_refused_unless_it_is_chosen()
    {
        using var folder = new Folder();
        var file = ParquetFile.Write(
            folder["data.parquet"],
            CompressionMethod.None,
            2,
            ParquetFile.Of("x", 1.5, 2.5),
            ParquetFile.Of("__index_level_0__", 3L, 4));

        BadInputTests.AssertBad(
            "column 2 ('__index_level_0__') is the index of a data frame: choose the other columns (--columns 1).",
            Cli.Run("mmd", file, file));
        Assert.Equal([[4, 2.5]], ParquetTable.ReadFile(file, Read("2,x")).Points.Select([1]).ToRows());
    }

    [Fact]
    public void Names_are_those_of_the_columns_and_a_manifest_runs_the_same_bits_again()
    {
        using var folder = new Folder();
        var file = ParquetFile.Write(
            folder["data.parquet"],
            CompressionMethod.Zstd,
            4,
            ParquetFile.Of("petal.length", 1, 3, 2, 4.0),
            ParquetFile.Of("petal width, mm", 2, 5, 2, 1.0));
        string[] run = ["run", "--steps", "2", "-n", "5", "--format", "csv"];

        Assert.Equal(0, Cli.Run([.. run, "--target", file, "--columns", "\"petal width, mm\",1", "--out", folder["out"]]).ExitCode);
        var particles = File.ReadAllText(folder["out/particles.csv"]);
        Assert.StartsWith("\"petal width, mm\",\"petal.length\"\n", particles, StringComparison.Ordinal);
        Assert.Contains("petal.length", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("run", "--manifest", folder["out/manifest.json"], "--out", folder["again"]).ExitCode);
        Assert.Equal(particles, File.ReadAllText(folder["again/particles.csv"]));
    }

    [Fact]
    public void A_file_is_known_by_its_name_or_by_its_first_bytes_also_from_standard_input()
    {
        using var folder = new Folder();
        var bytes = ParquetFile.Bytes(CompressionMethod.Gzip, 2, ParquetFile.Of("x", 1.5, 2.5, 4.0));
        var text = folder.File("plain.csv", "x\n1.5\n2.5\n4\n");
        File.WriteAllBytes(folder["known.PARQUET"], bytes);
        File.WriteAllBytes(folder["unknown"], bytes);
        var expected = Cli.Run("mmd", text, text, "--json").Output;

        Assert.Equal(expected, Cli.Run("mmd", folder["known.PARQUET"], folder["unknown"], "--json").Output);
        Assert.Equal(expected, Cli.Run(bytes, ["mmd", text, "-", "--json"]).Output);
        // A text from standard input is still all there.
        Assert.Equal(expected, Cli.Run(Cli.Bytes("PAR1\n1.5\n2.5\n4\n"), ["mmd", text, "-", "--json"]).Output);
    }

    [Fact]
    public void Files_of_another_kind_or_without_rows_are_told_in_one_sentence()
    {
        using var folder = new Folder();
        AssertBad("the file is not a Parquet file: its first four bytes are not PAR1.", "1,2\n3,4\n"u8);
        AssertBad("the file is not a Parquet file: its first four bytes are not PAR1.", ""u8);
        AssertBad("the Parquet file is encrypted, which is not read.", "PARE........PARE"u8);
        AssertBad("the Parquet file is cut short: its last four bytes are not PAR1.", "PAR1"u8);
        AssertBad("the Parquet file is damaged at its end", "PAR1\u00ff\u0000\u0000\u0000PAR1"u8);
        // A million lists, each in the one before: deeper than a stack.
        AssertBad(
            "the Parquet file is damaged at its end",
            [.. "PAR1"u8, .. Enumerable.Repeat((byte)0x19, 1_000_000), .. BitConverter.GetBytes(1_000_000), .. "PAR1"u8]);
        AssertBad("there are no rows.", ParquetFile.Bytes(CompressionMethod.None, 1, ParquetFile.Of<double>("x")));
        // The library reads other truth values than there are in the runs of pages of version 2.
        AssertBad(
            "column 1 ('truth'): the data are damaged, or stored in a way that is not read (UNCOMPRESSED, RLE).",
            File.ReadAllBytes(Shipped("arrow-runs.parquet")));

        void AssertBad(string expected, ReadOnlySpan<byte> bytes)
        {
            File.WriteAllBytes(folder["data.parquet"], bytes);
            BadInputTests.AssertBad(expected, Cli.Run("mmd", folder["data.parquet"], folder["data.parquet"]));
        }
    }

    [Fact]
    public async Task Cut_at_any_byte_and_damaged_at_any_byte_of_its_end_a_file_is_refused_or_read()
    {
        var bytes = ParquetFile.Bytes(
            CompressionMethod.Snappy, 2, ParquetFile.Of("x", 1.5, 2.5, 4.0), ParquetFile.OfOptional<float>("y", 1, null, 2));
        var end = BitConverter.ToInt32(bytes, bytes.Length - 8) + 8;
        List<byte[]> damaged = [.. Enumerable.Range(0, bytes.Length).Select(length => bytes[..length])];

        foreach (var at in Enumerable.Range(bytes.Length - end, end))
        {
            foreach (var value in (byte[])[0, 0x15, 0x80, 0xff, (byte)(bytes[at] ^ 1)])
            {
                byte[] other = [.. bytes];
                other[at] = value;
                damaged.Add(other);
            }
        }

        // Where the library once went round for ever, this ends by itself.
        var refused = await Task.Run(() => damaged.Count(IsRefused)).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.InRange(refused, bytes.Length, damaged.Count);

        static bool IsRefused(byte[] file)
        {
            try
            {
                ParquetTable.ReadStream("data", new MemoryStream(file), Read("1-2", MissingRows.Drop));
                return false;
            }
            catch (BadInputException e)
            {
                Assert.StartsWith("data: ", e.Message, StringComparison.Ordinal);
                return true;
            }
        }
    }
}
