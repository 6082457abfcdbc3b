using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>What a training tells of itself: convergence, certified steps, the critic beside the truth, units.</summary>
public sealed class TrainReportTests
{
    private static readonly (string Name, string Value)[] Small =
        [("--target-samples", "60"), ("--batch", "32"), ("--steps", "20")];

    private static string[] Train(string output, params string[] more) =>
    [
        "train", "--out", output, "--json", .. more,
        .. Small.Where(option => !more.Contains(option.Name)).SelectMany(option => new[] { option.Name, option.Value }),
    ];

    private static readonly string[] SmallCritic =
        ["--critic", "2-16-1:leaky-relu:0.2", "--critic-first-steps", "20"];

    private static Answer Good(string[] args)
    {
        var answer = Cli.Run(args);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        return answer;
    }

    // The column's values by the number of the step; empty fields left out.
    private static Dictionary<int, double> Column(string path, string name)
    {
        var rows = File.ReadAllLines(path).Select(line => line.Split(',')).ToArray();
        var at = Array.IndexOf(rows[0], name);
        Assert.True(at >= 0, name);
        return rows.Skip(1).Where(row => row[at] != "").ToDictionary(
            row => int.Parse(row[0], CultureInfo.InvariantCulture),
            row => double.Parse(row[at], CultureInfo.InvariantCulture));
    }

    private static bool HasColumn(string path, string name) => File.ReadLines(path).First().Split(',').Contains(name);

    [Theory]
    [InlineData("kernelized", true)]
    [InlineData("natural", true)]
    [InlineData("mmd", true)]
    [InlineData("kernelized", false)]
    public void Flows_of_MMD_have_the_convergence_monitor(string gan, bool fixedNoise)
    {
        using var folder = new Folder();

        string[] noise = fixedNoise ? ["--fixed-noise"] : [];
        // The prediction is that of short steps.
        var json = Good(Train(
            folder["out"], ["--gan", gan, "--generator", "2-6-2:tanh", "--optimiser", "gd:0.02", .. noise])).Json;

        var csv = folder["out/diagnostics.csv"];
        var convergence = json.GetProperty("convergence");
        var (observed, predicted) = (Column(csv, "observed_decay"), Column(csv, "predicted_decay"));
        Assert.Equal(Enumerable.Range(0, 21), observed.Keys.Order());
        Assert.Equal(observed[20], convergence.GetProperty("observedDecay").GetDouble());
        Assert.Equal(predicted[20], convergence.GetProperty("predictedDecay").GetDouble());
        Assert.True(predicted[20] < 1);

        if (fixedNoise)
        {
            var functional = Column(csv, "functional");
            // The same quotient but for the factor 2 of both.
            Assert.Equal(functional[20] / functional[0], observed[20], 12);
            Assert.InRange(Math.Log(predicted[20]) / Math.Log(observed[20]), 0.9, 1.1);
        }

        Assert.Equal(Column(csv, "alpha").Values.Min(), convergence.GetProperty("smallestAlpha").GetDouble());
        Assert.Equal(
            Column(csv, "smallest_eigenvalue").Values.Min(), convergence.GetProperty("smallestEigenvalue").GetDouble());
        var page = File.ReadAllText(folder["out/report.html"]);
        Assert.Contains("Convergence monitor", page, StringComparison.Ordinal);
        Assert.Contains("decay-wide", page, StringComparison.Ordinal);
        Assert.Contains("alpha-wide", page, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("certificate").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("criticCorrelation").ValueKind);
    }

    [Fact]
    public void A_kernel_with_a_cusp_has_a_monitor_without_eigenvalues()
    {
        using var folder = new Folder();

        var json = Good(Train(folder["out"], "--gan", "mmd", "--generator", "2-6-2:tanh", "--kernel", "laplace:1")).Json;

        Assert.True(json.GetProperty("convergence").GetProperty("smallestAlpha").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("convergence").GetProperty("smallestEigenvalue").ValueKind);
    }

