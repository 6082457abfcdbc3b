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

    // Claims of the catalogue with those that hold and one that is broken, as a user of the library would write it.
    private static ClaimEntry[] Known { get; } = [.. ClaimEntry.All.Where(claim => claim.Id is "MN21-7" or "BSAG18-4"), False];

    private static string Told(Answer answer) => string.Join(
        '\n',
        answer.Json.GetProperty("claims").EnumerateArray().Select(claim =>
            string.Join('|', claim.EnumerateObject().Where(field => field.Name != "seconds").Select(field => field.ToString()))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Parts_joined_say_what_one_run_says(int count)
    {
        using var folder = new Folder();
        string[] check = ["verify", "--cases", "30", "--seed", "3", "--json"];
        var whole = Cli.Run(null, check, Known);

        for (var at = 1; at <= count; at++)
        {
            var part = Cli.Run(null, [.. check, "--shard", $"{at}/{count}", "--out", folder["o"]], Known);
            Assert.Equal(("", ExitCode.Success), (part.Error, part.ExitCode));
            Assert.Equal($"{at}/{count}", part.Json.GetProperty("shard").GetString());
        }

        var joined = Cli.Run(null, ["verify", "--merge", folder["o"], "--json"], Known);

        Assert.Equal(("ganflow: falsified: FALSE-1.\n", ExitCode.NotReached), (joined.Error, joined.ExitCode));
        Assert.Equal((whole.Error, whole.ExitCode, Told(whole)), (joined.Error, joined.ExitCode, Told(joined)));
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        using var folder = new Folder();
        string[] check = ["verify", "MN21-7", "--cases", "5", "--json"];
        Assert.Equal(0, Cli.Run([.. check, "--shard", "2/3", "--out", folder["o"]]).ExitCode);
        var answer = Cli.Run("verify", "--merge", folder["o"], "--json");
        Assert.Equal(
            (ExitCode.NotReached, "ganflow: 1 of 3 parts are there, without 1/3, 3/3; run them, and merge again.\n"),
            (answer.ExitCode, answer.Error));
        Assert.Empty(answer.Json.GetProperty("claims").EnumerateArray());
    }

    [Fact]
    public void A_part_goes_on_after_the_last_claim_that_is_done()
    {
        using var folder = new Folder();
        var judged = 0;
        ClaimEntry Counted(string id) => True with
        {
            Id = id,
            RunPart = (_, _) =>
            {
                judged++;
                return [new("a law", "++0")];
            },
        };
        ClaimEntry[] catalogue = [Counted("A-1"), Counted("A-2")];
        string[] check = ["verify", "--shard", "1/2", "--out", folder["o"], "--json"];
        var whole = Cli.Run(null, check, catalogue);
        Assert.Equal(2, judged);
        Assert.Equal(3, whole.Json.GetProperty("claims")[1].GetProperty("cases").GetInt32());

        Assert.Equal(whole.Output, Cli.Run(null, check, catalogue).Output);
        Assert.Equal(2, judged);

        var cancelled = Cli.Run(
            null, [.. check[..2], "2/2", .. check[3..]], catalogue, new System.Threading.CancellationToken(true));
        Assert.Equal(
            (ExitCode.NotReached, "ganflow: cancelled after 0 of 2 claims; the same command goes on.\n"),
            (cancelled.ExitCode, cancelled.Error));
        var missing = Cli.Run(null, ["verify", "--merge", folder["o"], "--json"], catalogue);
        Assert.Contains("1 of 2 parts are there, without 2/2", missing.Error, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run(null, [.. check[..2], "2/2", .. check[3..]], catalogue).ExitCode);
        Assert.Equal(4, judged);
        Assert.Equal(0, Cli.Run(null, ["verify", "--merge", folder["o"], "--json"], catalogue).ExitCode);
    }

    [Fact]
    public void Parts_of_other_checks_are_refused()
    {
        using var folder = new Folder();
        int Part(string shard, string output, params string[] more) =>
            Cli.Run(null, ["verify", "--shard", shard, "--out", folder[output], .. more], [True, False]).ExitCode;
        Assert.Equal(0, Part("1/2", "o", "--cases", "5"));
        BadInputTests.AssertBad(
            "is of 5 cases of TRUE-1, FALSE-1 from seed 0, by version",
            Cli.Run(null, ["verify", "--shard", "1/2", "--out", folder["o"], "--cases", "6"], [True, False]));

        Assert.Equal(0, Part("2/2", "p", "--cases", "6"));
        var mixed = Cli.Run(null, ["verify", "--merge", folder["o"], folder["p"]], [True, False]);
        BadInputTests.AssertBad("they are not of one check", mixed);

        folder.File(
            "o/part-1-of-2.json",
            System.IO.File.ReadAllText(folder["o/part-1-of-2.json"]).Replace("\"id\": \"TRUE-1\"", "\"id\": \"TRUE-2\"", StringComparison.Ordinal));
        BadInputTests.AssertBad(
            "part-1-of-2.json' is not what ganflow verify --shard wrote; remove it.", Cli.Run("verify", "--merge", folder["o"]));
        folder.File("o/part-1-of-2.json", "{}");
        BadInputTests.AssertBad("is not what ganflow verify --shard wrote; remove it.", Cli.Run("verify", "--merge", folder["o"]));
    }

    [Theory]
    [InlineData("--shard must be I/N", "--shard", "0/2")]
    [InlineData("--out is for --shard, which writes what a part finds.", "--out", "o")]
    [InlineData("the folder 'nowhere' of --merge does not exist.", "--merge", "nowhere")]
    [InlineData("have no parts of a check", "--merge", "HERE")]
    [InlineData("--cases cannot be combined with --merge", "--merge", "HERE", "--cases", "5")]
    [InlineData("--seed cannot be combined with --merge", "--merge", "HERE", "--seed", "5")]
    [InlineData("--shard cannot be combined with --merge", "--merge", "HERE", "--shard", "1/2")]
    [InlineData("a claim cannot be combined with --merge", "MN21-7", "--merge", "HERE")]
    public void Faulty_options_are_one_sentence(string expected, params string[] more)
    {
        using var folder = new Folder();
        BadInputTests.AssertBad(
            expected, Cli.Run(["verify", .. more.Select(word => word == "HERE" ? System.IO.Directory.CreateDirectory(folder["h"]).FullName : word)]));
    }
}
