using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Sweeps;

/// <summary>ganflow sweep.</summary>
public sealed class SweepTests
{
    private const string Spec = """
        {
          // Two kernels, two sizes, three seeds.
          "verb": "run",
          "options": { "target": "two-moons", "targetSamples": 30, "steps": 4, "integrator": "euler:0.1", "critic": null },
          "grid": { "kernel": ["gaussian:0.5", "rq:1"], "n": [8, 12] },
          "seeds": 3,
        }
        """;

    private static readonly string[] Together = ["sweep.html", "sweep.csv", "means.csv", "sweep.json", "spec.json"];

    private static Answer Sweep(Folder folder, string output, params string[] more) =>
        Cli.Run(["sweep", folder.File("spec.json", Spec), "--out", folder[output], "--json", .. more]);

    // The bits of every file of the cells but those of wall-clock times, by their paths.
    private static Dictionary<string, string> CellsIn(params string[] folders) =>
        folders.SelectMany(folder => Directory.GetDirectories(folder)
                .SelectMany(cell => Directory.GetFiles(cell))
                .Where(file => Path.GetFileName(file) != "seconds.json")
                .Select(file => (Name: Path.GetRelativePath(folder, file), Bits: Convert.ToHexString(File.ReadAllBytes(file)))))
            .ToDictionary(file => file.Name, file => file.Bits);

    private static string[] Rows(string file) => [.. File.ReadAllLines(file).Skip(1)];

    [Fact]
    public void Every_point_of_the_grid_is_run_with_every_seed()
    {
        using var folder = new Folder();
        var answer = Sweep(folder, "o");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal(12, answer.Json.GetProperty("cells").GetProperty("done").GetInt32());
        // The last axis runs first, and seeds before it.
        Assert.Equal(
            Enumerable.Range(0, 12).Select(k => FormattableString.Invariant(
                $"{1 + k / 3},{(k < 6 ? "gaussian:0.5" : "rq:1")},{(k / 3 % 2 == 0 ? 8 : 12)},{k % 3},completed,")),
            Rows(folder["o/sweep.csv"]).Select(row => string.Concat(row.Split(',').Take(5).Select(field => field + ","))));

        // Each is the run that its options say.
        var alone = Cli.Run(
            "run", "--target", "two-moons", "--target-samples", "30", "--steps", "4", "--integrator", "euler:0.1", "--kernel", "rq:1",
            "-n", "12", "--seed", "2", "--out", folder["alone"], "--json");
        Assert.All(
            ["particles.npy", "diagnostics.csv", "manifest.json", "report.html"],
            name => Assert.Equal(
                File.ReadAllBytes(folder["alone/" + name]), File.ReadAllBytes(folder["o/4-kernel-rq-1-particles-12-seed-2/" + name])));
        var end = alone.Json.GetProperty("functional").GetProperty("end").GetRawText();
        Assert.Contains("," + end + ",", Rows(folder["o/sweep.csv"])[11], StringComparison.Ordinal);
    }

