using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli;
using GanFlowTheory.Cli.Specs;
using Xunit;

namespace GanFlowTheory.Fuzz;

/// <summary>Every name that ganflow list shows, in whole command lines with few points and steps: each alone, then
/// combinations by chance from a fixed seed. An end with 0, 1 or 2, one sentence for 2, and no NaN in any file.</summary>
public sealed class NameSweep : IDisposable
{
    // What stands for the letters of a shape; a shape whose letters are not here fails the sweep.
    private static readonly Dictionary<string, string[]> Arguments = new(StringComparer.Ordinal)
    {
        [":s"] = [":1", ":0.01", ":median"],
        [":a"] = [":0.5"],
        [":b"] = [":0.5", ":2"],
        [":c,b"] = [":1,0.5"],
        [":z1,..,zd"] = [":1,2"],
        [":b,z1,..,zd"] = [":0.5,1,2", ":1.75,-1,0"],
        [":A"] = [":0.5", ":-1", ":2"],
        [":L"] = [":0", ":0.25", ":1"],
        [":LOSS"] = [":non-saturating", ":vanilla"],
        [":EXPR"] = [":gaussian:1", ":rq-code"],
        [":LAMBDA[,EXPR]"] = [":0.1", ":1,laplace:1"],
        [":A,B"] = [":1,1", ":0.5,2"],
        [":TAU"] = [":0.1", ":10"],
        [":RTOL[,ATOL[,FIRST]]"] = [":1e-3", ":1e-3,1e-3,0.1"],
        [":RATE"] = [":0.01", ":5"],
        [":RATE[,BETA]"] = [":0.01", ":0.01,0.9"],
        [":RATE[,BETA1,BETA2[,EPSILON]]"] = [":0.01", ":0.01,0.5,0.9"],
        [":RATE[,DECAY[,EPSILON]]"] = [":0.01", ":0.01,0.9"],
        [":STEPS"] = [":5"],
        [":SIZE"] = [":2"],
        [":KERNEL"] = [":gaussian:1", ":rq-code*", ":distance", ":1 + dot"],
        [":WEIGHT"] = [":1", ":0"],
        [":GAMMA"] = [":0.5"],
        [":POLICY[,INTERVAL,MEMORY[,LEVEL,PATIENCE,CUT,LEAST]]"] = [":paper,1,1", ":released,1,2,0.1,1,0.5,0.01"],
        [":C"] = [":0.5", ":-0.5"],
        [":FUNCTIONAL[:METRIC]"] = [":mmd", ":energy", ":kl", ":jsd:stein:gaussian:1", ":mmd:sobolev:0.1", ":kl:monoflow:mle"],
        [":NAME"] = [":kl", ":alpha:0.5"],
        [":WORDS"] = [":float32", ":cuda", ":cuda1,float32", ":cpu,cuda"],
        [":MEAN,SD"] = [":0,0.3", ":5,0.01"],
        [":M1,..,Md,SD"] = [":1,2,0.3"],
    };

