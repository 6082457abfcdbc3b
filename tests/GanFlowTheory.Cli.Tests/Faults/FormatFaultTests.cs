using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Faults;

/// <summary>No format is guessed without a word: what a file is must be plain, or the user is asked.</summary>
public sealed class FormatFaultTests
{
    private static string[] Mmd(string a, string b, params string[] more) =>
        ["mmd", a, b, "-k", "gaussian:1", "--estimator", "biased", "--json", .. more];

    // As pandas writes a frame without names for its columns: 0,1 are labels.
    [Fact]
    public void Labels_that_are_numbers_are_a_header_where_that_is_said()
    {
        using var folder = new Folder();
        var labels = folder.File("labels.csv", "0,1\n1.5,2.5\n3.5,4.5\n");

        Assert.Equal(3, Cli.Run(Mmd(labels, labels)).Json.GetProperty("estimates")[0].GetProperty("n").GetInt32());
        Assert.Equal(3, Cli.Run(Mmd(labels, labels, "--header", "no")).Json.GetProperty("estimates")[0].GetProperty("n").GetInt32());
        Assert.Equal(2, Cli.Run(Mmd(labels, labels, "--header", "yes")).Json.GetProperty("estimates")[0].GetProperty("n").GetInt32());
        Assert.Equal(3, Cli.Run(Mmd(labels, labels, "--header", "auto")).Json.GetProperty("estimates")[0].GetProperty("n").GetInt32());
        BadInputTests.AssertBad(
            "--header must be yes, no or auto, but is 'maybe'.", Cli.Run(Mmd(labels, labels, "--header", "maybe")));
    }

    // Equal data under two indices: as a dimension of their own they would be far apart.
    [Fact]
    public void An_index_without_a_name_is_no_dimension()
    {
        using var folder = new Folder();
        var from0 = folder.File("index-0.csv", ",x,y\n0,1.5,2.5\n1,3.5,4.5\n");
        var from100 = folder.File("index-100.csv", ",x,y\n100,1.5,2.5\n101,3.5,4.5\n");

        BadInputTests.AssertBad("line 1, column 1: the field is empty, as the name of an index is", Cli.Run(Mmd(from0, from100)));
        var answer = Cli.Run(Mmd(from0, from100, "--columns", "2,3"));
        Assert.Equal(0, answer.Json.GetProperty("estimates")[0].GetProperty("estimate").GetDouble());
    }

    [Fact]
    public void Text_outside_the_chosen_columns_does_no_harm()
    {
        using var folder = new Folder();
        var iris = folder.File("iris.csv", "sl,sw,species\n5.1,3.5,setosa\n4.9,3.0,setosa\n");

        Assert.Equal(0, Cli.Run(Mmd(iris, iris, "--columns", "1,2")).Json.GetProperty("estimates")[0].GetProperty("estimate").GetDouble());
    }

    [Fact]
    public void A_run_of_chosen_columns_of_standard_input_is_rerun_from_what_is_kept_of_it()
    {
        using var folder = new Folder();
        var input = Cli.Bytes("name,y,x\na,1,4\nb,2,5\nc,4,3\n");
        string[] how = ["--columns", "3,2", "-n", "4", "--kernel", "gaussian:1", "--steps", "2", "--json"];

        var first = Cli.Run(input, ["run", "--target", "-", .. how, "--out", folder["one"]]);
        Assert.Equal(0, first.ExitCode);
        var again = Cli.Run("run", "--manifest", folder["one/manifest.json"], "--out", folder["two"], "--json");
        Assert.Equal("", again.Error);
        Assert.Equal(
            System.IO.File.ReadAllBytes(folder["one/particles.npy"]), System.IO.File.ReadAllBytes(folder["two/particles.npy"]));
    }

    // Two samples of one law, each sorted: taken in that order, neighbours are near and pairs of samples alike.
    [Theory]
    [InlineData("linear")]
    [InlineData("block:20")]
    [InlineData("ustat")]
    public void Estimators_that_group_points_do_not_see_the_order_of_a_file(string estimator)
    {
        using var folder = new Folder();
        string Sorted(string name, int seed, int sign) => folder.File(
            name,
            string.Join("\n", Seed.Create(seed).Gaussian(400, 1).Coordinate(0).ToArray().OrderBy(v => sign * v)
                .Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture))) + "\n");
        var (x, y) = (Sorted("x.csv", 1, 1), Sorted("y.csv", 2, -1));

        var answer = Cli.Run("mmd", x, y, "-k", "gaussian:1", "--estimator", estimator, "--json").Json.GetProperty("estimates")[0];
        // Five standard errors: a chance of 1e-6 for a normal law, and the seed is fixed. Unshuffled it is 20 and more.
        Assert.InRange(
            answer.GetProperty("estimate").GetDouble() / answer.GetProperty("standardError").GetDouble(), -5, 5);
        Assert.NotEqual(
            answer.GetProperty("estimate").GetDouble(),
            Cli.Run("mmd", x, y, "-k", "gaussian:1", "--estimator", estimator, "--json", "--seed", "1")
                .Json.GetProperty("estimates")[0].GetProperty("estimate").GetDouble());
    }
}
