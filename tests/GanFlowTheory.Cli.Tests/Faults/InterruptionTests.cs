using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using GanFlowTheory.Cli.Output;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Faults;

/// <summary>Long work of every verb shows which part is done, and a first signal on its way ends it with a sentence and nothing
/// that looks whole.</summary>
public sealed class InterruptionTests
{
    // Shows go on from work that is left behind: each test has its own list.
    private static (Answer Answer, IReadOnlyList<ProgressState> Shown) Run(int? signalAt, params string[] args)
    {
        using var signal = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var shown = new List<ProgressState>();
        var terminal = new Terminal(() => Stream.Null, output, error, false, signal.Token)
        {
            SeesProgress = state =>
            {
                lock (shown)
                {
                    shown.Add(state);

                    if (shown.Count == signalAt)
                    {
                        signal.Cancel();
                    }
                }
            },
        };
        var code = CommandLine.Invoke(args, terminal, ClaimEntry.All);

        lock (shown)
        {
            return (new(code, output.ToString(), error.ToString()), [.. shown]);
        }
    }

    private static Folder Samples(out string[] names)
    {
        var folder = new Folder();
        names = [.. new[] { "x", "y", "z" }.Select(name =>
        {
            Seed.Create(1).Split(name).Gaussian(200, 2).WriteNpy(folder[name + ".npy"]);
            return folder[name + ".npy"];
        })];
        return folder;
    }

    private static string[] With(string[] args, string[] samples, Folder folder) =>
        [.. args.Select(arg => arg switch { "X" => samples[0], "Y" => samples[1], "Z" => samples[2], "OUT" => folder["out"], _ => arg })];

    public static TheoryData<string[]> Works =>
    [
        ["mmd", "X", "Y", "--estimator", "biased,unbiased,ustat"],
        ["kid", "X", "Y", "--blocks", "20"],
        ["kid", "X", "Y", "--subsets", "9x20"],
        ["fid", "X", "Y", "--infinite", "--nearest", "3"],
        ["test", "X", "Y", "--bandwidths", "2"],
        ["compare", "X", "Y", "Z", "--swaps"],
        ["collapse", "-n", "16", "--features", "8", "--until", "0.5", "--out", "OUT"],
        ["disturbances", "-n", "12", "--strengths", "0,0.5", "--out", "OUT"],
        ["limit", "--bilinear", "1", "--out", "OUT"],
        ["reproduce", "bsag18-kid-gaussians"],
    ];

    [Theory]
    [MemberData(nameof(Works))]
    public void Progress_rises_to_the_end(string[] args)
    {
        using var folder = Samples(out var samples);

        var (answer, shown) = Run(null, With(args, samples, folder));

        Assert.Equal(("", ExitCode.Success), (answer.Error, answer.ExitCode));
        Assert.True(shown.Count > 1);
        Assert.Equal(shown.Select(state => state.Fraction).Order(), shown.Select(state => state.Fraction));
        Assert.Equal(1, shown[^1].Fraction);
    }

    [Theory]
    [MemberData(nameof(Works))]
    public void A_signal_on_the_way_ends_it_with_what_was_done(string[] args)
    {
        using var folder = Samples(out var samples);

        var (answer, shown) = Run(1, With(args, samples, folder));

        Assert.Equal((ExitCode.NotReached, ""), (answer.ExitCode, answer.Output));
        Assert.Collection(
            answer.Error.TrimEnd().Split('\n'),
            line => Assert.Equal("ganflow: finishing this step; again to quit.", line),
            line => Assert.Matches(@"^ganflow: cancelled at [0-9]+ % of the work: nothing came of it\.$", line));
        Assert.True(shown[^1].Fraction < 1);
        Assert.False(Directory.Exists(folder["out"]));
    }

    // What has been reached is whole in itself, and says that it is not the end.
    [Fact]
    public void A_density_has_the_times_that_it_reached()
    {
        using var folder = new Folder();
        string[] density = ["density", "--grid", "-9,9,60", "--until", "1", "--times", "5", "--method", "implicit:0.01", "--json"];
        var (whole, _) = Run(null, density);

        var (answer, shown) = Run(20, [.. density, "--out", folder["out"]]);

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Contains("ganflow: cancelled at time", answer.Error, StringComparison.Ordinal);
        Assert.All(shown, state => Assert.InRange(state.Fraction, 0, 1));
        Assert.InRange(Times(answer), 1, Times(whole) - 1);

        static int Times(Answer answer) => answer.Json.GetProperty("series").GetArrayLength();
    }

    [Fact]
    public void A_verification_has_the_claims_that_it_ran()
    {
        string[] claims = ["MN21-1", "BSAG18-1", "T21-1"];
        var (whole, shown) = Run(null, ["verify", .. claims, "--json"]);
        Assert.Equal(("", ExitCode.Success), (whole.Error, whole.ExitCode));
        Assert.True(shown.Count > 10);
        // In the second claim.
        var at = shown.Index().First(s => s.Item.Fraction > 0.4).Index + 1;

        var (answer, _) = Run(at, ["verify", .. claims, "--json"]);

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.EndsWith("ganflow: cancelled after 1 of 3 claims.\n", answer.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["MN21-1"], answer.Json.GetProperty("claims").EnumerateArray().Select(c => c.GetProperty("id").GetString()));
    }

    [Fact]
    public void A_second_signal_restores_the_terminal_and_ends_the_process()
    {
        var restored = 0;
        using var interruption = new Interruption(() => restored++);

        Assert.True(interruption.GoesOn());
        Assert.Equal((true, 0), (interruption.Token.IsCancellationRequested, restored));
        Assert.False(interruption.GoesOn());
        Assert.Equal(1, restored);
    }
}
