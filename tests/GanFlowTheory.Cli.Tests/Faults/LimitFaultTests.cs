using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Faults;

/// <summary>Limits of machine and input: what is beyond them ends in one sentence.</summary>
public sealed class LimitFaultTests
{
    private static readonly string[] Small =
        ["run", "--target", "rings", "--target-samples", "300", "-n", "200", "--steps", "3", "--kernel", "gaussian:0.5"];

    // A shell line with the command as $GANFLOW, in a folder; exit code, standard output and standard error.
    private static Answer Shell(string folder, string line, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", ["-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["GANFLOW"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "ganflow.dll")}";

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill(true);
            Assert.Fail($"'{line}' does not end.");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    // Vectors of half the width add in another order: the same seed, other last digits.
    [Fact]
    public void The_arithmetic_of_the_processor_is_said_and_a_rerun_by_another_one_warns()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run([.. Small, "-o", folder["here"]]).ExitCode);
        var here = Manifest(folder["here/manifest.json"]);
        Assert.Equal(Processor.Arithmetic, here.GetProperty("processor").GetString());
        string[] again = ["run", "--manifest", folder["here/manifest.json"], "-o", folder["again"]];
        Assert.Equal("", Cli.Run(again).Error);

        foreach (var off in new[] { "DOTNET_EnableAVX512", "DOTNET_EnableAVX2" })
        {
            // A machine without it has nothing to turn off.
            var other = Shell(folder[""], $"$GANFLOW {string.Join(' ', again)}", (off, "0"));
            var there = Manifest(folder["again/manifest.json"]);
            Assert.Equal(0, other.ExitCode);
            Assert.Equal(
                there.GetProperty("processor").GetString() != Processor.Arithmetic,
                other.Error.Contains("ganflow: warning: the manifest is of a processor with the arithmetic", StringComparison.Ordinal));

            // To a few last digits they are the same particles.
            var (a, b) = (Points.Read(folder["here/particles.npy"]), Points.Read(folder["again/particles.npy"]));
            Assert.All(Enumerable.Range(0, a.Count), i => Assert.Equal(a[i, 0], b[i, 0], 1e-9));
        }

        // The manifest of another processor, here.
        var text = File.ReadAllText(folder["here/manifest.json"])
            .Replace(JsonEncodedText.Encode(Processor.Arithmetic).ToString(), "Z80, vectors of 8 bits, not fused", StringComparison.Ordinal);
        Assert.Contains(
            "'Z80, vectors of 8 bits, not fused'",
            Cli.Run("run", "--manifest", folder.File("z80.json", text), "-o", folder["again"]).Error,
            StringComparison.Ordinal);
    }

    private static JsonElement Manifest(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    [Fact]
    public void A_training_that_goes_on_from_another_processor_says_so()
    {
        using var folder = new Folder();
        string[] train =
        [
            "train", "--target", "two-moons", "--target-samples", "40", "--generator", "2-4-2:tanh", "--critic", "2-8-1:tanh",
            "--batch", "8", "--critic-first-steps", "1",
        ];
        var line = string.Join(' ', [.. train, "--steps", "2", "-o", folder["one"]]);
        Assert.Equal(0, Shell(folder[""], "$GANFLOW " + line, ("DOTNET_EnableAVX2", "0")).ExitCode);
        var there = Manifest(folder["one/manifest.json"]).GetProperty("processor").GetString();
        var resumed = Cli.Run([.. train, "--steps", "3", "-o", folder["two"], "--resume", folder["one/checkpoint.npz"]]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(
            there != Processor.Arithmetic,
            resumed.Error.Contains($"the checkpoint is of a processor with the arithmetic '{there}'", StringComparison.Ordinal));
    }

    // Squares of 1e160 overflow.
    [Theory]
    [InlineData("lsif")]
    [InlineData("kde")]
    [InlineData("logistic")]
    [InlineData("gaussian")]
    public void Data_whose_squares_overflow_are_refused_by_every_ratio(string critic)
    {
        using var folder = new Folder();
        var far = folder.File("far.csv", "1e160,2e160\n-1e160,3e160\n2e159,1e160\n");
        var near = folder.File("near.csv", "1,2\n-1,3\n0,1\n");
        string[] how = ["--standardise", "false", "--functional", "kl", "--critic", critic, "--steps", "2", "-n", "3", "-o", folder["o"]];

        BadInputTests.AssertBad("the target of a density ratio reaches 3E+160", Cli.Run(["run", "--target", far, .. how]));
        BadInputTests.AssertBad("the target of a density ratio reaches 3E+160", Cli.Run(["run", "--target", far, "--start", far, .. how]));
        BadInputTests.AssertBad("the start reaches 3E+160", Cli.Run(["run", "--target", near, "--start", far, .. how]));
    }

    [Theory]
    [InlineData("biased,unbiased,ustat,linear,block:2", "dot")]
    [InlineData("unbiased", "poly3")]
    [InlineData("unbiased", "distance")]
    [InlineData("unbiased", "gaussian:median")]
    public void Estimates_of_data_whose_squares_overflow_are_numbers_or_one_sentence(string estimators, string kernel)
    {
        using var folder = new Folder();
        var far = folder.File("far.csv", "1e160,2e160\n-1e160,3e160\n2e159,1e160\n1e159,-1e160\n");
        var answer = Cli.Run("mmd", far, far, "-k", kernel, "--estimator", estimators, "--json");
        Assert.DoesNotContain("NaN", answer.Output, StringComparison.Ordinal);
        Assert.True(answer.ExitCode is 0 or 2 && answer.Error.Count(c => c == '\n') == (answer.ExitCode == 2 ? 1 : 0), answer.Error);
    }

    [Fact]
    public void A_kernel_of_thirty_thousand_terms_is_refused()
    {
        using var folder = new Folder();
        var points = folder.File("x.csv", "1\n2\n");
        var sum = string.Join("+", Enumerable.Repeat("dot", 30_000));
        BadInputTests.AssertBad("a kernel has at most 1000 terms", Cli.Run("mmd", points, points, "-k", sum));
        BadInputTests.AssertBad("a kernel has at most 1000 terms", Cli.Run("run", "--metric", "stein:" + sum, "-o", folder["o"]));
    }

    // Nobody reads, or nobody writes: an exit code, no abort, no wait without end.
    [Theory]
    [InlineData("$GANFLOW list >&-", 2)]
    [InlineData("$GANFLOW list --json >&- 2>&-", 2)]
    [InlineData("$GANFLOW list > /dev/full", 2)]
    [InlineData("$GANFLOW list --json > /dev/full 2> /dev/full", 2)]
    [InlineData("$GANFLOW mmd nothing.csv x.csv 2>&-", 2)]
    [InlineData("$GANFLOW mmd nothing.csv x.csv 2> /dev/full", 2)]
    [InlineData("$GANFLOW mmd - x.csv <&-", 2)]
    [InlineData("$GANFLOW mmd - x.csv < /dev/null", 2)]
    [InlineData("$GANFLOW mmd - x.csv < x.csv", 0)]
    [InlineData("cat x.csv | $GANFLOW mmd - x.csv | cat | grep -q unbiased", 0)]
    [InlineData("$GANFLOW list | true", 0)]
    [InlineData("$GANFLOW run --steps 1 -n 5 -o o <&- 2>&-", 0)]
    [InlineData("$GANFLOW run --steps 1 -n 5 -o o <&- >&- 2>&-", 2)]
    public void Closed_streams_end_in_an_exit_code(string line, int code)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new Folder();
        folder.File("x.csv", "1,2\n2,3\n3,5\n");
        var answer = Shell(folder[""], line);
        Assert.True(answer.ExitCode == code, $"{line}: {answer.ExitCode}: {answer.Output}{answer.Error}");
        Assert.DoesNotContain("Unhandled", answer.Error, StringComparison.Ordinal);
        Assert.True(answer.Error.Count(c => c == '\n') <= 1, answer.Error);
    }

    // What would colour, move or rename a terminal, in every place from which text reaches one.
    [Fact]
    public void Escapes_of_names_and_files_reach_no_terminal()
    {
        const string escape = "\u001b]0;evil\u0007\u009b31m\u202e";
        using var folder = new Folder();
        var named = folder.File($"x{escape}.csv", "1,2\n3,5\n2,2\n");
        var column = folder.File("column.csv", $"a{escape},b\n1,2\nx{escape},3\n");
        var good = folder.File("good.csv", "1,2\n3,5\n2,2\n");
        var npy = folder["escape.npy"];
        var header = Encoding.Latin1.GetBytes("{'descr': '<f\u001b[31m8', 'fortran_order': False, 'shape': (1, 2), }".PadRight(117) + "\n");
        File.WriteAllBytes(npy, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. new byte[16]]);
        var manifest = folder.File($"m{escape}.json", "{}");

        foreach (var line in new string[][]
            {
                ["mmd", named, good, "-k", "gaussian:1"], ["mmd", named + ".no", good], ["mmd", column, good], ["mmd", npy, good],
                ["mmd", good, good, "--columns", escape], ["mmd", good, good, "-k", escape], ["mmd", good, good, "--estimator", escape],
                ["mmd", good, good, "-k", "gaussian:" + escape], ["mmd", good, good, escape], [escape], ["run", "--" + escape],
                ["run", "--target", named, "--steps", "1", "-n", "3", "-o", folder[$"o{escape}"]],
                ["run", "--target", escape], ["run", "--metric", escape], ["run", "--start", escape + ".csv"], ["run", "--critic", escape],
                ["run", "--manifest", manifest], ["run", "--manifest", manifest + "x"], ["run", "--integrator", "euler:" + escape],
                ["density", "--target", named], ["density", "--grid", escape], ["monoflow", "--loss", escape], ["verify", escape],
                ["train", "--target", named, "--generator", escape], ["run", "--target", named, "--out", named],
            })
        {
            foreach (var args in new[] { line, [.. line, "--json"] })
            {
                var answer = Cli.Run(args);
                var shown = answer.Output + answer.Error;
                Assert.False(
                    shown.Any(c => c != '\n' && c != '\r' && (char.IsControl(c) || c == '\u202e')),
                    $"{string.Join(' ', args)}: {shown.Replace("\u001b", "ESC", StringComparison.Ordinal)}");
            }
        }

        var page = File.ReadAllText(folder[$"o{escape}/report.html"]);
        Assert.DoesNotContain(page, c => c != '\n' && char.IsControl(c));
    }

    [Theory]
    [InlineData("run", "--integrator", "euler:1e-300", "--until", "1")]
    [InlineData("run", "--integrator", "adam:1e-30,0.5,0.9", "--until", "1")]
    [InlineData("run", "--integrator", "euler:0.1", "--until", "1e300")]
    [InlineData("density", "--method", "implicit:1e-12")]
    public void A_time_that_takes_steps_without_end_is_refused(params string[] args)
    {
        using var folder = new Folder();
        var watch = Stopwatch.StartNew();
        BadInputTests.AssertBad("", Cli.Run([.. args, "-o", folder["o"]]));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
        Assert.Empty(folder.Entries);
    }

    // 3735.52 and 1.2563e14 on the line: the grid [-9, 9] has neither.
    [Theory]
    [InlineData("gaussian:1.5,0.8", "would add about 34")]
    [InlineData("gaussian:2,0.75", "grow outwards")]
    public void A_divergence_whose_tails_lie_outside_the_grid_says_so(string start, string what)
    {
        using var folder = new Folder();
        var answer = Cli.Run("density", "--functional", "chi2", "--start", start, "--until", "0", "--json", "-o", folder["o"]);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains(what, answer.Error, StringComparison.Ordinal);
        Assert.Contains(what, answer.Json.GetProperty("warning").GetString(), StringComparison.Ordinal);
        Assert.Contains(what, File.ReadAllText(folder["o/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_grid_has_the_divergence_and_no_warning()
    {
        var answer = Cli.Run("density", "--functional", "chi2", "--until", "0", "--json", "--grid=-20,20,8000");
        Assert.Equal("", answer.Error);
        // What the means over cells lose goes with their width squared: 3705.68 - 3697.59 at h = 0.03, a 36th of that here.
        Assert.Equal(3735.52 - 0.225, answer.Json.GetProperty("series")[0].GetProperty("functional").GetDouble(), 0.02);
    }

    [Theory]
    [InlineData("funnel", "gaussian:0,0,0.1")]
    [InlineData("funnel", "funnel")]
    [InlineData("checkerboard", "checkerboard")]
    public void Named_targets_that_end_early_have_a_grid_of_their_own(string target, string start) =>
        Assert.Equal(0, Cli.Run("density", "--target", target, "--start", start, "--until", "0").ExitCode);

    [Fact]
    public void A_polynomial_far_from_the_origin_says_what_it_loses()
    {
        using var folder = new Folder();
        var (x, y) = (folder.File("x.csv", "1700000000\n1700000020\n"), folder.File("y.csv", "1700000010\n1700000030\n"));
        Assert.Contains("about 16 of the 16 digits of MMD^2 by kernel poly3 are lost", Cli.Run("mmd", x, y, "-k", "poly3").Error, StringComparison.Ordinal);
        Assert.Equal("", Cli.Run("mmd", x, y, "-k", "dot").Error);
        string[] run = ["run", "--target", x, "--start", y, "--kernel", "poly2", "--integrator", "euler:1e-30", "--steps", "1", "-o", folder["o"]];
        Assert.Contains("digits of MMD^2 by kernel poly2 are lost", Cli.Run([.. run, "--standardise", "false"]).Error, StringComparison.Ordinal);
        Assert.Contains("digits of MMD^2 by kernel poly2 are lost", File.ReadAllText(folder["o/report.html"]), StringComparison.Ordinal);
        Assert.DoesNotContain("digits", Cli.Run(run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Which_functional_is_shown_is_always_named()
    {
        const string energy = "E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'|";
        const string mmd = "1/2 MMD^2";
        using var folder = new Folder();
        var list = Cli.Run("list", "--json").Json.GetProperty("functionals").EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("description").GetString()!);
        Assert.Contains(energy, list["energy"], StringComparison.Ordinal);
        Assert.StartsWith(mmd + " = 1/2 E k(X,X') - E k(X,Y) + 1/2 E k(Y,Y')", list["mmd"], StringComparison.Ordinal);
        var help = string.Join(' ', Cli.Run("run", "--help").Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(energy, help, StringComparison.Ordinal);
        Assert.Contains(mmd, help, StringComparison.Ordinal);

        foreach (var (functional, formula) in new[] { ("energy", energy), ("mmd", mmd) })
        {
            string[] args = ["run", "-n", "5", "--steps", "1", "--functional", functional, "-o", folder["o"]];
            Assert.Contains(formula, Cli.Run(args).Output, StringComparison.Ordinal);
            Assert.Contains(formula, Cli.Run([.. args, "--json"]).Json.GetProperty("flow").GetString(), StringComparison.Ordinal);
            var page = System.Net.WebUtility.HtmlDecode(File.ReadAllText(folder["o/report.html"]));
            Assert.Contains(formula, page, StringComparison.Ordinal);
        }
    }

    // A Stein flow with a kernel so narrow that particles do not see each other goes to a mode: each alone.
    [Fact]
    public void A_run_that_collapses_says_so_everywhere()
    {
        using var folder = new Folder();
        string[] args =
        [
            "run", "--target", "eight-gaussians", "--target-samples", "200", "-n", "10", "--start", "gaussian:2,0,0.01", "--functional", "kl",
            "--critic", "score", "--metric", "stein:gaussian:1e-6", "--integrator", "euler:0.001", "--steps", "2000", "-o", folder["o"],
        ];
        var answer = Cli.Run([.. args, "--json"]);
        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Equal("collapsed", answer.Json.GetProperty("outcome").GetString());
        Assert.Contains("the particles have merged", answer.Error, StringComparison.Ordinal);
        Assert.Contains("the particles have merged", File.ReadAllText(folder["o/report.html"]), StringComparison.Ordinal);
        Assert.Equal("collapsed", Manifest(folder["o/manifest.json"]).GetProperty("outcome").GetString());
    }

    [Fact]
    public void A_manifest_of_more_than_a_mebibyte_is_refused_unread()
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run([.. Small, "-o", folder["o"]]).ExitCode);
        var text = File.ReadAllText(folder["o/manifest.json"]);
        var most = folder.File("most.json", text + new string(' ', (1 << 20) - Encoding.UTF8.GetByteCount(text)));
        var more = folder.File("more.json", text + new string(' ', (1 << 20) + 1 - Encoding.UTF8.GetByteCount(text)));
        Assert.Equal(0, Cli.Run("run", "--manifest", most, "-o", folder["again"]).ExitCode);
        BadInputTests.AssertBad("is no manifest: it is larger than 1 MiB.", Cli.Run("run", "--manifest", more, "-o", folder["again"]));
    }

    // What is built here: no assembly names the folder that it was built in.
    [Fact]
    public void No_assembly_holds_the_path_of_its_build()
    {
        var root = Path.GetFullPath(AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf(
            $"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)]);
        string[] assemblies =
        [
            "GanFlowTheory.Numerics.dll", "GanFlowTheory.Core.dll", "GanFlowTheory.Reports.dll", "GanFlowTheory.Laws.dll", "GanFlowTheory.dll",
            "ganflow.dll",
        ];
        Assert.All(assemblies, name => Assert.True(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(root)) < 0, name));
    }
}
