using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>ganflow train against critic networks.</summary>
public sealed class AdversarialTrainTests
{
    private static string[] Train(string output, params string[] more) =>
    [
        "train", "--target", "eight-gaussians", "--target-samples", "80", "--generator", "2-12-2:tanh", "--batch", "16",
        "--critic", "2-16-1:leaky-relu:0.2", "--seed", "3", "--json", "--out", output, .. more,
    ];

    public static TheoryData<string> Gans =>
        ["mmd:rq-code*", "mmd:distance", "mmd:gaussian:1 + 0.5*dot", "smmd:rq-code", "wgan-gp", "wgan-clip", "cramer"];

    [Theory]
    [MemberData(nameof(Gans))]
    public void A_resumed_training_equals_an_uninterrupted_one_to_the_bit(string gan)
    {
        using var folder = new Folder();
        string[] how = ["--gan", gan, "--critic-steps", "2"];

        var whole = Cli.Run(Train(folder["whole"], [.. how, "--steps", "9"]));
        Assert.Equal(("", 0), (whole.Error, whole.ExitCode));
        Assert.Equal(0, Cli.Run(Train(folder["part"], [.. how, "--steps", "5"])).ExitCode);
        var rest = Cli.Run(Train(folder["rest"], [.. how, "--steps", "9", "--resume", folder["part/checkpoint.npz"]]));

        Assert.Equal(("", 0), (rest.Error, rest.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["whole/generator.npz"]), File.ReadAllBytes(folder["rest/generator.npz"]));
        // Both players and their optimisers.
        Assert.Equal(File.ReadAllBytes(folder["whole/checkpoint.npz"]), File.ReadAllBytes(folder["rest/checkpoint.npz"]));
    }

    [Theory]
    [InlineData("--gan", "mmd:rq-code", "--penalty", "r1:0.5 + activations:0.1")]
    [InlineData("--gan", "wgan-gp", "--spectral", "3", "--penalty", "none", "--fixed-noise")]
    [InlineData("--gan", "wgan-clip", "--lr-schedule", "three-sample:released,2,4")]
    [InlineData("--gan", "vanilla", "--penalty", "witness-gradient:1")]
    public void A_manifest_reruns_the_bits(params string[] how)
    {
        using var folder = new Folder();
        var first = Cli.Run(Train(folder["a"], [.. how, "--steps", "6"]));
        var again = Cli.Run("train", "--manifest", folder["a/manifest.json"], "--out", folder["b"]);

        Assert.Equal(("", 0), (first.Error, first.ExitCode));
        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        Assert.All(
            ["generator.npz", "samples.npy", "scores.csv", "diagnostics.csv", "report.html", "checkpoint.npz"],
            name => Assert.Equal(File.ReadAllBytes(folder["a/" + name]), File.ReadAllBytes(folder["b/" + name])));
    }

    [Fact]
    public void The_rates_are_cut_by_tests_and_go_on_so_from_a_checkpoint()
    {
        using var folder = new Folder();
        // p = 1 is never above a level below 1, and any p is above the level 0: every look fails but the first.
        string[] how =
            ["--gan", "mmd:rq-code", "--lr-schedule", "three-sample:paper,2,2,0,2,0.5,0", "--critic-steps", "1", "--measure-every", "1"];

        var whole = Cli.Run(Train(folder["whole"], [.. how, "--steps", "11"]));
        Assert.Equal(("", 0), (whole.Error, whole.ExitCode));
        var schedule = whole.Json.GetProperty("rateSchedule");
        Assert.Equal(2, schedule.GetProperty("cuts").GetInt32());
        Assert.Equal(0.25, schedule.GetProperty("factor").GetDouble());
        Assert.Equal(6, schedule.GetProperty("decisions").GetArrayLength());
        var factors = File.ReadLines(folder["whole/scores.csv"]).Skip(1).Select(line => line.Split(',')[9]).ToArray();
        Assert.Equal([.. Enumerable.Repeat("1", 4), .. Enumerable.Repeat("0.5", 4), .. Enumerable.Repeat("0.25", 4)], factors);

        Assert.Equal(0, Cli.Run(Train(folder["part"], [.. how, "--steps", "7"])).ExitCode);
        var rest = Cli.Run(Train(folder["rest"], [.. how, "--steps", "11", "--resume", folder["part/checkpoint.npz"]]));
        Assert.Equal(("", 0), (rest.Error, rest.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["whole/checkpoint.npz"]), File.ReadAllBytes(folder["rest/checkpoint.npz"]));
    }

