using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using GanFlowTheory.Cli.Comparisons;
using GanFlowTheory.Cli.Reproductions;
using GanFlowTheory.Cli.Trainings;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Reproductions;

/// <summary>ganflow reproduce.</summary>
public sealed class ReproduceTests
{
    // The experiment with small networks and few steps.
    private const string Common =
        "\"target\": \"digits\", \"targetSamples\": 60, \"generator\": \"2-4-64:tanh\", \"batch\": 4, \"steps\": 2, \"measureEvery\": 1";

    private static string Comparison => $$"""
        {
          "seeds": [0, 1, 2], {{Common}}, "criticSteps": 1, "criticFirstSteps": 1,
          "gans": [
            { "name": "rq* 4", "gan": "mmd:rq-paper + dot", "critic": "64-2-2:tanh" },
            { "name": "wgan-gp 16", "gan": "wgan-gp", "critic": "64-4-1:tanh" }
          ]
        }
        """;

    private static string Stability => $$"""
        { "seeds": [0, 1, 2], {{Common}}, "kernel": "gaussian:8", "gans": ["kernelized", "mmd"] }
        """;

    private static Answer Digits(Folder folder, string output, params string[] more)
    {
        Directory.CreateDirectory(folder["specs"]);
        File.WriteAllText(folder["specs/comparison.json"], Comparison);
        File.WriteAllText(folder["specs/stability.json"], Stability);
        return Cli.Run(["reproduce", "digits", "--specs", folder["specs"], "--out", folder[output], "--json", .. more]);
    }

    private static (int Done, int Of) Trainings(Answer answer)
    {
        var t = answer.Json.GetProperty("trainings");
        return (t.GetProperty("done").GetInt32(), t.GetProperty("of").GetInt32());
    }

    private static string[] Whats(Answer answer) =>
        [.. answer.Json.GetProperty("facts").EnumerateArray().Select(f => f.GetProperty("what").GetString()![..4])];

    [Fact]
    public void Without_a_name_the_names_are_listed()
    {
        var names = Cli.Run("reproduce", "--json").Json.GetProperty("reproductions").EnumerateArray()
            .Select(r => r.GetProperty("name").GetString());
        Assert.Equal([.. Reproduction.All.Select(r => r.Name), "digits"], names);
        Assert.Contains("bsag18-b4", Cli.Run("reproduce").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fact_has_the_print_its_source_ours_an_error_and_a_verdict()
    {
        var answer = Cli.Run("reproduce", "bsag18-b4", "--json");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var fact = answer.Json.GetProperty("facts")[3];
        Assert.Equal("0.52", fact.GetProperty("printed").GetString());
        Assert.Equal("BSAG18, B.4", fact.GetProperty("source").GetString());
        Assert.Equal("reproduced", fact.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, fact.GetProperty("tolerance").ValueKind);
        // Of +-1 with mean 0.52, 400,000 times: sqrt(1 - 0.52^2)/632.
        Assert.Equal(0.00135, fact.GetProperty("standardError").GetDouble(), 2e-5);
        var text = Cli.Run("reproduce", "bsag18-b4").Output;
        Assert.Contains("reproduced", text, StringComparison.Ordinal);
        Assert.Contains("Rule:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown reproduction 'bsag18-b6'; did you mean 'bsag18-b4'?", "bsag18-b6")]
    [InlineData("did you mean 'digits'?", "digist")]
    [InlineData("--out is for ganflow reproduce digits", "bsag18-b4", "--out", "x")]
    [InlineData("--shard is for ganflow reproduce digits", "--shard", "1/2")]
    [InlineData("--shard must be I/N", "digits", "--shard", "3/2")]
    [InlineData("the folder 'nowhere' of --merge does not exist", "digits", "--merge", "nowhere")]
    [InlineData("comparison.json' does not exist", "digits", "--specs", "nowhere")]
    public void Faulty_lines_are_one_sentence(string expected, params string[] line) =>
        BadInputTests.AssertBad(expected, Cli.Run(["reproduce", .. line]));

    [Fact]
    public void The_experiment_trains_judges_and_is_not_trained_again()
    {
        using var folder = new Folder();
        var first = Digits(folder, "o");
        Assert.Equal((12, 12), Trainings(first));
        Assert.Equal(["(i) ", "(iv)"], Whats(first));
        Assert.All(
            first.Json.GetProperty("facts").EnumerateArray(),
            f => Assert.Contains(f.GetProperty("verdict").GetString(), (string[])["held", "failed", "undecided"]));
        var written = File.GetLastWriteTimeUtc(folder["o/comparison/rq--4-seed-0/generator.npz"]);
        Directory.Delete(folder["o/stability/mmd-seed-1"], true);
        var missing = Digits(folder, "none", "--merge", folder["o"]);
        Assert.Equal((11, 12), Trainings(missing));
        Assert.Equal(1, missing.ExitCode);
        Assert.False(Directory.Exists(folder["none"]));

        var again = Digits(folder, "o");
        Assert.Equal((12, 12), Trainings(again));
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["o/comparison/rq--4-seed-0/generator.npz"]));
    }

