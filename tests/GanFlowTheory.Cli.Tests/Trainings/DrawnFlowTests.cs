using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>ganflow train --gan flow:FUNCTIONAL[:METRIC]: the generator learns to draw a flow of points.</summary>
public sealed class DrawnFlowTests
{
    private static string[] Train(string output, params string[] more) =>
    [
        "train", "--target-samples", "120", "--generator", "4-24-2:tanh", "--batch", "48", "--json", "--out", output,
        .. more.Contains("--target") ? [] : (string[])["--target", "two-moons"], .. more,
    ];

    private static Answer Good(string[] args)
    {
        var answer = Cli.Run(args);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        return answer;
    }

    // Which part of the start is left: the estimate is unbiased, so that of equal laws it may be below 0.
    private static double Left(JsonElement json) =>
        json.GetProperty("mmd").GetProperty("end").GetDouble() / json.GetProperty("mmd").GetProperty("start").GetDouble();

    [Theory]
    [InlineData("flow:mmd", true)]
    [InlineData("flow:energy", true)]
    [InlineData("flow:kl", false)]
    [InlineData("flow:jsd", false)]
    [InlineData("flow:energy:stein:gaussian:1", true)]
    [InlineData("flow:mmd:sobolev:0.1", true)]
    [InlineData("flow:kl:monoflow:non-saturating", false)]
    public void The_generator_draws_the_flow(string gan, bool hasValue)
    {
        using var folder = new Folder();

        var json = Good(Train(folder["out"], "--gan", gan, "--steps", "300")).Json;

        Assert.True(Left(json) < 1.0 / 8, $"{gan}: {Left(json)} of MMD^2 is left");
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal(30, json.GetProperty("time").GetDouble(), 1e-9);
        var value = json.GetProperty("functional").GetProperty("end").ValueKind;
        Assert.Equal(hasValue ? JsonValueKind.Number : JsonValueKind.Null, value);
        var page = File.ReadAllText(folder["out/report.html"]);
        Assert.Contains("metric of the points", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_in_a_Stein_metric_is_drawn_as_SVGD()
    {
        using var folder = new Folder();

        var json = Good(Train(
            folder["out"], "--gan", "flow:kl:stein:gaussian:median", "--critic", "score", "--target", "funnel", "--steps",
            "200")).Json;

        Assert.True(Left(json) < 1.0 / 3);
        Assert.Contains("critic score", json.GetProperty("flow").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_divergence_takes_a_discriminator_too_and_its_JSD_is_ode_to_the_bit()
    {
        using var folder = new Folder();
        string[] how = ["--critic", "2-16-1:leaky-relu:0.2", "--critic-first-steps", "20", "--steps", "6"];

        Good(Train(folder["ode"], ["--gan", "ode", .. how]));
        Good(Train(folder["flow"], ["--gan", "flow:jsd", .. how]));

        Assert.Equal(File.ReadAllBytes(folder["ode/generator.npz"]), File.ReadAllBytes(folder["flow/generator.npz"]));
    }

    [Theory]
    [InlineData("flow:mmd:stein:gaussian:median")]
    [InlineData("flow:kl")]
    [InlineData("flow:chi2:stein:imq:1,0.5", "--critic", "2-8-1:tanh", "--critic-first-steps", "5")]
    public void A_resumed_training_and_a_rerun_give_the_same_bits(string gan, params string[] more)
    {
        using var folder = new Folder();
        string[] how = ["--gan", gan, "--seed", "3", .. more];

        Good(Train(folder["whole"], [.. how, "--steps", "8"]));
        Good(Train(folder["part"], [.. how, "--steps", "5", "--checkpoint-every", "5"]));
        Good(Train(folder["rest"], [.. how, "--steps", "8", "--resume", folder["part/checkpoint.npz"]]));
        Good(["train", "--manifest", folder["whole/manifest.json"], "--json", "--out", folder["again"]]);

        foreach (var file in new[] { "generator.npz", "samples.npy" })
        {
            var whole = File.ReadAllBytes(folder["whole/" + file]);
            Assert.Equal(whole, File.ReadAllBytes(folder["rest/" + file]));
            Assert.Equal(whole, File.ReadAllBytes(folder["again/" + file]));
        }
    }

    [Fact]
    public void Digits_and_data_are_drawn()
    {
        using var folder = new Folder();

        var digits = Good(
            ["train", "--gan", "flow:energy", "--target", "digits", "--generator", "8-16-8x8:relu", "--batch", "64",
                "--epsilon", "1", "--steps", "60", "--json", "--out", folder["digits"]]).Json;
        var data = Good(Train(folder["data"], "--gan", "flow:kl", "--target", "old-faithful", "--steps", "300")).Json;

        Assert.True(Left(digits) < 1.0 / 8);
        Assert.Contains("8 × 8 images", File.ReadAllText(folder["digits/report.html"]), StringComparison.Ordinal);
        Assert.True(Left(data) < 1.0 / 8);
    }

    [Theory]
    [InlineData("gan must have the form flow:FUNCTIONAL[:METRIC], but is 'flow'", "flow")]
    [InlineData("gan must have the form flow:FUNCTIONAL[:METRIC], but is 'flow:'", "flow:")]
    [InlineData("unknown gan 'flw'; did you mean 'flow'?", "flw:mmd")]
    [InlineData("unknown functional 'mmdd'; did you mean 'mmd'?", "flow:mmdd")]
    [InlineData("unknown functional 'mmdd'; did you mean 'mmd'?", "flow:mmdd:stein:gaussian:1")]
    [InlineData("unknown metric 'stien'; did you mean 'stein'?", "flow:mmd:stien:gaussian:1")]
    [InlineData("unknown metric 'wassersten'; did you mean 'wasserstein'?", "flow:alpha:0.5:wassersten")]
    [InlineData("f-divergence alpha:A needs a finite number, but has 'x'", "flow:alpha:x")]
    [InlineData("metric fisher-rao of --gan flow:mmd:fisher-rao moves weights, which generated points do not have", "flow:mmd:fisher-rao")]
    [InlineData("moves weights", "flow:mmd:wfr:1,1")]
    [InlineData("metric monoflow:mle of --gan flow:mmd:monoflow:mle is one for kl", "flow:mmd:monoflow:mle")]
    [InlineData("--gan flow:mmd-closed needs a named target that is a mixture", "flow:mmd-closed")]
    [InlineData("--critic exact sees no first variation of kl", "flow:kl", "--critic", "exact")]
    [InlineData("--critic score sees reverse KL alone", "flow:jsd", "--critic", "score")]
    [InlineData("--critic score leaves log q to the metric", "flow:kl", "--critic", "score")]
    [InlineData("--critic score leaves log q to the metric", "flow:kl:sobolev:0.1", "--critic", "score")]
    [InlineData("--critic score needs the score of the target", "flow:kl:stein:dot", "--critic", "score", "--target", "old-faithful")]
    [InlineData("unknown critic 'kda'; did you mean 'kde'?", "flow:kl", "--critic", "kda")]
    [InlineData("must have one output", "flow:kl", "--critic", "2-8-2:tanh")]
    [InlineData("epsilon must be positive", "flow:mmd", "--epsilon", "0")]
    public void Bad_input_is_told_in_one_sentence(string expected, string gan, params string[] more)
    {
        using var folder = new Folder();

        var answer = Cli.Run(Train(folder["out"], ["--gan", gan, "--steps", "1", .. more]));

        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }
}