    // Shapes that are no names.
    private static readonly Dictionary<string, string[]> Whole = new(StringComparer.Ordinal)
    {
        ["A + B, 0.1*A"] = ["gaussian:1 + 0.1*dot"],
        ["...@SCHEDULE@clip:NORM@box:C"] = ["adam:0.01@cosine:5@clip:1", "adam:0.01@box:0.05"],
        ["FILE"] = ["X"],
        // Networks of images fit no points of the plane.
        ["16-128-128-2:tanh"] = ["3-4-2:tanh"],
        ["2-512-256-1:leaky-relu:0.2"] = ["2-8-2:leaky-relu:0.2"],
        ["16-64-32-8x8:relu"] = ["3-8-2:relu"],
        ["8x8-32-64-1:leaky-relu:0.2"] = ["3-8-8-2:softplus"],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("ganflow-sweep-").FullName;
    private readonly Dictionary<string, string[]> names;
    private int runs;

    public NameSweep()
    {
        var (code, output, _) = Fuzz.Run(null, "list", "--json");
        Assert.Equal(0, code);
        names = JsonDocument.Parse(output).RootElement.EnumerateObject().ToDictionary(
            section => section.Name,
            section => section.Value.EnumerateArray().SelectMany(f => Spelled(f.GetProperty("name").GetString()!)).ToArray(),
            StringComparer.Ordinal);
        File.WriteAllText(X, "x,y\n0.5,1.5\n-0.5,2.5\n1.25,-1\n0,0.5\n2,1\n-1,-1\n");
        File.WriteAllText(Y, "x,y\n1.5,0.5\n0.25,-2.5\n-1.25,1\n0,1.5\n1,2\n0,-1\n");
    }

    public void Dispose() => Directory.Delete(folder, true);

    private string X => Path.Combine(folder, "x.csv");

    private string Y => Path.Combine(folder, "y.csv");

    private string[] Spelled(string shape)
    {
        if (Whole.TryGetValue(shape, out var whole))
        {
            return [.. whole.Select(word => word == "X" ? X : word)];
        }

        var colon = shape.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? [shape]
            : Arguments.TryGetValue(shape[colon..], out var arguments) ? [.. arguments.Select(a => shape[..colon] + a)]
            : throw new InvalidOperationException($"the sweep has no arguments for '{shape}'.");
    }

    private string? Fault(params string[] args)
    {
        var output = Path.Combine(folder, $"o{runs++}");
        var writes = args[0] is "run" or "train" or "density" or "monoflow" or "game" or "limit" or "jko" or "collapse" or "disturbances";
        var fault = Fuzz.Fault(null, writes ? [.. args, "--json", "-o", output] : [.. args, "--json"]);

        if (fault is null && File.Exists(Path.Combine(output, "generator.npz")))
        {
            fault = Fuzz.Fault(null, "sample", output, "-n", "3", "--json");
        }

        if (fault is null && Directory.Exists(output) && Fuzz.NotFinite(output) is { } bad)
        {
            fault = $"{string.Join(' ', args)}: {bad}";
        }

        if (Directory.Exists(output))
        {
            Directory.Delete(output, true);
        }

        return fault;
    }

    private string[] Run(params string[] more) =>
        ["run", "--target-samples", "8", "-n", "5", "--steps", "2", .. more, .. more.Contains("--target") ? Array.Empty<string>() : ["--target", "two-moons"]];

    private static string[] Train(params string[] more) =>
    [
        "train", "--target", "two-moons", "--target-samples", "20", "--batch", "4", "--steps", "2", .. more,
        .. more.Contains("--generator") ? Array.Empty<string>() : ["--generator", "2-4-2:tanh"],
        .. SmallCritic(After("--gan", more) ?? "vanilla", After("--critic", more)),
    ];

    private static string? After(string option, string[] args) =>
        Array.IndexOf(args, option) is var at and >= 0 ? args[at + 1] : null;

    // A critic network that is soon trained, where the training takes one.
    private static string[] SmallCritic(string gan, string? given)
    {
        try
        {
            var takes = GanSpec.Parse(gan).Parts(given ?? "2-4-1:tanh").HasFlag(GanParts.Network);
            return takes ? ["--critic-first-steps", "1", .. given is null ? ["--critic", "2-4-1:tanh"] : Array.Empty<string>()] : [];
        }
        catch (Exception e) when (e is ArgumentException or BadInputException)
        {
            return [];
        }
    }

    private static string[] Density(params string[] more) =>
    [
        "density", "--until", "0.01", "--times", "1", .. more,
        .. more.Contains("--target") || more.Contains("--grid") ? Array.Empty<string>() : ["--grid", "-9,9,60"],
    ];

    private static string[] Game(params string[] more) => ["game", "--steps", "20", .. more];

    private static string[] Jko(params string[] more) => ["jko", "--steps", "2", "--target-samples", "10", .. more];

    // What each section of the list is for.
    private IEnumerable<string[]> Lines(string section, string name) => section switch
    {
        "kernels" =>
            [Run("-k", name), Run("--metric", "stein:" + name), Run("--metric", "sobolev:0.1," + name),
                ["mmd", X, Y, "-k", name, "--estimator", "biased,unbiased,linear"], ["kid", X, Y, "-k", name], ["test", X, Y, "-k", name],
                ["compare", X, X, Y, "-k", name, "--swaps"], Train("--gan", "mmd", "-k", name)],
        "functionals" =>
            [Run("--functional", name), Run("--functional", name, "-n", "1"), Density("--functional", name),
                Density("--functional", name, "--method", "implicit:0.01"),
                Train("--gan", "flow:" + name), Train("--gan", $"flow:{name}:stein:gaussian:1", "--critic", "kde", "--target", "eight-gaussians"),
                .. new[] { "gaussian:1,0.5", "quantiles:20,1,0.5", "point:0.5,1", X }.Select(state => Jko("--state", state, "--functional", name))],
        "metrics" =>
            [Run("--metric", name), Run("--metric", name, "--functional", "kl"), Train("--gan", "flow:mmd:" + name),
                Train("--gan", "flow:kl:" + name, "--critic", "logistic")],
        "critics" => [Train("--gan", "flow:kl:stein:gaussian:1", "--critic", name), .. new[] { "kl", "chi2", "energy" }.Select(f => Run("--critic", name, "--functional", f)), Run("--critic", name, "--functional", "kl", "-n", "1")],
        "integrators" =>
            [Run("--integrator", name), Run("--integrator", name, "--until", "0.2"), Run("--integrator", name, "--functional", "kl")],
        "schemes" =>
            [Game("--bilinear", "1.5", "--scheme", name), Game("--dirac", "vanilla", "--scheme", name),
                Game("--bilinear", X, "--clocks", "0.5,2", "--scheme", name),
                ["limit", "--bilinear", "1", "--levels", "3", "--scheme", name.Split(':')[0]]],
        "optimisers" => [Train("--optimiser", name), Train("--critic-optimiser", name), Train("--gan", "ode", "--optimiser", name)],
        "schedules" => [Train("--optimiser", "adam:0.01@" + name), Run("--integrator", "gd:0.1@" + name)],
        "targets" => name == "digits"
            ? [Run("--target", name, "--functional", "energy"), ["disturbances", "-n", "20", "--strengths", "0,1"]]
            : [Run("--target", name), Run("--target", name, "--functional", "kl"), Density("--target", name, "--start", "gaussian:0,0,1", "--until", "0"),
                ["collapse", "--target", name, "-n", "5", "--features", "4", "--until", "0.5"]],
        "estimators" => [["mmd", X, Y, "-k", "gaussian:1", "--estimator", name], ["mmd", X, X, "-k", "poly3", "--estimator", name]],
        "differences" => [["compare", X, X, Y, "-k", "gaussian:1", "--estimator", name], ["compare", X, Y, Y, "-k", "poly3", "--estimator", name]],
        "test statistics" => [["test", X, Y, "-k", "gaussian:1", "--estimator", name], ["test", X, X, "--bandwidths", "1", "--estimator", name]],
        "losses" => [["monoflow", "--loss", name], ["monoflow", "--loss", name, "--range=-700,700"], Run("--metric", "monoflow:" + name, "--functional", "kl"), Game("--dirac", name)],
        "starts" => [Run("--start", name), Density("--start", name)],
        "trainings" => [Train("--gan", name), Train("--gan", name, "--certify", "1"), Train("--gan", name, "--fixed-noise")],
        "networks" => [Train("--generator", name), Train("--critic", name)],
        "penalties" => [Train("--penalty", name), Train("--gan", "wgan-gp", "--penalty", name), Train("--gan", "cramer", "--penalty", name + " + activations:1")],
        "schedules of rates" => [Train("--lr-schedule", name), Train("--gan", "mmd:rq-code", "--lr-schedule", name), Train("--gan", "natural", "--lr-schedule", name)],
        "engines" => [Run("--engine", name), Train("--engine", name), ["mmd", X, Y, "--engine", name], ["kid", X, Y, "--engine", name]],
        "critic losses" => [Train("--critic-loss", name), Train("--critic-loss", name, "--penalty", "r1:1"), Game("--dirac", name, "--penalty", "0.5")],
        _ => throw new InvalidOperationException($"the sweep does not know the section '{section}' of ganflow list."),
    };

    [Fact]
    public void Every_name_alone()
    {
        var lines = names.SelectMany(section => section.Value.SelectMany(name => Lines(section.Key, name))).ToArray();
        Assert.True(lines.Length > 250, $"{lines.Length} command lines");
        Assert.Equal("", Fuzz.Sum(lines.Select(line => Fault(line))));
    }

    // Each as it is, with a seed, with an option of the experiment's, and with slips.
    [Fact]
    public void Every_reproduction()
    {
        var (code, output, _) = Fuzz.Run(null, "reproduce", "--json");
        Assert.Equal(0, code);
        var known = JsonDocument.Parse(output).RootElement.GetProperty("reproductions").EnumerateArray()
            .Select(r => r.GetProperty("name").GetString()!).ToArray();
        Assert.Equal(7, known.Length);
        var chance = new Random(25);
        var slips = Enumerable.Range(0, 100 * Fuzz.Rounds)
            .Select(_ => System.Text.Encoding.UTF8.GetString(
                Fuzz.Mutate(chance, System.Text.Encoding.UTF8.GetBytes(known[chance.Next(known.Length)]))))
            .Where(slip => !known.Contains(slip.Trim()));
        var lines = known.Where(name => name != "digits")
            .SelectMany(name => new string[][] { ["reproduce", name], ["reproduce", name, "--seed", "7"], ["reproduce", name, "--shard", "1/2"] })
            .Concat(slips.Select(slip => new[] { "reproduce", slip }))
            .Append(["reproduce", "digits", "--shard", "2/1"])
            .Append(["reproduce", "digits", "--merge", folder]);
        Assert.Equal("", Fuzz.Sum(lines.Select(line => Fault(line))));
    }

    [Fact]
    public void Names_in_any_combination()
    {
        var chance = new Random(23);
        string One(string section) => names[section][chance.Next(names[section].Length)];
        string[] Maybe(string option, string section) => chance.Next(2) == 0 ? [option, One(section)] : [];

        var faults = Enumerable.Range(0, 160 * Fuzz.Rounds).Select(_ => Fault(chance.Next(6) switch
        {
            0 => Train([.. Maybe("--gan", "trainings"), .. Maybe("--optimiser", "optimisers"), .. Maybe("--critic-loss", "critic losses")]),
            1 => Density(["--functional", One("functionals"), .. Maybe("--start", "starts")]),
            _ =>
            [
                "run", "--target", names["targets"].Where(t => t != "digits").ElementAt(chance.Next(names["targets"].Length - 1)),
                "--target-samples", "8", "-n", $"{chance.Next(1, 7)}", "--steps", "2", "-k", One("kernels"), "--metric", One("metrics"),
                "--functional", One("functionals"), "--integrator", One("integrators"), .. Maybe("--critic", "critics"),
                .. Maybe("--start", "starts"),
            ],
        }));
        Assert.Equal("", Fuzz.Sum(faults));
    }
}
