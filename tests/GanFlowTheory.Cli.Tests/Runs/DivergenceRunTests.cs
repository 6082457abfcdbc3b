using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Runs;

/// <summary>Runs of f-divergences, which a critic estimates.</summary>
public sealed class DivergenceRunTests
{
    private static string[] Run(string output, params string[] more) => OfSteps(8, output, more);

    private static string[] OfSteps(int steps, string output, params string[] more) =>
        [
            "run", "--target", "two-moons", "--target-samples", "60", "-n", "50", "--steps", $"{steps}", "--out", output,
            .. more,
        ];

    private static double Number(JsonElement json, string name, string part) =>
        json.GetProperty(name).GetProperty(part).GetDouble();

    [Theory]
    [InlineData("--functional", "kl")]
    [InlineData("--functional", "kl", "--critic", "kde", "--metric", "stein:gaussian:1")]
    [InlineData("--functional", "jsd", "--critic", "logistic")]
    [InlineData("--functional", "kl", "--critic", "gaussian")]
    [InlineData("--functional", "kl", "--critic", "gaussian", "--standardise", "true")]
    // Least squares need a ratio that is bounded: particles that cover the target.
    [InlineData("--functional", "hellinger", "--critic", "lsif", "--start", "gaussian:0.5,1")]
    [InlineData("--functional", "kl", "--metric", "fisher-rao")]
    [InlineData("--functional", "kl", "--metric", "wfr:1,0.5")]
    [InlineData("--functional", "kl", "--metric", "monoflow:vanilla")]
    public void The_estimate_falls_and_what_is_unknown_is_null(params string[] more)
    {
        using var folder = new Folder();

        var answer = Cli.Run(Run(folder["out"], [.. more, "--json"]));

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var json = answer.Json;
        Assert.True(Number(json, "estimatedFunctional", "end") < Number(json, "estimatedFunctional", "start"));
        Assert.InRange(json.GetProperty("heldOutScore").GetDouble(), 0, 1);
        Assert.All(
            (JsonElement[])
            [
                json.GetProperty("functional").GetProperty("start"), json.GetProperty("functional").GetProperty("end"),
                json.GetProperty("identityResidual"),
            ],
            value => Assert.Equal(JsonValueKind.Null, value.ValueKind));
        var rows = File.ReadAllLines(folder["out/diagnostics.csv"]).Select(line => line.Split(',')).ToArray();
        Assert.Equal(["functional", "estimated_functional"], [rows[0][2], rows[0][10]]);
        Assert.All(rows[1..], row => Assert.Equal(("", "", ""), (row[2], row[3], row[4])));
        Assert.All(rows[1..], row => Assert.True(row[9].Length > 0 && row[10].Length > 0 && row[11].Length > 0));
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_falls_somewhere_is_warned_of_and_goes_on()
    {
        using var folder = new Folder();

        var answer = Cli.Run(
            OfSteps(2, folder["out"], "--functional", "kl", "--metric", "monoflow:f:jsd", "--json"));

        Assert.Equal(0, answer.ExitCode);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ganflow: warning: --metric monoflow:f:jsd is no metric,", answer.Error, StringComparison.Ordinal);
        Assert.Contains("h' < 0 for log r in", answer.Error, StringComparison.Ordinal);
        Assert.Equal(2, answer.Json.GetProperty("steps").GetInt32());
        Assert.Contains("is no metric", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_estimate_is_told_as_one()
    {
        using var folder = new Folder();

        var answer = Cli.Run(OfSteps(1, folder["out"], "--functional", "kl"));

        Assert.Contains("estimated functional", answer.Output, StringComparison.Ordinal);
        Assert.Contains("held-out score", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("identity residual", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--functional", "jsd", "--critic", "logistic", "--seed", "3", "--noise", "0.1")]
    [InlineData("--functional", "kl", "--metric", "monoflow:logit", "--integrator", "heun:0.05")]
    [InlineData("--functional", "kl", "--critic", "score", "--seed", "5", "--standardise", "true")]
    [InlineData("--functional", "kl", "--metric", "stein:gaussian:median")]
    public void A_manifest_reruns_the_same_bits(params string[] more)
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Run(folder["a"], [.. more, "--threads", "2"])).ExitCode);

        var again = Cli.Run("run", "--manifest", folder["a/manifest.json"], "--out", folder["b"], "--threads", "1");

        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        Assert.All(
            Directory.GetFiles(folder["a"]).Select(file => Path.GetFileName(file)!),
            name => Assert.Equal(File.ReadAllBytes(folder["a/" + name]), File.ReadAllBytes(folder["b/" + name])));
    }
}
