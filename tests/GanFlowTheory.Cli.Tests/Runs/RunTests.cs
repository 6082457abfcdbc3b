using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Runs;

public sealed class RunTests
{
    private static readonly string[] Names = ["particles.npy", "diagnostics.csv", "report.html", "manifest.json"];

    /// <summary>A run of a few milliseconds.</summary>
    private static string[] Small(string output, params string[] more) => OfSteps(6, output, more);

    private static string[] OfSteps(int steps, string output, params string[] more) =>
        [
            "run", "--target", "two-moons", "--target-samples", "50", "-n", "40", "--steps", $"{steps}",
            "--out", output, .. more,
        ];

    [Fact]
    public void Without_options_it_flows_to_old_faithful()
    {
        using var folder = new Folder();

        var answer = Ganflow.Run(null, "run", "--out", folder["out"], "--json");

        Assert.Equal(("", ExitCode.Success), (answer.Error, answer.ExitCode));
        var functional = answer.Json.GetProperty("functional");
        var ratio = functional.GetProperty("start").GetDouble() / functional.GetProperty("end").GetDouble();
        // What "convincing" means for the default run: a thousand times closer in 1/2 MMD^2.
        Assert.True(ratio > 1000, $"only {ratio} times lower");

        var particles = Points.ReadNpy(folder["out/particles.npy"]);
        Assert.Equal((1000, 2), (particles.Count, particles.Dimension));
        // In minutes again: the means of the data are 3.4878 and 70.897, their standard deviations 1.14 and 13.6. The
        // kernel mean embedding determines means; a thousandth of the start's distance leaves far less than a tenth of
        // a deviation.
        Assert.Equal(3.4878, particles.Mean()[0], 0.114);
        Assert.Equal(70.897, particles.Mean()[1], 1.36);
        // Both modes are there: of the eruptions, 97 of 272 are shorter than 3 minutes.
        var shorter = particles.Coordinate(0).ToArray().Count(minutes => minutes < 3) / 1000.0;
        Assert.Equal(97 / 272.0, shorter, 0.05);
    }

    [Fact]
    public void A_badly_solved_system_is_told_as_a_warning()
    {
        using var folder = new Folder();

        Answer Regularised(string lambda) => Cli.Run(
            // Longer steps along such a solution are no longer the flow, and the run is no success.
            Small(folder[lambda], "--metric", "sobolev:" + lambda, "--integrator", "euler:1e-12", "--json"));
        var (bad, good) = (Regularised("1e-12"), Regularised("0.1"));

        Assert.Equal(0, bad.ExitCode);
        Assert.StartsWith("ganflow: warning: ", bad.Error, StringComparison.Ordinal);
        Assert.Single(bad.Error.TrimEnd().Split('\n'));
        Assert.Contains("raise lambda", bad.Json.GetProperty("warning").GetString(), StringComparison.Ordinal);
        Assert.Equal(("", 0), (good.Error, good.ExitCode));
        Assert.Equal(JsonValueKind.Null, good.Json.GetProperty("warning").ValueKind);
    }

    [Fact]
    public void Json_has_the_promised_fields()
    {
        using var folder = new Folder();

        var json = Cli.Run(Small(folder["out"], "--json")).Json;

        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal(6, json.GetProperty("steps").GetInt32());
        Assert.Equal(6.0, json.GetProperty("time").GetDouble(), 1e-12);
        Assert.True(json.GetProperty("functional").GetProperty("end").GetDouble()
            < json.GetProperty("functional").GetProperty("start").GetDouble());
        Assert.InRange(json.GetProperty("identityResidual").GetDouble(), 0, 0.1);
        Assert.True(json.GetProperty("secondsPerStep").GetDouble() > 0);
        Assert.Equal(
            Names.Select(name => folder["out/" + name]).Order(),
            json.GetProperty("files").EnumerateArray().Select(f => f.GetString()!).Order());
        Assert.Equal(Names.Select(name => folder["out/" + name]).Order(), Directory.GetFiles(folder["out"]).Order());
    }

    [Fact]
    public void What_is_unknown_without_steps_is_null()
    {
        using var folder = new Folder();

        var json = Cli.Run(OfSteps(0, folder["out"], "--json")).Json;

        Assert.Equal(0, json.GetProperty("steps").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("secondsPerStep").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("identityResidual").ValueKind);
    }

