using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The critics of a run.</summary>
internal static class CriticSpec
{
    internal static IReadOnlyList<(string Name, string Description)> Known { get; } =
        [("exact", "the functional's first variation itself")];

    internal static Critic Parse(string name) => name == "exact"
        ? Critic.Exact
        : throw new BadInputException(NearestName.Unknown("critic", name, Known.Select(known => known.Name)) + ".");
}
