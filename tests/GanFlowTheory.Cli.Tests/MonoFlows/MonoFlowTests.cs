using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.MonoFlows;

public sealed class MonoFlowTests
{
    [Theory]
    [InlineData("vanilla")]
    [InlineData("non-saturating")]
    [InlineData("logit")]
    [InlineData("mle")]
    [InlineData("exp")]
    [InlineData("arcsinh")]
    [InlineData("shifted:2")]
    [InlineData("chi2")]
    [InlineData("hellinger")]
    [InlineData("f:kl")]
    public void An_increasing_loss_is_admissible(string loss)
    {
        var answer = Cli.Run("monoflow", "--loss", loss, "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal(loss, answer.Json.GetProperty("loss").GetString());
        Assert.True(answer.Json.GetProperty("admissible").GetBoolean());
        Assert.Equal(0, answer.Json.GetProperty("violations").GetArrayLength());
        var hPrime = answer.Json.GetProperty("hPrime").EnumerateArray().ToArray();
        Assert.Equal((-20.0, 20.0), (U(hPrime[0]), U(hPrime[^1])));

        foreach (var (u, value) in hPrime.Select(p => (U(p), p.GetProperty("value").GetDouble())))
        {
            var expected = GeneratorLoss.Parse(loss).Slope(u);
            Assert.Equal(expected, value);
            Assert.True(value > 0);
        }

        static double U(JsonElement point) => point.GetProperty("u").GetDouble();
    }

    [Theory]
    [InlineData("f:forward-kl", -1.0)]
    [InlineData("f:jsd", 0.0)]
    [InlineData("f:chi2", 0.0)]
    public void A_decreasing_loss_is_not_and_says_where(string loss, double from)
    {
        var answer = Cli.Run("monoflow", "--loss", loss, "--range", "-5,6", "--json");

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.StartsWith("ganflow: h' < 0 for log r in [", answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(answer.Json.GetProperty("admissible").GetBoolean());
        var violation = Assert.Single(answer.Json.GetProperty("violations").EnumerateArray());
        Assert.Equal(from, violation.GetProperty("from").GetDouble());
        Assert.Equal(6, violation.GetProperty("to").GetDouble());
        Assert.Equal("decreasing", violation.GetProperty("kind").GetString());
        Assert.True(violation.GetProperty("worst").GetProperty("value").GetDouble() < 0);

        // To the left of it nothing is wrong.
        Assert.Equal(0, Cli.Run("monoflow", "--loss", loss, "--range=-5,-1.5").ExitCode);
    }

    [Fact]
    public void The_page_shows_the_slope_the_induced_f_and_the_verdict()
    {
        var output = Cli.Run("monoflow", "--loss", "mle", "--range", "-1,1").Output;

        Assert.Contains("h(u) = e^u", output, StringComparison.Ordinal);
        Assert.Contains("r log r - r + 1", output, StringComparison.Ordinal);
        Assert.Contains("2.71828", output, StringComparison.Ordinal);
        Assert.Contains("descends KL(q||p)", output, StringComparison.Ordinal);

        output = Cli.Run("monoflow", "--loss", "f:jsd").Output;
        Assert.Contains("decreasing for log r in [0, 20]", output, StringComparison.Ordinal);
        Assert.Contains("by quadrature", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_beyond_the_floats_is_null()
    {
        var hPrime = Cli.Run("monoflow", "--loss", "exp", "--range", "-700,700", "--json").Json.GetProperty("hPrime");

        Assert.Equal(JsonValueKind.Null, hPrime[40].GetProperty("value").ValueKind);
        Assert.Equal(0, hPrime[0].GetProperty("value").GetDouble());
    }

    [Fact]
    public void The_page_marks_the_violation_and_shows_KL_growing()
    {
        var folder = Directory.CreateTempSubdirectory("ganflow-tests-").FullName;

        try
        {
            var answer = Cli.Run("monoflow", "--loss", "f:jsd", "--out", Path.Combine(folder, "new"), "--json");

            Assert.Equal(ExitCode.NotReached, answer.ExitCode);
            var file = Assert.Single(answer.Json.GetProperty("files").EnumerateArray()).GetString()!;
            Assert.Equal(Path.Combine(folder, "new", "report.html"), file);
            var page = File.ReadAllText(file);
            Assert.Equal(MonoFlowPage.Html(GeneratorLoss.Parse("f:jsd"), -20, 20), page);
            Assert.Contains("class=\"violation band\"", page, StringComparison.Ordinal);
            Assert.Contains("raises KL(q||p) from 0.125 to ", page, StringComparison.Ordinal);
            Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);

            answer = Cli.Run("monoflow", "--loss", "mle", "--out", folder);
            Assert.Equal(0, answer.ExitCode);
            Assert.Contains(Path.Combine(folder, "report.html"), answer.Output, StringComparison.Ordinal);
            page = File.ReadAllText(Path.Combine(folder, "report.html"));
            Assert.DoesNotContain("class=\"violation", page, StringComparison.Ordinal);
            Assert.DoesNotContain("raises KL", page, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_before_any_answer()
    {
        var file = Path.GetTempFileName();

        try
        {
            var answer = Cli.Run("monoflow", "--loss", "mle", "--out", Path.Combine(file, "below"));

            Assert.NotEqual(0, answer.ExitCode);
            Assert.Equal("", answer.Output);
            Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
