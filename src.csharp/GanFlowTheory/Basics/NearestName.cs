using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>Sentences about unknown names.</summary>
public static class NearestName
{
    /// <summary>The Damerau-Levenshtein distance: how many insertions, deletions, substitutions and swaps of neighbours
    /// lead from one name to the other, ignoring case.</summary>
    /// <param name="a">One name.</param>
    /// <param name="b">The other name.</param>
    public static int Distance(string a, string b) =>
        Core.NearestName.distance(a.NotNull(nameof(a)), b.NotNull(nameof(b)));

    /// <summary>The known name nearest to the given one, the first of those at equal distance.</summary>
    /// <param name="name">The name.</param>
    /// <param name="known">At least one name.</param>
    /// <exception cref="ArgumentException">There are no known names.</exception>
    public static string Find(string name, IEnumerable<string> known) =>
        Core.NearestName.find(name.NotNull(nameof(name)), Bridge.List(known.NotNull(nameof(known))));

    /// <summary>The sentence "unknown kind 'name'; did you mean 'nearest'? known: ...".</summary>
    /// <param name="kind">What the name should name, such as "target".</param>
    /// <param name="name">The name.</param>
    /// <param name="known">At least one name.</param>
    /// <exception cref="ArgumentException">There are no known names.</exception>
    public static string Unknown(string kind, string name, IEnumerable<string> known) =>
        Core.NearestName.unknown(
            kind.NotNull(nameof(kind)), name.NotNull(nameof(name)), Bridge.List(known.NotNull(nameof(known))));
}
