using System;
using System.IO;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Specs;

/// <summary>What of data is read, in every verb that reads any, and how points are written.</summary>
public sealed class DataOptionsTests
{
    // Text and gaps in columns that nobody asks for; y and x are not in order.
    private const string Table =
        "id,name,y,x,note\na1,first,1,4,NA\na2,second,2,5,\na3,third,4,3,here\na4,fourth,3,1,\na5,fifth,2,2,there\n";

    private const string Plain = "4,1\n5,2\n3,4\n1,3\n2,2\n";

    public static TheoryData<string[]> Verbs =>
    [
        ["mmd", "DATA", "DATA", "--estimator", "biased"],
        ["kid", "DATA", "DATA"],
        ["fid", "DATA", "DATA"],
        ["test", "DATA", "DATA", "--permutations", "19"],
        ["compare", "DATA", "DATA", "DATA"],
        ["run", "--target", "DATA", "--start", "DATA", "--steps", "2", "--out", "OUT"],
        ["train", "--target", "DATA", "--gan", "mmd", "--batch", "8", "--steps", "2", "--out", "OUT"],
        ["jko", "--state", "DATA", "--target", "DATA", "--functional", "mmd", "--kernel", "gaussian:1", "--steps", "1", "--tau", "0.1"],
    ];

    // Everything but where files are and how long it took.
    private static string Told(Answer answer, Folder folder) => string.Join(
        '\n',
        answer.Output.Split('\n').Where(line =>
            !line.Contains("econds", StringComparison.Ordinal) && !line.Contains(folder["."][..^1], StringComparison.Ordinal)));

