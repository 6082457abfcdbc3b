using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Faults;

/// <summary>Work is bounded by its arguments or refused, and ends soon after the first signal.</summary>
public sealed class WorkFaultTests
{
    [Theory]
    [InlineData("arcsinh", "-1e6,1e6")]
    [InlineData("f:kl", "-1e12,1e12")]
    [InlineData("shifted:1", "-1e200,1e200")]
    [InlineData("non-saturating", "0,2e5")]
    public void A_range_of_log_r_beyond_what_doubles_hold_is_refused(string loss, string range) =>
        BadInputTests.AssertBad(
            "the range of log r must lie within -700 and 700", Cli.Run("monoflow", "--loss", loss, $"--range={range}"));

    [Fact]
    public void No_loss_prints_a_number_that_is_none_on_the_widest_range()
    {
        foreach (var loss in GeneratorLoss.Forms.Select(form => form.Shape).Where(name => !name.Contains(':', StringComparison.Ordinal)))
        {
            var answer = Cli.Run("monoflow", "--loss", loss, "--range=-700,700");
            Assert.DoesNotContain("NaN", answer.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-9,9,3e9", "--grid must have at most 10000000 cells")]
    [InlineData("-9,9,2.5", "--grid must have a whole number of cells")]
    public void A_grid_of_too_many_cells_is_told_as_such(string grid, string sentence) =>
        BadInputTests.AssertBad(sentence, Cli.Run("density", $"--grid={grid}"));

    [Theory]
    [InlineData("eight-gaussians", "1")]
    [InlineData("rings", "1")]
    [InlineData("s-curve", "1")]
    [InlineData("two-moons", "0.7")]
    public void Named_targets_have_a_grid_that_works(string target, string sd) =>
        Assert.Equal(0, Cli.Run("density", "--target", target, "--start", $"gaussian:0,0,{sd}", "--until", "0").ExitCode);

    [Fact]
    public void A_training_needs_points_that_differ()
    {
        using var folder = new Folder();
        string[] Train(string file) =>
            ["train", "--target", file, "--generator", "2-8-2:tanh", "--critic", "2-4-1:tanh", "--steps", "1", "-o", folder["o"]];

        BadInputTests.AssertBad("has 1 points, but a training is compared with at least 4", Cli.Run(Train(folder.File("one.csv", "1,2\n"))));
        BadInputTests.AssertBad("--target", Cli.Run(Train(folder.File("same.csv", "1,2\n1,2\n1,2\n"))));
    }

    // A sum over 2 x 60,000 points takes minutes; the signal comes after a second.
    [Fact]
    public void A_long_sum_ends_soon_after_the_first_signal()
    {
        using var folder = new Folder();
        var points = Seed.Create(1).Gaussian(60_000, 3);
        points.WriteNpy(folder["x.npy"]);
        var watch = new Stopwatch();
        var answer = Ganflow.RunInterrupted(
            () =>
            {
                Thread.Sleep(2500);
                watch.Start();
                return true;
            },
            "mmd", folder["x.npy"], folder["x.npy"], "-k", "gaussian:1", "--estimator", "unbiased,biased,ustat");

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal("", answer.Output);
        Assert.True(answer.ExitCode is ExitCode.NotReached or 130, $"{answer.ExitCode}: {answer.Error}");
    }

    [Fact]
    public void Each_verb_that_is_cancelled_before_it_begins_ends_at_once()
    {
        var cancelled = new CancellationToken(true);
        Assert.Equal(
            ExitCode.NotReached,
            Cli.Run(null, ["density", "--method", "implicit:1e-7", "--times", "1"], cancelled).ExitCode);
        Assert.Equal(ExitCode.NotReached, Cli.Run(null, ["verify"], cancelled).ExitCode);
    }
}
