using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Collapses;

public sealed class CollapseTests
{
    private static readonly string[] Small =
        ["collapse", "-n", "24", "--features", "16", "--until", "1", "--clocks", "0, 1,best", "--seed", "3"];

    [Fact]
    public void The_document_is_that_of_the_study()
    {
        var answer = Cli.Run([.. Small, "--ridge", "0.2", "--bandwidth", "0.75", "--json"]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var study = ModeCollapse.Study(
            CollapseSettings.Standard with
            {
                Clocks = [CriticClock.OfKappa(0), CriticClock.OfKappa(1), CriticClock.BestResponse],
                Particles = 24,
                Features = 16,
                Bandwidth = 0.75,
                Ridge = 0.2,
                Until = 1,
                Seed = Seed.Create(3),
            },
            Target.EightGaussians);
        var courses = answer.Json.GetProperty("courses").EnumerateArray().ToArray();
        Assert.Equal(["0", "1", "best"], courses.Select(course => course.GetProperty("clock").GetString()));

        foreach (var (course, json) in study.Courses.Zip(courses))
        {
            var (first, last) = (course.Moments[0].Measure, course.Moments[^1].Measure);
            Assert.Equal(last.Coverage.Covered, json.GetProperty("covered").GetInt32());
            Assert.Equal(8, json.GetProperty("modes").GetInt32());
            Assert.Equal(last.Coverage.Quality, json.GetProperty("quality").GetDouble());
            Assert.Equal(first.Variance, json.GetProperty("variance").GetProperty("start").GetDouble());
            Assert.Equal(last.Variance, json.GetProperty("variance").GetProperty("end").GetDouble());
            Assert.Equal(last.Within, json.GetProperty("within").GetProperty("end").GetDouble());
            Assert.Equal(course.End.End.Word, json.GetProperty("end").GetString());
        }

        Assert.Equal(3, answer.Json.GetProperty("gaussian").GetArrayLength());
        Assert.Equal(0, answer.Json.GetProperty("files").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("manifest").ValueKind);
    }

    [Fact]
    public void The_files_hold_the_courses_and_the_manifest_reruns_them()
    {
        using var folder = new Folder();
        var first = Cli.Run([.. Small, "--out", folder["a"]]);
        Assert.Equal(("", 0), (first.Error, first.ExitCode));
        Assert.Contains("clock best: ", first.Output, StringComparison.Ordinal);
        Assert.Contains("within modes", first.Output, StringComparison.Ordinal);

        var again = Cli.Run("collapse", "--manifest", Path.Combine(folder["a"], "manifest.json"), "--out", folder["b"]);
        Assert.Equal(("", 0), (again.Error, again.ExitCode));

        foreach (var name in new[] { "courses.csv", "particles.csv", "report.html" })
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder["a"], name)), File.ReadAllBytes(Path.Combine(folder["b"], name)));
        }

        var lines = File.ReadAllLines(Path.Combine(folder["a"], "courses.csv"));
        Assert.Equal("clock,t,covered,quality,variance,variance_within_modes", lines[0]);
        Assert.Equal(["0", "1", "best"], lines.Skip(1).Select(line => line.Split(',')[0]).Distinct());
        // 24 particles on each of three clocks.
        Assert.Equal(1 + 3 * 24, File.ReadAllLines(Path.Combine(folder["a"], "particles.csv")).Length);
    }

    [Fact]
    public void Runs_and_trainings_to_a_mixture_report_its_modes_in_the_units_of_the_data()
    {
        using var folder = new Folder();
        // Standardised units are 1.4 times as long: coverage is that of the particles as they are written.
        var run = Cli.Run(
            "run", "--target", "eight-gaussians", "-n", "60", "--steps", "3", "--standardise", "--kernel", "gaussian:1",
            "--out", folder["run"], "--json");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        var end = run.Json.GetProperty("modes").GetProperty("end");
        var expected = ModeCoverage.Measure(
            Target.EightGaussians.Mixture!, Points.ReadNpy(Path.Combine(folder["run"], "particles.npy")));
        Assert.Equal(expected.Covered, end.GetProperty("covered").GetInt32());
        Assert.Equal(8, end.GetProperty("of").GetInt32());
        Assert.Equal(expected.Quality, end.GetProperty("quality").GetDouble());
        Assert.Equal(8, run.Json.GetProperty("modes").GetProperty("start").GetProperty("of").GetInt32());
        Assert.Contains(
            "modes covered at the end", File.ReadAllText(Path.Combine(folder["run"], "report.html")), StringComparison.Ordinal);

        var training = Cli.Run(
            "train", "--gan", "mmd", "--target", "eight-gaussians", "--batch", "32", "--steps", "2", "--out",
            folder["train"], "--json");
        Assert.Equal(("", 0), (training.Error, training.ExitCode));
        end = training.Json.GetProperty("modes").GetProperty("end");
        // Of the fresh points that every score is taken of.
        var last = File.ReadLines(Path.Combine(folder["train"], "scores.csv")).Last().Split(',');
        Assert.Equal(int.Parse(last[6], CultureInfo.InvariantCulture), end.GetProperty("covered").GetInt32());
        Assert.Equal(double.Parse(last[7], CultureInfo.InvariantCulture), end.GetProperty("quality").GetDouble());
        Assert.Contains(
            "mass near a mode at the end",
            File.ReadAllText(Path.Combine(folder["train"], "report.html")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Minimising_movements_of_particles_report_them_too()
    {
        using var folder = new Folder();
        var file = folder.File("x.csv", "2,0.1\n0.1,2\n0,0\n-2,0\n");
        string[] args = ["jko", "--state", file, "--functional", "mmd", "--tau", "0.001", "--steps", "1"];
        var modes = Cli.Run([.. args, "--target", "eight-gaussians", "--json"]).Json.GetProperty("modes");

        // Three of the four points lie at the centres of modes, and one step is short.
        Assert.Equal(3, modes.GetProperty("start").GetProperty("covered").GetInt32());
        Assert.Equal(0.75, modes.GetProperty("end").GetProperty("quality").GetDouble());
        Assert.Contains(
            "modes: 3 of 8 covered at the start, 3 of 8 at the end",
            Cli.Run([.. args, "--target", "eight-gaussians"]).Output,
            StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Cli.Run([.. args, "--target", "rings", "--json"]).Json.GetProperty("modes").ValueKind);
    }

    [Fact]
    public void Where_the_target_is_no_mixture_there_are_no_modes()
    {
        using var folder = new Folder();
        var run = Cli.Run("run", "--target", "rings", "-n", "20", "--steps", "1", "--out", folder["run"], "--json");

        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("modes").ValueKind);
        Assert.DoesNotContain(
            "modes covered", File.ReadAllText(Path.Combine(folder["run"], "report.html")), StringComparison.Ordinal);
        Assert.Contains(
            "covered at the start",
            Cli.Run("run", "--target", "eight-gaussians", "-n", "20", "--steps", "1", "--out", folder["other"]).Output,
            StringComparison.Ordinal);
    }
}
