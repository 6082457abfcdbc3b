using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace GanFlowTheory.Cli.Tests;

/// <summary>The code of docs/extending.md is the marked regions of the samples, in order, and its printed text is what
/// they print.</summary>
public sealed class ExtendingTests
{
    private static readonly string Extending = Path.Combine("docs", "extending.md");

    [Theory]
    [InlineData("fsharp", "Extending.FSharp/Program.fs", "Extending.FSharp/CauchyKernel.fs")]
    [InlineData("csharp", "Extending.CSharp/Program.cs")]
    public void The_code_of_the_page_is_that_of_the_samples(string language, params string[] samples)
    {
        var shown = Page.Parts(Extending, "```" + language, "```");

        Assert.True(shown.Count >= 10);
        Assert.Equal(
            samples.SelectMany(sample =>
                Page.Parts(Path.Combine("samples", sample), "// extending: begin", "// extending: end")),
            shown);
    }

    [Theory]
    [InlineData("Extending.FSharp.dll")]
    [InlineData("Extending.CSharp.dll")]
    public async Task The_text_of_the_page_is_what_the_samples_print(string program)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program)])
        {
            RedirectStandardOutput = true,
        })!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            Rounded(string.Join('\n', Page.Parts(Extending, "```text", "```"))),
            Rounded(printed.TrimEnd().ReplaceLineEndings("\n")));
    }

    // Another processor may round the last digits in another way.
    private static string Rounded(string text) =>
        Regex.Replace(
            text,
            @"-?\d+\.\d+(E[-+]\d+)?",
            number => double.Parse(number.Value, CultureInfo.InvariantCulture)
                .ToString("G5", CultureInfo.InvariantCulture));
}
