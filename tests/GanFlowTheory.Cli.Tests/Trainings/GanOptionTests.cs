using System;
using System.Linq;
using GanFlowTheory.Cli.Specs;
using GanFlowTheory.Cli.Trainings;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>The options of ganflow train that are of some trainings only.</summary>
public sealed class GanOptionTests
{
    [Theory]
    [InlineData("--critic is for --gan vanilla, monoflow:LOSS, ode, flow: of a divergence, mmd:KERNEL, smmd:KERNEL, wgan-gp, "
        + "wgan-clip and cramer, but --gan is mmd.", "mmd", "--critic", "2-8-1:tanh")]
    [InlineData("--critic is for --gan", "flow:energy", "--critic", "kde")]
    [InlineData("--penalty is for --gan", "kernelized", "--penalty", "r1:1")]
    [InlineData("--spectral is for --gan", "natural", "--spectral", "1")]
    [InlineData("flow: of a divergence with a network as --critic", "flow:kl", "--critic-steps", "2")]
    [InlineData("--critic-first-steps is for --gan", "flow:jsd", "--critic", "kde", "--critic-first-steps", "2")]
    [InlineData("--critic-loss is for --gan vanilla, monoflow:LOSS, ode and flow: of a divergence with a network as --critic, "
        + "but --gan is wgan-gp.", "wgan-gp", "--critic-loss", "cross-entropy")]
    [InlineData("--critic-optimiser is for --gan", "mmd", "--critic-optimiser", "adam:0.1")]
    [InlineData("--kernel is for --gan flow: where the functional or the metric has a kernel and names none, kernelized, natural "
        + "and mmd, but --gan is cramer.", "cramer", "--kernel", "dot")]
    [InlineData("--kernel is for --gan", "flow:kl:stein:gaussian:1", "--kernel", "dot")]
    [InlineData("--lambda is for --gan kernelized and natural, but --gan is mmd.", "mmd", "--lambda", "0.1")]
    [InlineData("--epsilon is for --gan ode and flow:, but --gan is vanilla.", "vanilla", "--epsilon", "0.1")]
    [InlineData("--regressions is for --gan ode and flow:, but --gan is mmd:rq-code.", "mmd:rq-code", "--regressions", "2")]
    public void Those_of_other_trainings_are_refused(string expected, string gan, params string[] given)
    {
        using var folder = new Folder();

        BadInputTests.AssertBad(expected, Cli.Run(["train", "--gan", gan, "--out", folder["out"], .. given]));

        Assert.Empty(folder.Entries);
    }

    [Theory]
    [InlineData("flow:kl:sobolev:0.1", "--kernel", "gaussian:1")]
    [InlineData("flow:jsd", "--critic", "2-8-1:tanh", "--critic-steps", "2", "--critic-loss", "exponential")]
    [InlineData("ode", "--regressions", "2", "--epsilon", "0.2", "--penalty", "r1:1", "--spectral", "1")]
    public void Those_of_its_own_are_taken(string gan, params string[] given) =>
        Assert.Equal(gan, TrainOptions.Parse(["--gan", gan, .. given]).Gan);

    // What help shows is what is taken: an option is hidden where giving it is refused.
    [Fact]
    public void Help_on_a_gan_shows_what_it_takes()
    {
        string[] gans = ["vanilla", "monoflow:logit", "ode", "flow:mmd", "flow:kl", "kernelized", "natural", "mmd", "mmd:rq-code", "smmd:rq-code", "wgan-gp", "wgan-clip", "cramer"];
        Assert.Equal(
            GanSpec.Forms.Select(form => form.Name).Distinct().Order(),
            gans.Select(gan => gan.Split(':')[0]).Distinct().Order());
        var options = new (string Name, string Value)[]
        {
            ("--critic", "2-8-1:tanh"), ("--critic-optimiser", "adam:1"), ("--critic-steps", "1"), ("--critic-first-steps", "1"),
            ("--critic-loss", "cross-entropy"), ("--penalty", "none"), ("--spectral", "1"), ("--kernel", "dot"), ("--lambda", "1"),
            ("--epsilon", "1"), ("--regressions", "1"), ("--certify", "1"), ("--batch", "4"), ("--lr-schedule", "three-sample:paper"),
        };

        foreach (var gan in gans)
        {
            var help = Cli.Run("train", "--gan", gan, "--help");
            Assert.Equal(("", 0), (help.Error, help.ExitCode));

            foreach (var (name, value) in options)
            {
                // The critic of a flow decides about the others: help is on the flow as it is given.
                var shown = help.Output.Contains($"{name} <", StringComparison.Ordinal);
                Assert.True(shown == IsTaken(["--gan", gan, name, value]), $"{gan} {name}");
            }
        }

        static bool IsTaken(string[] arguments)
        {
            try
            {
                TrainOptions.Parse(arguments);
                return true;
            }
            catch (BadInputException)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData("mmd", "--optimiser", "[default: gd:0.1]")]
    [InlineData("vanilla", "--optimiser", "[default: adam:0.001,0.5,0.9]")]
    [InlineData("wgan-clip", "--critic-optimiser", "[default: rmsprop:5E-05,0.9,1E-10@box:0.01]")]
    [InlineData("wgan-gp", "--critic-steps", "[default: 5]")]
    [InlineData("ode", "--critic-steps", "[default: 1]")]
    [InlineData("ode", "--critic-first-steps", "[default: 100]")]
    [InlineData("cramer", "--penalty", "[default: witness-gradient:10]")]
    [InlineData("cramer", "--critic", "[default: D-512-256-256:leaky-relu:0.2 with the target's dimension D]")]
    [InlineData("flow:kl", "--critic", "[default: logistic]")]
    public void Help_on_a_gan_has_its_defaults(string gan, string option, string expected)
    {
        var line = Cli.Run("train", "--help", "--gan", gan).Output.Split('\n').Single(
            text => text.Contains($" {option} <", StringComparison.Ordinal));

        Assert.EndsWith(expected, line.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_without_a_gan_shows_all_and_that_on_none_is_refused()
    {
        var all = Cli.Run("train", "--help").Output;

        Assert.Contains("--penalty <", all, StringComparison.Ordinal);
        Assert.Contains("--lambda <", all, StringComparison.Ordinal);
        BadInputTests.AssertBad("unknown gan 'mdm'; did you mean 'mmd'?", Cli.Run("train", "--gan", "mdm", "--help"));
    }

    [Fact]
    public void Gans_that_are_compared_share_what_each_takes()
    {
        using var folder = new Folder();
        string[] compared =
        [
            "compare-gans", "--gan", "mmd", "--gan", "wgan-gp", "--target-samples", "40", "--generator", "2-4-2:tanh", "--batch", "8",
            "--steps", "2", "--critic", "2-4-1:tanh", "--out", folder["out"],
        ];

        var answer = Cli.Run(compared);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        BadInputTests.AssertBad("mmd: --lambda is for --gan kernelized and natural, but --gan is mmd.", Cli.Run([.. compared, "--lambda", "1"]));
        var spec = folder.File(
            "spec.json", "{\"gans\": [\"mmd\", {\"gan\": \"wgan-gp\", \"lambda\": 1}], \"critic\": \"2-4-1:tanh\"}");
        BadInputTests.AssertBad("wgan-gp: --lambda is for --gan", Cli.Run("compare-gans", spec, "--out", folder["other"]));
    }
}
