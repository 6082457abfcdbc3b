using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.SampleTests;

public sealed class TestingTests
{
    private const string Near = "0\n0.1\n0.2\n0.3\n0.4\n";
    private const string Far = "3\n3.1\n3.2\n3.3\n3.4\n";

    [Fact]
    public void All_splits_of_few_points_give_an_exact_p()
    {
        using var folder = new Folder();
        var (a, b) = (folder.File("a.csv", Near), folder.File("b.csv", Far));

        var json = Cli.Run("test", a, b, "-k", "gaussian:1", "--json").Json;

        // Of the 252 splits this one and its mirror image are farthest apart.
        Assert.Equal(2.0 / 252, json.GetProperty("p").GetDouble(), 1e-15);
        Assert.Equal(252, json.GetProperty("splits").GetInt32());
        Assert.True(json.GetProperty("exact").GetBoolean());
        Assert.True(json.GetProperty("rejected").GetBoolean());
        Assert.True(json.GetProperty("statistic").GetDouble() > json.GetProperty("threshold").GetDouble());
        Assert.Equal(0.05, json.GetProperty("level").GetDouble());
        Assert.Contains("different laws", json.GetProperty("verdict").GetString());
        Assert.Contains("252 (all)", Cli.Run("test", a, b, "-k", "gaussian:1").Output);
    }

    [Fact]
    public void Several_bandwidths_have_one_level()
    {
        using var folder = new Folder();
        var (a, b) = (folder.File("a.csv", Near), folder.File("b.csv", Far));

        var json = Cli.Run("test", a, b, "--bandwidths", "2", "--json").Json;

        Assert.Equal(5, json.GetProperty("kernels").GetArrayLength());
        Assert.Equal(2.0 / 252, json.GetProperty("p").GetDouble(), 1e-15);
        Assert.Contains("5 kernels", Cli.Run("test", a, b, "--bandwidths", "2").Output);
    }

    [Fact]
    public void The_bandwidth_of_the_samples_does_not_depend_on_which_comes_first()
    {
        using var folder = new Folder();
        var (a, b) = (folder.File("a.csv", Near), folder.File("b.csv", "1\n5\n2\n2.5\n"));

        Assert.Equal(
            Cli.Run("test", a, b, "--json").Json.GetProperty("kernel").GetString(),
            Cli.Run("test", b, a, "--json").Json.GetProperty("kernel").GetString());
    }

    [Fact]
    public void The_near_sample_gets_the_small_p()
    {
        using var folder = new Folder();
        var (r, a, b) = (folder.File("r.csv", "0\n0.2\n0.3\n0.5\n"), folder.File("a.csv", Near), folder.File("b.csv", Far));

        var json = Cli.Run("compare", r, a, b, "-k", "gaussian:1", "--swaps", "--json").Json;

        Assert.True(json.GetProperty("difference").GetDouble() < 0);
        Assert.True(json.GetProperty("p").GetDouble() < 0.05);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("noTest").ValueKind);
        Assert.Equal(32, json.GetProperty("swaps").GetProperty("swaps").GetInt32());
        Assert.Equal(1.0 / 32, json.GetProperty("swaps").GetProperty("p").GetDouble());
        Assert.Contains("first sample is closer", json.GetProperty("verdict").GetString());
        Assert.Contains("second sample is closer", Cli.Run("compare", r, b, a, "-k", "gaussian:1").Output);
    }

    [Fact]
    public void Without_a_variance_there_is_no_test_and_a_reason()
    {
        using var folder = new Folder();
        var (r, a) = (folder.File("r.csv", "0\n0.2\n0.3\n0.5\n"), folder.File("a.csv", "0\n1\n2\n"));

        var json = Cli.Run("compare", r, a, a, "-k", "gaussian:1", "--json").Json;

        Assert.Equal(JsonValueKind.Null, json.GetProperty("p").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("statistic").ValueKind);
        Assert.Contains("at least 4 points in the first sample, which has 3", json.GetProperty("noTest").GetString());
    }

    [Theory]
    [InlineData("level must be below 1, but is 2", "test", "A", "B", "--level", "2")]
    [InlineData("unbiased", "test", "A", "B", "--estimator", "ustat")]
    [InlineData("are two ways", "test", "A", "B", "--bandwidths", "1", "-k", "dot")]
    [InlineData("--permutations must be at least 1", "test", "A", "B", "--permutations", "0")]
    [InlineData("must have the same number of columns", "test", "A", "TWO")]
    [InlineData("must have the same number of columns", "compare", "A", "B", "TWO")]
    [InlineData("as many points as first", "compare", "A", "A", "SHORT", "--swaps")]
    [InlineData("does not exist", "compare", "A", "B", "nowhere.csv")]
    [InlineData("only one of the samples can be standard input", "test", "-", "-")]
    public void Bad_input_is_one_sentence(string sentence, params string[] args)
    {
        using var folder = new Folder();
        var files = new[] { ("A", Near), ("B", Far), ("TWO", "1,2\n3,4\n"), ("SHORT", "1\n2\n") }
            .ToDictionary(f => f.Item1, f => folder.File(f.Item1 + ".csv", f.Item2));

        var answer = Cli.Run([.. args.Select(arg => files.GetValueOrDefault(arg, arg))]);

        Assert.Equal(ExitCode.BadInput, answer.ExitCode);
        Assert.Contains(sentence, answer.Error);
    }
}
