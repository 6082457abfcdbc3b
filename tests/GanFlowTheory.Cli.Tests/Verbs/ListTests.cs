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

        foreach (var form in Kernel.Forms)
        {
            var expression = form.Shape.Replace("z1,..,zd", "1,2", StringComparison.Ordinal)
                .Replace(":s", ":0.5", StringComparison.Ordinal).Replace(":a", ":0.5", StringComparison.Ordinal)
                .Replace(":c,b", ":1,0.5", StringComparison.Ordinal).Replace(":b", ":0.5", StringComparison.Ordinal);
            Assert.Equal(expression, Kernel.Parse(expression, points).Name);
        }
    }

    /// <summary>The tables of the library, by the sections that list them.</summary>
    public static TheoryData<string, IReadOnlyList<Form>> Tables => new()
    {
        { "kernels", Kernel.Forms },
        { "functionals", Functional.Forms },
        { "functionals", FDivergence.Forms },
        { "metrics", Metric.Forms },
        { "critics", RatioEstimator.Forms },
        { "integrators", Integrator.Forms },
        { "schemes", GameScheme.Forms },
        { "optimisers", Optimiser.Forms },
        { "schedules", Schedule.Forms },
        { "targets", Target.Forms },
        { "estimators", MmdEstimator.Forms },
        { "losses", GeneratorLoss.Forms },
        { "networks", Network.Forms },
        { "critic losses", ClassificationLoss.Forms },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_form_of_the_library_is_listed(string section, IReadOnlyList<Form> forms)
    {
        Assert.NotEmpty(forms);
        Assert.Subset(Listed(section).ToHashSet(), forms.Select(form => form.Shape).ToHashSet());
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

        foreach (var integrator in Listed("integrators"))
        {
            var filled = integrator.Split('[')[0]
                .Replace("TAU", "0.1", StringComparison.Ordinal)
                .Replace("RTOL", "1e-3", StringComparison.Ordinal)
                .Replace("RATE", "0.1", StringComparison.Ordinal);
            Runs("--integrator", filled);
        }

        Runs("--start", "gaussian:1,0.5");
        Runs("--start", "gaussian:1,2,0.5");
    }

    [Fact]
    public void Every_optimiser_and_every_network_reads()
    {
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
            string[] critic = training is "kernelized" or "natural" or "mmd"
                ? []
                : ["--critic", "2-4-1:tanh", "--critic-first-steps", "1"];
            var answer = Cli.Run(
            [
                "train", "--gan",
                training.Replace("LOSS", "logit", StringComparison.Ordinal)
                    .Replace("KERNEL", "gaussian:1", StringComparison.Ordinal)
                    .Replace("FUNCTIONAL[:METRIC]", "jsd:stein:gaussian:1", StringComparison.Ordinal),
                "--generator", "2-4-2:tanh", .. critic, "--batch", "8", "--steps", "1", "--out", folder["out"],
            ]);
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
    }
}
