using System;
using System.IO;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>ganflow train --resume: the settings are those of the training that goes on.</summary>
public sealed class ResumeTests
{
    private static readonly string[] How =
    [
        "train", "--gan", "monoflow:logit", "--generator", "2-6-2:tanh", "--critic", "2-8-1:tanh", "--critic-first-steps", "3",
        "--batch", "16", "--optimiser", "adam:0.01", "--fixed-noise", "--checkpoint-every", "2", "--format", "csv", "--seed", "5",
    ];

    private static void Good(params string[] args)
    {
        var answer = Cli.Run(args);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
    }

    private static void SameFiles(string expected, string actual)
    {
        foreach (var name in new[] { "generator.npz", "samples.csv", "checkpoint.npz" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(actual, name)));
        }
    }

    // Data with names, of which one column is left out, and a row with a hole.
    private static string Data(Folder folder) => folder.File(
        "data.csv",
        "x,label,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7},a,{i * i % 11}\n")) + "1,b,NA\n");

    [Fact]
    public void A_bare_one_takes_every_setting_over()
    {
        using var folder = new Folder();
        string[] how = [.. How, "--target", Data(folder), "--columns", "x,y", "--missing", "drop"];
        Assert.Equal(0, Cli.Run([.. how, "--steps", "9", "--out", folder["whole"]]).ExitCode);
        Assert.Equal(0, Cli.Run([.. how, "--steps", "4", "--out", folder["part"]]).ExitCode);

        Assert.Equal(0, Cli.Run("train", "--resume", folder["part/checkpoint.npz"], "--steps", "9", "--out", folder["file"]).ExitCode);
        SameFiles(folder["whole"], folder["file"]);
        // A folder goes on where it is.
        Assert.Equal(0, Cli.Run("train", "--resume", folder["part"], "--steps", "9").ExitCode);
        SameFiles(folder["whole"], folder["part"]);
        Assert.StartsWith("x,y\n", File.ReadAllText(folder["part/samples.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_stopped_goes_on_to_its_steps()
    {
        using var folder = new Folder();
        Good([.. How, "--steps", "7", "--out", folder["whole"]]);
        Good([.. How, "--steps", "4", "--out", folder["part"]]);
        // As a training of seven steps that was stopped at the fourth.
        var manifest = folder["part/manifest.json"];
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"steps\": 4", "\"steps\": 7", StringComparison.Ordinal));

        Good("train", "--resume", folder["part"], "--out", folder["rest"]);

        SameFiles(folder["whole"], folder["rest"]);
    }

    [Fact]
    public void What_came_through_standard_input_is_read_where_it_is_kept()
    {
        using var folder = new Folder();
        var data = Cli.Bytes(File.ReadAllText(Data(folder)).Replace("1,b,NA\n", "", StringComparison.Ordinal));
        string[] how = [.. How, "--target", "-", "--columns", "x,y"];
        Assert.Equal(0, Cli.Run(data, [.. how, "--steps", "6", "--out", folder["whole"]]).ExitCode);
        Assert.Equal(0, Cli.Run(data, [.. how, "--steps", "3", "--out", folder["part"]]).ExitCode);

        Good("train", "--resume", folder["part"], "--steps", "6", "--out", folder["rest"]);

        SameFiles(folder["whole"], folder["rest"]);
    }

    [Theory]
    [InlineData("--steps must be more than the 4 steps", "has taken, but is 4.")]
    [InlineData("--steps must be more than the 4 steps", "has taken, but is 2.", "--steps", "2")]
    [InlineData("batch 16, but this one has 32", "", "--steps", "5", "--batch", "32")]
    [InlineData("seed 5, but this one has 6", "", "--steps", "5", "--seed", "6")]
    [InlineData("gan monoflow:logit, but this one has vanilla", "", "--steps", "5", "--gan", "vanilla")]
    [InlineData("--lambda is for --gan kernelized and natural, but --gan is monoflow:logit.", "", "--steps", "5", "--lambda", "1")]
    public void What_contradicts_is_refused_with_both_values(string expected, string more, params string[] given)
    {
        using var folder = new Folder();
        Good([.. How, "--steps", "4", "--out", folder["part"]]);
        var before = File.ReadAllBytes(folder["part/generator.npz"]);

        var answer = Cli.Run(["train", "--resume", folder["part"], .. given]);

        BadInputTests.AssertBad(expected, answer);
        Assert.Contains(more, answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder["part/generator.npz"]));
    }

    [Fact]
    public void Without_a_checkpoint_or_its_manifest_there_is_a_sentence()
    {
        using var folder = new Folder();
        Good([.. How, "--steps", "2", "--out", folder["part"]]);
        Directory.CreateDirectory(folder["empty"]);
        Directory.CreateDirectory(folder["away"]);
        File.Copy(folder["part/checkpoint.npz"], folder["away/checkpoint.npz"]);

        BadInputTests.AssertBad("of --resume does not exist.", Cli.Run("train", "--resume", folder["nowhere"]));
        BadInputTests.AssertBad("of --resume has no checkpoint.npz.", Cli.Run("train", "--resume", folder["empty"]));
        BadInputTests.AssertBad(
            "there is no manifest.json of ganflow train beside", Cli.Run("train", "--resume", folder["away"], "--steps", "3"));
        Good([.. How, "--steps", "3", "--resume", folder["away"], "--out", folder["rest"]]);
    }
}
