using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Trainings;

/// <summary>ganflow sample: points of a generator that was trained.</summary>
public sealed class SampleTests
{
    private const string Generator = "2-6-2:tanh";

    private static readonly string[] How =
        ["train", "--gan", "mmd", "--target", "old-faithful", "--generator", Generator, "--batch", "16", "--steps", "4"];

    private static Folder Trained()
    {
        var folder = new Folder();
        Assert.Equal(0, Cli.Run([.. How, "--out", folder["t"]]).ExitCode);
        return folder;
    }

    private static Answer Good(params string[] args)
    {
        var answer = Cli.Run(args);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        return answer;
    }

    [Fact]
    public void Points_are_those_of_the_library_to_the_bit()
    {
        using var folder = Trained();
        var expected = Network.Parse(Generator).SampleSaved(folder["t/generator.npz"], 50, Seed.Create(7));

        Good("sample", folder["t"], "-n", "50", "--seed", "7", "--out", folder["x.npy"]);
        Good("sample", folder["t"], "-n", "50", "--seed", "7", "--out", folder["x.csv"]);
        var shown = Good("sample", folder["t"], "-n", "50", "--seed", "7").Output;
        var json = Good("sample", folder["t"], "-n", "50", "--seed", "7", "--json").Json;

        Assert.Equal(expected.ToRows(), Points.Read(folder["x.npy"]).ToRows());
        Assert.Equal(expected.ToRows(), Points.Read(folder["x.csv"]).ToRows());
        Assert.Equal(File.ReadAllText(folder["x.csv"]), shown);
        Assert.StartsWith("\"eruption (minutes)\",\"waiting (minutes)\"\n", shown, StringComparison.Ordinal);
        Assert.Equal(
            expected.ToRows(),
            json.GetProperty("points").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetDouble()).ToArray()));
        Assert.Equal(7, json.GetProperty("seed").GetInt32());
        Assert.Equal(50, json.GetProperty("n").GetInt32());
        Assert.NotEqual(shown, Good("sample", folder["t"], "-n", "50", "--seed", "8").Output);
    }

    // A training that is stopped by force has a checkpoint only: the state of the last step, in the units of the flow.
    [Fact]
    public void Without_an_end_the_last_checkpoint_is_drawn_from()
    {
        using var folder = Trained();
        var whole = Good("sample", folder["t"], "--json").Json;
        File.Delete(folder["t/generator.npz"]);

        var rest = Good("sample", folder["t"], "--json").Json;

        Assert.EndsWith("generator.npz", whole.GetProperty("generator").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("checkpoint.npz", rest.GetProperty("generator").GetString(), StringComparison.Ordinal);
        Assert.Equal(1000, rest.GetProperty("n").GetInt32());

        foreach (var (a, b) in Rows(whole).Zip(Rows(rest)))
        {
            // Units folded into the last layer or undone after it: two orders of rounding, of numbers up to 100.
            Assert.Equal(a[0], b[0], 1e-11);
            Assert.Equal(a[1], b[1], 1e-11);
        }

        static double[][] Rows(JsonElement json) =>
            [.. json.GetProperty("points").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
    }

    [Fact]
    public void A_checkpoint_of_an_earlier_training_in_the_folder_is_refused()
    {
        using var folder = Trained();
        // Of no step, so that its checkpoint is the one before.
        Assert.Equal(0, Cli.Run([.. How[..^1], "0", "--fixed-noise", "--out", folder["t"]]).ExitCode);
        Good("sample", folder["t"]);
        File.Delete(folder["t/generator.npz"]);

        BadInputTests.AssertBad("the checkpoint is of other settings", Cli.Run("sample", folder["t"]));
    }

    [Fact]
    public void A_target_without_names_has_no_header()
    {
        using var folder = new Folder();
        Assert.Equal(
            0,
            Cli.Run("train", "--gan", "mmd", "--generator", Generator, "--batch", "16", "--steps", "1", "--out", folder["t"]).ExitCode);

        var lines = Good("sample", folder["t"], "-n", "3").Output.TrimEnd().Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal(2, line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Count(double.IsFinite)));
    }

    [Theory]
    [InlineData("sample needs the argument DIR")]
    [InlineData("-n must be at least 1, but is 0.", "t", "-n", "0")]
    [InlineData("-n must be at most", "t", "-n", "2000000000")]
    [InlineData("--format must be csv or npy, but is 'xml'.", "t", "--format", "xml")]
    [InlineData("--format npy needs a file", "t", "--format", "npy")]
    [InlineData("--format npy is not the format of --out 'a.csv'.", "t", "--format", "npy", "--out", "a.csv")]
    [InlineData("--out must be a .csv or .npy file, but is 'a.npz'.", "t", "--out", "a.npz")]
    [InlineData("' does not exist.", "nowhere")]
    [InlineData("manifest.json' does not exist.", "empty")]
    [InlineData("is a manifest of ganflow run, not of ganflow train.", "run")]
    [InlineData("has neither generator.npz nor checkpoint.npz to draw from.", "bare")]
    public void Bad_input_is_one_sentence(string expected, params string[] args)
    {
        using var folder = Trained();
        Directory.CreateDirectory(folder["empty"]);
        Directory.CreateDirectory(folder["bare"]);
        File.Copy(folder["t/manifest.json"], folder["bare/manifest.json"]);
        Assert.Equal(0, Cli.Run("run", "-n", "5", "--steps", "1", "--out", folder["run"]).ExitCode);

        BadInputTests.AssertBad(expected, Cli.Run(["sample", .. args.Take(1).Select(name => folder[name]), .. args.Skip(1)]));
    }
}
