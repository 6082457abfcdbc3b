using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Features;

public sealed class FeatureTests
{
    private const string X = "0,0\n1,0\n0,2\n1,1\n";
    private const string Y = "1,2\n2,1\n-1,1\n0.5,0.5\n";

    private static string Csv(Points points) => string.Join(
        '\n',
        Enumerable.Range(0, points.Count).Select(i => string.Join(
            ',', Enumerable.Range(0, points.Dimension).Select(k => points[i, k].ToString("R", CultureInfo.InvariantCulture)))));

    // -2.83268229166667 is given on the theory page, to 15 digits.
    [Fact]
    public void Kid_is_the_unbiased_estimate_by_the_polynomial_kernel()
    {
        using var folder = new Folder();
        var (x, y) = (folder.File("x.csv", X), folder.File("y.csv", Y));

        var json = Cli.Run("kid", x, y, "--json").Json;

        Assert.Equal(-2.83268229166667, json.GetProperty("estimate").GetDouble(), 1e-12);
        Assert.Equal(("kid", "poly3"), (json.GetProperty("estimator").GetString(), json.GetProperty("kernel").GetString()));
        Assert.Equal((4, 4), (json.GetProperty("n").GetInt32(), json.GetProperty("m").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("spread").ValueKind);
        Assert.Contains("negative", json.GetProperty("remarks")[0].GetString());
        Assert.Equal(
            json.GetProperty("standardError").ValueKind == JsonValueKind.Null,
            json.GetProperty("noStandardError").ValueKind == JsonValueKind.String);
        Assert.Contains("KID", Cli.Run("kid", x, y).Output);
    }

    [Fact]
    public void Kid_reads_npy_in_blocks_and_gives_the_same_as_csv()
    {
        using var folder = new Folder();
        var (a, b) = (Seed.Create(1).Gaussian(40, 3), Seed.Create(2).Gaussian(30, 3));
        var (x, y) = (folder["x.npy"], folder["y.npy"]);
        a.WriteNpy(x);
        b.WriteNpy(y);

        var fromNpy = Cli.Run("kid", x, y, "--json").Json;
        var fromCsv = Cli.Run("kid", folder.File("x.csv", Csv(a)), folder.File("y.csv", Csv(b)), "--json").Json;

        Assert.Equal(fromCsv.GetProperty("estimate").GetDouble(), fromNpy.GetProperty("estimate").GetDouble(), 1e-13);
        Assert.Equal(
            MmdEstimator.Unbiased(Kernel.Poly3, a, b).Value, fromNpy.GetProperty("estimate").GetDouble(), 1e-13);
    }

    [Fact]
    public void Subsets_report_their_spread_and_blocks_a_standard_error()
    {
        using var folder = new Folder();
        var (x, y) = (
            folder.File("x.csv", Csv(Seed.Create(1).Gaussian(60, 2))), folder.File("y.csv", Csv(Seed.Create(2).Gaussian(60, 2))));

        var subsets = Cli.Run("kid", x, y, "--subsets", "10x20", "--json").Json;
        Assert.Equal(JsonValueKind.Null, subsets.GetProperty("standardError").ValueKind);
        Assert.Contains("share rows", subsets.GetProperty("noStandardError").GetString());
        Assert.True(subsets.GetProperty("spread").GetDouble() > 0);
        Assert.Equal(10, subsets.GetProperty("parts").GetInt32());
        Assert.Equal(
            subsets.ToString(), Cli.Run("kid", x, y, "--subsets", "10x20", "--seed", "0", "--json").Json.ToString());

        var blocks = Cli.Run("kid", x, y, "--blocks", "20", "--json").Json;
        Assert.Equal(
            blocks.GetProperty("spread").GetDouble() / Math.Sqrt(3), blocks.GetProperty("standardError").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("--subsets must be a number of subsets", "kid", "X", "Y", "--subsets", "100")]
    [InlineData("at least 1000 rows for subsets of 1000, but has 4", "kid", "X", "Y", "--subsets", "2x1000")]
    [InlineData("are two ways", "kid", "X", "Y", "--subsets", "2x2", "--blocks", "2")]
    [InlineData("must have the same number of columns", "kid", "X", "ONE")]
    [InlineData("must have the same number of columns", "fid", "X", "ONE")]
    [InlineData("at least 2 rows", "fid", "X", "ROW")]
    [InlineData("gaussian", "kid", "X", "Y", "-k", "gausian:1")]
    [InlineData("--nearest must be at least 1", "fid", "X", "Y", "--nearest", "0")]
    public void Bad_input_is_one_sentence(string sentence, params string[] args)
    {
        using var folder = new Folder();
        var files = new[] { ("X", X), ("Y", Y), ("ONE", "1\n2\n3\n"), ("ROW", "1,2\n") }
            .ToDictionary(f => f.Item1, f => folder.File(f.Item1 + ".csv", f.Item2));

        var answer = Cli.Run([.. args.Select(arg => files.GetValueOrDefault(arg, arg))]);

        Assert.Equal(ExitCode.BadInput, answer.ExitCode);
        Assert.Contains(sentence, answer.Error);
    }

    [Fact]
    public void Fid_is_that_of_the_library_with_its_bias_said()
    {
        using var folder = new Folder();
        var (a, b) = (Seed.Create(1).Gaussian(60, 2), Seed.Create(2).Gaussian(50, 2));
        var (x, y) = (folder.File("x.csv", Csv(a)), folder.File("y.csv", Csv(b)));

        var json = Cli.Run("fid", x, y, "--infinite", "--nearest", "3", "--json").Json;

        Assert.Equal(Fid.Estimate(a, b).Value, json.GetProperty("estimate").GetDouble(), 1e-13);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("standardError").ValueKind);
        Assert.Contains("no standard error", json.GetProperty("noStandardError").GetString());
        Assert.Contains("biased", json.GetProperty("verdict").GetString());
        Assert.Equal(
            Fid.Extrapolate(a, b, Seed.Create(0)).Value,
            json.GetProperty("infinite").GetProperty("estimate").GetDouble(),
            1e-12);
        Assert.Equal(
            FeatureCoverage.Measure(3, a, b).Recall, json.GetProperty("nearest").GetProperty("recall").GetDouble());
        Assert.Contains("coverage", Cli.Run("fid", x, y, "--nearest", "3").Output);
    }
}
