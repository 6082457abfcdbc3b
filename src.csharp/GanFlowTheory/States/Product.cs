using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>States side by side.</summary>
public static class Product
{
    /// <summary>Two states side by side.</summary>
    /// <param name="first">The first state.</param>
    /// <param name="second">The second state; a product for three states, and so on.</param>
    /// <typeparam name="TFirst">The type of the first state.</typeparam>
    /// <typeparam name="TSecond">The type of the second state.</typeparam>
    public static Product<TFirst, TSecond> Create<TFirst, TSecond>(TFirst first, TSecond second)
        where TFirst : State where TSecond : State =>
        new(Core.Product.create(
            new Chart(first.NotNull(nameof(first))), new Chart(second.NotNull(nameof(second)))));
}
