using System;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Estimates;

public sealed class MmdTests
{
    private const string X = "0,0\n1,0\n0,2\n1,1\n";
    private const string Y = "1,2\n2,1\n-1,1\n0.5,0.5\n";

    // Values of the theory page, given there to 15 digits: 1e-13 is their last digit with room for one rounding of it.
    [Theory]
    [InlineData("gaussian:1", "biased", 0.167710037605921, 1e-13)]
    [InlineData("gaussian:1", "unbiased", -0.187005449454795, 1e-13)]
    [InlineData("poly3", "unbiased", -2.83268229166667, 1e-13)]
    // Given to 12 digits.
    [InlineData("distance", "biased", 0.214448664899, 1e-12)]
    public void The_process_gives_the_oracles(string kernel, string estimator, double oracle, double tolerance)
    {
        using var folder = new Folder();
        var (x, y) = (folder.File("x.csv", X), folder.File("y.csv", Y));

        var answer = Ganflow.Run(null, "mmd", x, y, "--kernel", kernel, "--estimator", estimator, "--json");

        Assert.Equal(("", ExitCode.Success), (answer.Error, answer.ExitCode));
        Assert.Equal(
            oracle, answer.Json.GetProperty("estimates")[0].GetProperty("estimate").GetDouble(), tolerance * Math.Max(1, Math.Abs(oracle)));
        Assert.Equal(estimator, answer.Json.GetProperty("estimates")[0].GetProperty("estimator").GetString());
        Assert.Equal(kernel, answer.Json.GetProperty("estimates")[0].GetProperty("kernel").GetString());
        Assert.Equal((4, 4), (answer.Json.GetProperty("estimates")[0].GetProperty("n").GetInt32(), answer.Json.GetProperty("estimates")[0].GetProperty("m").GetInt32()));
    }

    [Fact]
    public void Several_estimators_give_an_array_in_their_order()
    {
        using var folder = new Folder();
        var (x, y) = (folder.File("x.csv", X), folder.File("y.csv", Y));

        var answer = Cli.Run(
            "mmd", x, y, "--kernel", "gaussian:1", "--estimator", "biased,unbiased,ustat,linear", "--json");

        Assert.Equal(
            ["biased", "unbiased", "ustat", "linear"],
            answer.Json.GetProperty("estimates").EnumerateArray().Select(e => e.GetProperty("estimator").GetString()));
        Assert.Equal(0.167710037605921, answer.Json.GetProperty("estimates")[0].GetProperty("estimate").GetDouble(), 1e-13);
    }

    [Fact]
    public void An_unknown_standard_error_is_null()
    {
        using var folder = new Folder();
        var two = folder.File("two.csv", "0\n1\n");

        var answer = Cli.Run("mmd", two, two, "--kernel", "gaussian:1", "--json");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer.Json.GetProperty("estimates")[0].GetProperty("standardError").ValueKind);
    }

    [Fact]
    public void Standard_input_is_a_sample()
    {
        using var folder = new Folder();
        var x = folder.File("x.csv", X);

        var answer = Ganflow.Run(
            Cli.Bytes(Y), "mmd", x, "-", "--kernel", "gaussian:1", "--estimator", "biased", "--json");

        Assert.Equal(0.167710037605921, answer.Json.GetProperty("estimates")[0].GetProperty("estimate").GetDouble(), 1e-13);
    }

    [Fact]
    public void The_median_heuristic_says_what_it_chose()
    {
        using var folder = new Folder();
        // The distances of 0, 1, 3, 6 are 1, 2, 3, 3, 5, 6: their median is 3.
        var (x, y) = (folder.File("x.csv", "0\n1\n"), folder.File("y.csv", "3\n6\n"));

        Assert.Equal("gaussian:3", Cli.Run("mmd", x, y, "--json").Json.GetProperty("estimates")[0].GetProperty("kernel").GetString());
        Assert.Contains(
            "gaussian:median chose the bandwidth 3.", Cli.Run("mmd", x, y).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_chosen_from_both_samples()
    {
        using var folder = new Folder();
        var (x, y) = (folder.File("x.csv", "9,0\n8,1\n"), folder.File("y.csv", "7,3\n6,6\n"));
        var (x2, y2) = (folder.File("x2.csv", "0\n1\n"), folder.File("y2.csv", "3\n6\n"));

        Assert.Equal(
            Cli.Run("mmd", x2, y2, "--json").Output, Cli.Run("mmd", x, y, "--columns", "2", "--json").Output);
    }
}
