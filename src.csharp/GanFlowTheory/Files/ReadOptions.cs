namespace GanFlowTheory;

/// <summary>How points are read from a file.</summary>
public sealed record ReadOptions
{
    /// <summary>All columns, a header seen by the first row, missing values refused, decimals with a point.</summary>
    public static ReadOptions Standard { get; } = new();

    /// <summary>The columns; the others may hold anything.</summary>
    public Columns Columns { get; init; } = Columns.All;

    /// <summary>Whether the first row of a text is a header; null to see it by the row: names are a header, numbers are none,
    /// and anything else is refused.</summary>
    public bool? Header { get; init; }

    /// <summary>What is done with rows in which a value of the columns is missing.</summary>
    public MissingRows Missing { get; init; }

    /// <summary>Whether decimals of a text have a comma, as in 1,5; fields are then separated by semicolons, tabs or white
    /// space.</summary>
    public bool DecimalComma { get; init; }

    internal Core.ReadOptions Wrapped => new(
        Columns.NotNull(nameof(Columns)).Wrapped,
        Header.Option(),
        Missing == MissingRows.Drop ? Core.MissingRows.Drop : Core.MissingRows.Refuse,
        DecimalComma);
}
