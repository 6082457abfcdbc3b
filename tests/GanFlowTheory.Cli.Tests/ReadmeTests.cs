using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using Xunit;

namespace GanFlowTheory.Cli.Tests;

/// <summary>The code of the README and of docs/code.md is the marked regions of the samples, in order, and so compiles and runs; what they
/// and docs/command-line.md say of the command line is so.</summary>
public sealed class ReadmeTests
{
    private static readonly string Code = Path.Combine("docs", "code.md");
    private static readonly string CommandLine = Path.Combine("docs", "command-line.md");

    [Theory]
    [InlineData("fsharp", "OldFaithful.FSharp/Program.fs", "EightGaussians.FSharp/Program.fs")]
    [InlineData("csharp", "OldFaithful.CSharp/Program.cs", "EightGaussians.CSharp/Program.cs")]
    public void The_code_of_the_README_is_that_of_the_samples(string language, params string[] samples)
    {
        string[] pages = ["README.md", Code];
        var shown = pages.SelectMany(page => Page.Parts(page, "```" + language, "```")).ToArray();

        Assert.Equal(5, shown.Length);
        Assert.Equal(
            samples.SelectMany(sample => Page.Parts(Path.Combine("samples", sample), "// README: begin", "// README: end")),
            shown);
    }

    [Theory]
    [InlineData("README.md", "fsharp", "csharp", "sh")]
    [InlineData("docs/code.md", "fsharp", "csharp", "sh")]
    [InlineData("docs/command-line.md", "sh", "json")]
    public void The_pages_have_code_in_no_other_language(string page, params string[] known)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, page));

        Assert.All(known, language => Assert.Contains("```" + language, lines));
        Assert.All(lines, line => Assert.True(
            !line.TrimStart().StartsWith("```", StringComparison.Ordinal)
            || line == "```"
            || known.Any(language => line == "```" + language),
            line));
    }

    [Fact]
    public void The_comparisons_of_the_pages_are_read()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var specifications = Page.Parts(CommandLine, "```json", "```").ToArray();
        Assert.NotEmpty(specifications);
        Assert.All(specifications, specification =>
        {
            using var folder = new Folder();
            var answer = Cli.Run(
                null, ["compare-gans", folder.File("spec.json", specification), "--out", folder["o"]], cancelled.Token);
            Assert.Contains("trainings are there; the same command goes on", answer.Error, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("mmd", "A", "B")]
    [InlineData("kid", "A", "B")]
    [InlineData("fid", "A", "B", "--infinite", "--nearest", "3")]
    [InlineData("test", "A", "B")]
    [InlineData("test --bandwidths", "A", "B", "--bandwidths", "1")]
    [InlineData("compare", "A", "B", "C", "--swaps")]
    [InlineData("reproduce", "bsag18-b4")]
    public void The_JSON_fields_of_the_page_are_those_of_the_document(string document, params string[] args)
    {
        using var folder = new Folder();
        string[] names = ["A", "B", "C"];
        var files = names.ToDictionary(
            name => name,
            name => folder.File(
                name + ".csv",
                string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant(
                    $"{i * 7 % 11 + name[0]}.5,{i * i % 13}.25\n")))));
        var answer = Cli.Run(
            [document.Split(' ')[0], .. args.Select(word => files.GetValueOrDefault(word, word)), "--json"]);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var row = Assert.Single(
            File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, CommandLine)),
            line => line.StartsWith($"| `{document}` |", StringComparison.Ordinal));

        Assert.Equal(
            Fields(answer.Json).Order(StringComparer.Ordinal),
            Regex.Matches(row.Split('|')[2], "`([^`]+)`").Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal));
    }

    // The names of the values, those within others after the others' names.
    private static IEnumerable<string> Fields(JsonElement element) =>
        element.EnumerateObject().SelectMany(field => field.Value switch
        {
            { ValueKind: JsonValueKind.Object } inner => Fields(inner).Select(name => $"{field.Name}.{name}"),
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.Object =>
                Fields(list[0]).Select(name => $"{field.Name}.{name}"),
            _ => [field.Name],
        });

    [Theory]
    [InlineData("run")]
    [InlineData("train")]
    [InlineData("mmd")]
    [InlineData("kid")]
    [InlineData("fid")]
    [InlineData("test")]
    [InlineData("compare")]
    [InlineData("density")]
    [InlineData("game")]
    [InlineData("limit")]
    [InlineData("jko")]
    [InlineData("verify")]
    [InlineData("monoflow")]
    [InlineData("collapse")]
    [InlineData("disturbances")]
    [InlineData("claims")]
    [InlineData("reproduce")]
    [InlineData("list")]
    public void Options_of_the_README_exist_and_every_option_is_described(string verb)
    {
        var help = Cli.Run(verb, "--help").Output.Split('\n');
        var row = Assert.Single(
            File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md")),
            // Of compare, not of compare-gans.
            line => line.StartsWith($"| `ganflow {verb} ", StringComparison.Ordinal)
                || line.StartsWith($"| `ganflow {verb}`", StringComparison.Ordinal));
        // "  -n, --particles <N>   What it is.": the names, and after two spaces or more the description.
        var options = help
            .Select(line => Regex.Match(line, @"^  (-\S.*?)(?:  +(\S.*))?$"))
            .Where(match => match.Success)
            .ToArray();
        var names = options.SelectMany(match => Regex.Matches(match.Groups[1].Value, @"-{1,2}[a-z?][\w-]*"))
            .Select(match => match.Value)
            .ToHashSet();

        Assert.Contains("--json", names);
        Assert.All(options, match => Assert.True(match.Groups[2].Length > 0, match.Value));
        Assert.All(
            Regex.Matches(row, @"(?<=[` ])-{1,2}[a-z][\w-]*").Select(match => match.Value),
            option => Assert.Contains(option, names));
    }
}
