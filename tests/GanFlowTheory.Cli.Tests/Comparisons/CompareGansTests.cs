using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Comparisons;

/// <summary>ganflow compare-gans.</summary>
public sealed class CompareGansTests
{
    private const string Spec = """
        {
          // Two seeds of each.
          "seeds": [0, 1], "target": "two-moons", "targetSamples": 40, "generator": "2-6-2:tanh", "batch": 8, "steps": 4,
          "measure-every": 1, "critic": "2-6-1:tanh",
          "gans": [
            "wgan-gp",
            { "name": "rq", "gan": "mmd:rq-code", "criticSteps": 1, "fixedNoise": true },
            { "name": "plain", "gan": "mmd" },
          ],
        }
        """;

    private static Answer Compare(Folder folder, string output, params string[] more) =>
        Cli.Run(["compare-gans", folder.File("spec.json", Spec), "--out", folder[output], "--json", .. more]);

    [Fact]
    public void Every_GAN_is_trained_with_every_seed_and_compared()
    {
        using var folder = new Folder();
        var answer = Compare(folder, "o");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var gans = answer.Json.GetProperty("gans").EnumerateArray().ToArray();
        Assert.Equal(["wgan-gp", "rq", "plain"], gans.Select(gan => gan.GetProperty("gan").GetString()));
        Assert.All(gans, gan => Assert.Equal(2, gan.GetProperty("seeds").GetInt32()));
        Assert.All(gans, gan => Assert.Equal(JsonValueKind.Number, gan.GetProperty("kid").GetProperty("standardError").ValueKind));

        // Each is the training that its line in the page says.
        var alone = Cli.Run(
            "train", "--gan", "mmd:rq-code", "--target", "two-moons", "--target-samples", "40", "--generator", "2-6-2:tanh",
            "--critic", "2-6-1:tanh", "--batch", "8", "--critic-steps", "1", "--measure-every", "1", "--fixed-noise", "--steps", "4",
            "--seed", "1", "--out", folder["alone"]);
        Assert.Equal(0, alone.ExitCode);
        Assert.Equal(
            File.ReadAllBytes(folder["alone/generator.npz"]), File.ReadAllBytes(folder["o/rq-seed-1/generator.npz"]));
        var page = File.ReadAllText(folder["o/comparison.html"]);
        Assert.All(
            ["wgan-gp", "rq", "plain", "KID against wall-clock time", "FID against steps"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        // A header, and five scores of each of the six trainings.
        Assert.Equal(31, File.ReadAllLines(folder["o/comparison.csv"]).Length);
    }

    [Fact]
    public void What_is_there_is_not_trained_again_and_its_specification_goes_on()
    {
        using var folder = new Folder();
        var first = Compare(folder, "o");
        var written = File.GetLastWriteTimeUtc(folder["o/rq-seed-0/generator.npz"]);
        // One training is lost.
        Directory.Delete(folder["o/plain-seed-1"], true);

        var again = Cli.Run("compare-gans", folder["o/spec.json"], "--out", folder["o"], "--json");

        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["o/rq-seed-0/generator.npz"]));
        double Kid(Answer answer) =>
            answer.Json.GetProperty("gans")[2].GetProperty("kid").GetProperty("mean").GetDouble();
        Assert.Equal(Kid(first), Kid(again));
    }

    [Fact]
    public void Shards_joined_are_the_whole()
    {
        using var folder = new Folder();
        Assert.Equal(0, Compare(folder, "one", "--shard", "1/4").ExitCode);
        Assert.Equal(2, Directory.GetDirectories(folder["one"]).Length);
        Assert.Equal(0, Compare(folder, "two", "--shard", "2/4").ExitCode);
        Assert.Equal(0, Compare(folder, "three", "--shard", "3/4").ExitCode);
        var part = Compare(folder, "part", "--merge", folder["one"], folder["two"], folder["three"]);
        Assert.Equal(1, part.ExitCode);
        Assert.Equal(5, part.Json.GetProperty("trainings").GetProperty("done").GetInt32());
        Assert.Equal(0, Compare(folder, "four", "--shard", "4/4").ExitCode);

        var joined = Compare(folder, "joined", "--merge", folder["one"], folder["two"], folder["three"], folder["four"]);

        Assert.Equal(("", 0), (joined.Error, joined.ExitCode));
        // The same folders in one place: what one run has there.
        Directory.CreateDirectory(folder["single"]);

        foreach (var cell in ((string[])["one", "two", "three", "four"]).SelectMany(part => Directory.GetDirectories(folder[part])))
        {
            Directory.Move(cell, Path.Combine(folder["single"], Path.GetFileName(cell)));
        }

        Assert.Equal(0, Compare(folder, "single").ExitCode);
        Assert.All(
            ["comparison.html", "comparison.csv", "spec.json"],
            name => Assert.Equal(File.ReadAllBytes(folder["joined/" + name]), File.ReadAllBytes(folder["single/" + name])));
    }

