using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A step of a minimising movement (Jordan, Kinderlehrer and Otto 1998), and how good it is.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class Movement<TState> where TState : State
{
    private readonly Core.Movement<Chart> wrapped;

    internal Movement(Core.Movement<Chart> wrapped) => this.wrapped = wrapped;

    /// <summary>The state q+ found.</summary>
    public TState State => (TState)wrapped.State.State;

    /// <summary>F(q+).</summary>
    public double Functional => wrapped.Functional;

    /// <summary>d^2(q+, q) in the chart: exact on points, quantiles and Gaussians; on particles the cost of pairing each
    /// with itself, an upper bound of W2^2.</summary>
    public double SquaredDistance => wrapped.SquaredDistance;

    /// <summary>|q+ - q + tau grad F(q+)| / |tau grad F(q)|, 0 where q+ is stationary. F may have several stationary
    /// points where it is not convex, and none where its minimiser is at a kink.</summary>
    public double Residual => wrapped.Residual;

    /// <summary>Newton steps taken.</summary>
    public int Iterations => wrapped.Iterations;

    /// <summary>d^2 less the least cost over all pairings, &gt;= 0: how far the bound is from W2^2. Null where particles
    /// have unequal weights, or are too many to pair (above 500 in more than one dimension).</summary>
    public double? PairingGap => wrapped.PairingGap.Value.OrNull();
}
