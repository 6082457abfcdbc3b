using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Faults;

/// <summary>The culture of a thread shows nowhere: numbers have a point, no groups, and ASCII signs.</summary>
public sealed class CultureTests
{
    // Commas as in de-DE, the narrow no-break space of fr-FR, the minus sign of sv-SE, and words for what is no number: all at
    // once, made by hand since programs that globalise invariantly have no other cultures.
    private static CultureInfo Hostile()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var format = culture.NumberFormat;
        format.NumberDecimalSeparator = format.PercentDecimalSeparator = format.CurrencyDecimalSeparator = ",";
        format.NumberGroupSeparator = format.PercentGroupSeparator = format.CurrencyGroupSeparator = "\u202f";
        format.NegativeSign = "\u2212";
        format.PositiveSign = "\u2795";
        format.NaNSymbol = "keine Zahl";
        format.PositiveInfinitySymbol = "unendlich";
        format.NegativeInfinitySymbol = "\u2212unendlich";
        format.PercentSymbol = "\u202fProzent";
        format.PercentPositivePattern = 3;
        return culture;
    }

    private static T Under<T>(CultureInfo culture, Func<T> work)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;

        try
        {
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertSame(Func<string> text) =>
        Assert.Equal(Under(CultureInfo.InvariantCulture, text), Under(Hostile(), text));

    public static TheoryData<string, string> Names => new()
    {
        { "kernel", "gaussian:0.5 + 0.25*laplace:1.5 + rq:0.1 + imq:1.5,0.25 + matern32:0.5 + matern52:2.5 + distance-from:-0.5,1.5 + poly2" },
        { "integrator", "euler:0.05" }, { "integrator", "heun:0.05" }, { "integrator", "rk4:0.05" },
        { "integrator", "dopri5:0.001,0.002,0.05" }, { "integrator", "dopri5-fixed:0.05" }, { "integrator", "descent:0.5" },
        { "integrator", "adam:0.001,0.5,0.9" },
        { "optimiser", "heavy-ball:0.001,0.9" }, { "optimiser", "nesterov:0.001,0.9" }, { "optimiser", "rmsprop:0.001,0.9" },
        { "optimiser", "gd:0.5@clip:1.5" }, { "optimiser", "adam:0.001,0.5,0.9@cosine:10@clip:0.5" },
        { "scheme", "joint:0.05" }, { "scheme", "alternating:0.05@order:2,1@inner:1,3" }, { "scheme", "dopri5:0.001,0.002,0.05" },
        { "metric", "sobolev:0.5" }, { "metric", "wfr:0.5,1.5" }, { "metric", "stein:gaussian:0.5" },
        { "divergence", "alpha:-0.5" }, { "divergence", "lecam:0.25" },
        { "loss", "shifted:0.5" }, { "loss", "f:alpha:-0.5" },
        { "network", "2-8-2:leaky-relu:0.2" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_is_read_again(string kind, string text)
    {
        string Name(string given) => kind switch
        {
            "kernel" => Kernel.Parse(given).Name,
            "integrator" => Integrator.Parse(given).Name,
            "scheme" => GameScheme.Parse(given).Name,
            "optimiser" => Optimiser.Parse(given).Name,
            "metric" => Metric.Read(given).Text,
            "divergence" => FDivergence.Parse(given).Name,
            "loss" => GeneratorLoss.Parse(given).Name,
            "network" => Network.Parse(given).ToString()!,
            _ => throw new ArgumentException(kind),
        };

        AssertSame(() => Name(text));

        if (kind is not "network")
        {
            Assert.Equal(Under(Hostile(), () => Name(text)), Under(Hostile(), () => Name(Name(text))));
        }
    }

    private static readonly string[][] Lines =
    [
        ["list"], ["list", "--json"], ["claims"],
        ["run", "--target", "two-moons", "--target-samples", "30", "-n", "20", "--steps", "3", "--kernel", "gaussian:0.5"],
        ["run", "--target", "rings", "--target-samples", "30", "-n", "20", "--steps", "3", "--integrator", "euler:20.5"],
        ["run", "--target", "rings", "--target-samples", "30", "-n", "20", "--steps", "2", "--metric", "wfr:0.5,1.5", "--keep", "1"],
        ["run", "--target", "rings", "--target-samples", "30", "-n", "20", "--steps", "2", "--metric", "sobolev:0.001"],
        ["run", "--target", "two-moons", "--target-samples", "30", "-n", "20", "--until", "0.25", "--functional", "kl", "--critic", "kde"],
        ["run", "--target", "eight-gaussians", "--target-samples", "30", "-n", "20", "--steps", "2", "--functional", "alpha:0.5", "--critic", "logistic"],
        ["run", "--target", "eight-gaussians", "-n", "20", "--steps", "2", "--functional", "kl", "--metric", "stein:gaussian:0.5"],
        ["run", "-n", "20", "--steps", "2", "--functional", "energy", "--noise", "0.5"],
        ["run", "-n", "1", "--steps", "2", "--kernel", "gaussian:0.01", "--start", "gaussian:100,0.5"],
        ["train", "--target", "two-moons", "--target-samples", "40", "--generator", "2-4-2:tanh", "--critic", "2-8-1:leaky-relu:0.2",
            "--batch", "8", "--critic-first-steps", "1", "--steps", "3", "--certify", "1"],
        ["train", "--gan", "wgan-clip", "--penalty", "r1:0.5 + activations:0.25", "--target", "two-moons", "--target-samples", "40",
            "--generator", "2-4-2:tanh", "--critic", "2-8-1:leaky-relu:0.2", "--batch", "8", "--steps", "3", "--lr-schedule",
            "three-sample:paper,1,1,0.5,1,0.25,0"],
        ["train", "--gan", "mmd", "--target", "two-moons", "--target-samples", "40", "--generator", "2-4-2:tanh", "--batch", "8", "--steps", "3"],
        ["density", "--until", "0.25", "--times", "3"],
        ["density", "--functional", "chi2", "--until", "0"],
        ["density", "--functional", "alpha:0.5", "--target", "rings", "--start", "gaussian:0.5,0,1", "--until", "0.05", "--times", "2", "--grid=-4,4,80"],
        ["game", "--bilinear", "1.5", "--start", "-0.5,1.25", "--clocks", "0.5,2.5", "--schemes", "all", "--tau", "0.05", "--steps", "1500"],
        ["game", "--dirac", "shifted:0.5", "--penalty", "0.25", "--scheme", "alternating@inner:2,1", "--steps", "5"],
        ["limit", "--bilinear", "1.5", "--scheme", "heun,joint", "--levels", "4", "--until", "0.5"],
        ["jko", "--state", "gaussian:1.5,0.5", "--tau", "0.25", "--steps", "2"], ["jko", "--state", "quantiles:9,-1.5,0.5", "--functional", "w2"],
        ["jko", "--state", "X", "--target", "two-moons", "--target-samples", "20", "--kernel", "gaussian:0.5", "--tau", "2.5"],
        ["collapse", "-n", "20", "--features", "8", "--ridge", "0.25", "--until", "1.5", "--clocks", "0,0.5,best"],
        ["disturbances", "-n", "20", "--strengths", "0,0.25", "--nearest", "3"], ["disturbances", "--strengths", "0.5,-0.5"],
        ["collapse", "--clocks", "-0.5"], ["collapse", "--ridge", "-0.5"],
        ["monoflow", "--loss", "shifted:0.5"], ["monoflow", "--loss", "vanilla", "--range=-2.5,2.5"], ["monoflow", "--loss", "arcsinh"],
        ["reproduce"], ["reproduce", "bsag18-b4"], ["reproduce", "hz23-jsd"],
        ["mmd", "X", "Y"], ["mmd", "X", "Y", "-k", "rq:0.5", "--estimator", "biased,unbiased,linear,block:5,ustat"],
        // Sentences about what is wrong.
        ["run", "--until", "1", "--integrator", "euler:1e-300"], ["run", "--kernel", "gaussian:-0.5"], ["run", "--kernel", "gaussian:1e99"],
        ["run", "--kernel", "-0.5*dot"], ["run", "--integrator", "euler:-0.5"], ["run", "--start", "gaussian:0,-0.5"],
        ["run", "--metric", "wfr:-1.5,1"], ["run", "--noise", "-0.5"], ["run", "--integrator", "adam:0.1,1.5,0.9"],
        ["density", "--grid=-0.5,0.5,10"], ["density", "--functional", "lecam:1.5"], ["density", "--functional", "alpha:2e3"],
        ["density", "--method", "implicit:1e-12"], ["density", "--start", "gaussian:0.5,0.001"], ["monoflow", "--range=2.5,1.5"],
        ["density", "--target", "checkerboard", "--start", "gaussian:0,0,0.5"],
        ["train", "--generator", "2-4-2:leaky-relu:-0.5", "--critic", "2-4-1:tanh"], ["train", "--critic-optimiser", "adam:-0.5"],
        ["game", "--bilinear", "1.5", "--clocks", "-0.5,1"], ["game", "--bilinear", "1e999"], ["game", "--bilinear", "1.5", "--tau", "-0.5"],
        ["game", "--bilinear", "1.5", "--start", "0.5,1,1.5"], ["jko", "--state", "gaussian:1.5,-0.5"], ["jko", "--state", "quantiles:1.5,0,1"],
        ["mmd", "X", "BAD"], ["run", "--target", "HUGE", "--steps", "1"],
    ];

    public static TheoryData<int> Places => new(Enumerable.Range(0, Lines.Length));

    // Standard output, standard error, and every file that is written.
    [Theory]
    [MemberData(nameof(Places))]
    public void Every_line_of_every_verb_is_the_same(int place)
    {
        using var folder = new Folder();
        var names = new Dictionary<string, string>
        {
            ["X"] = folder.File("x.csv", string.Join("\n", Enumerable.Range(0, 20).Select(i => $"{i % 7}.5,{i % 3}.25")) + "\n"),
            ["Y"] = folder.File("y.csv", string.Join("\n", Enumerable.Range(0, 20).Select(i => $"-{i % 5}.5,{i % 4}.75")) + "\n"),
            ["BAD"] = folder.File("bad.csv", "1.5,2\n-1.5e400,2\n"),
            ["HUGE"] = folder.File("huge.csv", "1e300\n-1e300\n"),
        };

        string Run(string output)
        {
            string[] line = [.. Lines[place].Select(word => names.GetValueOrDefault(word, word))];
            var writes = line[0] is "run" or "train" or "density" or "monoflow" or "game" or "limit" or "jko" or "collapse" or "disturbances";
            var text = Cli.Run(writes ? [.. line, "-o", folder[output]] : line);
            var json = line.Contains("--json") ? text : Cli.Run(writes ? [.. line, "--json", "-o", folder[output]] : [.. line, "--json"]);
            var files = Directory.Exists(folder[output])
                ? Directory.GetFiles(folder[output]).Where(f => Path.GetFileName(f) != "times.csv").Order(StringComparer.Ordinal)
                    .Select(f => $"{Path.GetFileName(f)}: {File.ReadAllText(f, System.Text.Encoding.Latin1)}")
                : [];
            var all = string.Join("\n", [text.Output, text.Error, json.Output, json.Error, .. files]).Replace(output, "o", StringComparison.Ordinal);
            // Times differ from run to run.
            return Regex.Replace(all, "(seconds per step +|\"secondsPerStep\": ).*", "$1");
        }

        Assert.Equal(
            Under(CultureInfo.InvariantCulture, () => Run("out-a")), Under(Hostile(), () => Run("out-b")));
    }
}