    [Fact]
    public void GANs_of_the_command_line_have_its_options()
    {
        using var folder = new Folder();
        var answer = Cli.Run(
            "compare-gans", "--gan", "mmd", "--gan", "natural", "--seeds", "3", "--target", "two-moons", "--target-samples", "20",
            "--generator", "2-4-2:tanh", "--batch", "8", "--steps", "1", "--fixed-noise", "--out", folder["o"], "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.True(File.Exists(folder["o/natural-seed-3/scores.csv"]));
        var spec = JsonDocument.Parse(File.ReadAllText(folder["o/spec.json"])).RootElement;
        Assert.True(spec.GetProperty("gans")[1].GetProperty("fixed-noise").GetBoolean());
    }

    [Fact]
    public void A_training_that_diverges_is_told_and_is_a_result()
    {
        using var folder = new Folder();
        string[] line =
        [
            "compare-gans", "--gan", "mmd:dot", "--penalty", "none", "--critic-optimiser", "gd:10", "--critic-first-steps", "0",
            "--critic-steps", "1", "--critic", "2-16-4:relu", "--target-samples", "40", "--batch", "16", "--steps", "20", "--out",
            folder["o"],
        ];
        var answer = Cli.Run(line);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("ganflow: mmd-dot-seed-0: Diverged at step", answer.Error, StringComparison.Ordinal);
        // It is there, and so is not trained and told again.
        Assert.Equal(("", 0), (Cli.Run(line).Error, Cli.Run(line).ExitCode));
    }

    [Fact]
    public void A_cancelled_comparison_says_so_and_goes_on()
    {
        using var folder = new Folder();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var answer = Cli.Run(
            null, ["compare-gans", folder.File("spec.json", Spec), "--out", folder["o"], "--json"], cancelled.Token);

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Contains("0 of 6 trainings are there", answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, Compare(folder, "o").ExitCode);
    }

    [Theory]
    [InlineData("""{"gans": ["wgan-gp"], "stepz": 4}""", "unknown key 'stepz'; did you mean 'steps'")]
    [InlineData("""{"gans": [{"gan": "wgan-gp", "batchs": 4}]}""", "unknown key 'batchs'; did you mean 'batch'")]
    [InlineData("""{"gans": [{"name": "a"}]}""", "has no 'gan'")]
    [InlineData("""{"gans": []}""", "there are no GANs to compare")]
    [InlineData("""{"gans": ["wgan-gp", "wgan-gp"]}""", "the names of GANs must differ")]
    [InlineData("""{"gans": ["wgan-gp"], "seeds": [1, 1]}""", "1 is there twice")]
    [InlineData("""{"gans": ["wgan-gp"], "seeds": []}""", "there are no seeds")]
    [InlineData("""{"gans": ["wgan-gp"], "seeds": [0.5]}""", "seeds must be whole numbers")]
    [InlineData("""{"gans": ["wgan-gb"]}""", "did you mean 'wgan-gp'")]
    [InlineData("""{"gans": ["wgan-gp"], "batch": "x"}""", "--batch must be a whole number")]
    [InlineData("""{"gans": ["wgan-gp"], "target": "-"}""", "standard input")]
    [InlineData("""["wgan-gp"]""", "must be an object with an array of gans")]
    [InlineData("""{"gans": ["wgan-gp"],, }""", "line 1")]
    public void A_faulty_specification_is_one_sentence(string spec, string expected)
    {
        using var folder = new Folder();
        BadInputTests.AssertBad(
            expected, Cli.Run("compare-gans", folder.File("s.json", spec), "--out", folder["o"]));
        Assert.False(Directory.Exists(folder["o"]));
    }

    [Fact]
    public void Results_of_other_settings_are_not_taken_for_these()
    {
        using var folder = new Folder();
        Assert.Equal(0, Compare(folder, "o").ExitCode);
        var other = Cli.Run(
            "compare-gans", folder.File("t.json", Spec.Replace("\"steps\": 4", "\"steps\": 5", StringComparison.Ordinal)),
            "--out", folder["o"]);
        BadInputTests.AssertBad("holds another run", other);
    }

    [Theory]
    [InlineData("--shard must be I/N", "--shard", "3/2")]
    [InlineData("does not exist", "--merge", "nowhere")]
    [InlineData("--steps cannot be combined with a specification", "--steps", "3")]
    [InlineData("give --seeds", "--seed", "3")]
    public void Faulty_options_are_one_sentence(string expected, params string[] more)
    {
        using var folder = new Folder();
        BadInputTests.AssertBad(
            expected, Cli.Run(["compare-gans", folder.File("s.json", Spec), "--out", folder["o"], .. more]));
        Assert.False(Directory.Exists(folder["o"]));
    }
}
