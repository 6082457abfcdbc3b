using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Output;

/// <summary>One manifest for all verbs that write folders: it reruns the same bits.</summary>
public sealed class ManifestTests
{
    private static readonly string[] Train =
        ["train", "--target-samples", "60", "--generator", "2-6-2:tanh", "--batch", "16", "--steps", "6"];

    private static readonly string[] Critic = ["--critic", "2-8-1:tanh", "--critic-first-steps", "2"];

    private static void AssertReruns(Folder folder, params string[] args) => AssertReruns(folder, null, args);

    private static void AssertReruns(Folder folder, byte[]? input, params string[] args)
    {
        var first = Cli.Run(input, [.. args, "--out", folder["a"]]);
        var again = Cli.Run(args[0], "--manifest", folder["a/manifest.json"], "--out", folder["b"]);

        Assert.True(first.ExitCode is ExitCode.Success or ExitCode.NotReached, first.Error);
        Assert.Equal((first.Error, first.ExitCode), (again.Error, again.ExitCode));
        var files = Directory.GetFiles(folder["a"]).Select(Path.GetFileName).Order().ToArray();
        Assert.Contains("manifest.json", files);
        Assert.Equal(files, Directory.GetFiles(folder["b"]).Select(Path.GetFileName).Order());
        // Wall-clock times are what no rerun has again.
        Assert.All(
            files.Where(name => name != "times.csv"),
            name => Assert.Equal(File.ReadAllBytes(folder["a/" + name]), File.ReadAllBytes(folder["b/" + name])));
    }

    [Theory]
    [InlineData("--gan", "mmd", "--seed", "7")]
    [InlineData("--gan", "kernelized", "--fixed-noise", "--kernel", "gaussian:median", "--lambda", "0.1")]
    [InlineData("--gan", "natural", "--target", "old-faithful", "--checkpoint-every", "4")]
    public void A_training_without_a_critic_is_rerun(params string[] more)
    {
        using var folder = new Folder();
        AssertReruns(folder, [.. Train, .. more]);
    }

    [Theory]
    [InlineData("--gan", "vanilla", "--certify", "2")]
    [InlineData("--gan", "ode", "--regressions", "2", "--penalty", "r1:0.5", "--critic-loss", "least-squares")]
    [InlineData("--gan", "monoflow:logit", "--optimiser", "gd:0.01", "--critic-optimiser", "adam:0.01")]
    [InlineData("--gan", "vanilla", "--generator", "2-2", "--target", "two-moons")]
    public void A_training_with_a_critic_is_rerun(params string[] more)
    {
        using var folder = new Folder();
        var train = Train.Where(word => !more.Contains("--generator") || word is not ("--generator" or "2-6-2:tanh"));
        AssertReruns(folder, [.. train, .. more, .. Critic]);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("train")]
    public void Data_of_a_relative_path_are_found_from_anywhere(string verb)
    {
        using var folder = new Folder();
        var data = folder.File("data.csv", "1,2\n2,3\n5,1\n3,3\n");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, data);

