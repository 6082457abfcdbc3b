using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Forms as help and sentences show them.</summary>
internal static class Listing
{
    /// <summary>The shapes, separated by commas.</summary>
    internal static string Shapes(this IEnumerable<Form> forms) => string.Join(", ", forms.Select(form => form.Shape));

    internal static IEnumerable<string> Names(this IEnumerable<Form> forms) => forms.Select(form => form.Name).Distinct();

    /// <summary>What stands before the first colon of a text.</summary>
    internal static string Head(this string text) => text.Split(':')[0].Trim();

    /// <summary>Whether one of the forms has the name.</summary>
    internal static bool Has(this IEnumerable<Form> forms, string name) => forms.Any(form => form.Name == name);
}