    [Fact]
    public void Shards_joined_are_the_whole()
    {
        using var folder = new Folder();
        Assert.Equal(0, Digits(folder, "one", "--shard", "1/3").ExitCode);
        Assert.Equal((4, 12), Trainings(Digits(folder, "two", "--shard", "2/3")));
        var part = Digits(folder, "none", "--merge", folder["one"], folder["two"]);
        Assert.Equal((8, 12), Trainings(part));
        Assert.Equal(1, part.ExitCode);
        Digits(folder, "three", "--shard", "3/3");
        var joined = Digits(folder, "none", "--merge", folder["one"], folder["two"], folder["three"]);
        Assert.Equal((12, 12), Trainings(joined));
        Assert.Equal(["(i) ", "(iv)"], Whats(joined));
    }

    // Scores are made up: KID of rq* is ten times that of wgan-gp.
    [Fact]
    public void A_hypothesis_that_failed_is_said_and_ends_with_1()
    {
        using var folder = new Folder();
        Digits(folder, "o");

        foreach (var scores in Directory.GetFiles(folder["o/comparison"], "scores.csv", SearchOption.AllDirectories))
        {
            var kid = scores.Contains("rq--4", StringComparison.Ordinal) ? "10" : "1";
            var lines = File.ReadAllLines(scores);
            var at = Array.IndexOf(lines[0].Split(','), "kid");
            File.WriteAllLines(scores, lines.Index().Select(line => line.Index == 0
                ? line.Item
                : string.Join(',', line.Item.Split(',').Index().Select(field => field.Index == at ? kid : field.Item))));
        }

        var answer = Digits(folder, "none", "--merge", folder["o"]);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("failed: (i) final KID", answer.Error, StringComparison.Ordinal);
        Assert.Equal("failed", answer.Json.GetProperty("facts")[0].GetProperty("verdict").GetString());
        Assert.Equal(8.5, answer.Json.GetProperty("facts")[0].GetProperty("ours").GetDouble(), 1e-12);
    }

    [Fact]
    public void A_cancelled_experiment_says_so()
    {
        using var folder = new Folder();
        using var cancelled = new CancellationTokenSource();
        Directory.CreateDirectory(folder["specs"]);
        File.WriteAllText(folder["specs/comparison.json"], Comparison);
        File.WriteAllText(folder["specs/stability.json"], Stability);
        cancelled.Cancel();
        var answer = Cli.Run(
            null, ["reproduce", "digits", "--specs", folder["specs"], "--out", folder["o"], "--json"], cancelled.Token);
        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Contains("0 of 12 trainings are there", answer.Error, StringComparison.Ordinal);
    }

    // The names by which the experiment is judged, and sizes that fit, without training any.
    [Fact]
    public void The_specifications_that_come_with_the_program_are_those_that_are_judged()
    {
        ComparisonSpec Read(string name) => ComparisonSpec.Read(
            Path.Combine(DigitsTrainings.ShippedFolder, name + ".json"),
            new TrainOptions(new(new("--json"), Options.Whole("--seed", "SEED", "", int.MinValue))));
        var comparison = Read("comparison");
        Assert.Equal(
            [.. DigitsExperiment.Losses.SelectMany(loss => new[] { DigitsExperiment.Gan(loss, 4), DigitsExperiment.Gan(loss, 16) }), "dot 16", "rbf-mix 16"],
            comparison.Entries.Select(entry => entry.Name));
        Assert.Equal([0, 1, 2], comparison.Seeds);
        var stability = Read("stability");
        Assert.Equal(["kernelized", "mmd"], stability.Entries.Select(entry => entry.Name));
        Assert.Equal(32, stability.Seeds.Count);

        foreach (var entry in comparison.Entries.Concat(stability.Entries))
        {
            TrainSpecs.Parse(TrainOptions.Parse(entry.Arguments));
        }

        // All losses share everything but the critic.
        var common = comparison.Entries.Select(entry => TrainOptions.Parse(entry.Arguments) with { Gan = "", Critic = null }).Distinct();
        Assert.Single(common);
    }
}
