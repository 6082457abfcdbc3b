using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Files;

/// <summary>Columns as --columns takes them.</summary>
internal static class ColumnList
{
    // A sentence has room for so many ranges; those that come after them are for the user to see.
    private const int Shown = 6;

    /// <summary>The list of places from 0, in rising order, such as 1,3-5; null for none.</summary>
    internal static string? Of(IEnumerable<int> places)
    {
        List<(int First, int Last)> ranges = [];

        foreach (var place in places)
        {
            if (ranges.Count > 0 && ranges[^1].Last == place - 1)
            {
                ranges[^1] = (ranges[^1].First, place);
            }
            else
            {
                ranges.Add((place, place));
            }
        }

        var listed = ranges.Select(range =>
            range.First == range.Last ? $"{range.First + 1}" : $"{range.First + 1}-{range.Last + 1}");
        return ranges.Count == 0 ? null : string.Join(',', listed.Take(Shown)) + (ranges.Count > Shown ? ",.." : "");
    }
}
