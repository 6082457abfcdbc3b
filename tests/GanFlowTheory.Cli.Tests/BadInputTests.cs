using System;
using System.IO;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Cli.Tests;

/// <summary>Each bad input: one sentence on standard error, exit code 2, nothing on standard output, nothing left
/// behind.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("a verb is missing")]
    [InlineData("unknown verb 'rum'; did you mean 'run'?", "rum")]
    [InlineData("unknown option of run '--kernl'; did you mean '--kernel'?", "run", "--kernl", "gaussian:1")]
    [InlineData("--kernel needs a value.", "run", "--kernel")]
    [InlineData("--kernel needs a value.", "run", "--kernel", "--steps", "5")]
    [InlineData("run does not take 'foo'", "run", "foo")]
    [InlineData("unknown kernel 'gausian'; did you mean 'gaussian'?", "run", "--kernel", "gausian:1")]
    [InlineData("the bandwidth of gaussian must be positive, but is 0.", "run", "--kernel", "gaussian:0")]
    [InlineData("the bandwidth of gaussian must be positive, but is -2.", "run", "--kernel", "gaussian:-2")]
    [InlineData("unknown target 'two-mons'; did you mean 'two-moons'?", "run", "--target", "two-mons")]
    [InlineData("unknown target 'eight-gausians'; did you mean 'eight-gaussians'?", "collapse", "--target", "eight-gausians")]
    [InlineData(
        "--target rings is no mixture of Gaussians, so that it has no modes to cover; one that is: eight-gaussians.",
        "collapse", "--target", "rings")]
    [InlineData("--target old-faithful is no mixture of Gaussians", "collapse", "--target", "old-faithful")]
    [InlineData(
        "--clocks: a critic's clock must be a number of at least 0, or best, but is '-1'.", "collapse", "--clocks", "0,-1")]
    [InlineData("or best, but is 'fast'.", "collapse", "--clocks", "fast")]
    [InlineData("the clock 20000 is above 10000, where a critic moves as its best response does", "collapse", "--clocks", "2e4")]
    [InlineData("or best, but is ''.", "collapse", "--clocks", "1,")]
    [InlineData("--ridge must be positive, but is 0.", "collapse", "--ridge", "0")]
    [InlineData("--bandwidth must be positive, but is 0.", "collapse", "--bandwidth", "0")]
    [InlineData("--until must be positive, but is 0.", "collapse", "--until", "0")]
    [InlineData("--features must be at least 1, but is 0.", "collapse", "--features", "0")]
    [InlineData("--particles must be at least 2, but is 1.", "collapse", "-n", "1")]
    [InlineData("--strengths must rise within [0, 1], such as 0,0.5,1, but is '0.5,0.25'.", "disturbances", "--strengths", "0.5,0.25")]
    [InlineData("--strengths must rise within [0, 1], such as 0,0.5,1, but is '0,1.5'.", "disturbances", "--strengths", "0,1.5")]
    [InlineData("--strengths must be numbers separated by commas, but is '0,half'.", "disturbances", "--strengths", "0,half")]
    [InlineData("--strengths must be numbers separated by commas, but is ''.", "disturbances", "--strengths", "")]
    [InlineData("--nearest must be below the number of images, 8, but is 8.", "disturbances", "-n", "8", "--nearest", "8")]
    [InlineData("--count must be at least 8, but is 7.", "disturbances", "-n", "7")]
    [InlineData("of the classes that are left at strength 1", "disturbances", "-n", "900")]
    [InlineData("of the classes that are left at strength 0", "disturbances", "-n", "1001", "--strengths", "0")]
    [InlineData("unknown option of collapse '--clock'; did you mean '--clocks'?", "collapse", "--clock", "1")]
    [InlineData("the file 'nowhere.csv' does not exist.", "run", "--target", "nowhere.csv")]
    [InlineData("the file 'nowhere.npy' does not exist.", "run", "--start", "nowhere.npy")]
    [InlineData("--columns: column 3 is chosen, but there are 2.", "run", "--columns", "3")]
    [InlineData("--columns: columns must be names, numbers from 1 or ranges of them, such as x,y or 1,3-5, but are '0'.", "run", "--columns", "0")]
    [InlineData("--columns is for data", "run", "--target", "rings", "--columns", "1")]
    [InlineData("--particles must be at least 1, but is 0.", "run", "-n", "0")]
    [InlineData("--particles must be a whole number, but is 'x'.", "run", "-n", "x")]
    [InlineData("--particles must be at most 67108864 in dimension 2, but is 2000000000.", "run", "-n", "2000000000")]
    [InlineData(
        "--start 'gaussian:1,2,3,1' has dimension 3, but the target has dimension 2.",
        "run", "--start", "gaussian:1,2,3,1")]
    [InlineData("the standard deviation of --start must be positive, but is 0.", "run", "--start", "gaussian:0,0")]
    [InlineData("--start must have the form gaussian:MEAN,SD, but is 'gaussian'.", "run", "--start", "gaussian")]
    [InlineData("did you mean 'gaussian'?", "run", "--start", "gausian:0,1")]
    [InlineData("unknown functional 'mmdd'; did you mean 'mmd'?", "run", "--functional", "mmdd")]
    [InlineData("needs a named target that is a mixture", "run", "--functional", "mmd-closed")]
    [InlineData("unknown metric 'wassertein'; did you mean 'wasserstein'?", "run", "--metric", "wassertein")]
    [InlineData("metric must have the form stein:EXPR, but is 'stein'.", "run", "--metric", "stein")]
    [InlineData("metric sobolev:LAMBDA[,EXPR] needs a positive number, but has '-1'.", "run", "--metric", "sobolev:-1")]
    [InlineData("metric must have the form wfr:A,B, but is 'wfr:1'.", "run", "--metric", "wfr:1")]
    [InlineData("unknown critic 'exat'; did you mean 'exact'?", "run", "--critic", "exat")]
    [InlineData("unknown critic 'kdee'; did you mean 'kde'?", "run", "--functional", "kl", "--critic", "kdee")]
    [InlineData(
        "--critic exact sees no first variation of jsd, which particles do not have; "
        + "take gaussian, kde, logistic or lsif.",
        "run", "--functional", "jsd", "--critic", "exact")]
    [InlineData("--critic kde estimates f-divergences, and --functional mmd is none", "run", "--critic", "kde")]
    [InlineData("unknown functional 'kll'; did you mean 'kl'?", "run", "--functional", "kll")]
    [InlineData(
        "--critic score needs the score of the target, which data does not have; take gaussian, kde, logistic or lsif, "
            + "or a target with a score: eight-gaussians, two-moons,",
        "run", "--functional", "kl", "--critic", "score")]
    [InlineData(
        "--critic score needs the score of the target, which checkerboard does not have;",
        "run", "--functional", "kl", "--critic", "score", "--target", "checkerboard")]
    [InlineData(
        "--critic score leaves log q to the metric, and --metric fisher-rao cannot move along it; take stein:EXPR or "
            + "wasserstein, or --critic kde.",
        "run", "--functional", "kl", "--critic", "score", "--target", "rings", "--metric", "fisher-rao")]
    [InlineData(
        "--metric sobolev:0.1 cannot move along it;",
        "run", "--functional", "kl", "--critic", "score", "--target", "rings", "--metric", "sobolev:0.1")]
    [InlineData(
        "--metric monoflow:vanilla cannot move along it;",
        "run", "--functional", "kl", "--critic", "score", "--target", "rings", "--metric", "monoflow:vanilla")]
    [InlineData(
        "unknown metric 'stien'; did you mean 'stein'?",
        "run", "--functional", "kl", "--critic", "score", "--target", "rings", "--metric", "stien:gaussian:1")]
    [InlineData(
        "--critic score sees reverse KL alone; take it with --functional kl.",
        "run", "--functional", "jsd", "--critic", "score", "--target", "rings")]
    [InlineData("--critic score sees reverse KL alone;", "run", "--critic", "score", "--target", "rings")]
    [InlineData(
        "--integrator rk4:0.1 cannot step the noise of --critic score in --metric wasserstein; take euler:TAU, such as "
            + "euler:0.005.",
        "run", "--functional", "kl", "--critic", "score", "--target", "rings", "--integrator", "rk4:0.1")]
    [InlineData("f-divergence alpha:A needs a finite number, but has 'x'.", "run", "--functional", "alpha:x")]
    [InlineData(
        "--metric monoflow:vanilla is a metric for reverse KL; take it with --functional kl.",
        "run", "--functional", "jsd", "--metric", "monoflow:vanilla")]
    [InlineData("--metric monoflow:vanilla is a metric for reverse KL;", "run", "--metric", "monoflow:vanilla")]
    [InlineData(
        "unknown loss 'vanila'; did you mean 'vanilla'?",
        "run", "--functional", "kl", "--metric", "monoflow:vanila")]
    [InlineData("metric must have the form monoflow:LOSS", "run", "--functional", "kl", "--metric", "monoflow")]
    [InlineData(
        "--integrator descent:1 needs the value of kl, which particles do not have;",
        "run", "--functional", "kl", "--integrator", "descent:1")]
    [InlineData("unknown integrator 'eulr'; did you mean 'euler'?", "run", "--integrator", "eulr:1")]
    [InlineData("must have the form euler:TAU", "run", "--integrator", "euler")]
    [InlineData("--steps must be at least 0, but is -1.", "run", "--steps", "-1")]
    [InlineData("--steps is given more than once.", "run", "--steps", "1", "--steps", "2")]
    [InlineData("--until must be at least 0, but is -1.", "run", "--until", "-1")]
    [InlineData("--noise must be a finite number, but is 'NaN'.", "run", "--noise", "NaN")]
    [InlineData("--standardise must be true or false, but is 'maybe'.", "run", "--standardise", "maybe")]
    [InlineData("--seed must be a whole number, but is '1.5'.", "run", "--seed", "1.5")]
    [InlineData("the manifest 'nowhere.json' does not exist.", "run", "--manifest", "nowhere.json")]
    [InlineData("only one of --target and --start can be standard input.", "run", "--target", "-", "--start", "-")]
    [InlineData("mmd needs the argument B", "mmd", "a.csv")]
    [InlineData("the file 'a.csv' does not exist.", "mmd", "a.csv", "b.csv")]
    [InlineData("only one of the samples can be standard input.", "mmd", "-", "-")]
    [InlineData("unknown estimator 'biasd'; did you mean 'biased'?", "mmd", "a.csv", "b.csv", "--estimator", "biasd")]
    [InlineData("monoflow needs --loss NAME; known: vanilla, non-saturating,", "monoflow")]
    [InlineData("unknown loss 'vanila'; did you mean 'vanilla'?", "monoflow", "--loss", "vanila")]
    [InlineData("unknown f-divergence 'jds'; did you mean 'jsd'?", "monoflow", "--loss", "f:jds")]
    [InlineData("loss shifted:C needs a finite number, but has 'x'.", "monoflow", "--loss", "shifted:x")]
    [InlineData("--range must be two finite numbers A,B with A below B", "monoflow", "--loss", "mle", "--range", "3,1")]
    [InlineData("--range must be two finite numbers A,B with A below B", "monoflow", "--loss", "mle", "--range", "3")]
    [InlineData("A below B, but is '3,x'.", "monoflow", "--loss", "mle", "--range", "3,x")]
    [InlineData("unknown claim 'no-such-claim'", "verify", "no-such-claim")]
    [InlineData("--cases must be at least 1, but is 0.", "verify", "--cases", "0")]
    [InlineData("unknown option of claims '--jsn'; did you mean '--json'?", "claims", "--jsn")]
    public void Is_told_in_one_sentence(string expected, params string[] args)
    {
        using var folder = new Folder();
        var output = args is ["run", ..] ? new[] { "--out", folder["out"] } : [];

        AssertBad(expected, Cli.Run([.. args, .. output]));
        AssertBad(expected, Cli.Run([.. args, .. output, .. args.Length == 0 ? Array.Empty<string>() : ["--json"]]));
        Assert.Empty(folder.Entries);
    }

    [Theory]
    [InlineData("1,2\n3,nan\n", "line 2, column 2: 'nan' is not a finite number; 1 of 2 rows has missing values, which can be left out (--missing drop).")]
    [InlineData("1,2\n-inf,4\n", "line 2, column 1: '-inf' is not a finite number.")]
    [InlineData("1,2\n3\n", "line 2")]
    [InlineData("a,b\n1,2\n3,x\n", "line 3, column 2: 'x' is not a number; if the column is text, choose the others (--columns).")]
    [InlineData("NA,2\n3,4\n", "line 1, column 1: 'NA' is not a number; rows with missing values can be left out (--missing drop); if the row is a header, that must be said (--header yes or no).")]
    [InlineData("", "data.csv")]
    public void In_data_is_told_with_its_place(string content, string expected)
    {
        using var folder = new Folder();
        var file = folder.File("data.csv", content);
        var good = folder.File("good.csv", "1,2\n2,3\n");

        AssertBad(expected, Cli.Run("run", "--target", file, "--out", folder["out"]));
        AssertBad(expected, Cli.Run("run", "--start", file, "--out", folder["out"]));
        AssertBad(expected, Cli.Run("mmd", good, file));
        Assert.Equal(2, folder.Entries.Length);
    }

    [Fact]
    public void Mismatched_dimensions_are_told_with_both()
    {
        using var folder = new Folder();
        var (one, two) = (folder.File("one.csv", "1\n2\n"), folder.File("two.csv", "1,2\n2,3\n"));

        AssertBad($"'{one}' has 1 and '{two}' has 2.", Cli.Run("mmd", one, two));
        AssertBad(
            "has 1 columns, but the target has dimension 2.",
            Cli.Run("run", "--target", two, "--start", one, "--out", folder["o"]));
        AssertBad("column 2 is chosen, but there are 1.", Cli.Run("mmd", one, two, "--columns", "2"));
    }

    [Fact]
    public void More_particles_than_points_are_refused()
    {
        using var folder = new Folder();
        var two = folder.File("two.csv", "1,2\n2,3\n");

        AssertBad(
            "--particles asks for 3 points, but",
            Cli.Run("run", "--start", two, "-n", "3", "--out", folder["o"]));
    }

    [Fact]
    public void An_unwritable_folder_is_told_before_the_run()
    {
        using var folder = new Folder();
        var file = folder.File("file", "kept");
        // A run of a billion steps would not end: the sentence comes before it.
        string[] run = ["run", "--steps", "1000000000", "--out"];

        AssertBad($"'{file}' is a file.", Cli.Run([.. run, file]));
        AssertBad($"'{file}' is a file.", Cli.Run([.. run, Path.Combine(file, "deep", "out")]));
        Assert.Equal("kept", File.ReadAllText(file));

        if (Directory.Exists("/proc"))
        {
            AssertBad("cannot be written", Cli.Run([.. run, "/proc/ganflow-out"]));
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"program\": \"something else\"}")]
    public void What_is_no_manifest_is_told(string content)
    {
        using var folder = new Folder();
        var file = folder.File("manifest.json", content);

        AssertBad("is not a manifest of ganflow run.", Cli.Run("run", "--manifest", file, "--out", folder["out"]));
    }

    [Fact]
    public void The_process_tells_it_too()
    {
        var answer = Ganflow.Run(null, "run", "--kernel", "gaussian:0", "--json");

        AssertBad("the bandwidth of gaussian must be positive, but is 0.", answer);
    }

    internal static void AssertBad(string expected, Answer answer)
    {
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, answer.ExitCode);
        Assert.Empty(answer.Output);
        Assert.StartsWith("ganflow: ", answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(answer.Error.TrimEnd().Last(), ".?");
        Assert.DoesNotContain("(Parameter", answer.Error, StringComparison.Ordinal);
    }
}
