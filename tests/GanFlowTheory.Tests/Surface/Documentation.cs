using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GanFlowTheory.Tests.Surface;

/// <summary>The first sentences of an assembly's XML documentation, by the last two names of a member.</summary>
internal static partial class Documentation
{
    /// <summary>The first sentence of each member under its short name, such as <c>Functional.mmd</c>, which overloads
    /// share.</summary>
    public static (string Name, string Text)[] FirstSentences(Assembly assembly) =>
    [
        .. from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
           where member.Element("summary") is not null
           select (
               ShortName(member.Attribute("name")!.Value), FirstSentence(Text(member.Element("summary")!))),
    ];

    // M:GanFlowTheory.Core.MmdFunctional.Functional.mmd``1(GanFlowTheory.Core.Kernel) is Functional.mmd.
    private static string ShortName(string id)
    {
        var names = Arity().Replace(id[2..].Split('(')[0], "").Split('.');
        var owner = names.Length > 1 ? names[^2] : "";
        return (owner.EndsWith("Module", StringComparison.Ordinal) ? owner[..^"Module".Length] : owner) +
            $".{names[^1]}";
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } e =>
            (e.Attribute("cref") ?? e.Attribute("langword") ?? e.Attribute("name"))!.Value.Split('(')[0].Split('.')[^1],
        XElement e => Text(e),
        _ => "",
    }));

    // A sentence ends at a full stop before a blank, not inside 0.5 or e.g.
    private static string FirstSentence(string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        var end = SentenceEnd().Match(line);
        return end.Success ? line[..end.Index] : line.TrimEnd('.');
    }

    [GeneratedRegex(@"``?\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\.(?= [A-Z1-9(]|$)")]
    private static partial Regex SentenceEnd();
}
