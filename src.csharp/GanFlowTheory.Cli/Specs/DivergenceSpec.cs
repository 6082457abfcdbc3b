using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The f-divergences of the density verb.</summary>
internal static class DivergenceSpec
{
    private static readonly IReadOnlyList<FDivergence> Known = [FDivergence.Jsd, FDivergence.Kl];

    internal static IEnumerable<string> Names => Known.Select(f => f.Name);

    /// <summary>The divergence of a name.</summary>
    internal static FDivergence Parse(string name) =>
        Known.FirstOrDefault(f => f.Name == name)
        ?? throw new BadInputException(NearestName.Unknown("functional", name, Names) + ".");
}
