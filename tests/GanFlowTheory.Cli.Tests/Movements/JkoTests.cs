using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Movements;

/// <summary>ganflow jko.</summary>
public sealed class JkoTests
{
    private static JsonElement[] Steps(Answer answer)
    {
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        return [.. answer.Json.GetProperty("series").EnumerateArray()];
    }

    // m+ = m/(1 + tau), and s+ solves s+ - s + tau (s+ - 1/s+) = 0.
    [Fact]
    public void On_a_Gaussian_KL_has_its_mean_and_variance_in_closed_form()
    {
        var answer = Cli.Run("jko", "--functional", "kl", "--state", "gaussian:3,0.5", "--tau", "0.4", "--json");
        var step = Assert.Single(Steps(answer));
        var s = (0.5 + Math.Sqrt(0.25 + 4 * 0.4 * 1.4)) / 2.8;
        var end = answer.Json.GetProperty("end");
        Assert.Equal(3 / 1.4, end.GetProperty("mean")[0].GetDouble(), 1e-9);
        Assert.Equal(s * s, end.GetProperty("covariance")[0][0].GetDouble(), 1e-9);
        Assert.Equal(
            Math.Pow(3 - 3 / 1.4, 2) + Math.Pow(s - 0.5, 2), step.GetProperty("squaredDistance").GetDouble(), 1e-9);
        Assert.Equal(0, step.GetProperty("pairingGap").GetDouble());
        Assert.True(step.GetProperty("slack").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--state", "quantiles:60,2,0.5", "--functional", "kl")]
    [InlineData("--state", "quantiles:60,2,0.5", "--functional", "w2")]
    [InlineData("--state", "quantiles:60,2,0.5", "--functional", "entropy")]
    [InlineData("--state", "quantiles:60,2,0.5", "--functional", "mmd")]
    [InlineData("--state", "gaussian:2,1,0.5", "--functional", "w2")]
    [InlineData("--state", "gaussian:2,1,0.5", "--functional", "jsd")]
    [InlineData("--state", "gaussian:2,1,0.5", "--functional", "energy")]
    [InlineData("--state", "point:2,-1")]
    [InlineData("--state", "point:2,-1", "--target", "eight-gaussians", "--functional", "mmd-closed")]
    public void The_functional_falls_by_the_distance_at_every_step(params string[] args)
    {
        var steps = Steps(Cli.Run(["jko", .. args, "--tau", "0.5", "--steps", "3", "--target-samples", "100", "--json"]));

        Assert.Equal(3, steps.Length);
        Assert.All(steps, step =>
        {
            var (before, after) = (step.GetProperty("before").GetDouble(), step.GetProperty("after").GetDouble());
            var slack = step.GetProperty("slack").GetDouble();
            Assert.True(slack >= -1e-13 * Math.Abs(before));
            Assert.Equal(before - after - step.GetProperty("squaredDistance").GetDouble(), slack, 1e-12);
        });
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.Equal(
            pair.First.GetProperty("after").GetDouble(), pair.Second.GetProperty("before").GetDouble()));
    }

    [Fact]
    public void Particles_of_a_file_move_and_are_written_and_rerun()
    {
        using var folder = new Folder();
        var file = folder.File("q.csv", string.Join('\n', Enumerable.Range(0, 30).Select(i => $"{i % 6},{i / 6}")));
        var answer = Cli.Run(
            "jko", "--state", file, "--target", "two-moons", "--tau", "20", "--steps", "2", "--out", folder["out"], "--json");

        var steps = Steps(answer);
        Assert.All(steps, step => Assert.True(step.GetProperty("pairingGap").GetDouble() >= 0));
        Assert.Equal(
            new[] { "particles.npy", "series.csv", "report.html" }.Select(name => Path.Combine(folder["out"], name)),
            answer.Json.GetProperty("files").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(30, Points.ReadNpy(Path.Combine(folder["out"], "particles.npy")).Count);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder["out"], "series.csv")).Length);
        var again = Cli.Run("jko", "--manifest", Path.Combine(folder["out"], "manifest.json"), "--json");
        Assert.Equal("", again.Error);
        Assert.Equal(answer.Json.GetProperty("series").GetRawText(), again.Json.GetProperty("series").GetRawText());
    }

    [Fact]
    public void The_table_says_that_the_inequality_holds()
    {
        var answer = Cli.Run("jko");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("F after + d^2/(2 tau) <= F before at every step", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--functional kl has no particle form; take --state gaussian:MEAN,SD", "--state", "point:1", "--functional", "kl")]
    [InlineData("--functional entropy has no particle form", "--state", "point:1", "--functional", "entropy")]
    [InlineData("--functional entropy is for --state quantiles:N,MEAN,SD", "--functional", "entropy")]
    [InlineData("--functional jsd has no form on quantiles", "--state", "quantiles:5,0,1", "--functional", "jsd")]
    [InlineData("unknown functional 'mmdd'; did you mean 'mmd'?", "--functional", "mmdd")]
    [InlineData("unknown state 'gausian'; did you mean 'gaussian'?", "--state", "gausian:1,1")]
    [InlineData("--state must have the form point:X1,..,Xd", "--state", "point")]
    [InlineData("needs a whole N from 1 on and an SD above 0", "--state", "quantiles:0.5,0,1")]
    [InlineData("the standard deviation of --state must be positive, but is 0.", "--state", "gaussian:1,0")]
    [InlineData("--target has dimension 2, but --state has dimension 1.", "--target", "two-moons")]
    [InlineData("--tau must be above 0, but is 0.", "--tau", "0")]
    [InlineData("--steps must be at least 1, but is 0.", "--steps", "0")]
    [InlineData("the file 'nowhere.csv' does not exist.", "--state", "nowhere.csv")]
    [InlineData("only one of --target and --state can be standard input.", "--state", "-", "--target", "-")]
    [InlineData("needs a target with a known density", "--functional", "jsd", "--state", "gaussian:1,1,1", "--target", "checkerboard")]
    public void Bad_input_is_one_sentence(string sentence, params string[] args)
    {
        var answer = Cli.Run(["jko", .. args]);

        Assert.Equal(("", ExitCode.BadInput), (answer.Output, answer.ExitCode));
        Assert.Contains(sentence, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }
}
