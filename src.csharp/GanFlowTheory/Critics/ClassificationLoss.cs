using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A classification loss in terms of the log-ratio: a discriminator minimises E_p real(u) + E_q fake(u), whose
/// minimiser is u* = log r, r = p/q (YZL23-4). The network's output is always a log-ratio, and
/// needs no clamp.</summary>
public sealed class ClassificationLoss
{
    internal ClassificationLoss(Core.ClassificationLoss wrapped) => Wrapped = wrapped;

    internal Core.ClassificationLoss Wrapped { get; }

    /// <summary>The name, as on the command line.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The formulas of both losses, in u.</summary>
    public string Description => Wrapped.Description;

    /// <summary>Binary cross-entropy, the loss of the vanilla GAN.</summary>
    public static ClassificationLoss CrossEntropy { get; } = new(ClassificationLossModule.crossEntropy);

    /// <summary>Least squares, phi = (1 - d)^2 and psi = (1 + d)^2: d = tanh(u/2).</summary>
    public static ClassificationLoss LeastSquares { get; } = new(ClassificationLossModule.leastSquares);

    /// <summary>Exponential (boosting), phi = e^-d and psi = e^d: d = u/2.</summary>
    public static ClassificationLoss Exponential { get; } = new(ClassificationLossModule.exponential);

    /// <summary>Least-squares importance fitting, phi = -d and psi = d^2/2: d = e^u.</summary>
    public static ClassificationLoss Importance { get; } = new(ClassificationLossModule.importance);

    /// <summary>The variational form of KL(p||q), phi = -d and psi = e^(d - 1): d = u + 1.</summary>
    public static ClassificationLoss Variational { get; } = new(ClassificationLossModule.variational);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ClassificationLoss> All { get; } =
        ClassificationLossModule.all.Map(loss => new ClassificationLoss(loss));

    /// <summary>How they are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(ClassificationLossModule.forms);

    /// <summary>The loss with the name.</summary>
    /// <param name="expression">Such as cross-entropy.</param>
    /// <exception cref="ArgumentException">There is none; the nearest name is in the message.</exception>
    public static ClassificationLoss Parse(string expression) =>
        new(ClassificationLossModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>A loss of your own; its minimiser must be u* = log r.</summary>
    /// <param name="name">The name.</param>
    /// <param name="real">The loss of a point of the target, entry by entry, from its log-ratio u.</param>
    /// <param name="fake">The loss of a point of the current law.</param>
    /// <param name="description">The formulas of both losses.</param>
    public static ClassificationLoss Create(
        string name, Func<Tensor, Tensor> real, Func<Tensor, Tensor> fake, string description = "")
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(fake);
        return new(new Core.ClassificationLoss(
            name.NotNull(nameof(name)),
            description.NotNull(nameof(description)),
            Fun((Core.Tensor u) => Tensor.CoreOf(real(new Tensor(u)), nameof(real))),
            Fun((Core.Tensor u) => Tensor.CoreOf(fake(new Tensor(u)), nameof(fake)))));
    }

    /// <summary>The loss of points of the target with log-ratio u, entry by entry.</summary>
    /// <param name="u">Log-ratios.</param>
    public Tensor Real(Tensor u) => new(Wrapped.Real.Invoke(u.NotNull(nameof(u)).Wrapped));

    /// <summary>The loss of points of the current law with log-ratio u, entry by entry.</summary>
    /// <param name="u">Log-ratios.</param>
    public Tensor Fake(Tensor u) => new(Wrapped.Fake.Invoke(u.NotNull(nameof(u)).Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
