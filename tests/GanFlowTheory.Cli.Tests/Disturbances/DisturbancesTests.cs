using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Disturbances;

public sealed class DisturbancesTests
{
    private static readonly string[] Small =
        ["disturbances", "-n", "40", "--strengths", "0,0.5,1", "--nearest", "3", "--seed", "5"];

    private static DisturbanceStudy Study()
    {
        var data = Path.Combine(AppContext.BaseDirectory, "data");
        var (images, reference) = Labelled.OfLastColumn(Points.Read(Path.Combine(data, "digits.csv.gz")))
            .Split(Seed.Create(0), 1000);
        return DisturbanceStudy.Run(
            DisturbanceSettings.Digits with
            {
                Count = 40,
                Strengths = [0, 0.5, 1],
                Neighbour = 3,
                Seed = Seed.Create(5),
            },
            Classifier.Load(Path.Combine(data, "digits-classifier.npz")),
            images,
            reference);
    }

    [Fact]
    public void The_document_is_that_of_the_study()
    {
        var answer = Cli.Run([.. Small, "--json"]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var study = Study();
        var json = answer.Json;
        Assert.Equal(
            (32, 797, 40, study.Accuracy),
            (json.GetProperty("features").GetInt32(), json.GetProperty("reference").GetInt32(),
                json.GetProperty("count").GetInt32(), json.GetProperty("accuracy").GetDouble()));
        var courses = json.GetProperty("courses").EnumerateArray().ToArray();
        Assert.Equal(
            study.Courses.Select(course => course.Name),
            courses.Select(course => course.GetProperty("disturbance").GetString()));

        foreach (var (course, shown) in study.Courses.Zip(courses))
        {
            var readings = shown.GetProperty("readings").EnumerateArray().ToArray();
            Assert.Equal(course.Description, shown.GetProperty("description").GetString());
            Assert.Equal(3, readings.Length);

            foreach (var (r, found) in course.Readings.Zip(readings))
            {
                double Value(string name) => found.GetProperty(name).GetDouble();
                Assert.Equal((r.Strength, r.Kid.Value, r.Fid.Value), (Value("strength"), Value("kid"), Value("fid")));
                Assert.Equal(
                    (r.Coverage.Precision, r.Coverage.Recall, r.Coverage.Density, r.Coverage.Coverage),
                    (Value("precision"), Value("recall"), Value("density"), Value("coverage")));
                var error = found.GetProperty("standardError");
                Assert.Equal(r.Kid.StandardError, error.ValueKind == JsonValueKind.Null ? null : error.GetDouble());
            }
        }

        Assert.Equal(0, json.GetProperty("files").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("manifest").ValueKind);
    }

    [Fact]
    public void The_files_hold_the_readings_and_the_manifest_reruns_them()
    {
        using var folder = new Folder();
        var first = Cli.Run([.. Small, "--out", folder["a"]]);
        Assert.Equal(("", 0), (first.Error, first.ExitCode));
        Assert.Contains("near-duplicates", first.Output, StringComparison.Ordinal);
        Assert.Contains("40 digits in each sample against 797 others", first.Output, StringComparison.Ordinal);

        var again = Cli.Run(
            "disturbances", "--manifest", Path.Combine(folder["a"], "manifest.json"), "--out", folder["b"]);
        Assert.Equal(("", 0), (again.Error, again.ExitCode));

        foreach (var name in new[] { "disturbances.csv", "report.html" })
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder["a"], name)), File.ReadAllBytes(Path.Combine(folder["b"], name)));
        }

        var lines = File.ReadAllLines(Path.Combine(folder["a"], "disturbances.csv"));
        Assert.Equal("disturbance,strength,kid,kid_standard_error,fid,precision,recall,density,coverage", lines[0]);
        // Five disturbances at three strengths.
        Assert.Equal(1 + 5 * 3, lines.Length);
        Assert.All(lines, line => Assert.Equal(9, line.Split(',').Length));
        var study = Study();
        Assert.Equal(
            study.Courses.SelectMany(course => course.Readings.Select(r => r.Fid.Value)),
            lines.Skip(1).Select(line => Numeral.Finite(line.Split(',')[4])!.Value));
    }

    [Fact]
    public void Another_seed_takes_other_images_and_a_list_without_0_has_no_row_of_them_undisturbed()
    {
        var one = Cli.Run("disturbances", "-n", "30", "--strengths", "0,1", "--seed", "1").Output;
        Assert.NotEqual(one, Cli.Run("disturbances", "-n", "30", "--strengths", "0,1", "--seed", "2").Output);
        Assert.Contains("none", one, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "none", Cli.Run("disturbances", "-n", "30", "--strengths", "1").Output, StringComparison.Ordinal);
    }
}