    [Theory]
    [InlineData("vanilla", "1")]
    [InlineData("monoflow:vanilla", "1")]
    [InlineData("monoflow:non-saturating", "1")]
    [InlineData("monoflow:f:chi2", "1")]
    [InlineData("ode", "1")]
    [InlineData("ode", "5")]
    [InlineData("flow:mmd", "1")]
    [InlineData("flow:energy:stein:gaussian:1", "1")]
    [InlineData("flow:mmd:sobolev:0.1", "5")]
    [InlineData("flow:kl", "1")]
    [InlineData("flow:kl:monoflow:arcsinh", "5")]
    public void Steps_are_certified(string gan, string regressions)
    {
        using var folder = new Folder();
        string[] how =
        [
            "--gan", gan, "--generator", "4-12-2:tanh",
            .. gan.StartsWith("flow:", StringComparison.Ordinal) || gan == "ode" ? ["--regressions", regressions] : (string[])[],
            .. gan.StartsWith("flow:mmd", StringComparison.Ordinal) || gan.StartsWith("flow:energy", StringComparison.Ordinal)
                ? []
                : SmallCritic,
        ];

        var json = Good(Train(folder["out"], [.. how, "--certify", "4"])).Json;
        Good(Train(folder["plain"], how));

        // Looking changes nothing.
        Assert.Equal(File.ReadAllBytes(folder["plain/generator.npz"]), File.ReadAllBytes(folder["out/generator.npz"]));
        var certificate = json.GetProperty("certificate");
        var cosines = Column(folder["out/diagnostics.csv"], "step_cosine");
        Assert.Equal([0, 4, 8, 12, 16], cosines.Keys.Order());
        Assert.Equal(cosines.Keys, Column(folder["out/diagnostics.csv"], "step_length_ratio").Keys);
        Assert.Equal(5, certificate.GetProperty("steps").GetInt32());
        var cosine = certificate.GetProperty("smallestCosine").GetDouble();
        var ratio = certificate.GetProperty("worstLengthRatio").GetDouble();
        Assert.Equal(cosines.Values.Min(), cosine);

        if (regressions == "1")
        {
            // HZ23-6: equal to rounding, which Adam's quotients enlarge.
            Assert.InRange(cosine, 1 - 1e-9, 1 + 1e-9);
            Assert.InRange(ratio, 1 - 1e-9, 1 + 1e-9);
        }
        else
        {
            Assert.InRange(cosine, 0, 1 - 1e-6);
            Assert.True(ratio > 1.1);
        }

        var page = File.ReadAllText(folder["out/report.html"]);
        Assert.Contains("cosine-wide", page, StringComparison.Ordinal);
        Assert.Contains("length-ratio-wide", page, StringComparison.Ordinal);
        Assert.False(HasColumn(folder["plain/diagnostics.csv"], "step_cosine"));
        Assert.False(HasColumn(folder["out/diagnostics.csv"], "alpha"));
    }

