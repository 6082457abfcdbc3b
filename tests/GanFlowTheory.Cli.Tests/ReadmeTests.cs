using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace GanFlowTheory.Cli.Tests;

/// <summary>The code of the README is the marked regions of the samples, in order, and so compiles and runs.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("fsharp", "OldFaithful.FSharp/Program.fs")]
    [InlineData("csharp", "OldFaithful.CSharp/Program.cs")]
    public void The_code_of_the_README_is_that_of_the_sample(string language, string sample)
    {
        var shown = Parts("README.md", "```" + language, "```");

        Assert.Equal(2, shown.Count);
        Assert.Equal(Parts(Path.Combine("samples", sample), "// README: begin", "// README: end"), shown);
    }

    [Theory]
    [InlineData("fsharp")]
    [InlineData("csharp")]
    [InlineData("sh")]
    public void The_README_has_code_in_no_other_language(string known)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains("```" + known, lines);
        Assert.All(lines, line => Assert.True(
            !line.TrimStart().StartsWith("```", StringComparison.Ordinal)
            || line is "```" or "```fsharp" or "```csharp" or "```sh",
            line));
    }

    // The texts between lines that are exactly the first and the last mark.
    private static IReadOnlyList<string> Parts(string file, string first, string last)
    {
        List<string> parts = [];
        List<string>? part = null;

        foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, file)))
        {
            if (part is null)
            {
                part = line == first ? [] : null;
            }
            else if (line == last)
            {
                parts.Add(string.Join('\n', part));
                part = null;
            }
            else
            {
                part.Add(line);
            }
        }

        Assert.Null(part);
        return parts;
    }
}
