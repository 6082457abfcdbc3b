using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Densities;

/// <summary>ganflow density.</summary>
public sealed class DensityTests
{
    [Fact]
    public void The_JSD_flow_follows_its_oracle()
    {
        var answer = Cli.Run(
            "density", "--functional", "jsd", "--target", "gaussian:0,1", "--start", "gaussian:1.5,0.8",
            "--grid", "-9,9,600", "--until", "2", "--times", "2", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var series = answer.Json.GetProperty("series").EnumerateArray().ToArray();
        double[] Field(string name) => [.. series.Select(s => s.GetProperty(name).GetDouble())];
        Assert.Equal([0.0, 1.0, 2.0], Field("t"));
        // Oracles; the errors of the grid are of order h^2 = 9e-4 with factors below 1/2.
        Assert.Equal(0.2622327, Field("functional")[0], 2e-4);
        Assert.Equal(0.168435, Field("functional")[1], 2e-4);
        Assert.Equal(1.26212, Field("mean")[1], 4e-4);
        Assert.Equal(0.962165, Field("variance")[1], 4e-4);
        Assert.All(Field("mass"), mass => Assert.Equal(1, mass, 1e-13));
        Assert.True(Field("functional")[2] < Field("functional")[1]);
        Assert.All(Field("dissipation"), rate => Assert.True(rate > 0));
        Assert.Equal("jsd", answer.Json.GetProperty("functional").GetString());
        Assert.Equal("heun", answer.Json.GetProperty("method").GetString());
        Assert.True(answer.Json.GetProperty("steps").GetInt32() > 1000);
    }

    [Theory]
    [InlineData("euler", 3.2e-3)]
    [InlineData("heun", 1.6e-3)]
    [InlineData("implicit:0.001", 2.6e-3)]
    public void The_KL_flow_follows_its_closed_form(string method, double tolerance)
    {
        var answer = Cli.Run(
            "density", "--functional", "kl", "--start", "gaussian:3,0.5", "--grid", "-9,9,450", "--until", "1",
            "--times", "1", "--method", method, "--json");

        // The relative error of the mean is below h^2 + tau with h = 0.04 (the decay rate 1 is off by about
        // h^2/2 and h^2 |x|^2/8) and tau = 0, below h^2, 0.001 for the three methods.
        Assert.Equal(
            1.10363832351, answer.Json.GetProperty("series")[1].GetProperty("mean").GetDouble(), tolerance);
        Assert.Equal(method, answer.Json.GetProperty("method").GetString());
    }

    [Fact]
    public void A_flow_to_a_mixture_reports_its_modes()
    {
        string[] args = ["density", "--functional", "kl", "--target", "eight-gaussians", "--times", "1"];
        var answer = Cli.Run([.. args, "--start", "gaussian:2,0,0.2", "--grid", "-3,3,90", "--until", "0.1", "--json"]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var modes = answer.Json.GetProperty("modes");
        // The start is the mode at (2, 0) itself.
        Assert.Equal(1, modes.GetProperty("start").GetProperty("covered").GetInt32());
        Assert.Equal(8, modes.GetProperty("start").GetProperty("of").GetInt32());
        Assert.Equal(0.9889, modes.GetProperty("start").GetProperty("quality").GetDouble(), 2e-3);
        Assert.True(modes.GetProperty("end").GetProperty("covered").GetInt32() >= 1);
        // The target from the start on: 1 - exp(-9/2) = 98.9 % of a Gaussian in the plane is within three standard deviations, up
        // to the cells at the edge.
        answer = Cli.Run([.. args, "--start", "eight-gaussians", "--until", "0.01"]);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains(
            "modes: 8 of 8 covered at the start, 8 of 8 at the end; 98.8 % and 98.8 % of the mass near one",
            answer.Output,
            StringComparison.Ordinal);
        // One Gaussian has no modes to cover.
        Assert.Equal(
            JsonValueKind.Null,
            Cli.Run("density", "--until", "0", "--json").Json.GetProperty("modes").ValueKind);
    }

    [Fact]
    public void A_long_flow_takes_implicit_steps_by_itself()
    {
        var answer = Cli.Run("density", "--until", "1000", "--times", "1", "--json");

        Assert.Equal("implicit:1", answer.Json.GetProperty("method").GetString());
        Assert.Equal(0, answer.Json.GetProperty("series")[1].GetProperty("functional").GetDouble(), 1e-9);
    }

    [Fact]
    public void A_flow_in_the_plane_reports_both_coordinates()
    {
        var answer = Cli.Run(
            "density", "--target", "eight-gaussians", "--start", "gaussian:0.5,0,0.6", "--grid", "-4,4,60",
            "--until", "0.2", "--times", "4", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var series = answer.Json.GetProperty("series").EnumerateArray().ToArray();
        Assert.Equal(5, series.Length);
        Assert.Equal(2, series[4].GetProperty("variance").GetArrayLength());
        Assert.Equal(0.5, series[0].GetProperty("mean")[0].GetDouble(), 1e-7);
        Assert.Equal(0, series[4].GetProperty("mean")[1].GetDouble(), 1e-12);
        Assert.Equal(1, series[4].GetProperty("mass").GetDouble(), 1e-13);
    }

    [Fact]
    public void The_table_has_the_same_columns()
    {
        var answer = Cli.Run("density", "--grid", "-9,9,60", "--times", "3");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("variance", answer.Output, StringComparison.Ordinal);
        Assert.Contains("grid [-9, 9] in 60 cells", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_holds_the_series_and_the_densities()
    {
        using var folder = new Folder();
        var answer = Cli.Run("density", "--grid", "-9,9,60", "--times", "2", "--out", folder["out"], "--json");

        Assert.Equal(
            new[] { "series.csv", "densities.csv", "report.html" }.Select(name => Path.Combine(folder["out"], name)),
            answer.Json.GetProperty("files").EnumerateArray().Select(f => f.GetString()));
        Assert.Contains(
            "Densities over time",
            File.ReadAllText(Path.Combine(folder["out"], "report.html")),
            StringComparison.Ordinal);
        var series = File.ReadAllLines(Path.Combine(folder["out"], "series.csv"));
        Assert.Equal("t,functional,mean,variance,mass,dissipation", series[0]);
        Assert.Equal(4, series.Length);
        Assert.Equal(
            answer.Json.GetProperty("series")[2].GetProperty("functional").GetDouble(),
            double.Parse(series[3].Split(',')[1], CultureInfo.InvariantCulture));
        var densities = File.ReadAllLines(Path.Combine(folder["out"], "densities.csv"));
        Assert.Equal("x,target,t=0,t=1,t=2", densities[0]);
        Assert.Equal(61, densities.Length);
        var last = densities[1..].Select(line => double.Parse(line.Split(',')[4], CultureInfo.InvariantCulture));
        Assert.Equal(1, last.Sum() * 0.3, 1e-12);
    }

    [Fact]
    public void A_start_comes_from_a_file_or_from_standard_input()
    {
        using var folder = new Folder();
        var values = string.Join('\n', Enumerable.Range(0, 20).Select(i => i is >= 4 and < 14 ? "0.1" : "0"));
        var file = folder.File("start.csv", values);
        string[] args =
            ["density", "--grid", "-10,10,20", "--target", "gaussian:0,2", "--times", "1", "--json", "--start"];

        var answer = Cli.Run([.. args, file]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal(-1, answer.Json.GetProperty("series")[0].GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(answer.Output, Cli.Run(Cli.Bytes(values), [.. args, "-"]).Output);
    }

    [Theory]
    [InlineData("0.1\n0.1\n", "must have one value for each of the 4 cells of the grid, but has 2.")]
    [InlineData("0.1\n0.1\n0.1\n0.1\n", "must have mass 1 on the grid [-8, 8] in 4 cells, but has mass 1.6.")]
    [InlineData("0.25\n-0.1\n0.1\n0\n", "must be non-negative and finite, but value 2 is -0.1.")]
    [InlineData("0.1,1\n0.1,1\n0.1,1\n0.1,1\n", "must have one column, the density on each cell, but has 2.")]
    public void A_bad_density_of_a_file_is_refused(string content, string sentence)
    {
        using var folder = new Folder();
        var start = folder.File("start.csv", content);
        var uniform = folder.File("uniform.csv", "0.0625\n0.0625\n0.0625\n0.0625\n");
        var answer = Cli.Run("density", "--grid", "-8,8,4", "--target", uniform, "--start", start);

        Assert.Equal(("", ExitCode.BadInput), (answer.Output, answer.ExitCode));
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown f-divergence 'jsdd'; did you mean 'jsd'?", "--functional", "jsdd")]
    [InlineData("unknown density 'gausian'; did you mean 'gaussian'?", "--target", "gausian:0,1")]
    [InlineData("--start must have the form gaussian:MEAN,SD", "--start", "gaussian:1")]
    [InlineData("the standard deviation of --start must be positive, but is 0.", "--start", "gaussian:1,0")]
    [InlineData("--grid must have the form LOWER,UPPER,CELLS, but is '-9,9'.", "--grid", "-9,9")]
    [InlineData("the grid's upper end must lie above its lower end 9, but is -9.", "--grid", "9,-9,600")]
    [InlineData("--grid must have a whole number of cells, but '-9,9,1.5' has 1.5.", "--grid", "-9,9,1.5")]
    [InlineData("cells must be at least 1, but is 0.", "--grid", "-9,9,0")]
    [InlineData("is too coarse for --target gaussian:0,1", "--grid", "-9,9,10")]
    [InlineData("catches a mass of 0.84", "--grid", "-1,9,300")]
    [InlineData("has no mass on the grid", "--start", "gaussian:500,1")]
    [InlineData("has dimension 2, but the target has dimension 1.", "--start", "gaussian:1,1,1")]
    [InlineData("only one of --target and --start can be standard input.", "--target", "-", "--start", "-")]
    [InlineData("unknown method 'heum'; did you mean 'heun'?", "--method", "heum")]
    [InlineData("method must have the form implicit:TAU", "--method", "implicit")]
    [InlineData("method implicit needs one positive step, but is 'implicit:0'.", "--method", "implicit:0")]
    [InlineData("method must have the form heun, but is 'heun:0.1'.", "--method", "heun:0.1")]
    [InlineData("--until must be at least 0, but is -1.", "--until", "-1")]
    [InlineData("--times must be at least 1, but is 0.", "--times", "0")]
    [InlineData("the target has mass 0 in cell 1 at (-49.9", "--grid", "-50,50,500", "--start", "gaussian:0,9")]
    public void Bad_input_is_one_sentence(string sentence, params string[] args)
    {
        var answer = Cli.Run(["density", .. args]);

        Assert.Equal(("", ExitCode.BadInput), (answer.Output, answer.ExitCode));
        Assert.StartsWith("ganflow: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }
}