    [Fact]
    public void Diagnostics_are_a_row_per_step()
    {
        using var folder = new Folder();

        var json = Cli.Run(Small(folder["out"], "--json")).Json;

        var lines = File.ReadAllLines(folder["out/diagnostics.csv"]);
        Assert.Equal(1 + 7, lines.Length);
        Assert.All(lines, line => Assert.Equal(12, line.Split(',').Length));
        var last = lines[^1].Split(',');
        Assert.Equal(
            json.GetProperty("functional").GetProperty("end").GetDouble(),
            double.Parse(last[2], CultureInfo.InvariantCulture));
        Assert.DoesNotContain("NaN", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void One_and_two_threads_give_the_same_bits()
    {
        using var folder = new Folder();
        string[] noisy = ["--noise", "0.1", "--seed", "5"];

        Assert.Equal(0, Ganflow.Run(null, Small(folder["one"], [.. noisy, "--threads", "1"])).ExitCode);
        Assert.Equal(0, Ganflow.Run(null, Small(folder["two"], [.. noisy, "--threads", "2"])).ExitCode);
        Assert.Equal(0, Ganflow.Run(null, Small(folder["other"], ["--noise", "0.1", "--seed", "6"])).ExitCode);

        Assert.All(
            (string[])["particles.npy", "diagnostics.csv", "manifest.json", "report.html"],
            name => Assert.Equal(File.ReadAllBytes(folder["one/" + name]), File.ReadAllBytes(folder["two/" + name])));
        Assert.NotEqual(
            File.ReadAllBytes(folder["one/particles.npy"]), File.ReadAllBytes(folder["other/particles.npy"]));
    }

    [Theory]
    [InlineData("--noise", "0.2", "--seed", "11", "--kernel", "gaussian:median")]
    [InlineData("--metric", "wfr:1,1", "--integrator", "dopri5:1e-3")]
    [InlineData("--functional", "energy", "--start", "gaussian:1,2,0.5", "--until", "2", "--standardise")]
    public void A_manifest_reruns_the_same_bits(params string[] more)
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Small(folder["a"], more)).ExitCode);

