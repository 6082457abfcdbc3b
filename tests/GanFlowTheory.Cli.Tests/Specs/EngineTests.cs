using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using GanFlowTheory.Cli.Trainings;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Specs;

/// <summary>The engine of a verb, where the program is built without the engine torch.</summary>
public sealed class EngineTests
{
    private const string NotHere = "the engine 'torch' is not in this build: it comes with";

    private static readonly string[] Flow =
        ["run", "--target", "two-moons", "--target-samples", "30", "-n", "20", "--steps", "3"];

    // With a critic, with kernels in the scores and in the metric: all that goes on an engine.
    private static readonly string[] Train =
    [
        "train", "--gan", "vanilla", "--target", "two-moons", "--target-samples", "60", "--generator", "2-6-2:tanh",
        "--critic", "2-8-1:tanh", "--critic-first-steps", "2", "--batch", "16",
    ];

    private static string[] Verb(Folder folder, string verb) => verb switch
    {
        "run" => [.. Flow, "--out", folder["out"]],
        "train" => [.. Train, "--steps", "2", "--out", folder["out"]],
        _ => [verb, folder.File("a.csv", "0,1\n2,1\n1,3\n2,2\n"), folder.File("b.csv", "1,1\n0,1\n3,3\n0,0\n")],
    };

    [Theory]
    [InlineData("run")]
    [InlineData("train")]
    [InlineData("mmd")]
    [InlineData("kid")]
    public void What_is_no_engine_or_not_here_is_told_before_anything_is_written(string verb)
    {
        using var folder = new Folder();
        var args = Verb(folder, verb);

        foreach (var (engine, sentence) in ((string, string)[])
            [
                ("torhc", "unknown engine 'torhc'; did you mean 'torch'?"),
                ("managed:float32", "engine must have the form managed"),
                ("", "unknown engine ''"),
                ("torch", NotHere),
                ("torch:float32", NotHere),
                ("torch:cuda", NotHere),
            ])
        {
            BadInputTests.AssertBad(sentence, Cli.Run([.. args, "--engine", engine, "--json"]));
        }

        Assert.False(Directory.Exists(folder["out"]));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("train")]
    public void The_managed_engine_is_the_default_and_told(string verb)
    {
        using var folder = new Folder();
        var args = Verb(folder, verb)[..^1];
        var plain = Cli.Run([.. args, folder["plain"], "--json"]);
        var named = Cli.Run([.. args, folder["named"], "--engine", " managed"]);

        Assert.Equal(("", 0, "", 0), (plain.Error, plain.ExitCode, named.Error, named.ExitCode));
        Assert.Equal("managed", plain.Json.GetProperty("engine").GetString());
        Assert.Matches(@"\n\s*engine +managed", named.Output);
        var files = Directory.GetFiles(folder["plain"]).Select(Path.GetFileName).Where(name => name != "times.csv").ToArray();
        Assert.Contains("manifest.json", files);
        Assert.All(
            files,
            name => Assert.Equal(File.ReadAllBytes(folder["plain/" + name]), File.ReadAllBytes(folder["named/" + name])));
        Assert.Matches(">engine</t[hd]>\\s*<td[^>]*>managed<", File.ReadAllText(folder["plain/report.html"]));
        var manifest = JsonNode.Parse(File.ReadAllText(folder["plain/manifest.json"]))!;
        Assert.Equal("managed", (string?)manifest["settings"]!["engine"]);
        Assert.Equal("managed", (string?)manifest["resolvedEngine"]);
        // Its bits are the same on any number of threads.
        Assert.Null(manifest["settings"]!["threads"]);
    }

    [Theory]
    [InlineData("mmd")]
    [InlineData("kid")]
    public void An_estimate_tells_its_engine(string verb)
    {
        using var folder = new Folder();
        var args = Verb(folder, verb);

        var json = Cli.Run([.. args, "--json"]).Json;
        var estimate = verb == "mmd" ? json.GetProperty("estimates")[0] : json;
        Assert.Equal("managed", estimate.GetProperty("engine").GetString());
        Assert.Contains("engine managed\n", Cli.Run(args).Output, StringComparison.Ordinal);
        Assert.Equal(Cli.Run(args).Output, Cli.Run([.. args, "--engine", "managed"]).Output);
    }

