using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>Points as a file has them.</summary>
public sealed class PointsTable
{
    internal PointsTable(Core.PointsTable wrapped)
    {
        Points = new(wrapped.Points);
        Names = wrapped.Names.OrNothing()?.ReadOnly();
        Dropped = wrapped.Dropped;
    }

    /// <summary>The points, n x d.</summary>
    public Points Points { get; }

    /// <summary>The names of their columns, length d; null where the file has no header.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>How many rows were left out since a value was missing.</summary>
    public int Dropped { get; }
}
