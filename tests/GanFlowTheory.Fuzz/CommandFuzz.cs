using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using GanFlowTheory.Cli;
using Xunit;

namespace GanFlowTheory.Fuzz;

/// <summary>Whole command lines in process, and processes that are killed.</summary>
public sealed class CommandFuzz : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ganflow-fuzz-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    private string At(string name) => Path.Combine(folder, name);

    [Fact]
    public void Samples_of_any_bytes_give_an_estimate_or_a_sentence()
    {
        var seed = Encoding.UTF8.GetBytes("x,y\n1,2\n3,4.5\n-1,0\n2,2\n");
        File.WriteAllBytes(At("x.csv"), seed);
        var chance = new Random(21);
        var faults = Enumerable.Range(0, 300 * Fuzz.Rounds).Select(_ => Fuzz.Fault(
            Fuzz.Mutate(chance, seed), "mmd", At("x.csv"), "-", "-k", "gaussian:1", "--estimator", "biased", "--json"));
        Assert.Equal("", Fuzz.Sum(faults));
    }

    [Fact]
    public void Manifests_and_checkpoints_of_any_bytes_are_one_sentence()
    {
        string[] train =
        [
            "train", "--target", "two-moons", "--target-samples", "40", "--generator", "2-4-2:tanh", "--critic", "2-8-1:tanh",
            "--batch", "8", "--critic-first-steps", "1", "--json",
        ];
        Assert.Equal(0, Fuzz.Run(null, [.. train, "--steps", "2", "-o", At("train")]).Code);
        Directory.CreateDirectory(At("mutated"));
        var manifest = File.ReadAllBytes(At("train/manifest.json"));
        var checkpoint = File.ReadAllBytes(At("train/checkpoint.npz"));
        var chance = new Random(22);
        var faults = Enumerable.Range(0, 60 * Fuzz.Rounds).Select(round =>
        {
            File.WriteAllBytes(At("m.json"), Fuzz.Mutate(chance, manifest));
            File.WriteAllBytes(At("c.npz"), Fuzz.Mutate(chance, checkpoint));
            // One of the two is whole, so that the other is read.
            File.WriteAllBytes(At("mutated/manifest.json"), round % 2 == 0 ? manifest : File.ReadAllBytes(At("m.json")));
            File.WriteAllBytes(At("mutated/checkpoint.npz"), round % 2 == 0 ? File.ReadAllBytes(At("c.npz")) : checkpoint);
            return Fuzz.Fault(null, "density", "--manifest", At("m.json"))
                ?? Fuzz.Fault(null, "sample", At("mutated"), "-n", "3")
                ?? Fuzz.Fault(null, [.. train, "--steps", "3", "-o", At("again"), "--resume", At("c.npz")]);
        });
        Assert.Equal("", Fuzz.Sum(faults));
    }

    // Joining plans every cell, and runs none.
    [Fact]
    public void Specifications_of_sweeps_of_any_bytes_are_one_sentence()
    {
        var seed = Encoding.UTF8.GetBytes("""
            {"verb": "run", "options": {"target": "two-moons", "targetSamples": 9, "steps": 4, "standardise": null},
             "grid": {"kernel": ["gaussian:0.5", "rq:1"], "n": [8, 12]}, "seeds": [0, 1]}
            """);
        Directory.CreateDirectory(At("empty"));
        var chance = new Random(26);
        var faults = Enumerable.Range(0, 60 * Fuzz.Rounds).Select(_ =>
        {
            File.WriteAllBytes(At("s.json"), Fuzz.Mutate(chance, seed));
            return Fuzz.Fault(null, "sweep", At("s.json"), "--merge", At("empty"), "--json", "-o", At("o"));
        });
        Assert.Equal("", Fuzz.Sum(faults));
    }

    // Of two parts one is missing, so that what reads is told so and judges nothing.
    [Fact]
    public void Parts_of_checks_of_any_bytes_are_one_sentence()
    {
        Assert.Equal(0, Fuzz.Run(null, "verify", "MN21-7", "--cases", "3", "--shard", "1/2", "-o", At("v")).Code);
        var part = File.ReadAllBytes(At("v/part-1-of-2.json"));
        var chance = new Random(27);
        var faults = Enumerable.Range(0, 60 * Fuzz.Rounds).Select(_ =>
        {
            File.WriteAllBytes(At("v/part-1-of-2.json"), Fuzz.Mutate(chance, part));
            return Fuzz.Fault(null, "verify", "--merge", At("v"), "--json");
        });
        Assert.Equal("", Fuzz.Sum(faults));
    }

    // Killed while it trains and writes, again and again into one folder: where a manifest is, it reads; the checkpoint, once
    // there, can be gone on from; nothing stays behind but results.
    [Fact]
    public void A_training_that_is_killed_goes_on()
    {
        string[] train =
        [
            "train", "--target", "two-moons", "--target-samples", "60", "--generator", "2-4-2:tanh", "--critic", "2-8-1:tanh",
            "--batch", "8", "--critic-first-steps", "1", "--checkpoint-every", "1", "-o", At("t"),
        ];
        var chance = new Random(24);

        for (var kill = 0; kill < 4 * Fuzz.Rounds; kill++)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };

            foreach (var arg in train.Prepend(Path.Combine(AppContext.BaseDirectory, "ganflow.dll")).Concat(["--steps", "100000"]))
            {
                start.ArgumentList.Add(arg);
            }

            using var process = Process.Start(start)!;
            var watch = Stopwatch.StartNew();

            while (!File.Exists(At("t/checkpoint.npz")) && watch.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
            {
                Thread.Sleep(10);
            }

            Thread.Sleep(chance.Next(200));
            process.Kill();
            process.WaitForExit();

            var taken = Fuzz.Run(null, [.. train, "--steps", "0", "--resume", At("t/checkpoint.npz")]);
            Assert.Contains("steps that the training of", taken.Error, StringComparison.Ordinal);
            var from = int.Parse(new string([.. taken.Error.SkipWhile(c => !char.IsDigit(c)).TakeWhile(char.IsDigit)]));
            Assert.Equal(
                0, Fuzz.Run(null, [.. train, "--steps", $"{from + 1}", "--resume", At("t/checkpoint.npz")]).Code);
            Assert.DoesNotContain(Directory.GetFiles(At("t")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
            File.Delete(At("t/checkpoint.npz"));
        }
    }
}
