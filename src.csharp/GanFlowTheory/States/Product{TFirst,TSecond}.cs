using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A state of two states side by side, each a law on a space of its own: the product on which two players move
/// (T21). Coordinates: those of the first, then those of the second.</summary>
/// <remarks>As a measure it is the sum of the two laws on the disjoint union of their spaces, of mass two: the nodes of
/// the first, then those of the second, in rows as long as the longer of the two. A product of a state and a product has
/// three parts, and so on.</remarks>
/// <typeparam name="TFirst">The type of the first state.</typeparam>
/// <typeparam name="TSecond">The type of the second state.</typeparam>
public sealed class Product<TFirst, TSecond> : State where TFirst : State where TSecond : State
{
    private readonly IState<Core.Product<Chart, Chart>> chart;

    internal Product(Core.Product<Chart, Chart> wrapped) : base(wrapped) => (chart, Wrapped) = (wrapped, wrapped);

    internal Core.Product<Chart, Chart> Wrapped { get; }

    /// <summary>The first state.</summary>
    public TFirst First => (TFirst)Wrapped.First.State;

    /// <summary>The second state.</summary>
    public TSecond Second => (TSecond)Wrapped.Second.State;

    /// <summary>The product with another first state.</summary>
    /// <param name="first">The first state.</param>
    public Product<TFirst, TSecond> WithFirst(TFirst first) =>
        new(Core.Product.withFirst(new Chart(first.NotNull(nameof(first))), Wrapped));

    /// <summary>The product with another second state.</summary>
    /// <param name="second">The second state.</param>
    public Product<TFirst, TSecond> WithSecond(TSecond second) =>
        new(Core.Product.withSecond(new Chart(second.NotNull(nameof(second))), Wrapped));

    internal override bool IsRenewable => ((IRenewable<Core.Product<Chart, Chart>>)Wrapped).IsRenewable;

    internal override State Renewed(Core.Seed seed) =>
        new Product<TFirst, TSecond>(((IRenewable<Core.Product<Chart, Chart>>)Wrapped).Renewed(seed));

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new Product<TFirst, TSecond>(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
