using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Shapes with their descriptions, as ganflow list shows them.</summary>
internal static class Listing
{
    /// <summary>The shapes, separated by commas, as help shows them.</summary>
    internal static string Shapes(this IEnumerable<(string Shape, string Description)> listing) =>
        string.Join(", ", listing.Select(form => form.Shape));
}
