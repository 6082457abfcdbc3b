using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Where a rated run stands beside its step: what its schedule remembers, and the models that it compares with.</summary>
public sealed class RatedProgress
{
    internal RatedProgress(Core.RatedProgress wrapped) => Wrapped = wrapped;

    internal Core.RatedProgress Wrapped { get; }

    /// <summary>Where the schedule stands.</summary>
    public RateState State => RateState.Of(Wrapped.State);

    /// <summary>The coordinates of the models that the state keeps, by their steps, oldest first; new arrays.</summary>
    public IReadOnlyList<(int Step, double[] Coordinates)> Models =>
        Wrapped.Models.Select(model => (model.Item1, (double[])model.Item2.Clone())).ToArray().ReadOnly();
}
