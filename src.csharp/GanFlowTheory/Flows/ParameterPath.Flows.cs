using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class ParameterPath
{
    /// <summary>The stored states of a run at their times.</summary>
    /// <param name="states">At least two.</param>
    /// <exception cref="ArgumentException">There are fewer than two states, or one has left the numbers.</exception>
    public static ParameterPath OfStates(IEnumerable<FlowSnapshot<ParameterState>> states) =>
        new(ParameterPathModule.ofStates(
            states.NotNull(nameof(states)).Select(s => Tuple.Create(s.Time, s.State.Wrapped)).ToArray()));
}
