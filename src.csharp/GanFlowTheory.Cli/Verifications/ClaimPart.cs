using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>What one part found of the cases of a claim.</summary>
/// <param name="Id">The claim.</param>
/// <param name="Seconds">The wall-clock time that it took.</param>
/// <param name="Laws">What it found of each law, in the order in which they run.</param>
internal sealed record ClaimPart(string Id, double Seconds, IReadOnlyList<FoundMarks> Laws)
{
    /// <summary>How many cases were judged.</summary>
    internal int Cases() => Laws.Sum(law => law.Marks().Marks.Length);
}
