using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A parameter of a network to be made: a name, a shape, and how it starts.</summary>
public sealed class Parameter
{
    private Parameter(Core.Parameter wrapped) => Wrapped = wrapped;

    internal Core.Parameter Wrapped { get; }

    /// <summary>A parameter whose entries start, row-major, as the function of a seed has them.</summary>
    /// <param name="name">The name, not empty and unique within the network.</param>
    /// <param name="shape">The extents along each axis; empty for a number.</param>
    /// <param name="initial">As many finite entries as the shape has.</param>
    /// <exception cref="ArgumentException">The name is empty, or an extent is below 1.</exception>
    public static Parameter Create(string name, int[] shape, Func<Seed, double[]> initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        return new(ParameterModule.create(name.NotNull(nameof(name)), shape.NotNull(nameof(shape)),
            Fun((Core.Seed seed) => initial(new Seed(seed)))));
    }

    /// <summary>A parameter whose entries all start at the value.</summary>
    /// <param name="name">The name, not empty and unique within the network.</param>
    /// <param name="shape">The extents along each axis; empty for a number.</param>
    /// <param name="value">Finite.</param>
    /// <exception cref="ArgumentException">The name is empty, an extent is below 1, or the value not
    /// finite.</exception>
    public static Parameter Constant(string name, int[] shape, double value) =>
        new(ParameterModule.constant(name.NotNull(nameof(name)), shape.NotNull(nameof(shape)), value));

    /// <summary>A parameter whose entries start as independent draws of N(0, deviation^2).</summary>
    /// <param name="name">The name, not empty and unique within the network.</param>
    /// <param name="shape">The extents along each axis; empty for a number.</param>
    /// <param name="deviation">&gt;= 0.</param>
    /// <exception cref="ArgumentException">The name is empty, an extent is below 1, or the deviation
    /// negative.</exception>
    public static Parameter Normal(string name, int[] shape, double deviation) =>
        new(ParameterModule.normal(name.NotNull(nameof(name)), shape.NotNull(nameof(shape)), deviation));

    /// <summary>The name.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The extents along each axis; empty for a number.</summary>
    public IReadOnlyList<int> Shape => Wrapped.Shape.ReadOnly();
}
