using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>Where a rate schedule stands: all that it remembers.</summary>
/// <param name="Looks">The looks taken; the next is at this many intervals.</param>
/// <param name="Factor">The factor of the rate, 1 at the start.</param>
/// <param name="Failures">The failures in a row since the last success or cut.</param>
/// <param name="Cuts">The cuts so far.</param>
/// <param name="Kept">The steps of the models that must be kept, oldest first: later looks compare with them.</param>
public sealed record RateState(int Looks, double Factor, int Failures, int Cuts, IReadOnlyList<int> Kept)
{
    internal Core.RateState Wrapped => new(Looks, Factor, Failures, Cuts, Bridge.List(Kept));

    internal static RateState Of(Core.RateState state) =>
        new(state.Looks, state.Factor, state.Failures, state.Cuts, state.Kept.ToArray().ReadOnly());

    /// <summary>Whether the other stands at the same place.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(RateState? other) => other is not null && Wrapped.Equals(other.Wrapped);

    /// <inheritdoc/>
    public override int GetHashCode() => Wrapped.GetHashCode();
}
