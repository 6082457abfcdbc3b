using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The functionals of a run: those with a value on particles, and f-divergences, which a critic
/// estimates.</summary>
/// <param name="Text">As specified.</param>
internal abstract record FunctionalSpec(string Text)
{
    internal static IReadOnlyList<Form<FunctionalSpec>> Forms { get; } =
    [
        .. Functional.Forms.Select(form => new Form<FunctionalSpec>(
            form.Shape, form.Description, given => new Valued(given.Text, Functional.Read(given.Text)))),
        .. FDivergence.Forms.Select(form => new Form<FunctionalSpec>(
            form.Shape,
            $"{form.Description}, through a ratio critic",
            given => new Estimated(given.Text, FDivergence.Parse(given.Text)))),
    ];

    /// <summary>What those with a value on particles are.</summary>
    internal static string Formulas { get; } =
        string.Join("; ", Functional.Forms.Select(form => $"{form.Name} is {form.Description}"));

    internal static FunctionalSpec Parse(string text) => Form.Read("functional", Forms, text);

    /// <summary>A functional that particles have a value of.</summary>
    internal sealed record Valued(string Text, ParsedFunctional Functional) : FunctionalSpec(Text);

    /// <summary>A divergence, of which particles have neither a value nor a first variation.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="Divergence">f.</param>
    internal sealed record Estimated(string Text, FDivergence Divergence) : FunctionalSpec(Text)
    {
        internal bool IsReverseKl { get; } = Divergence.Name == FDivergence.Kl.Name;
    }
}
