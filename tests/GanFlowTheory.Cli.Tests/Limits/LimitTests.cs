using System;
using System.IO;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Limits;

/// <summary>ganflow limit.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Every_scheme_tends_to_the_rotation_with_its_order()
    {
        var answer = Cli.Run("limit", "--bilinear", "1", "--levels", "7", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var schemes = answer.Json.GetProperty("schemes").EnumerateArray().ToArray();
        Assert.Equal(10, schemes.Length);
        Assert.All(schemes, s =>
        {
            Assert.Equal(s.GetProperty("declared").GetInt32(), s.GetProperty("order").GetDouble(), 0.2);
            var limit = s.GetProperty("extrapolated").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            var error = s.GetProperty("error").GetDouble();
            // The estimate of the error is one of order, and not a bound.
            Assert.Equal(Math.Cos(1), limit[0], 10 * error + 1e-12);
            Assert.Equal(Math.Sin(1), limit[1], 10 * error + 1e-12);
            Assert.True(error < 1e-4);
            Assert.Equal(7, s.GetProperty("levels").GetArrayLength());
        });
        var joint = schemes.Single(s => s.GetProperty("scheme").GetString() == "joint");
        Assert.Equal(0.1, joint.GetProperty("levels")[0].GetProperty("tau").GetDouble());
        Assert.Equal("|x|^2 + |y|^2", joint.GetProperty("levels")[0].GetProperty("quantities")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void The_folder_holds_the_ends_and_the_page_and_reruns()
    {
        using var folder = new Folder();
        var answer = Cli.Run(
            "limit", "--bilinear", "1", "--scheme", "heun, alternating@order:2,1", "--levels", "4", "--out", folder["out"], "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var levels = File.ReadAllLines(Path.Combine(folder["out"], "levels.csv"));
        Assert.Equal("scheme,tau,steps,difference,z1,z2", levels[0]);
        Assert.Equal(9, levels.Length);
        // A scheme with commas is one field.
        Assert.StartsWith("\"alternating@order:2,1\",0.1,", levels[5], StringComparison.Ordinal);
        Assert.Contains(
            "Differences over steps",
            File.ReadAllText(Path.Combine(folder["out"], "report.html")),
            StringComparison.Ordinal);
        var again = Cli.Run("limit", "--manifest", Path.Combine(folder["out"], "manifest.json"), "--json");
        Assert.Equal(
            answer.Json.GetProperty("schemes").GetRawText(), again.Json.GetProperty("schemes").GetRawText());
    }

    [Fact]
    public void The_table_has_the_orders()
    {
        var answer = Cli.Run("limit", "--dirac", "vanilla", "--scheme", "rk4", "--levels", "4");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("measured", answer.Output, StringComparison.Ordinal);
        Assert.Contains("rk4", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--levels must be at least 2, but is 1.", "--levels", "1")]
    [InlineData("--until must be above 0, but is 0.", "--until", "0")]
    [InlineData("--tau must be above 0, but is 0.", "--tau", "0")]
    [InlineData("but 'joint:0.1' has a step of its own.", "--scheme", "joint:0.1")]
    [InlineData("unknown scheme 'jiont'; did you mean 'joint'?", "--scheme", "jiont")]
    [InlineData("scheme dopri5 chooses its own steps", "--scheme", "dopri5")]
    public void Bad_input_is_one_sentence(string sentence, params string[] args)
    {
        var answer = Cli.Run(["limit", "--bilinear", "1", .. args]);

        Assert.Equal(("", ExitCode.BadInput), (answer.Output, answer.ExitCode));
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }
}