    [Fact]
    public void The_summary_says_what_the_report_shows()
    {
        using var folder = new Folder();
        string[] how = ["train", "--gan", "vanilla", "--generator", "2-2", "--target-samples", "60", "--batch", "32",
            "--steps", "4", "--certify", "2", "--out", folder["out"], .. SmallCritic];

        var text = Cli.Run(how).Output;

        Assert.Contains("GAN step and regression step", text, StringComparison.Ordinal);
        Assert.Contains("over 2 certified steps", text, StringComparison.Ordinal);
        Assert.Contains("critic against the truth", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vanilla", "two-moons")]
    [InlineData("ode", "funnel")]
    [InlineData("monoflow:arcsinh", "eight-gaussians")]
    public void Against_an_affine_generator_the_critic_is_held_against_the_truth(string gan, string target)
    {
        using var folder = new Folder();

        // A critic near its optimum at the start, far from the target: there the truth is easy to see.
        var json = Good(Train(
            folder["out"], "--gan", gan, "--target", target, "--generator", "3-2", "--target-samples", "2000", "--batch",
            "256", "--critic", "2-32-1:tanh", "--critic-first-steps", "400", "--critic-optimiser", "adam:0.01")).Json;

        var correlation = json.GetProperty("criticCorrelation");
        var csv = folder["out/diagnostics.csv"];

        foreach (var (name, column) in
            (IEnumerable<(string, string)>)[("onPoints", "critic_correlation_on_points"), ("onParameters", "critic_correlation_on_parameters")])
        {
            var values = Column(csv, column);
            Assert.Equal(Enumerable.Range(0, 20), values.Keys.Order());
            Assert.All(values.Values, value => Assert.InRange(value, -1 - 1e-12, 1 + 1e-12));
            Assert.Equal(values[0], correlation.GetProperty(name).GetProperty("start").GetDouble());
            Assert.Equal(values[19], correlation.GetProperty(name).GetProperty("end").GetDouble());
            Assert.Equal(values.Values.Min(), correlation.GetProperty(name).GetProperty("smallest").GetDouble());
        }

        Assert.True(correlation.GetProperty("onParameters").GetProperty("start").GetDouble() > 0.5);
        Assert.Contains("truth-wide", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two-moons", "2-6-2:tanh")]
    [InlineData("checkerboard", "2-2")]
    [InlineData("old-faithful", "2-2")]
    public void Where_a_law_is_not_known_there_is_no_truth(string target, string generator)
    {
        using var folder = new Folder();

        var json = Good(Train(
            folder["out"], ["--gan", "vanilla", "--target", target, "--generator", generator, .. SmallCritic])).Json;

        Assert.Equal(JsonValueKind.Null, json.GetProperty("criticCorrelation").ValueKind);
        Assert.DoesNotContain("truth-wide", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--certify is for --gan vanilla, monoflow:LOSS, ode and flow: of a functional with a value, or in wasserstein "
        + "with a network as --critic, but --gan is kernelized", "--gan", "kernelized", "--certify", "5")]
    [InlineData("but --gan is flow:kl", "--gan", "flow:kl", "--certify", "5")]
    [InlineData("but --gan is flow:kl:stein:dot", "--gan", "flow:kl:stein:dot", "--critic", "2-8-1:tanh", "--certify", "5")]
    [InlineData("--certify must be at least 1, but is 0", "--gan", "vanilla", "--certify", "0")]
    [InlineData("--certify must be a whole number, but is 'often'", "--gan", "ode", "--certify", "often")]
    [InlineData("unknown gan 'vanila'", "--gan", "vanila", "--certify", "5")]
    public void Bad_input_is_told_in_one_sentence(string expected, params string[] args)
    {
        using var folder = new Folder();

        var answer = Cli.Run(["train", "--steps", "1", "--batch", "4", "--out", folder["out"], .. args]);

        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Theory]
    [InlineData("2-12-2:tanh", true)]
    [InlineData("2-2", true)]
    [InlineData("2-12-2:tanh:tanh", false)]
    public void The_written_generator_gives_points_in_the_units_of_the_data(string expression, bool folds)
    {
        using var folder = new Folder();

        Good(Train(
            folder["out"], "--gan", "mmd", "--target", "old-faithful", "--generator", expression, "--fixed-noise", "--seed",
            "5"));

        var network = Network.Parse(expression);
        var (theta, scale, shift) = network.LoadInUnits(folder["out/generator.npz"]);
        // The noise that the training kept.
        var noise = ParameterState.Initial(network, 32, Seed.Create(5).Split("generator")).Noise;
        var points = network.Evaluate(theta, noise);
        var samples = Points.ReadNpy(folder["out/samples.npy"]);

        for (var i = 0; i < samples.Count; i++)
        {
            for (var k = 0; k < 2; k++)
            {
                // Minutes up to 100, by two orders of rounding.
                Assert.Equal(samples[i, k], (points[i, k] * scale[k]) + shift[k], 1e-11);
            }
        }

        var manifest = JsonDocument.Parse(File.ReadAllText(folder["out/manifest.json"])).RootElement;
        var units = manifest.GetProperty("generatorUnits").GetString()!;

        if (folds)
        {
            Assert.Equal(theta, network.LoadParameters(folder["out/generator.npz"]));
            Assert.Equal([1.0, 1.0], scale);
            Assert.Equal([0.0, 0.0], shift);
            Assert.Equal("the units of the data", units);
        }
        else
        {
            // Standard deviations and means of the Old Faithful data.
            Assert.Equal(1.14, scale[0], 0.01);
            Assert.Equal(70.9, shift[1], 0.1);
            Assert.Contains("output/scale", units, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_training_on_data_resumed_equals_an_uninterrupted_one_to_the_bit()
    {
        using var folder = new Folder();
        string[] how = ["--gan", "vanilla", "--target", "old-faithful", "--generator", "2-12-2:tanh", .. SmallCritic];

        Good(Train(folder["whole"], [.. how, "--certify", "3"]));
        Good(Train(folder["part"], [.. how, "--steps", "7", "--checkpoint-every", "7"]));
        Good(Train(folder["rest"], [.. how, "--resume", folder["part/checkpoint.npz"], "--certify", "3"]));

        Assert.Equal(File.ReadAllBytes(folder["whole/generator.npz"]), File.ReadAllBytes(folder["rest/generator.npz"]));
        Assert.Equal(File.ReadAllBytes(folder["whole/samples.npy"]), File.ReadAllBytes(folder["rest/samples.npy"]));
        var (whole, rest) = (
            Column(folder["whole/diagnostics.csv"], "step_cosine"), Column(folder["rest/diagnostics.csv"], "step_cosine"));
        Assert.Equal([9, 12, 15, 18], rest.Keys.Order());
        Assert.All(rest, pair => Assert.Equal(whole[pair.Key], pair.Value));
    }
}
