using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Specs;

/// <summary>Blanks around a specification and its parts change nothing.</summary>
public sealed class BlankTests
{
    private static readonly string[] Run =
        ["run", "--target", "two-moons", "--target-samples", "20", "-n", "10", "--steps", "2", "--integrator", "euler:0.01"];

    private static readonly string[] WithoutCritic =
    [
        "train", "--gan", "mmd", "--target", "two-moons", "--target-samples", "20", "--generator", "2-4-2:tanh", "--batch", "8",
        "--steps", "2",
    ];

    private static readonly string[] Train =
        [.. With(WithoutCritic, "--gan", "vanilla"), "--critic", "2-4-1:tanh", "--critic-first-steps", "1"];

    private static readonly string[] Density = ["density", "--grid", "-9,9,60", "--until", "0.1", "--times", "1"];

    // The arguments with an option, in place of the same one where it is there.
    private static string[] With(string[] args, string option, string value) =>
        Array.IndexOf(args, option) is var at and >= 0
            ? [.. args[..(at + 1)], value, .. args[(at + 2)..]]
            : [.. args, option, value];

    public static IEnumerable<object[]> Specifications()
    {
        foreach (var (option, value, blanks) in ((string, string, string)[])
            [
                ("--target", "two-moons", " two-moons "), ("--target", "old-faithful", "old-faithful "),
                ("--start", "gaussian:0,1", " gaussian : 0 , 1 "), ("--functional", "energy", "energy "),
                ("--kernel", "gaussian:median", " gaussian:median "), ("--metric", "wasserstein", "wasserstein "),
                ("--metric", "fisher-rao", " fisher-rao"), ("--metric", "stein:gaussian:1", " stein : gaussian:1 "),
                ("--metric", "sobolev:0.1,imq:1,0.5", "sobolev: 0.1 , imq:1,0.5 "), ("--metric", "wfr:1,2", "wfr : 1 , 2"),
                ("--critic", "exact", " exact "), ("--integrator", "euler:0.1", " euler : 0.1 "),
                ("--integrator", "descent:0.1", "descent:0.1 "), ("--standardise", "true", " true "),
            ])
        {
            yield return [Run, option, value, blanks];
        }

        var divergence = With(Run, "--functional", "kl");

        foreach (var (option, value, blanks) in ((string, string, string)[])
            [
                ("--functional", "kl", " kl "), ("--functional", "alpha:0.5", " alpha:0.5 "),
                ("--metric", "monoflow:vanilla", " monoflow : vanilla "),
                ("--metric", "stein:gaussian:1", "stein:gaussian:1 "),
                ("--critic", "score", "score "), ("--critic", "kde", " kde"), ("--critic", "gaussian", "gaussian "),
            ])
        {
            yield return [divergence, option, value, blanks];
        }

        foreach (var (option, value, blanks) in ((string, string, string)[])
            [
                ("--gan", "ode", " ode "), ("--gan", "monoflow:logit", "monoflow : logit"),
                ("--target", "eight-gaussians", "eight-gaussians "),
                ("--generator", "2-5-2:tanh", " 2-5-2:tanh "), ("--critic", "2-5-1:tanh", " 2-5-1:tanh "),
                ("--optimiser", "gd:0.1@clip:1", " gd:0.1@clip:1 "), ("--critic-optimiser", "adam:0.01", " adam:0.01 "),
                ("--critic-loss", "least-squares", " least-squares "),
            ])
        {
            yield return [Train, option, value, blanks];
        }

        yield return [WithoutCritic, "--gan", "kernelized", "kernelized "];
        yield return [WithoutCritic, "--gan", "mmd", " mmd"];
        yield return [With(WithoutCritic, "--gan", "natural"), "--kernel", "gaussian:1 + gaussian:2", " gaussian:1 + gaussian:2 "];

        foreach (var (option, value, blanks) in ((string, string, string)[])
            [
                ("--functional", "kl", " kl "), ("--target", "gaussian:0,1", " gaussian : 0 , 1 "),
                ("--start", "gaussian:1,0.9", "gaussian:1,0.9 "), ("--grid", "-9,9,90", " -9 , 9 , 90 "),
                ("--method", "heun", "heun "), ("--method", "implicit:0.05", " implicit : 0.05 "),
            ])
        {
            yield return [Density, option, value, blanks];
        }

        var plane = With(With(Density, "--grid", "-4,4,60"), "--start", "gaussian:0.5,0,0.6");
        plane = With(plane, "--target", "eight-gaussians");
        yield return [plane, "--target", "eight-gaussians", " eight-gaussians"];
        yield return [plane, "--start", "gaussian:0.5,0,0.6", " gaussian : 0.5 , 0 , 0.6 "];
        yield return [(string[])["monoflow", "--range", "-2,2"], "--loss", "shifted:1", " shifted:1 "];
        yield return [(string[])["monoflow", "--loss", "mle"], "--range", "-1,1", " -1 , 1 "];
        string[] disturbances = ["disturbances", "-n", "12"];
        yield return [disturbances, "--strengths", "0,0.5", " 0 , 0.5 "];
        string[] collapse = ["collapse", "-n", "16", "--features", "8", "--until", "0.5"];
        yield return [collapse, "--clocks", "1,best", " 1 , best "];
        yield return [With(collapse, "--clocks", "best"), "--target", "eight-gaussians", " eight-gaussians "];
    }

    [Theory]
    [MemberData(nameof(Specifications))]
    public void Around_a_specification_change_no_bit(string[] args, string option, string value, string blanks)
    {
        using var folder = new Folder();
        var (plain, spaced) = (
            Cli.Run([.. With(args, option, value), "--out", folder["a"]]),
            Cli.Run([.. With(args, option, blanks), "--out", folder["b"]]));

        Assert.Equal(("", 0), (plain.Error, plain.ExitCode));
        Assert.Equal(("", 0), (spaced.Error, spaced.ExitCode));
        var files = Directory.GetFiles(folder["a"]).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(files, Directory.GetFiles(folder["b"]).Select(Path.GetFileName).Order());
        // What is written of a specification may show the blanks inside of it, and wall-clock times differ from run to run.
        Assert.All(
            files.Where(name => name != "times.csv").Where(name =>
                blanks.Trim() == value || name is not ("manifest.json" or "report.html" or "checkpoint.npz")),
            name => Assert.Equal(File.ReadAllBytes(folder["a/" + name]), File.ReadAllBytes(folder["b/" + name])));
    }

    [Theory]
    [InlineData("--kernel", "gaussian:median", " gaussian:median ")]
    [InlineData("--estimator", "biased,linear", " biased , linear ")]
    [InlineData("--columns", "2,1", " 2 , 1 ")]
    public void Around_a_specification_of_an_estimate_change_nothing(string option, string value, string blanks)
    {
        using var folder = new Folder();
        string[] mmd = ["mmd", folder.File("x.csv", "0,1\n1,3\n"), folder.File("y.csv", "3,1\n6,2\n"), "--json", option];

        Assert.Equal(Cli.Run([.. mmd, value]).Output, Cli.Run([.. mmd, blanks]).Output);
        Assert.Equal(0, Cli.Run([.. mmd, blanks]).ExitCode);
    }
}