    private static Answer Run(Folder folder, string[] verb, string file, params string[] more) => Cli.Run(
        [.. verb.Select(part => part == "DATA" ? file : part == "OUT" ? folder["out"] : part), .. more, "--json"]);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Columns_by_name_number_or_range_are_read_in_every_verb(string[] verb)
    {
        using var folder = new Folder();
        var expected = Run(folder, verb, folder.File("plain.csv", Plain));
        Assert.NotEqual(ExitCode.BadInput, expected.ExitCode);
        var table = folder.File("table.csv", Table);

        foreach (var columns in (string[])["x,y", "4,3", "\"x\" , 3"])
        {
            var answer = Run(folder, verb, table, "--columns", columns);
            Assert.Equal((expected.Error, expected.ExitCode), (answer.Error, answer.ExitCode));
            Assert.Equal(Told(expected, folder).Replace("plain.csv", "table.csv", StringComparison.Ordinal), Told(answer, folder));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Missing_values_and_decimal_commas_name_their_option_in_every_verb(string[] verb)
    {
        using var folder = new Folder();
        var whole = Run(folder, verb, folder.File("plain.csv", Plain));
        var gaps = folder.File("gaps.csv", "x,y\n4,1\n5,2\nNA,7\n3,4\n1,3\n8,\n2,2\n");
        BadInputTests.AssertBad(
            "line 4, column 1: 'NA' is not a number; 2 of 7 rows have missing values, which can be left out (--missing drop).",
            Run(folder, verb, gaps));
        var dropped = Run(folder, verb, gaps, "--missing", "drop");
        Assert.Contains("ganflow: warning: gaps.csv: 2 of 7 rows have missing values and are left out.", dropped.Error, StringComparison.Ordinal);
        Assert.Equal(Told(whole, folder).Replace("plain.csv", "gaps.csv", StringComparison.Ordinal), Told(dropped, folder));

        var commas = folder.File("commas.csv", "4,0;1\n5,0;2\n3,0;4\n1,0;3\n2,0;2\n");
        BadInputTests.AssertBad("or be said to have a comma (--decimal-comma)", Run(folder, verb, commas));
        Assert.Equal(
            Told(whole, folder).Replace("plain.csv", "commas.csv", StringComparison.Ordinal),
            Told(Run(folder, verb, commas, "--decimal-comma"), folder));
    }

    [Theory]
    [InlineData("--missing must be refuse or drop, but is 'skip'.", "--missing", "skip")]
    [InlineData("--format must be csv or npy, but is 'txt'.", "--format", "txt")]
    [InlineData("--columns: columns must be names", "--columns", "3-1")]
    [InlineData("unknown column 'yy'; did you mean 'y'?", "--columns", "yy")]
    [InlineData("column 6 is chosen, but there are 5.", "--columns", "2-6")]
    [InlineData("choose the other columns (--columns 2-2), and say whether the row is a header (--header yes or no).")]
    public void Bad_choices_are_told_in_one_sentence(string expected, params string[] options)
    {
        using var folder = new Folder();
        var data = folder.File("data.csv", options.Length == 0 ? ",x\n0,1\n1,2\n" : Table);

        foreach (var verb in (string[])["run", "train"])
        {
            BadInputTests.AssertBad(expected, Cli.Run([verb, "--target", data, "--out", folder["out"], .. options]));
        }
    }

    [Fact]
    public void Points_are_written_as_text_with_the_header_of_the_data_and_read_back_to_the_bit()
    {
        using var folder = new Folder();
        var data = folder.File("data.csv", "waiting time,\"0\"\n1,2\n3,5\n2,2\n4,1\n");
        string[] options = ["--target", data, "--header", "yes", "--steps", "2"];

        foreach (var (verb, name, more) in ((string, string, string[])[])
            [("run", "particles", ["-n", "7"]), ("train", "samples", ["--gan", "mmd", "--batch", "8"])])
        {
            string[] how = [verb, .. options, .. more, "--out", folder[verb]];
            Assert.Equal(0, Cli.Run(how).ExitCode);
            var bits = Points.ReadNpy(folder[$"{verb}/{name}.npy"]);

            Assert.Equal(0, Cli.Run([.. how, "--format", "csv"]).ExitCode);
            Assert.False(File.Exists(folder[$"{verb}/{name}.npy"]));
            // What looks like a number would be read as a point.
            var table = Points.ReadTable(folder[$"{verb}/{name}.csv"]);
            Assert.Equal(["waiting time", "column 0"], table.Names);
            Assert.Equal(bits.ToRows(), table.Points.ToRows());

            Assert.Equal(0, Cli.Run([.. how, "--format", "npy"]).ExitCode);
            Assert.False(File.Exists(folder[$"{verb}/{name}.csv"]));
        }
    }

    [Fact]
    public void Columns_have_their_names_on_the_page_and_after_a_rerun_of_standard_input()
    {
        using var folder = new Folder();
        string[] run = ["run", "--target", "-", "--columns", "y,x", "-n", "6", "--steps", "2", "--format", "csv"];
        Assert.Equal(0, Cli.Run(Cli.Bytes(Table), [.. run, "--out", folder["a"]]).ExitCode);
        Assert.Equal(["y", "x"], Points.ReadTable(folder["a/target.csv"]).Names);

        var again = Cli.Run("run", "--manifest", folder["a/manifest.json"], "--out", folder["b"]);

        Assert.Equal(("", 0), (again.Error, again.ExitCode));

        foreach (var name in (string[])["particles.csv", "report.html", "manifest.json"])
        {
            Assert.Equal(File.ReadAllBytes(folder["a/" + name]), File.ReadAllBytes(folder["b/" + name]));
        }

        var page = File.ReadAllText(folder["a/report.html"]);
        Assert.Contains("mean y", page, StringComparison.Ordinal);
        Assert.Contains("s.d. x", page, StringComparison.Ordinal);
    }

    // One column in thousandths, two in thousands: in the units of the data the first would carry nothing.
    [Fact]
    public void More_than_two_coordinates_are_drawn_in_the_units_of_the_flow()
    {
        using var folder = new Folder();
        var points = Seed.Create(1).Gaussian(40, 3);
        var rows = points.ToRows().Select(row => FormattableString.Invariant($"{row[0] / 1000:R},{row[1] * 1000:R},{row[2] * 1000:R}"));
        var data = folder.File("data.csv", "small,large,larger\n" + string.Join('\n', rows) + "\n");
        string PageOf(params string[] more)
        {
            Assert.Equal(0, Cli.Run(["run", "--target", data, "-n", "10", "--steps", "2", "--out", folder["out"], .. more]).ExitCode);
            return File.ReadAllText(folder["out/report.html"]);
        }

        Assert.Contains("principal coordinates of the target in the units of the flow", PageOf(), StringComparison.Ordinal);
        // As they are where nothing is standardised: two columns carry all.
        var raw = PageOf("--standardise", "false", "--kernel", "gaussian:median");
        Assert.DoesNotContain("in the units of the flow, which carry", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_takes_units_of_its_own_only_where_it_is_told_none()
    {
        using var folder = new Folder();
        var data = folder.File("data.csv", "x,y\n100,2\n300,5\n200,2\n400,1\n");
        string[] how = ["train", "--target", data, "--gan", "mmd", "--batch", "8", "--steps", "2", "--out", folder["out"]];
        string Units() => File.ReadAllText(folder["out/manifest.json"]);

        Assert.Equal(0, Cli.Run(how).ExitCode);
        Assert.Contains("(x - (250, 2.5))", Units(), StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run([.. how, "--standardise", "false"]).ExitCode);
        Assert.Contains("the units of the data", Units(), StringComparison.Ordinal);
        Assert.DoesNotContain("(x - (", Units(), StringComparison.Ordinal);
        BadInputTests.AssertBad(
            "--standardise is for data, but rings is a named distribution.",
            Cli.Run("train", "--target", "rings", "--standardise", "--out", folder["no"]));
    }

    [Fact]
    public void A_density_is_a_column_of_a_table()
    {
        using var folder = new Folder();
        var cells = Enumerable.Range(0, 20).Select(i => (i < 10 ? "0.1" : "0"));
        var plain = folder.File("plain.csv", string.Join('\n', cells) + "\n");
        var table = folder.File("table.csv", "cell,p\n" + string.Join('\n', cells.Select((v, i) => $"no {i},{v}")) + "\n");
        string[] density = ["density", "--grid", "-10,10,20", "--target", "gaussian:0,2", "--until", "0.1", "--times", "1", "--json"];

        Assert.Equal(
            Cli.Run([.. density, "--start", plain]).Output.Replace("plain", "table", StringComparison.Ordinal),
            Cli.Run([.. density, "--start", table, "--columns", "p"]).Output);
    }
}
