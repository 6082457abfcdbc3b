using System;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Faults;

/// <summary>Folders of results are one unit, and nothing is written over what is read.</summary>
public sealed class FolderFaultTests
{
    private static string[] Small(string output, params string[] more) =>
        ["run", "--target", "rings", "--target-samples", "50", "-n", "20", "--kernel", "gaussian:1", "--steps", "2", "-o", output, "--json", .. more];

    private static string[] Train(string output, params string[] more) => TrainTo("two-moons", output, more);

    private static string[] TrainTo(string target, string output, params string[] more) =>
        [
            "train", "--target", target, "--generator", "2-8-2:tanh", "--critic", "2-16-1:tanh", "--batch", "16",
            "--critic-first-steps", "2", "--target-samples", "50", "-o", output, "--json", .. more,
        ];

    [Theory]
    [InlineData("--start")]
    [InlineData("--target")]
    public void An_output_over_an_input_is_refused_whatever_its_name(string option)
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Small(folder["out"])).ExitCode);
        var particles = folder["out/particles.npy"];
        var before = File.ReadAllBytes(particles);
        Directory.CreateSymbolicLink(folder["alias"], folder["out"]);
        File.CreateSymbolicLink(folder["link.npy"], particles);
        string[] how = ["run", "--target", "rings", "--target-samples", "50", "--kernel", "gaussian:1", "--steps", "1", "--standardise", "false"];

        foreach (var (input, output) in new[]
            {
                (particles, folder["out"]), (particles, folder["alias"]), (folder["alias/particles.npy"], folder["out"]),
                (folder["link.npy"], folder["out"]),
            })
        {
            string[] given = option == "--target" ? [.. how.Except(["--target", "rings"])] : how;
            var answer = Cli.Run([.. given, option, input, "-o", output]);
            Assert.Equal(ExitCode.BadInput, answer.ExitCode);
            Assert.Contains("would write its particles.npy over it", answer.Error, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(particles));
            Assert.True(File.Exists(folder["out/manifest.json"]));
        }
    }

    [Fact]
    public void A_manifest_that_cannot_be_finished_does_not_stay_from_an_earlier_run()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Small(folder["out"])).ExitCode);
        // A folder where the page should go: the second run fails while it writes.
        File.Delete(folder["out/report.html"]);
        Directory.CreateDirectory(folder["out/report.html"]);
        File.WriteAllText(folder["out/report.html/x"], "");

        Assert.Equal(ExitCode.BadInput, Cli.Run(Small(folder["out"], "--seed", "5")).ExitCode);
        Assert.False(File.Exists(folder["out/manifest.json"]));
    }

    [Fact]
    public void What_a_killed_run_left_is_cleaned_up_and_nothing_else()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["out"]);
        var left = new[] { "particles.npy.abcdefgh.ijk.tmp", ".abcdefgh.ijk.tmp", "checkpoint.npz.12345678.abc.tmp" };
        var kept = new[] { "mine.tmp", "notes.npy.abcdefgh.ijk.tmp", "a.b.c.tmp" };

        foreach (var name in left.Concat(kept))
        {
            folder.File("out/" + name, "x");
        }

        Assert.Equal(0, Cli.Run(Small(folder["out"])).ExitCode);
        Assert.All(left, name => Assert.False(File.Exists(folder["out/" + name])));
        Assert.All(kept, name => Assert.True(File.Exists(folder["out/" + name])));
    }

    [Fact]
    public void A_rerun_with_other_particles_says_so()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Small(folder["out"])).ExitCode);
        var text = File.ReadAllText(folder["out/manifest.json"]);
        var at = text.IndexOf("particlesSha256", StringComparison.Ordinal) + 20;
        var other = text[..at] + (text[at] == '0' ? '1' : '0') + text[(at + 1)..];
        var manifest = folder.File("other.json", other);

        Assert.Equal("", Cli.Run("run", "--manifest", folder["out/manifest.json"], "-o", folder["again"]).Error);
        Assert.Contains(
            "the particles differ from those of the manifest",
            Cli.Run("run", "--manifest", manifest, "-o", folder["again"]).Error,
            StringComparison.Ordinal);
    }

    // Away from its manifest, and beside the manifest of another training.
    [Fact]
    public void A_checkpoint_knows_the_settings_that_it_belongs_to()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Train(folder["one"], "--steps", "4")).ExitCode);
        Directory.CreateDirectory(folder["away"]);
        File.Copy(folder["one/checkpoint.npz"], folder["away/checkpoint.npz"]);
        string[] Resume(params string[] other) =>
            Train(folder["two"], ["--steps", "6", "--resume", folder["away/checkpoint.npz"], .. other]);

        Assert.Equal(0, Cli.Run(Resume()).ExitCode);

        foreach (var other in new string[][]
            {
                ["--seed", "9"], ["--spectral", "2"], ["--penalty", "r1:0.1"], ["--critic-steps", "3"],
            })
        {
            BadInputTests.AssertBad("the checkpoint is of other settings, or of another target", Cli.Run(Resume(other)));
        }

        BadInputTests.AssertBad(
            "the checkpoint is of other settings, or of another target",
            Cli.Run(TrainTo("rings", folder["two"], "--steps", "6", "--resume", folder["away/checkpoint.npz"])));
    }

    [Fact]
    public void A_training_cannot_end_before_the_step_that_it_has_reached()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Train(folder["one"], "--steps", "4")).ExitCode);
        BadInputTests.AssertBad(
            "--steps must be more than the 4 steps that the training of",
            Cli.Run(Train(folder["two"], "--steps", "3", "--resume", folder["one/checkpoint.npz"])));
        BadInputTests.AssertBad(
            "has taken, but is 4.", Cli.Run(Train(folder["two"], "--steps", "4", "--resume", folder["one/checkpoint.npz"])));
        Assert.False(Directory.Exists(folder["two"]));
    }

    // A penalty that overflows what the critic's optimiser remembers.
    [Fact]
    public void A_training_whose_critic_overflows_diverges_and_keeps_the_checkpoint_before()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Train(folder["one"], "--steps", "2")).ExitCode);
        var before = File.ReadAllBytes(folder["one/checkpoint.npz"]);

        var answer = Cli.Run(Train(folder["one"], "--steps", "4", "--penalty", "r1:1e300", "--checkpoint-every", "1"));

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Equal("diverged", answer.Json.GetProperty("outcome").GetString());
        Assert.True(File.Exists(folder["one/report.html"]) && File.Exists(folder["one/diagnostics.csv"]));
        Assert.Equal(before, File.ReadAllBytes(folder["one/checkpoint.npz"]));
    }

    public static TheoryData<string, byte[]> Manifests => new()
    {
        { "a number for the program", Encoding.UTF8.GetBytes("""{"program": 5}""") },
        { "no object", Encoding.UTF8.GetBytes("[1, 2]") },
        { "null", Encoding.UTF8.GetBytes("null") },
        { "settings of another kind", Encoding.UTF8.GetBytes("""{"program": "ganflow train", "version": "1", "runtime": "x", "settings": 7}""") },
        { "no settings", Encoding.UTF8.GetBytes("""{"program": "ganflow train", "version": 3, "settings": null}""") },
        { "lone surrogates", Encoding.UTF8.GetBytes("""{"program": "\ud800"}""") },
        { "no UTF-8", [0x7b, 0x22, 0xff, 0xfe, 0x80, 0x22] },
        { "nothing", [] },
        { "depth", Encoding.UTF8.GetBytes(new string('[', 100_000)) },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_manifest_of_any_bytes_is_one_sentence(string what, byte[] bytes)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["manifest.json"], bytes);
        var answer = Cli.Run("train", "--manifest", folder["manifest.json"], "-o", folder["o"]);
        Assert.True(answer.ExitCode == ExitCode.BadInput && answer.Error.Split('\n').Length == 2, $"{what}: {answer.Error}");

        // Beside a checkpoint it is as if it were not there.
        Assert.Equal(0, Cli.Run(Train(folder["one"], "--steps", "2")).ExitCode);
        File.WriteAllBytes(folder["one/manifest.json"], bytes);
        Assert.Equal(
            0, Cli.Run(Train(folder["two"], "--steps", "3", "--resume", folder["one/checkpoint.npz"])).ExitCode);
    }
}
