using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>Losses of the Dirac-GAN by name: h(u) of a generator loss, or the loss of a generated point of a classification
/// loss.</summary>
public static class DiracLoss
{
    /// <summary>The loss h(u) = fake(u) of a classification loss: a discriminator that lowers E_p real + E_q fake, and a
    /// generator that raises it, play the zero-sum game of this h.</summary>
    /// <param name="loss">The classification loss.</param>
    public static GeneratorLoss OfClassification(ClassificationLoss loss) =>
        new(Core.DiracLoss.ofClassification(loss.NotNull(nameof(loss)).Wrapped));

    /// <summary>How they are spelled: as generator losses and classification losses are.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(Core.DiracLoss.forms);

    /// <summary>The loss with the name; an argument error names the nearest one for any other text.</summary>
    /// <param name="expression">The name.</param>
    /// <exception cref="ArgumentException">There is no such loss.</exception>
    public static GeneratorLoss Parse(string expression) => new(Core.DiracLoss.parse(expression.NotNull(nameof(expression))));
}