        var again = Ganflow.Run(
            null, "run", "--manifest", folder["a/manifest.json"], "--out", folder["b"], "--threads", "1");

        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        var files = Directory.GetFiles(folder["a"]).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(files, Directory.GetFiles(folder["b"]).Select(Path.GetFileName).Order());
        Assert.All(
            files,
            name => Assert.Equal(File.ReadAllBytes(folder["a/" + name]), File.ReadAllBytes(folder["b/" + name])));
    }

    [Fact]
    public void A_manifest_reruns_what_came_through_standard_input()
    {
        using var folder = new Folder();
        var data = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{i * i % 17},{i % 5}\n"));
        string[] run = ["run", "--target", "-", "--columns", "3,1", "-n", "20", "--steps", "3", "--out", folder["a"]];
        Assert.Equal(("", 0), Ganflow.Run(Cli.Bytes(data), run) is var first ? (first.Error, first.ExitCode) : default);
        // What was chosen of it.
        Assert.Equal(2, Points.ReadNpy(folder["a/target.npy"]).Dimension);
        // The folder as a whole may move.
        Directory.Move(folder["a"], folder["moved"]);

        var again = Cli.Run("run", "--manifest", folder["moved/manifest.json"], "--out", folder["b"]);

        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["moved/particles.npy"]), File.ReadAllBytes(folder["b/particles.npy"]));
    }

    [Fact]
    public void A_manifest_refuses_other_data_and_other_settings()
    {
        using var folder = new Folder();
        var data = folder.File("data.csv", "1,2\n2,3\n5,1\n");
        Assert.Equal(0, Cli.Run("run", "--target", data, "-n", "5", "--steps", "1", "--out", folder["a"]).ExitCode);
        string[] again = ["run", "--manifest", folder["a/manifest.json"], "--out", folder["b"]];

        Assert.Contains(
            "--kernel cannot be combined", Cli.Run([.. again, "--kernel", "dot"]).Error, StringComparison.Ordinal);
        Assert.Contains(
            "--seed cannot be combined", Cli.Run([.. again, "--seed", "1"]).Error, StringComparison.Ordinal);
        folder.File("data.csv", "1,2\n2,3\n5,1.0000000000000002\n");
        var changed = Cli.Run(again);
        Assert.Equal(ExitCode.BadInput, changed.ExitCode);
        Assert.Contains("its points have changed.", changed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["b"]));
    }

    [Fact]
    public void Particles_may_start_from_a_file()
    {
        using var folder = new Folder();
        var start = folder.File("start.csv", "1.5,50\n2.5,60\n4.5,90\n");

        Assert.Equal(0, Cli.Run("run", "--start", start, "--steps", "0", "--out", folder["all"]).ExitCode);
        Assert.Equal(0, Cli.Run("run", "--start", start, "--steps", "0", "-n", "2", "--out", folder["two"]).ExitCode);

        // There and back between the units: one rounding each way.
        var all = Points.ReadNpy(folder["all/particles.npy"]);
        Assert.Equal(3, all.Count);
        Assert.Equal(1.5, all[0, 0], 1e-14);
        Assert.Equal(90, all[2, 1], 1e-12);
        Assert.Equal(2, Points.ReadNpy(folder["two/particles.npy"]).Count);
    }

    [Fact]
    public void Moving_weights_are_written_and_do_not_stay_behind()
    {
        using var folder = new Folder();

        Assert.Equal(0, Cli.Run(Small(folder["out"], "--metric", "fisher-rao", "--integrator", "euler:0.5")).ExitCode);
        var weights = Points.ReadNpy(folder["out/weights.npy"]).Coordinate(0).ToArray();
        // Forty roundings of numbers of the size of 1/40.
        Assert.Equal(1.0, weights.Sum(), 1e-14);
        Assert.True(weights.Max() > weights.Min());

        Assert.Equal(0, Cli.Run(Small(folder["out"])).ExitCode);
        Assert.False(File.Exists(folder["out/weights.npy"]));
    }

    [Fact]
    public void Standardising_makes_units_irrelevant()
    {
        using var folder = new Folder();
        var small = folder.File("small.csv", "1,2\n2,3\n5,1\n3,3\n");
        // A power of two changes no mantissa.
        var large = folder.File("large.csv", "1024,2\n2048,3\n5120,1\n3072,3\n");
        string[] run = ["-n", "10", "--steps", "3", "--json"];

        var a = Cli.Run(["run", "--target", small, "--out", folder["a"], .. run]).Json;
        var b = Cli.Run(["run", "--target", large, "--out", folder["b"], .. run]).Json;
        var c = Cli.Run(["run", "--target", large, "--out", folder["c"], "--standardise", "false", .. run]).Json;

        static double End(JsonElement json) => json.GetProperty("functional").GetProperty("end").GetDouble();
        Assert.Equal(End(a), End(b));
        Assert.NotEqual(End(a), End(c));
        Assert.Equal(
            1024 * Points.ReadNpy(folder["a/particles.npy"])[3, 0], Points.ReadNpy(folder["b/particles.npy"])[3, 0]);
    }

    [Fact]
    public void A_run_that_cannot_go_on_says_why()
    {
        using var folder = new Folder();

        var answer = Cli.Run(Small(folder["out"], "--kernel", "dot", "--integrator", "euler:1e200", "--json"));

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Equal("diverged", answer.Json.GetProperty("outcome").GetString());
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("diverged", File.ReadAllText(folder["out/manifest.json"]), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_before_its_first_step_it_writes_the_start()
    {
        using var folder = new Folder();

        var answer = Cli.Run(null, Small(folder["out"], "--json"), new CancellationToken(true));

        AssertCancelled(answer, folder["out"]);
        Assert.Equal(40, Points.ReadNpy(folder["out/particles.npy"]).Count);
    }

    [Fact]
    public void Ctrl_C_writes_what_is_complete()
    {
        using var folder = new Folder();
        // The folder is made when the run is about to start, after the process listens. A billion steps would not end.
        var answer = Ganflow.RunInterrupted(
            () => Directory.Exists(folder["out"]), OfSteps(1_000_000_000, folder["out"], "--json"));

        AssertCancelled(answer, folder["out"]);
    }

    private static void AssertCancelled(Answer answer, string output)
    {
        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Equal("cancelled", answer.Json.GetProperty("outcome").GetString());
        Assert.Collection(
            answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains("finishing this step; again to quit", line),
            line => Assert.Contains("Cancelled after step", line));
        Assert.Equal(Names.Order(), Directory.GetFiles(output).Select(Path.GetFileName).Order());

        var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "manifest.json"))).RootElement;
        Assert.Equal("cancelled", manifest.GetProperty("outcome").GetString());
        Assert.Contains("ancelled", File.ReadAllText(Path.Combine(output, "report.html")), StringComparison.Ordinal);
        Assert.Equal(
            answer.Json.GetProperty("steps").GetInt32() + 2,
            File.ReadAllLines(Path.Combine(output, "diagnostics.csv")).Length);
    }

    [Fact]
    public void Away_from_a_terminal_nothing_but_text_is_written()
    {
        using var folder = new Folder();

        var answer = Ganflow.Run(null, Small(folder["out"]));

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.DoesNotContain('\u001b', answer.Output);
        Assert.DoesNotContain('\r', answer.Output);
        Assert.Contains(folder["out/report.html"], answer.Output.Split('\n'));
    }

    [Fact]
    public void The_report_has_the_data_and_the_settings()
    {
        using var folder = new Folder();
        var answer = Cli.Run("run", "--steps", "2", "-n", "20", "--kernel", "gaussian:median", "--out", folder["out"]);
        Assert.Equal(0, answer.ExitCode);

        var page = File.ReadAllText(folder["out/report.html"]);

        Assert.All(
            (string[])
            [
                "old-faithful", "eruption (minutes)", "gaussian:median chose", "units of the flow", "20 x 2 points",
            ],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }
}
