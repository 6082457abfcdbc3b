using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>One way to spell an instance: a line of the table that parsing, listings and the sentences about mistakes
/// read.</summary>
/// <param name="Name">What stands before the first colon; forms of one name differ by having arguments or none.</param>
/// <param name="Shape">NAME, or NAME:ARGUMENTS with the arguments in capitals, those in brackets not needed.</param>
/// <param name="Description">What it makes, in words or in a formula.</param>
public sealed record Form(string Name, string Shape, string Description)
{
    internal static IReadOnlyList<Form> Of<T>(IEnumerable<Core.Form<T>> forms) =>
        forms.Map(form => new Form(form.Name, form.Shape, form.Description));
}
