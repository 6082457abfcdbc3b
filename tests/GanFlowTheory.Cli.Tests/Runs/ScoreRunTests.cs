using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Runs;

/// <summary>Runs of reverse KL through the score of the target alone: SVGD and the Langevin diffusion.</summary>
public sealed class ScoreRunTests
{
    private static Answer Run(Folder folder, params string[] more) => Cli.Run(
    [
        "run", "--functional", "kl", "--target", "two-moons", "--target-samples", "60", "-n", "50", "--out", folder["out"],
        .. more,
    ]);

    private static string Setting(Folder folder, string name) =>
        JsonDocument.Parse(File.ReadAllText(folder["out/manifest.json"]))
            .RootElement.GetProperty("settings").GetProperty(name).GetString()!;

    private static double?[] Dissipation(Folder folder) =>
    [
        .. File.ReadAllLines(folder["out/diagnostics.csv"]).Skip(1).Select(line => line.Split(',')[9])
            .Select(cell => cell.Length > 0
                ? double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)
                : (double?)null),
    ];

    [Fact]
    public void Svgd_is_the_default_in_a_Stein_metric_and_lowers_the_discrepancy()
    {
        using var folder = new Folder();

        var answer = Run(folder, "--metric", "stein:gaussian:median", "--steps", "40", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal("score", Setting(folder, "critic"));
        var dissipation = Dissipation(folder);
        var json = answer.Json.GetProperty("dissipation");
        Assert.Equal(
            (dissipation[0], dissipation[^1]), (json.GetProperty("start").GetDouble(), json.GetProperty("end").GetDouble()));
        Assert.True(dissipation[^1] < 0.1 * dissipation[0]);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("estimatedFunctional").GetProperty("end").ValueKind);
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Svgd_tells_its_discrepancy_and_the_bandwidth_that_was_chosen()
    {
        using var folder = new Folder();

        var answer = Run(folder, "--metric", "stein:gaussian:median", "--steps", "2");

        Assert.Contains("squared Stein discrepancy", answer.Output, StringComparison.Ordinal);
        Assert.Contains("chose the bandwidth", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("estimated functional", answer.Output, StringComparison.Ordinal);
        Assert.Contains("kernel of the metric", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Langevin_is_the_score_in_Wasserstein_by_Euler_and_its_dissipation_is_unknown()
    {
        using var folder = new Folder();

        var answer = Run(folder, "--critic", "score", "--steps", "300", "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal(("wasserstein", "euler:0.005"), (Setting(folder, "metric"), Setting(folder, "integrator")));
        Assert.Equal("completed", answer.Json.GetProperty("outcome").GetString());
        Assert.All(Dissipation(folder), value => Assert.Null(value));
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("dissipation").GetProperty("end").ValueKind);
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);

        // At 1.5 the particles lie along the moons of noise 0.1: nine of ten within 0.3 of one, with room for the
        // step's bias, where the start had them within 0.9 of the origin, off both by 0.4 in the mean.
        var x = Points.Read(folder["out/particles.npy"]).ToRows();
        Assert.InRange(x.Count(row => Distance(row) < 0.3), 45, 50);
    }

    private static double Distance(double[] x) => Math.Min(
        x[1] > 0 ? Math.Abs(Math.Sqrt(x[0] * x[0] + x[1] * x[1]) - 1) : double.PositiveInfinity,
        x[1] < 0.5
            ? Math.Abs(Math.Sqrt((x[0] - 1) * (x[0] - 1) + (x[1] - 0.5) * (x[1] - 0.5)) - 1)
            : double.PositiveInfinity);

    [Fact]
    public void Standardising_changes_units_and_the_score_with_them()
    {
        // One Euler step of one particle: z' = d log p(z)/dz = scale x score(x), so that x' = scale^2 x score(x).
        double[] Step(Folder folder, string standardise, string start)
        {
            var file = folder.File("start.csv", start);
            var answer = Cli.Run(
                "run", "--functional", "kl", "--target", "two-moons", "--target-samples", "60", "--metric",
                "stein:gaussian:1", "--start", file, "--steps", "1", "--integrator", "euler:0.001", "--standardise",
                standardise, "--out", folder["out"]);
            Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
            return Points.Read(folder["out/particles.npy"]).ToRows()[0];
        }

        using var plain = new Folder();
        using var scaled = new Folder();
        double[] start = [0.4, 0.9];
        var (a, b) = (Step(plain, "false", "0.4,0.9\n"), Step(scaled, "true", "0.4,0.9\n"));
        var variance = Target.Parse("two-moons").Sample(Seed.Create(0).Split("target"), 60).Covariance();

        for (var k = 0; k < 2; k++)
        {
            // Changes of about 1e-3 from differences of numbers near 1: 1e-12 relative.
            Assert.Equal(variance[k, k], (b[k] - start[k]) / (a[k] - start[k]), 9);
        }
    }
}
