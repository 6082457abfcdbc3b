using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Specs;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Verbs;

public sealed class ListTests
{
    private static IReadOnlyList<string> Listed(string section) =>
        [.. Cli.Run("list", "--json").Json.GetProperty(section).EnumerateArray()
            .Select(item => item.GetProperty("name").GetString()!)];

    [Fact]
    public void Every_kernel_is_a_kernel_expression()
    {
        var points = Points.OfRows([[0.0, 1.0], [2.0, 3.0]]);

        foreach (var (form, _) in KernelSpec.Listing.SkipLast(1))
        {
            var expression = form.Replace("z1,..,zd", "1,2", StringComparison.Ordinal)
                .Replace(":s", ":0.5", StringComparison.Ordinal).Replace(":a", ":0.5", StringComparison.Ordinal)
                .Replace(":c,b", ":1,0.5", StringComparison.Ordinal);
            Assert.Equal(expression, Kernel.Parse(expression, points).Name);
        }
    }

    [Fact]
    public void Every_kernel_of_the_library_is_listed()
    {
        // The sentence about an unknown name has all known ones.
        var sentence = Assert.Throws<ArgumentException>(() => Kernel.Read("no-such-kernel:1")).Message;
        var known = sentence[(sentence.IndexOf("known: ", StringComparison.Ordinal) + 7)..].Split('.')[0].Split(", ");

        Assert.True(known.Length > 10);
        Assert.Subset(Listed("kernels").Select(form => form.Split(':')[0]).ToHashSet(), known.ToHashSet());
    }

    [Fact]
    public void Every_metric_functional_critic_integrator_and_start_runs()
    {
        using var folder = new Folder();
        string[] run =
        [
            "run", "--target", "eight-gaussians", "--target-samples", "20", "-n", "10", "--steps", "1",
            "--out", folder["out"],
        ];

        void Runs(params string[] more)
        {
            var answer = Cli.Run([.. run, .. more]);
            Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        }

        foreach (var metric in Listed("metrics"))
        {
            var filled = metric
                .Replace("[,EXPR]", ",gaussian:2", StringComparison.Ordinal)
                .Replace("EXPR", "imq:1,0.5", StringComparison.Ordinal)
                .Replace("LAMBDA", "0.1", StringComparison.Ordinal)
                .Replace("LOSS", "vanilla", StringComparison.Ordinal)
                .Replace("A,B", "1,0.5", StringComparison.Ordinal);
            Runs(
                "--kernel", "gaussian:1", "--metric", filled,
                "--functional", filled.StartsWith("monoflow", StringComparison.Ordinal) ? "kl" : "mmd");
        }

        foreach (var functional in Listed("functionals"))
        {
            var filled = functional
                .Replace("alpha:A", "alpha:0.5", StringComparison.Ordinal)
                .Replace("lecam:L", "lecam:0.3", StringComparison.Ordinal);
            Runs("--kernel", "gaussian:1 + gaussian:2", "--functional", filled);
        }

        foreach (var critic in Listed("critics"))
        {
            Runs("--critic", critic, "--functional", critic switch { "exact" => "mmd", "score" => "kl", _ => "jsd" });
        }

        Assert.Subset(Listed("functionals").ToHashSet(), FDivergence.Names.ToHashSet());

        foreach (var integrator in Listed("integrators"))
        {
            var filled = integrator.Split('[')[0]
                .Replace("TAU", "0.1", StringComparison.Ordinal)
                .Replace("RTOL", "1e-3", StringComparison.Ordinal);
            Runs("--integrator", filled);
        }

        Runs("--start", "gaussian:1,0.5");
        Runs("--start", "gaussian:1,2,0.5");
    }

    [Fact]
    public void Every_optimiser_is_listed_and_every_network_and_loss_of_critics_reads()
    {
        Assert.Equal(Optimiser.Names, Listed("optimisers").SkipLast(1).Select(form => form.Split(':')[0]));
        Assert.Equal(ClassificationLoss.Names, Listed("critic losses"));

        foreach (var optimiser in Listed("optimisers").SkipLast(1))
        {
            var filled = optimiser.Split('[')[0].Replace("RATE", "0.1", StringComparison.Ordinal);
            Assert.Equal(0.1, Optimiser.Parse(filled).Rate);
        }

        foreach (var network in Listed("networks"))
        {
            Assert.Equal(network, Network.Parse(network).Name);
        }
    }

    [Fact]
    public void Every_training_runs()
    {
        using var folder = new Folder();

        foreach (var training in Listed("trainings"))
        {
            var answer = Cli.Run(
                "train", "--gan", training.Replace("LOSS", "logit", StringComparison.Ordinal), "--generator", "2-4-2:tanh",
                "--critic", "2-4-1:tanh", "--critic-first-steps", "1", "--batch", "8", "--steps", "1", "--out", folder["out"]);
            Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        }
    }

    [Fact]
    public void Every_target_runs()
    {
        using var folder = new Folder();

        foreach (var target in Listed("targets").Where(name => name != "FILE"))
        {
            var answer = Cli.Run(
                "run", "--target", target, "--target-samples", "20", "-n", "10", "--steps", "1",
                "--out", folder["out"]);
            Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        }

        Assert.Subset(Listed("targets").ToHashSet(), Target.Names.ToHashSet());
    }

    [Fact]
    public void Every_estimator_of_the_library_is_listed() => Assert.Equal(MmdEstimator.Names, Listed("estimators"));

    [Fact]
    public void Every_loss_of_the_library_is_listed() => Assert.Equal(GeneratorLoss.Names, Listed("losses"));
}
