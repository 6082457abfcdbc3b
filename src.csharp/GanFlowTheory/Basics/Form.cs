using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>One way to spell an instance: a line of the table that parsing, listings and the sentences about mistakes
/// read.</summary>
/// <param name="Shape">NAME, or NAME:ARGUMENTS with the arguments in capitals, those in brackets not needed.</param>
/// <param name="Description">What it makes, in words or in a formula.</param>
public record Form(string Shape, string Description)
{
    /// <summary>What stands before the first colon; forms of one name differ by having arguments or none.</summary>
    public string Name => Shape.Split(':')[0];

    /// <summary>The instance that a text names; null where no form has the name.</summary>
    /// <param name="kind">What is named, in a word or two, such as metric.</param>
    /// <param name="forms">The table.</param>
    /// <param name="expression">The text.</param>
    /// <exception cref="ArgumentException">The text has another shape than the form of its name.</exception>
    public static T? TryRead<T>(string kind, IEnumerable<Form<T>> forms, string expression) where T : class =>
        Core.Form.tryRead(kind.NotNull(nameof(kind)), Table(forms), expression.NotNull(nameof(expression)))?.Value;

    /// <summary>The instance that a text names.</summary>
    /// <param name="kind">What is named, in a word or two, such as metric.</param>
    /// <param name="forms">The table.</param>
    /// <param name="expression">The text.</param>
    /// <exception cref="ArgumentException">Any other text; one sentence says what is wrong, and suggests the nearest
    /// name.</exception>
    public static T Read<T>(string kind, IEnumerable<Form<T>> forms, string expression) =>
        Core.Form.read(kind.NotNull(nameof(kind)), Table(forms), expression.NotNull(nameof(expression)));

    internal static IReadOnlyList<Form> Of<T>(IEnumerable<Core.Form<T>> forms) =>
        forms.Map(form => new Form(form.Shape, form.Description));

    private static Microsoft.FSharp.Collections.FSharpList<Core.Form<T>> Table<T>(IEnumerable<Form<T>> forms) =>
        Bridge.List(forms.NotNull(nameof(forms)).Select(form => Core.Form.create(
            form.Shape, form.Description, Bridge.Fun((Core.Specification given) => form.Make(new(given))))));
}

/// <summary>One way to spell an instance of your own table.</summary>
/// <param name="Shape">NAME, or NAME:ARGUMENTS with the arguments in capitals.</param>
/// <param name="Description">What it makes, in words or in a formula.</param>
/// <param name="Make">The instance of a text of this name.</param>
public sealed record Form<T>(string Shape, string Description, Func<Specification, T> Make) : Form(Shape, Description);

/// <summary>A text that names an instance, NAME or NAME:ARGUMENTS; blanks around the parts do not count.</summary>
public sealed class Specification
{
    private readonly Core.Specification wrapped;

    internal Specification(Core.Specification wrapped) => this.wrapped = wrapped;

    /// <summary>What is named, in a word or two, such as metric.</summary>
    public string Kind => wrapped.Kind;

    /// <summary>The whole text.</summary>
    public string Text => wrapped.Text;

    /// <summary>What follows the first colon; null without one.</summary>
    public string? Arguments => wrapped.Arguments?.Value;

    /// <summary>The finite numbers, separated by commas, after the colon.</summary>
    /// <exception cref="ArgumentException">There is no colon, or one of them is none; the sentence says
    /// which.</exception>
    public double[] Numbers() => [.. Core.Form.finiteNumbers(wrapped)];

    /// <summary>The argument error about a text that has the name of a form and another shape.</summary>
    public Exception Misshapen() => Core.Form.misshapen(wrapped);
}
