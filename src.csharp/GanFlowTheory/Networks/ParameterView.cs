using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A named part of a parameter vector, seen as a tensor of its own shape, row-major.</summary>
public sealed class ParameterView
{
    private readonly Core.ParameterView wrapped;

    internal ParameterView(Core.ParameterView wrapped) => this.wrapped = wrapped;

    /// <summary>The name; names of layers in chains follow their position, as in 0/weight.</summary>
    public string Name => wrapped.Name;

    /// <summary>The place of its first entry in the parameter vector.</summary>
    public int Offset => wrapped.Offset;

    /// <summary>The extents along each axis; empty for a number.</summary>
    public IReadOnlyList<int> Shape => wrapped.Shape.ReadOnly();

    /// <summary>The number of entries.</summary>
    public int Size => wrapped.Size;
}
