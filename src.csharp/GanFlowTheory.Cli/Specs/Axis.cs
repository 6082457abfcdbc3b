using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>All ways to write one part of a flow: the table that parsing, help, ganflow list and the sentences about
/// mistakes read.</summary>
/// <param name="kind">What is specified, in a word, such as metric.</param>
/// <param name="forms">The table.</param>
internal sealed class Axis<T>(string kind, params IReadOnlyList<Form<T>> forms) where T : class
{
    internal IEnumerable<Form> Forms => forms.Select(form => new Form(form.Name, form.Shape, form.Description));

    /// <summary>What the text specifies.</summary>
    /// <exception cref="BadInputException">The name is none of the table's, or its arguments are not as said.</exception>
    internal T Read(string option, string text)
    {
        var given = new Specification(option, text);
        return TryRead(given) ?? throw new BadInputException(Unknown(given.Name) + ".");
    }

    /// <summary>The same; null for a name that is none of the table's.</summary>
    internal T? TryRead(Specification given)
    {
        var named = forms.Where(form => form.Name == given.Name).ToArray();

        if (named.Length == 0)
        {
            return null;
        }

        var form = named.FirstOrDefault(form => form.HasArguments == given.Arguments is not null);
        return form is not null ? form.Make(given)
            : named[0].OnArguments is { } sentence
                ? throw new BadInputException($"{given.Option} {given.Name} {sentence}")
            : throw given.Misshapen(named[0].Shape);
    }

    /// <summary>The sentence about a name that is neither of the table nor one of the others, without its full stop.</summary>
    internal string Unknown(string name, params IEnumerable<string> others) =>
        NearestName.Unknown(kind, name, forms.Select(form => form.Name).Concat(others).Distinct());
}
