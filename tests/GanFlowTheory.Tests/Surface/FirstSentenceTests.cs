using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace GanFlowTheory.Tests.Surface;

/// <summary>The first sentence of a C# doc says what that of its F# twin says.</summary>
/// <remarks>The head of the sentence, up to its first colon, semicolon, comma or parenthesis, says what a thing is, and
/// must be the same words; None is null. What follows are formulas, shapes and ranges: F# has them in the sentence, C#
/// also in the documentation of parameters and exceptions.</remarks>
public partial class FirstSentenceTests
{
    /// <summary>Twins whose heads differ, each with its reason.</summary>
    private static readonly Dictionary<string, string> Differing = new()
    {
        ["Law.check"] = "takes laws in F#, an instance, whose laws it makes, in C#",
        ["Parallelism.setThreadCount"] = "a property in C#, whose doc is of its value",
    };

    private static (string Name, string Core, string[] Facade)[] Twins()
    {
        var facade = Counterparts.Assemblies.SelectMany(Documentation.FirstSentences).ToArray();
        var core = CoreFunction.Assemblies.SelectMany(Documentation.FirstSentences).ToLookup(d => d.Name, d => d.Text);
        return
        [
            .. from f in CoreFunction.Public()
               where !IsVariant(f) && !SurfaceTests.Renamed.ContainsKey(f.ToString())
               let name = f.ToString()
               let theirs = Counterparts.Of(f)
                   .Select(m => $"{Counterparts.Bare(m.DeclaringType!.Name)}.{m.Name}").Distinct()
                   .SelectMany(twin => facade.Where(d => d.Name == twin)).Select(d => d.Text).ToArray()
               where theirs.Length > 0
               from ours in core[name].Distinct()
               select (name, ours, theirs),
        ];
    }

    // What is an overload or an optional argument of its base in C# has the base's doc there.
    private static bool IsVariant(CoreFunction f) =>
        new[] { "With", "For", "In" }.Any(end => f.Name.EndsWith(end, StringComparison.Ordinal)) &&
        !Counterparts.Members(f.Module, Counterparts.Pascal(f.Name)).Any();

    private static string Head(string sentence) =>
        HeadEnd().Split(None().Replace(sentence, "null"))[0].Trim().ToLowerInvariant();

    [Fact]
    public void Twins_begin_with_the_same_words()
    {
        var twins = Twins();
        Assert.InRange(twins.Length, 400, int.MaxValue);
        var differ = twins
            .Where(t => !Differing.ContainsKey(t.Name) && t.Facade.All(text => Head(text) != Head(t.Core)))
            .Select(t => $"{t.Name}\n  F#: {t.Core}\n  C#: {string.Join("\n  C#: ", t.Facade.Distinct())}")
            .ToArray();
        Assert.True(
            differ.Length == 0, $"The heads of {differ.Length} first sentences differ:\n{string.Join('\n', differ)}");
    }

    [Fact]
    public void No_difference_is_stale() =>
        Assert.All(Differing.Keys, name => Assert.Contains(
            Twins(), t => t.Name == name && t.Facade.All(text => Head(text) != Head(t.Core))));

    [Theory]
    [InlineData("Euler with backtracking: it falls; tau > 0", "euler with backtracking")]
    [InlineData("N(mean, A A^T) seen through a rule; mean of length d", "n(mean")]
    [InlineData("None where no score is known", "null where no score is known")]
    public void The_head_ends_before_the_details(string sentence, string head) => Assert.Equal(head, Head(sentence));

    [GeneratedRegex(@"[:;,]| \(")]
    private static partial Regex HeadEnd();

    [GeneratedRegex(@"\b[Nn]one\b")]
    private static partial Regex None();
}