    // The manifest of a folder with another engine in it, or with none as before there were others.
    private static string Manifest(Folder folder, string from, string? engine, string? resolved, int? threads = null)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(folder[from]))!.AsObject();
        var settings = manifest["settings"]!.AsObject();
        settings.Remove("engine");
        settings.Remove("threads");
        manifest.Remove("resolvedEngine");

        if (engine is not null)
        {
            settings["engine"] = engine;
        }

        if (threads is not null)
        {
            settings["threads"] = threads;
        }

        if (resolved is not null)
        {
            manifest["resolvedEngine"] = resolved;
        }

        return folder.File(from, manifest.ToJsonString());
    }

    [Theory]
    [InlineData("run", "particles.npy")]
    [InlineData("train", "generator.npz")]
    public void A_manifest_without_an_engine_is_of_the_managed_one(string verb, string result)
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Verb(folder, verb)).ExitCode);
        string[] again = [verb, "--manifest", Manifest(folder, "out/manifest.json", null, null), "--out", folder["again"]];

        var answer = Cli.Run([.. again, "--json"]);

        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Equal("managed", answer.Json.GetProperty("engine").GetString());
        Assert.Equal(File.ReadAllBytes(folder["out/" + result]), File.ReadAllBytes(folder["again/" + result]));
        BadInputTests.AssertBad(
            "--engine cannot be combined with --manifest", Cli.Run([.. again, "--engine", "managed"]));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("train")]
    public void A_manifest_of_another_engine_asks_for_it(string verb)
    {
        using var folder = new Folder();
        Assert.Equal(0, Cli.Run(Verb(folder, verb)).ExitCode);
        string[] again = [verb, "--manifest", folder["out/manifest.json"], "--out", folder["again"]];

        Manifest(folder, "out/manifest.json", "torch:cuda", null);
        BadInputTests.AssertBad(NotHere, Cli.Run(again));
        Assert.False(Directory.Exists(folder["again"]));

        Manifest(folder, "out/manifest.json", "managed", "managed 0");
        Assert.Contains(
            "the manifest is of the engine 'managed 0', and this is 'managed'", Cli.Run(again).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_goes_on_with_the_engine_that_it_had()
    {
        using var folder = new Folder();
        string[] Resumed(string name, params string[] more) =>
        [
            .. Train, "--steps", "4", "--out", folder[name], "--resume", folder["out/checkpoint.npz"], .. more,
        ];
        Assert.Equal(0, Cli.Run([.. Train, "--steps", "4", "--out", folder["whole"]]).ExitCode);
        Assert.Equal(0, Cli.Run(Verb(folder, "train")).ExitCode);

        // As before there were other engines.
        Manifest(folder, "out/manifest.json", null, null);
        Assert.Equal(0, Cli.Run(Resumed("rest")).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder["whole/generator.npz"]), File.ReadAllBytes(folder["rest/generator.npz"]));

        Manifest(folder, "out/manifest.json", "torch", null, 3);
        BadInputTests.AssertBad(NotHere, Cli.Run(Resumed("other")));
        var settings = TrainOptions.Parse(["--resume", folder["out/checkpoint.npz"]]);
        Assert.Equal((3, "torch"), (settings.Threads, settings.Engine));
        BadInputTests.AssertBad(
            "is of a training with engine torch, but this one has managed", Cli.Run(Resumed("other", "--engine", "managed")));
        Assert.False(Directory.Exists(folder["other"]));
    }

    // Away from its manifest a checkpoint knows its settings: without an engine in them before there were others.
    [Fact]
    public void A_checkpoint_names_every_engine_but_the_managed_one()
    {
        string[] Lines(string engine) => TrainResume.TextOf(
            TrainOptions.Parse(["--engine", engine]), "points").Split('\n');

        Assert.DoesNotContain(Lines("managed"), line => line.StartsWith("engine", StringComparison.Ordinal));
        Assert.Equal(["engine=torch:cuda"], Lines("torch:cuda").Except(Lines("managed")));
        Assert.DoesNotContain(Lines("torch"), line => line.StartsWith("threads", StringComparison.Ordinal));
    }

    [Fact]
    public void A_comparison_of_GANs_takes_one_and_refuses_it_before_any_training()
    {
        using var folder = new Folder();
        string[] Compare(string engine) =>
        [
            "compare-gans", "--out", folder["o"], folder.File(
                "spec.json",
                $$"""
                {"gans": ["mmd"], "engine": "{{engine}}", "generator": "2-4-2:tanh", "targetSamples": 20, "batch": 8, "steps": 1}
                """),
        ];

        BadInputTests.AssertBad("mmd: unknown engine 'torhc'; did you mean 'torch'?", Cli.Run(Compare("torhc")));
        BadInputTests.AssertBad("mmd: " + NotHere, Cli.Run(Compare("torch")));
        Assert.False(Directory.Exists(folder["o"]));
        Assert.Equal(0, Cli.Run(Compare("managed")).ExitCode);
        Assert.Contains("managed", File.ReadAllText(folder["o/mmd-seed-0/manifest.json"]), StringComparison.Ordinal);
    }
}