    [Fact]
    public void The_page_and_the_json_say_more_than_that_the_steps_were_taken()
    {
        using var folder = new Folder();
        var json = Cli.Run(Train(
            folder["out"], "--gan", "mmd:rq-code", "--steps", "20", "--measure-every", "1", "--critic-steps", "1")).Json;

        var verdict = json.GetProperty("verdict");
        Assert.Contains(
            verdict.GetProperty("word").GetString(), (string[])["collapsed", "oscillating", "at-noise", "improving", "settled"]);
        var page = File.ReadAllText(folder["out/report.html"]);
        Assert.Contains(verdict.GetProperty("sentence").GetString()!, page, StringComparison.Ordinal);
        Assert.Contains("KID to the target", page, StringComparison.Ordinal);
        Assert.Contains("critic's witness", page, StringComparison.Ordinal);
        // What the critic was given is among the settings.
        Assert.Contains("witness-gradient:1 + activations:1", page, StringComparison.Ordinal);
        Assert.Contains("2-16-1:leaky-relu:0.2", page, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Number, json.GetProperty("kid").GetProperty("end").ValueKind);
        var lines = File.ReadAllLines(folder["out/scores.csv"]);
        Assert.Equal("step,kid,kid_error,fid,mmd,mmd_error,modes_covered,quality,witness_slope,rate_factor,modes", lines[0]);
        Assert.Equal(22, lines.Length);
        // Before its first step a critic has no parameters to be steep with.
        Assert.Equal("", lines[1].Split(',')[8]);
        Assert.All(lines.Skip(2), line => Assert.NotEqual("", line.Split(',')[8]));
    }

    [Fact]
    public void Digits_are_judged_by_the_features_of_their_classifier()
    {
        using var folder = new Folder();
        string[] how =
        [
            "train", "--gan", "mmd:rq-code", "--target", "digits", "--generator", "4-8-8x8:relu", "--critic",
            "8x8-2-2:leaky-relu:0.2", "--batch", "8", "--steps", "1", "--critic-steps", "1", "--json",
        ];
        var features = Cli.Run([.. how, "--out", folder["a"]]);
        var points = Cli.Run([.. how, "--features", "points", "--out", folder["b"]]);
        var same = Cli.Run([.. how, "--features", "digits", "--out", folder["c"]]);

        Assert.Equal(("", 0), (features.Error, features.ExitCode));
        double Kid(Answer answer) => answer.Json.GetProperty("kid").GetProperty("start").GetDouble();
        Assert.NotEqual(Kid(features), Kid(points));
        Assert.Equal(Kid(features), Kid(same));
    }

    [Theory]
    [InlineData("must have the 1 output of a critic of loss wgan, but has 3", "--gan", "wgan-gp", "--critic", "2-4-3:tanh")]
    [InlineData("batch must be at least 2 for loss mmd:rq-code", "--gan", "mmd:rq-code", "--batch", "1")]
    [InlineData("cusp", "--gan", "smmd:distance")]
    [InlineData("needs its bandwidths as numbers", "--gan", "mmd:gaussian:median")]
    [InlineData("did you mean 'rq-code'", "--gan", "mmd:rq-cod")]
    [InlineData("did you mean 'wgan-gp'", "--gan", "wgan-gb")]
    [InlineData("did you mean 'witness-gradient'", "--gan", "wgan-gp", "--penalty", "witnes-gradient:1")]
    [InlineData("--lr-schedule", "--gan", "wgan-gp", "--lr-schedule", "three-sample:papr")]
    [InlineData("--features", "--gan", "wgan-gp", "--features", "nowhere.npz")]
    public void Bad_input_is_one_sentence(string expected, params string[] how)
    {
        using var folder = new Folder();
        string[] line = ["train", "--target-samples", "20", "--steps", "1", .. how, "--out", folder["o"]];
        BadInputTests.AssertBad(expected, Cli.Run(line));
        Assert.False(File.Exists(folder["o/manifest.json"]));
    }
}
