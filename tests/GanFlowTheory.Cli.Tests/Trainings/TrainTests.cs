using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>ganflow train.</summary>
public sealed class TrainTests
{
    private static string[] Train(string output, params string[] more) =>
        [
            "train", "--target", "two-moons", "--target-samples", "60", "--generator", "2-12-2:tanh", "--batch", "32",
            "--out", output, .. more, .. more.Any(IsMmd) ? [] : (string[])["--critic", "2-32-1:leaky-relu:0.2"],
        ];

    private static bool IsMmd(string gan) => gan is "kernelized" or "natural" or "mmd";

    private static double Number(JsonElement json, string name, string part) =>
        json.GetProperty(name).GetProperty(part).GetDouble();

    [Theory]
    [InlineData("vanilla")]
    [InlineData("monoflow:non-saturating")]
    [InlineData("monoflow:logit")]
    [InlineData("ode")]
    [InlineData("kernelized")]
    [InlineData("natural")]
    [InlineData("mmd")]
    public void Comes_closer_to_its_target_and_writes_what_it_says(string gan)
    {
        using var folder = new Folder();

        // A critic near its optimum: then the theory promises descent, and a generator of 62 parameters can come near.
        string[] rates = IsMmd(gan)
            ? ["--optimiser", "gd:0.1"]
            :
            [
                "--critic-steps", "10", "--critic-first-steps", "300", "--critic-optimiser", "adam:0.01", "--optimiser",
                "adam:0.002,0.5,0.9",
            ];
        var answer = Cli.Run(Train(folder["out"], ["--gan", gan, "--steps", "200", "--json", .. rates]));

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var json = answer.Json;
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal(200, json.GetProperty("steps").GetInt32());
        Assert.True(Number(json, "mmd", "end") < Number(json, "mmd", "start") / 4);
        Assert.True(json.GetProperty("secondsPerStep").GetDouble() > 0);
        var value = json.GetProperty("functional").GetProperty("end").ValueKind;
        Assert.Equal(IsMmd(gan) ? JsonValueKind.Number : JsonValueKind.Null, value);
        var files = json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).ToArray();
        Assert.Equal(
            ["samples.npy", "generator.npz", "diagnostics.csv", "scores.csv", "times.csv", "report.html", "manifest.json",
                "checkpoint.npz"],
            files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 0));
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
        Assert.Contains(gan, File.ReadAllText(folder["out/manifest.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("monoflow:vanilla")]
    [InlineData("kernelized")]
    public void A_resumed_training_equals_an_uninterrupted_one_to_the_bit(string gan)
    {
        using var folder = new Folder();
        string[] how = ["--gan", gan, "--seed", "3", "--json"];

        Assert.Equal(0, Cli.Run(Train(folder["whole"], [.. how, "--steps", "12"])).ExitCode);
        Assert.Equal(0, Cli.Run(Train(folder["part"], [.. how, "--steps", "7", "--checkpoint-every", "7"])).ExitCode);
        var rest = Cli.Run(Train(
            folder["rest"], [.. how, "--steps", "12", "--resume", folder["part/checkpoint.npz"]]));

        Assert.Equal(("", 0), (rest.Error, rest.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["whole/generator.npz"]), File.ReadAllBytes(folder["rest/generator.npz"]));
        Assert.Equal(File.ReadAllBytes(folder["whole/samples.npy"]), File.ReadAllBytes(folder["rest/samples.npy"]));
    }

    [Fact]
    public void The_last_step_is_kept_whatever_comes_between_checkpoints()
    {
        using var folder = new Folder();
        string[] how = ["--gan", "monoflow:vanilla", "--critic-first-steps", "2", "--json", "--checkpoint-every", "1000"];

        Assert.Equal(0, Cli.Run(Train(folder["whole"], [.. how, "--steps", "9"])).ExitCode);
        // The last step is kept though no thousandth has come.
        Assert.Equal(0, Cli.Run(Train(folder["part"], [.. how, "--steps", "4"])).ExitCode);
        var rest = Cli.Run(Train(
            folder["rest"], [.. how, "--steps", "9", "--resume", folder["part/checkpoint.npz"]]));

        Assert.Equal(("", 0), (rest.Error, rest.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["whole/generator.npz"]), File.ReadAllBytes(folder["rest/generator.npz"]));
    }

    [Fact]
    public void A_checkpoint_of_an_earlier_training_is_no_result_of_this_one()
    {
        using var folder = new Folder();
        string[] how = ["--gan", "mmd", "--json"];

        string[] Files(params string[] more) =>
            [
                .. Cli.Run(Train(folder["out"], [.. how, .. more])).Json.GetProperty("files").EnumerateArray()
                    .Select(file => Path.GetFileName(file.GetString()!)),
            ];

        Assert.Contains("checkpoint.npz", Files("--steps", "2"));
        Assert.DoesNotContain("checkpoint.npz", Files("--steps", "0"));
        Assert.True(File.Exists(folder["out/checkpoint.npz"]));
        Assert.Contains("checkpoint.npz", Files("--steps", "3", "--resume", folder["out/checkpoint.npz"]));
    }

    [Fact]
    public void An_ill_conditioned_system_is_told_with_its_condition_and_what_to_raise()
    {
        using var folder = new Folder();
        Answer Regularised(string lambda) => Cli.Run(
            "train", "--gan", "kernelized", "--fixed-noise", "--generator", "2-6-2:tanh", "--batch", "64", "--steps", "2",
            // Longer steps along such a solution are no longer the flow, and the run is no success.
            "--target-samples", "60", "--lambda", lambda, "--optimiser", "gd:1e-8", "--out", folder[lambda], "--json");

        var (bad, good) = (Regularised("1e-14"), Regularised("0.01"));

        Assert.Equal(0, bad.ExitCode);
        Assert.StartsWith("ganflow: warning: ", bad.Error, StringComparison.Ordinal);
        Assert.Single(bad.Error.TrimEnd().Split('\n'));
        var warning = bad.Json.GetProperty("warning").GetString()!;
        Assert.Contains(warning, bad.Error, StringComparison.Ordinal);
        Assert.Contains("condition number of at least", warning, StringComparison.Ordinal);
        Assert.Contains("raise lambda", warning, StringComparison.Ordinal);
        Assert.Equal(("", 0), (good.Error, good.ExitCode));
        Assert.Equal(JsonValueKind.Null, good.Json.GetProperty("warning").ValueKind);
    }

    [Theory]
    [InlineData("rmsprop:0.01", "--optimiser")]
    [InlineData("nesterov:0.01", "--critic-optimiser")]
    public void A_checkpoint_of_another_optimiser_is_refused(string other, string option)
    {
        using var folder = new Folder();
        string[] how = ["--gan", "monoflow:vanilla", "--critic-first-steps", "2", "--json"];
        string[] first = ["--optimiser", "heavy-ball:0.01", "--critic-optimiser", "heavy-ball:0.01"];
        Assert.Equal(0, Cli.Run(Train(folder["one"], [.. how, .. first, "--steps", "2"])).ExitCode);
        string[] second = [.. first];
        second[Array.IndexOf(second, option) + 1] = other;

        var answer = Cli.Run(Train(
            folder["two"], [.. how, .. second, "--steps", "4", "--resume", folder["one/checkpoint.npz"]]));

        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains("heavy-ball", answer.Error, StringComparison.Ordinal);
        Assert.Contains(other.Split(':')[0], answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_are_standardised_for_the_flow_and_samples_have_their_units()
    {
        using var folder = new Folder();

        var answer = Cli.Run(
            "train", "--gan", "mmd", "--target", "old-faithful", "--generator", "2-12-2:tanh", "--batch", "64", "--steps", "200",
            "--out", folder["out"], "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.True(Number(answer.Json, "mmd", "end") < Number(answer.Json, "mmd", "start") / 4);
        // Minutes of an eruption and until the next one: means 3.49 and 70.9, standard deviations 1.1 and 13.6.
        var mean = Points.ReadNpy(folder["out/samples.npy"]).Mean();
        Assert.InRange(mean[0], 3.49 - 1.1, 3.49 + 1.1);
        Assert.InRange(mean[1], 70.9 - 13.6, 70.9 + 13.6);
    }

    [Fact]
    public void Digits_are_drawn_as_images()
    {
        using var folder = new Folder();

        var answer = Cli.Run(
            "train", "--target", "digits", "--generator", "8-16-8x8:relu", "--critic", "8x8-8-1:leaky-relu:0.2", "--batch",
            "16", "--critic-first-steps", "2", "--steps", "2", "--out", folder["out"]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("8 × 8 images", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_says_so_and_leaves_the_checkpoint_before()
    {
        using var folder = new Folder();

        string[] how = ["--gan", "monoflow:logit", "--json"];
        Assert.Equal(0, Cli.Run(Train(folder["out"], [.. how, "--optimiser", "gd:0.01", "--steps", "2"])).ExitCode);
        var kept = File.ReadAllBytes(folder["out/checkpoint.npz"]);

        // Squares of rates at points this far overflow.
        var answer = Cli.Run(Train(
            folder["out"],
            [.. how, "--optimiser", "gd:1e200", "--steps", "9", "--checkpoint-every", "1", "--resume", folder["out/checkpoint.npz"]]));

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("Diverged at step 3: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"The last good checkpoint is of step 2: {folder["out/checkpoint.npz"]}.", answer.Error, StringComparison.Ordinal);
        Assert.Equal("diverged", answer.Json.GetProperty("outcome").GetString());
        // What is lost is the slope of the critic: the generator is finite, and so its points are told.
        Assert.Equal(JsonValueKind.Number, answer.Json.GetProperty("mmd").GetProperty("end").ValueKind);
        Assert.All(Points.ReadNpy(folder["out/samples.npy"]).ToRows(), row => Assert.All(row, v => Assert.True(double.IsFinite(v))));
        Assert.True(File.Exists(folder["out/generator.npz"]));
        Assert.Equal(kept, File.ReadAllBytes(folder["out/checkpoint.npz"]));
    }

    // Steps so long that they leave the doubles: of the critic in its training before the first step, of the generator at it.
    [Theory]
    [InlineData("Diverged at step 0: a parameter of critic 'critic[wgan]' became ", "--critic-optimiser", "adam:1e308")]
    [InlineData("Diverged at step 1: a parameter of the generator became ", "--optimiser", "adam:1e308")]
    public void A_training_that_diverges_names_the_player(string expected, string option, string value)
    {
        using var folder = new Folder();

        var answer = Cli.Run(
            "train", "--gan", "wgan-gp", "--target", "two-moons", "--target-samples", "60", "--generator", "2-6-2:tanh",
            "--critic", "2-8-1:tanh", "--batch", "16", "--steps", "5", "--out", folder["out"], option, value);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.Contains(expected, File.ReadAllText(folder["out/report.html"]).Replace("&#39;", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        // None was written, so that none is named.
        Assert.DoesNotContain("checkpoint", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown gan 'wanilla'; did you mean 'vanilla'?", "--gan", "wanilla")]
    [InlineData("unknown activation 'tanhh'; did you mean 'tanh'?", "--generator", "2-8-2:tanhh")]
    [InlineData("gives points of dimension 3, but the target has dimension 2", "--generator", "2-8-3:tanh")]
    [InlineData("takes points of dimension 3, but the target has dimension 2", "--critic", "3-8-1:tanh")]
    [InlineData("must have one output", "--critic", "2-8-2:tanh")]
    [InlineData("unknown optimiser 'adan'; did you mean 'adam'?", "--optimiser", "adan:0.1")]
    [InlineData("unknown classification loss 'cross'", "--critic-loss", "cross")]
    [InlineData("unknown target 'two-moon'; did you mean 'two-moons'?", "--target", "two-moon")]
    [InlineData("lambda must be positive", "--gan", "kernelized", "--lambda", "0")]
    [InlineData("--optimiser adam:0: rate must be positive", "--optimiser", "adam:0")]
    [InlineData("--critic-optimiser gd:0.1@cosine:0: schedule", "--critic-optimiser", "gd:0.1@cosine:0")]
    public void Bad_input_is_told_in_one_sentence(string expected, params string[] args)
    {
        using var folder = new Folder();

        var answer = Cli.Run(["train", "--steps", "1", "--batch", "4", "--out", folder["out"], .. args]);

        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("seed 0, but this one has 5", "--seed", "5")]
    [InlineData("batch 16, but this one has 17", "--batch", "17")]
    [InlineData("targetSamples 60, but this one has 61", "--target-samples", "61")]
    [InlineData("generator 2-6-2:tanh, but this one has 2-6-2:softplus", "--generator", "2-6-2:softplus")]
    [InlineData("freshNoise True, but this one has False", "--fixed-noise")]
    [InlineData("gan mmd, but this one has kernelized", "--gan", "kernelized")]
    public void A_training_goes_on_with_its_own_settings_only(string expected, params string[] others)
    {
        using var folder = new Folder();

        Answer Run(string name, params string[] args)
        {
            var how = new Dictionary<string, string?>
            {
                ["--gan"] = "mmd",
                ["--generator"] = "2-6-2:tanh",
                ["--batch"] = "16",
                ["--steps"] = "2",
                ["--target-samples"] = "60",
                ["--optimiser"] = "adam:1e-2",
            };

            for (var at = 0; at < args.Length; at++)
            {
                how[args[at]] = at + 1 < args.Length && !args[at + 1].StartsWith("--", StringComparison.Ordinal)
                    ? args[++at]
                    : null;
            }

            var given = how.SelectMany(option => option.Value is { } value ? [option.Key, value] : new[] { option.Key });
            return Cli.Run(["train", .. given, "--out", folder[name], "--json"]);
        }

        Assert.Equal(0, Run("one").ExitCode);
        var answer = Run("one", [.. others, "--steps", "3", "--resume", folder["one/checkpoint.npz"]]);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
        Assert.Equal(
            0, Run("one", "--optimiser", "adam:1e-4", "--steps", "3", "--resume", folder["one/checkpoint.npz"]).ExitCode);
    }

    [Fact]
    public void A_checkpoint_of_another_generator_is_refused()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Train(folder["one"], "--gan", "kernelized", "--steps", "2", "--json")).ExitCode);

        // Without the settings that lie beside it the checkpoint speaks for itself.
        File.Delete(folder["one/manifest.json"]);
        var answer = Cli.Run(
            "train", "--gan", "kernelized", "--generator", "2-9-2:tanh", "--batch", "32", "--steps", "4", "--out",
            folder["two"], "--resume", folder["one/checkpoint.npz"]);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("62", answer.Error, StringComparison.Ordinal);
        Assert.Contains("47", answer.Error, StringComparison.Ordinal);
    }
}
