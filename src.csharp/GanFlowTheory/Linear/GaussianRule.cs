using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A quadrature rule for the standard Gaussian on R^d: E g(Z) is about sum_i w_i g(z_i), Z ~ N(0, I). Made by
/// <see cref="GaussHermite"/>.</summary>
public sealed class GaussianRule
{
    internal GaussianRule(Core.GaussianRule wrapped) => Wrapped = wrapped;

    internal Core.GaussianRule Wrapped { get; }

    /// <summary>The name shown in reports, with the number of points.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The highest degree of the polynomials that the rule integrates exactly, at least 3.</summary>
    public int Degree => Wrapped.Degree;

    /// <summary>The number of nodes n.</summary>
    public int Count => Wrapped.Count;

    /// <summary>Dimension d.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>The nodes z_i, n x d.</summary>
    public Points Nodes => new(Wrapped.Nodes);

    /// <summary>The weights w_i &gt; 0, length n, summing to one.</summary>
    public IReadOnlyList<double> Weights => Wrapped.Weights.ReadOnly();

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
