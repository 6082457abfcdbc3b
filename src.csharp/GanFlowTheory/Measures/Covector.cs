using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A potential seen from the nodes of a measure: its values and gradients there, computed once, when asked
/// for.</summary>
public sealed class Covector
{
    internal Covector(Core.Covector wrapped) => Wrapped = wrapped;

    internal Core.Covector Wrapped { get; }

    /// <summary>The values at the nodes, length n (defined up to a common constant).</summary>
    public IReadOnlyList<double> Values => Wrapped.Values.ReadOnly();

    /// <summary>The gradients at the nodes, n x d.</summary>
    public Points Gradient => new(Wrapped.Gradient);
}
