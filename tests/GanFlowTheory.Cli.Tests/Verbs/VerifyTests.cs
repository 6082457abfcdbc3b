using System;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace GanFlowTheory.Cli.Tests.Verbs;

public sealed class VerifyTests
{
    private static readonly ClaimEntry True = new(
        "TRUE-1", "A statement that holds.", [], "T", "true.md", settings => new Verdict.Holds(settings.Cases, null));

    // The V-statistic sold as unbiased: the library's own law refuses it.
    private static readonly ClaimEntry False = new(
        "FALSE-1", "The V-statistic is unbiased.", [], "F", "false.md",
        settings => LawSuite.OfUnbiasedEstimator("biased", 2, MmdEstimator.Parse("biased"))
            .Select(law => law.Run(settings))
            .First());

    [Fact]
    public void A_claim_that_holds_is_success()
    {
        var answer = Cli.Run(null, ["verify", "true-1", "--cases", "7", "--json"], [True, False]);

        Assert.Equal(("", ExitCode.Success), (answer.Error, answer.ExitCode));
        var claim = Assert.Single(answer.Json.GetProperty("claims").EnumerateArray());
        Assert.Equal("TRUE-1", claim.GetProperty("id").GetString());
        Assert.Equal("holds", claim.GetProperty("result").GetString());
        Assert.Equal(7, claim.GetProperty("cases").GetInt32());
        Assert.True(claim.GetProperty("seconds").GetDouble() >= 0);
    }

    [Fact]
    public void A_false_claim_is_falsified_with_its_case_and_seed()
    {
        var answer = Cli.Run(null, ["verify", "--seed", "3", "--json"], [True, False]);

        Assert.Equal(ExitCode.NotReached, answer.ExitCode);
        Assert.Equal("ganflow: falsified: FALSE-1.\n", answer.Error);
        var claim = answer.Json.GetProperty("claims")[1];
        Assert.Equal("falsified", claim.GetProperty("result").GetString());
        var falsification = claim.GetProperty("falsification");
        Assert.NotEmpty(falsification.GetProperty("case").GetString()!);

        // The seed replays the case.
        var replayed = False.Run(new LawSettings(20, 99, falsification.GetProperty("seed").GetString()));
        Assert.Equal(
            falsification.GetProperty("case").GetString(),
            Assert.IsType<Verdict.Falsified>(replayed).Falsification.Case);
    }

    [Fact]
    public void A_reader_sees_the_case_and_the_seed()
    {
        var json = Cli.Run(null, ["verify", "FALSE-1", "--json"], [False])
            .Json.GetProperty("claims")[0].GetProperty("falsification");

        var text = Cli.Run(null, ["verify", "FALSE-1"], [False]).Output;

        Assert.Contains(json.GetProperty("case").GetString()!, text, StringComparison.Ordinal);
        Assert.Contains(json.GetProperty("seed").GetString()!, text, StringComparison.Ordinal);
        Assert.Contains("falsified", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_of_the_catalogue_runs_in_the_process()
    {
        var id = Catalogue.All[0].Id;

        var answer = Ganflow.Run(null, "verify", id, "--json");

        Assert.Equal(("", ExitCode.Success), (answer.Error, answer.ExitCode));
        var claim = Assert.Single(answer.Json.GetProperty("claims").EnumerateArray());
        Assert.Equal(id, claim.GetProperty("id").GetString());
    }

    [Fact]
    public void Cancelling_ends_between_claims_and_says_so()
    {
        var answer = Cli.Run(null, ["verify", "--json"], [True], new System.Threading.CancellationToken(true));

        Assert.Equal(
            (ExitCode.NotReached, "ganflow: cancelled after 0 of 1 claims.\n"), (answer.ExitCode, answer.Error));
        Assert.Empty(answer.Json.GetProperty("claims").EnumerateArray());
    }

    [Fact]
    public void Claims_lists_the_catalogue()
    {
        var listed = Cli.Run("claims", "--json").Json.GetProperty("claims").EnumerateArray().ToArray();

        Assert.Equal(Catalogue.All.Select(c => c.Id), listed.Select(c => c.GetProperty("id").GetString()));

        foreach (var claim in listed)
        {
            Assert.NotEmpty(claim.GetProperty("statement").GetString()!);
            Assert.NotEmpty(claim.GetProperty("page").GetString()!);
            // Some laws of the library come from no paper: that is null, not an empty text.
            var source = Catalogue.Find(claim.GetProperty("id").GetString()!).Source;
            Assert.Equal(source.Length > 0 ? source : null, claim.GetProperty("source").GetString());
        }

        var text = Cli.Run("claims").Output;
        Assert.All(Catalogue.All, claim => Assert.Contains(claim.Id, text, StringComparison.Ordinal));
    }
}
