using System.Collections.Generic;

namespace GanFlowTheory.Cli.Files;

/// <summary>Points as a file of any kind has them.</summary>
/// <param name="Points">n x d.</param>
/// <param name="Names">The names of their columns, length d; null where the file has none.</param>
/// <param name="Dropped">How many rows were left out since a value was missing.</param>
internal sealed record DataTable(Points Points, IReadOnlyList<string>? Names, int Dropped)
{
    internal static DataTable Of(PointsTable table) => new(table.Points, table.Names, table.Dropped);
}
