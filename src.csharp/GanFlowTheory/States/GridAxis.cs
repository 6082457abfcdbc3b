namespace GanFlowTheory;

/// <summary>An interval [lower, upper] in equal cells: one axis of a grid.</summary>
public readonly record struct GridAxis
{
    internal GridAxis(Core.GridAxis wrapped) => Wrapped = wrapped;

    internal Core.GridAxis Wrapped { get; }

    /// <summary>The lower end.</summary>
    public double Lower => Wrapped.Lower;

    /// <summary>The upper end.</summary>
    public double Upper => Wrapped.Upper;

    /// <summary>The number of cells.</summary>
    public int Cells => Wrapped.Cells;

    /// <summary>The width h of a cell.</summary>
    public double Width => Wrapped.Width;

    /// <summary>The centre of a cell.</summary>
    /// <param name="i">The cell, counted from 0.</param>
    public double Centre(int i) => Wrapped.Centre(i);

    /// <summary>"[lower, upper] in n cells".</summary>
    public override string ToString() => Wrapped.ToString();
}