        string[] more = verb == "train" ? ["--gan", "mmd"] : ["-n", "5"];
        AssertReruns(folder, [verb, "--target", relative, "--steps", "2", .. more]);
    }

    [Fact]
    public void What_came_through_standard_input_is_read_beside_the_manifest()
    {
        var rows = Cli.Bytes(string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{i * i % 17}\n")));
        var cells = Cli.Bytes(string.Join('\n', Enumerable.Range(0, 20).Select(i => i < 10 ? "0.1" : "0")));
        string[] density = ["density", "--grid", "-10,10,20", "--target", "gaussian:0,2", "--until", "0.1", "--times", "1"];

        foreach (var (input, args) in ((byte[], string[])[])
            [
                (rows, ["train", "--gan", "mmd", "--target", "-", "--steps", "2", "--batch", "8"]),
                (rows, ["run", "--target", "-", "--columns", "2", "-n", "5", "--steps", "2"]),
                (rows, ["run", "--start", "-", "-n", "5", "--steps", "2"]),
                (cells, [.. density, "--start", "-"]),
            ])
        {
            using var folder = new Folder();
            AssertReruns(folder, input, args);
        }
    }

    [Theory]
    [InlineData("density", "--grid", "-9,9,60", "--times", "3")]
    [InlineData(
        "density", "--target", "eight-gaussians", "--start", "gaussian:0.5,0,0.6", "--grid", "-4,4,60", "--until", "0.1")]
    [InlineData("density", "--functional", "kl", "--grid", "-9,9,90", "--until", "1", "--method", "implicit:0.1")]
    [InlineData("monoflow", "--loss", "shifted:2")]
    [InlineData("monoflow", "--loss", "f:jsd", "--range", "-5,6")]
    [InlineData("collapse", "-n", "16", "--features", "8", "--until", "1", "--clocks", "0.5,best", "--seed", "2")]
    [InlineData("disturbances", "-n", "24", "--strengths", "0, 0.5", "--nearest", "3", "--seed", "2")]
    public void Other_verbs_are_rerun(params string[] args)
    {
        using var folder = new Folder();
        AssertReruns(folder, args);
        Assert.Equal(
            folder["a/manifest.json"],
            Cli.Run([.. args, "--out", folder["a"], "--json"]).Json.GetProperty("manifest").GetString());
        Assert.Equal(JsonValueKind.Null, Cli.Run([.. args, "--json"]).Json.GetProperty("manifest").ValueKind);
    }

    [Fact]
    public void A_training_that_went_on_is_rerun_from_the_same_checkpoint()
    {
        using var folder = new Folder();
        string[] train = [.. Train[..^1], "3", "--gan", "mmd", "--optimiser", "adam:0.1"];
        Assert.Equal(0, Cli.Run([.. train, "--out", folder["part"]]).ExitCode);
        // Faster and further from here on.
        string[] rest = [.. Train, "--gan", "mmd", "--optimiser", "adam:0.3", "--resume", folder["part/checkpoint.npz"]];

        AssertReruns(folder, rest);

        // Into the folder of the checkpoint: a later one takes its place.
        Assert.Equal(0, Cli.Run([.. rest, "--out", folder["part"]]).ExitCode);
        var late = Cli.Run("train", "--manifest", folder["part/manifest.json"], "--out", folder["c"]);
        Assert.Equal((ExitCode.BadInput, ""), (late.ExitCode, late.Output));
        Assert.Contains("the checkpoint is not the one of ", late.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["c"]));
    }

    [Theory]
    [InlineData("run", "train")]
    [InlineData("train", "run")]
    [InlineData("density", "monoflow")]
    [InlineData("monoflow", "density")]
    public void A_manifest_of_another_verb_is_refused(string verb, string other)
    {
        using var folder = new Folder();
        string[] how = other switch
        {
            "run" => ["-n", "5", "--steps", "1"],
            "train" => [.. Train[1..], "--gan", "mmd"],
            "density" => ["--grid", "-9,9,60", "--times", "1"],
            _ => ["--loss", "mle"],
        };
        Assert.Equal(0, Cli.Run([other, .. how, "--out", folder["a"]]).ExitCode);

        var answer = Cli.Run(verb, "--manifest", folder["a/manifest.json"], "--out", folder["b"]);

        Assert.Equal((ExitCode.BadInput, ""), (answer.ExitCode, answer.Output));
        Assert.Equal(
            $"ganflow: '{folder["a/manifest.json"]}' is a manifest of ganflow {other}, not of ganflow {verb}.\n",
            answer.Error);
        Assert.False(Directory.Exists(folder["b"]));
    }

    [Theory]
    [InlineData("train", "--gan", "mmd")]
    [InlineData("train", "--steps", "3")]
    [InlineData("train", "--fixed-noise")]
    [InlineData("density", "--times", "3")]
    [InlineData("monoflow", "--range", "-1,1")]
    public void Settings_beside_a_manifest_are_refused(string verb, params string[] setting)
    {
        using var folder = new Folder();
        string[] how = verb switch
        {
            "train" => [.. Train[1..], "--gan", "mmd"],
            "density" => ["--grid", "-9,9,60", "--times", "1"],
            _ => ["--loss", "mle"],
        };
        Assert.Equal(0, Cli.Run([verb, .. how, "--out", folder["a"]]).ExitCode);

        var answer = Cli.Run([verb, "--manifest", folder["a/manifest.json"], .. setting]);

        Assert.Equal((ExitCode.BadInput, ""), (answer.ExitCode, answer.Output));
        Assert.Contains($"{setting[0]} cannot be combined with --manifest", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_refuses_other_data()
    {
        using var folder = new Folder();
        var data = folder.File("data.csv", "1,2\n2,3\n5,1\n4,4\n");
        string[] train = ["train", "--gan", "mmd", "--target", data, "--steps", "1", "--batch", "8"];
        Assert.Equal(0, Cli.Run([.. train, "--out", folder["a"]]).ExitCode);
        folder.File("data.csv", "1,2\n2,3\n5,1.0000000000000002\n4,4\n");

        var answer = Cli.Run("train", "--manifest", folder["a/manifest.json"], "--out", folder["b"]);

        Assert.Equal((ExitCode.BadInput, ""), (answer.ExitCode, answer.Output));
        Assert.Contains("its points have changed.", answer.Error, StringComparison.Ordinal);
    }
}
