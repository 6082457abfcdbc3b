using System;
using System.Collections.Generic;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What a loss sees: a critic network h of k outputs on a batch of the target and one of the current law, as tensor
/// expressions.</summary>
public sealed class CriticBatch
{
    internal CriticBatch(Core.CriticBatch wrapped) => Wrapped = wrapped;

    internal Core.CriticBatch Wrapped { get; }

    /// <summary>Points of the target, n x d.</summary>
    public Tensor TargetPoints => new(Wrapped.TargetPoints);

    /// <summary>Points of the current law, m x d.</summary>
    public Tensor CurrentPoints => new(Wrapped.CurrentPoints);

    /// <summary>The weights of the points of the target, n, summing to 1.</summary>
    public Tensor TargetWeights => new(Wrapped.TargetWeights);

    /// <summary>The weights of the points of the current law, m, summing to 1.</summary>
    public Tensor CurrentWeights => new(Wrapped.CurrentWeights);

    /// <summary>What the critic's layers give at the points of the target, each n x its width, h itself last, n x k.</summary>
    public IReadOnlyList<Tensor> TargetLayers => Wrapped.TargetLayers.Map(layer => new Tensor(layer));

    /// <summary>What the critic's layers give at the points of the current law, each m x its width, h itself last, m x
    /// k.</summary>
    public IReadOnlyList<Tensor> CurrentLayers => Wrapped.CurrentLayers.Map(layer => new Tensor(layer));

    /// <summary>Points t x + (1 - t) y on segments from points x of the target to points y of the current law, r x d, t uniform in
    /// [0, 1]; drawn by seeds of their own.</summary>
    public Tensor Between => new(Wrapped.Between.Value);

    /// <summary>h at the points of the target, n x k.</summary>
    public Tensor Target => new(Wrapped.Target);

    /// <summary>h at the points of the current law, m x k.</summary>
    public Tensor Current => new(Wrapped.Current);

    /// <summary>The critic at other points, r x d to r x k.</summary>
    /// <param name="points">r x d.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor At(Tensor points) => new(Wrapped.At.Invoke(Tensor.CoreOf(points, nameof(points))));
}