    [Fact]
    public void Means_have_the_standard_errors_over_the_seeds()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "o").ExitCode);
        var header = File.ReadLines(folder["o/sweep.csv"]).First().Split(',');
        var at = Array.IndexOf(header, "functional.end");
        var ends = Rows(folder["o/sweep.csv"]).Take(3)
            .Select(row => double.Parse(row.Split(',')[at], System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        var means = File.ReadLines(folder["o/means.csv"]).First().Split(',');
        var first = Rows(folder["o/means.csv"])[0].Split(',');
        double Mean(string name) => double.Parse(first[Array.IndexOf(means, name)], System.Globalization.CultureInfo.InvariantCulture);
        var mean = ends.Average();
        var error = Math.Sqrt(ends.Sum(end => (end - mean) * (end - mean)) / 2 / 3);

        // Three numbers of one size: their sums in any order agree to a few roundings.
        Assert.Equal(mean, Mean("functional.end"), 1e-14 * mean);
        Assert.Equal(error, Mean("functional.end_error"), 1e-12 * error);
        Assert.Equal("3", first[Array.IndexOf(means, "runs")]);
        Assert.Equal(4, Rows(folder["o/means.csv"]).Length);
    }

    [Fact]
    public void The_page_has_a_panel_for_each_point_with_a_line_for_each_seed()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "o").ExitCode);
        var page = File.ReadAllText(folder["o/sweep.html"]);

        Assert.All(
            ["1: kernel gaussian:0.5, particles 8", "4: kernel rq:1, particles 12", "seed 2", "course-3", "panel-3"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.All(
            Enumerable.Range(0, 3),
            seed => Assert.Equal(4, page.Split($"<path class=\"orbit orbit-{seed}\"").Length - 1));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_joined_are_the_whole_to_the_bit()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "single").ExitCode);
        var parts = Enumerable.Range(1, 4).Select(at => folder[$"part{at}"]).ToArray();

        foreach (var at in Enumerable.Range(1, 3))
        {
            var part = Sweep(folder, $"part{at}", "--shard", $"{at}/4");
            Assert.Equal(("", 0), (part.Error, part.ExitCode));
            Assert.Equal(3, part.Json.GetProperty("cells").GetProperty("of").GetInt32());
            // The page is for who joins them.
            Assert.Equal([folder[$"part{at}/spec.json"]], Directory.GetFiles(parts[at - 1]));
        }

        var lacking = Cli.Run(["sweep", "--merge", .. parts[..3], "--out", folder["lacking"], "--json"]);
        Assert.Equal(ExitCode.NotReached, lacking.ExitCode);
        Assert.Equal(
            "ganflow: 9 of 12 cells are there, without 2-kernel-gaussian-0.5-particles-12-seed-0, 3-kernel-rq-1-particles-8-seed-1, "
            + "4-kernel-rq-1-particles-12-seed-2; run their shards, and merge again.\n",
            lacking.Error);
        Assert.Equal(3, lacking.Json.GetProperty("cells").GetProperty("missing").GetArrayLength());

        Assert.Equal(0, Sweep(folder, "part4", "--shard", "4/4").ExitCode);
        var merged = Cli.Run(["sweep", "--merge", .. parts, "--out", folder["merged"], "--json"]);
        Assert.Equal(("", 0), (merged.Error, merged.ExitCode));
        Assert.All(
            Together,
            name => Assert.Equal(File.ReadAllBytes(folder["single/" + name]), File.ReadAllBytes(folder["merged/" + name])));
        Assert.Equal(CellsIn(folder["single"]), CellsIn(parts));
    }

    [Fact]
    public void Tasks_in_one_folder_are_joined_there()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "single").ExitCode);
        Assert.Equal(0, Sweep(folder, "o", "--shard", "2/2").ExitCode);
        Assert.Equal(0, Sweep(folder, "o", "--shard", "1/2").ExitCode);
        Assert.Equal(0, Cli.Run("sweep", "--merge", folder["o"], "--out", folder["o"]).ExitCode);
        Assert.All(
            Together, name => Assert.Equal(File.ReadAllBytes(folder["single/" + name]), File.ReadAllBytes(folder["o/" + name])));
        Assert.Equal(CellsIn(folder["single"]), CellsIn(folder["o"]));
    }

    [Fact]
    public void What_is_there_is_kept_and_what_is_lost_or_begun_is_run_again()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "o").ExitCode);
        var whole = CellsIn(folder["o"]);
        var page = File.ReadAllText(folder["o/sweep.html"]);
        string Cell(string name) => Directory.GetDirectories(folder["o"]).Single(cell => cell.EndsWith(name, StringComparison.Ordinal));
        var kept = Cell("particles-8-seed-0".Insert(0, "rq-1-")) + "/particles.npy";
        var written = File.GetLastWriteTimeUtc(kept);
        // One cell is lost, and of another only a beginning is there.
        Directory.Delete(Cell("gaussian-0.5-particles-12-seed-1"), true);
        var begun = Cell("rq-1-particles-12-seed-0");
        File.Delete(begun + "/cell.json");
        File.Delete(begun + "/particles.npy");

        var again = Cli.Run("sweep", folder["o/spec.json"], "--out", folder["o"]);

        Assert.Equal(("", 0), (again.Error, again.ExitCode));
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
        Assert.Equal(whole, CellsIn(folder["o"]));
        Assert.Equal(page, File.ReadAllText(folder["o/sweep.html"]));
    }

    [Fact]
    public void A_cancelled_sweep_says_so_and_goes_on()
    {
        using var folder = new Folder();
        var spec = folder.File("spec.json", Spec.Replace("\"steps\": 4", "\"steps\": 100000", StringComparison.Ordinal));
        var answer = Ganflow.RunInterrupted(
            () => Directory.Exists(folder["o/1-kernel-gaussian-0.5-particles-8-seed-0"]), "sweep", spec, "--out", folder["o"]);

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Contains(" of 12 cells are there, without ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("; the same command goes on.", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.GetDirectories(folder["o"]), cell => cell.EndsWith("rq-1-particles-12-seed-2", StringComparison.Ordinal));
    }

    [Fact]
    public void Flags_switches_and_options_left_out_come_to_the_command_line()
    {
        using var folder = new Folder();
        const string spec = """
            {
              "verb": "train",
              "options": { "target": "two-moons", "target-samples": 20, "generator": "2-4-2:tanh", "gan": "natural", "batch": 8, "steps": 2 },
              "grid": { "fixedNoise": [true, false], "standardise": [null, false] }
            }
            """;
        var answer = Cli.Run("sweep", folder.File("s.json", spec), "--out", folder["o"]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        string[] LineOf(string name) => JsonSerializer.Deserialize<string[]>(File.ReadAllText(folder[$"o/{name}-seed-0/cell.json"]))!;
        Assert.Equal(
            ["--fixed-noise"], LineOf("1-fixed-noise-true-standardise-left-out").Skip(7).SkipLast(2));
        Assert.Equal(["--fixed-noise", "--standardise=false"], LineOf("2-fixed-noise-true-standardise-false").Skip(7).SkipLast(2));
        Assert.Empty(LineOf("3-fixed-noise-false-standardise-left-out").Skip(7).SkipLast(2));
        Assert.Equal(
            ["1,true,,0", "2,true,false,0", "3,false,,0", "4,false,false,0"],
            Rows(folder["o/sweep.csv"]).Select(row => string.Join(',', row.Split(',').Take(4))));
    }

    [Fact]
    public void A_verb_in_which_nothing_is_random_has_no_seeds()
    {
        using var folder = new Folder();
        var answer = Cli.Run(
            "sweep",
            folder.File("s.json", """{"verb": "game", "options": {"bilinear": 1, "steps": 5}, "grid": {"tau": [0.1, 0.2]}}"""),
            "--out", folder["o"], "--json");

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        // What the result has under the name of an axis has another one.
        Assert.StartsWith("cell,tau,outcome,series.radius2,result.tau,", File.ReadLines(folder["o/sweep.csv"]).First(), StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("sweep", folder["o/spec.json"], "--out", folder["o"]).ExitCode);
    }

    [Fact]
    public void A_run_that_diverges_is_told_and_is_a_result()
    {
        using var folder = new Folder();
        var line = new[]
        {
            "sweep",
            folder.File(
                "s.json",
                """
                {"verb": "train", "options": {"gan": "mmd:dot", "penalty": "none", "critic-optimiser": "gd:10", "critic-first-steps": 0,
                 "critic-steps": 1, "critic": "2-16-4:relu", "target-samples": 40, "batch": 16}, "grid": {"steps": [1, 20]}}
                """),
            "--out", folder["o"],
        };
        var answer = Cli.Run(line);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("ganflow: 2-steps-20-seed-0: Diverged at step", answer.Error, StringComparison.Ordinal);
        Assert.Equal(["completed", "diverged"], Rows(folder["o/sweep.csv"]).Select(row => row.Split(',')[3]));
        // It is there, and so is not run and told again.
        Assert.Equal(("", 0), (Cli.Run(line).Error, Cli.Run(line).ExitCode));
    }

    [Theory]
    [InlineData("""{"verb": "run", "sedes": 3}""", "unknown key 'sedes'; did you mean 'seeds'?")]
    [InlineData("""{"verb": "rum", "seeds": 3}""", "unknown verb of a sweep 'rum'; did you mean 'run'?")]
    [InlineData("""{"verb": "mmd", "seeds": 3}""", "unknown verb of a sweep 'mmd'")]
    [InlineData("""{"seeds": 3}""", "it needs a verb, such as")]
    [InlineData("""[]""", "it must be an object, such as")]
    [InlineData("""{"verb": "run"}""", "there is nothing to sweep: it needs a grid or seeds, such as")]
    [InlineData("""{"verb": "run", "grid": {}}""", "the grid is empty")]
    [InlineData("""{"verb": "run", "grid": {"kernel": []}}""", "kernel in the grid must be a list of one value at least, but is [].")]
    [InlineData("""{"verb": "run", "grid": {"n": 5}}""", "particles in the grid must be a list of one value at least, but is 5.")]
    [InlineData("""{"verb": "run", "grid": ["n"]}""", "grid must be an object")]
    [InlineData("""{"verb": "run", "grid": {"kernal": ["rq:1"]}}""", "unknown option of ganflow run 'kernal'; did you mean 'kernel'?")]
    [InlineData("""{"verb": "run", "options": {"kernal": "rq:1"}, "seeds": 2}""", "unknown option of ganflow run 'kernal'")]
    [InlineData("""{"verb": "run", "options": {"gan": "mmd"}, "seeds": 2}""", "unknown option of ganflow run 'gan'")]
    [InlineData("""{"verb": "run", "options": {"steps": [1]}, "seeds": 2}""", "steps must be a text, a number, true, false or null, but is [1]")]
    [InlineData("""{"verb": "run", "options": {"steps": true}, "seeds": 2}""", "steps takes a value, but is true.")]
    [InlineData("""{"verb": "run", "options": {"n": 5, "particles": 6}, "seeds": 2}""", "particles is there twice in the options.")]
    [InlineData("""{"verb": "run", "options": {"steps": 5, "steps": 6}, "seeds": 2}""", "steps is there twice in options.")]
    [InlineData("""{"verb": "run", "options": {"n": 5}, "grid": {"n": [6]}}""", "particles is among the options and in the grid.")]
    [InlineData("""{"verb": "run", "options": {"out": "x"}, "seeds": 2}""", "out cannot be in the options: each run has a folder")]
    [InlineData("""{"verb": "run", "options": {"json": true}, "seeds": 2}""", "json cannot be in the options")]
    [InlineData("""{"verb": "run", "options": {"manifest": "m"}, "seeds": 2}""", "manifest cannot be in the options")]
    [InlineData("""{"verb": "run", "grid": {"seed": [1, 2]}}""", "seed cannot be in the grid: give \"seeds\"")]
    [InlineData("""{"verb": "train", "options": {"resume": "c.npz"}, "seeds": 2}""", "resume cannot be in the options")]
    [InlineData("""{"verb": "run", "grid": {"threads": [1, 2]}}""", "threads belong to the options")]
    [InlineData("""{"verb": "run", "grid": {"n": [5, 5]}}""", "two cells of the grid are the same: 'particles 5' and 'particles 5'.")]
    [InlineData("""{"verb": "run", "grid": {"n": [null, 1000]}}""", "the same: 'particles left out' and 'particles 1000'.")]
    [InlineData("""{"verb": "run", "grid": {"kernel": ["rq:1", " rq:1"]}}""", "two cells of the grid are the same")]
    [InlineData("""{"verb": "run", "grid": {"kernel": ["rq:1", "rqq:1"]}}""", "kernel rqq:1: kernel expression")]
    [InlineData("""{"verb": "run", "grid": {"n": [1, 0]}}""", "particles 0: --particles must be at least 1, but is 0.")]
    [InlineData("""{"verb": "run", "options": {"target": "no.csv"}, "grid": {"n": [5]}}""", "particles 5: the file 'no.csv' does not exist.")]
    [InlineData("""{"verb": "run", "options": {"target": "-"}, "seeds": 2}""", "cannot read standard input")]
    [InlineData("""{"verb": "run", "seeds": 0}""", "the number of seeds must be at least 1, but is 0.")]
    [InlineData("""{"verb": "run", "seeds": 1.5}""", "the number of seeds must be at least 1, but is 1.5.")]
    [InlineData("""{"verb": "run", "seeds": "3"}""", "seeds must be their number, such as 3, or a list of whole numbers")]
    [InlineData("""{"verb": "run", "seeds": [0.5]}""", "seeds must be whole numbers, but one is 0.5.")]
    [InlineData("""{"verb": "run", "seeds": []}""", "there are no seeds to run with.")]
    [InlineData("""{"verb": "run", "seeds": [2, 2]}""", "seeds must differ, but 2 is there twice.")]
    [InlineData("""{"verb": "game", "seeds": 2}""", "nothing in ganflow game is random: leave seeds out.")]
    [InlineData("""{"verb": "run", "grid": {"n": [1, 2, 3]}, "seeds": 50000}""", "at most 100,000 cells, but this one has 150,000.")]
    [InlineData("""{"verb": "run",, }""", "line 1 is no JSON document")]
    [InlineData("""{"verb": "run", "grid": {"kernel": ["\ud800"]}}""", "it has a text that is no Unicode.")]
    [InlineData("""{"verb": "run", "gri\ud800": {"kernel": ["rq:1"]}}""", "it has a text that is no Unicode.")]
    public void A_faulty_specification_is_one_sentence_before_anything_is_run(string spec, string expected)
    {
        using var folder = new Folder();
        BadInputTests.AssertBad(expected, Cli.Run("sweep", folder.File("s.json", spec), "--out", folder["o"]));
        Assert.False(Directory.Exists(folder["o"]));
    }

    [Fact]
    public void A_cell_whose_files_are_spoilt_is_named()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "o", "--shard", "12/12").ExitCode);
        var cell = Assert.Single(Directory.GetDirectories(folder["o"]));
        File.WriteAllText(cell + "/summary.json", "[");
        BadInputTests.AssertBad("summary.json' is not what ganflow sweep wrote", Sweep(folder, "o", "--shard", "12/12"));
        File.WriteAllText(cell + "/cell.json", "{}");
        BadInputTests.AssertBad("cell.json' is not what ganflow wrote; remove its folder.", Sweep(folder, "o", "--shard", "12/12"));
    }

    [Theory]
    [InlineData("\"steps\": 4", "\"steps\": 5", "it has steps 4, and this one steps 5")]
    [InlineData("\"seeds\": 3", "\"seeds\": [0, 2]", "it has the seeds 0, 1, 2, and this one the seeds 0, 2")]
    [InlineData("[8, 12]", "[8, 13]", "it has the grid of particles 8 | 12, and this one the grid of particles 8 | 13")]
    [InlineData(", \"n\": [8, 12]", "", "it has the grid of particles 8 | 12, and this one the seeds 0, 1, 2")]
    public void Another_sweep_in_the_folder_is_refused_with_the_first_difference(string part, string other, string expected)
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "o", "--shard", "12/12").ExitCode);
        var changed = folder.File("t.json", Spec.Replace(part, other, StringComparison.Ordinal));
        BadInputTests.AssertBad(expected, Cli.Run("sweep", changed, "--out", folder["o"]));
        BadInputTests.AssertBad(expected, Cli.Run("sweep", changed, "--merge", folder["o"], "--out", folder["p"]));
        Assert.False(Directory.Exists(folder["p"]));
    }

    [Fact]
    public void The_order_of_options_does_not_matter()
    {
        using var folder = new Folder();
        Assert.Equal(0, Sweep(folder, "o", "--shard", "12/12").ExitCode);
        var turned = Spec.Replace("\"targetSamples\": 30, \"steps\": 4", "\"steps\": 4, \"target-samples\": 30", StringComparison.Ordinal);
        Assert.NotEqual(Spec, turned);
        Assert.Equal(0, Cli.Run("sweep", folder.File("t.json", turned), "--out", folder["o"], "--shard", "12/12").ExitCode);
    }

    [Theory]
    [InlineData("--shard must be I/N with 1 <= I <= N, such as 2/4, but is '3/2'.", "s.json", "--shard", "3/2")]
    [InlineData("the folder 'nowhere' of --merge does not exist.", "--merge", "nowhere")]
    [InlineData("give one of them", "s.json", "--shard", "1/2", "--merge", "HERE")]
    [InlineData("of --merge has no spec.json", "--merge", "HERE")]
    [InlineData("give \"seeds\" in the specification", "s.json", "--seed", "3")]
    [InlineData("sweep needs a specification")]
    [InlineData("the specification 'no.json' does not exist.", "no.json")]
    public void Faulty_options_are_one_sentence(string expected, params string[] more)
    {
        using var folder = new Folder();
        var spec = folder.File("s.json", Spec);
        var here = Directory.CreateDirectory(folder["here"]).FullName;
        var words = more.Select(word => word == "s.json" ? spec : word == "HERE" ? here : word);
        BadInputTests.AssertBad(expected, Cli.Run(["sweep", .. words, "--out", folder["o"]]));
        Assert.False(Directory.Exists(folder["o"]));
    }

    [Fact]
    public void Tab_completes_the_verb_and_its_options()
    {
        Assert.Contains("sweep", Cli.Run("[suggest:10]", "ganflow sw").Output, StringComparison.Ordinal);
        var options = Cli.Run("[suggest:18]", "ganflow sweep --me").Output;
        Assert.Contains("--merge", options, StringComparison.Ordinal);
    }
}
