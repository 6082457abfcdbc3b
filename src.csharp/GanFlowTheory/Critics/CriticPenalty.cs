using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;
using Microsoft.FSharp.Collections;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What a critic network pays for, on top of its loss.</summary>
public sealed class CriticPenalty
{
    internal CriticPenalty(Core.CriticPenalty wrapped) => Wrapped = wrapped;

    internal Core.CriticPenalty Wrapped { get; }

    /// <summary>The expression that makes the penalty, or a name of your own.</summary>
    public string Name => Wrapped.Name;

    /// <summary>How penalties are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(CriticPenaltyModule.forms);

    /// <summary>weight E (|grad f(t)| - 1)^2, weight &gt;= 0, with t on segments from points of the target to points of the current
    /// law, and the norm over all coordinates: the gradient penalty of Gulrajani et al. 2017 on the witness f, which for MMD
    /// holds its batch (BSAG18-9).</summary>
    /// <param name="weight">&gt;= 0.</param>
    /// <exception cref="ArgumentException">The weight is negative or not finite.</exception>
    public static CriticPenalty WitnessGradient(double weight) => new(CriticPenaltyModule.witnessGradient(weight));

    /// <summary>weight E (|grad h(t)| - 1)^2, weight &gt;= 0, on the critic itself in place of its witness, with the norm over all
    /// coordinates and all outputs, at the points of witness-gradient.</summary>
    /// <param name="weight">&gt;= 0.</param>
    /// <exception cref="ArgumentException">The weight is negative or not finite.</exception>
    public static CriticPenalty CriticGradient(double weight) => new(CriticPenaltyModule.criticGradient(weight));

    /// <summary>gamma/2 E_p |grad f|^2, gamma &gt;= 0, at points of the target: R1 (Mescheder et al. 2018).</summary>
    /// <param name="gamma">&gt;= 0.</param>
    /// <exception cref="ArgumentException">gamma is negative or not finite.</exception>
    public static CriticPenalty R1(double gamma) => new(CriticPenaltyModule.r1(gamma));

    /// <summary>weight times the mean square of what each layer gives, the critic's outputs among them, summed over the layers and
    /// over both batches; weight &gt;= 0 (BSAG18-9).</summary>
    /// <param name="weight">&gt;= 0.</param>
    /// <exception cref="ArgumentException">The weight is negative or not finite.</exception>
    public static CriticPenalty Activations(double weight) => new(CriticPenaltyModule.activations(weight));

    /// <summary>A penalty of your own.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The penalty on a batch, a number that is added to what the critic lowers.</param>
    public static CriticPenalty Create(string name, Func<AdversarialLoss, CriticBatch, Tensor> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(CriticPenaltyModule.create(
            name.NotNull(nameof(name)),
            Fun((Core.AdversarialLoss loss, Core.CriticBatch batch) =>
                Tensor.CoreOf(value(new AdversarialLoss(loss), new CriticBatch(batch)), nameof(value)))));
    }

    /// <summary>The penalties of an expression, such as witness-gradient:1 + activations:1, or none.</summary>
    /// <param name="expression">Penalties joined by +.</param>
    /// <exception cref="ArgumentException">The expression is none of these; one sentence says why and what comes
    /// close.</exception>
    public static IReadOnlyList<CriticPenalty> Parse(string expression) =>
        Of(CriticPenaltyModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>The penalty on a batch, a number that is added to what the critic lowers.</summary>
    /// <param name="loss">What the two contend for.</param>
    /// <param name="batch">The batch.</param>
    public Tensor Value(AdversarialLoss loss, CriticBatch batch) => new(
        Wrapped.Value.Invoke(loss.NotNull(nameof(loss)).Wrapped).Invoke(batch.NotNull(nameof(batch)).Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal static IReadOnlyList<CriticPenalty> Of(IEnumerable<Core.CriticPenalty> penalties) =>
        penalties.Map(penalty => new CriticPenalty(penalty));

    internal static FSharpList<Core.CriticPenalty> CoreOf(IReadOnlyList<CriticPenalty> penalties, string name) =>
        List(penalties.NotNull(name).Select(penalty => penalty.NotNull(name).Wrapped));
}
