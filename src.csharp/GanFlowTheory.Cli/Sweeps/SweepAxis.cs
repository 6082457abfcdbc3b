using System.Collections.Generic;
using System.CommandLine;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>One axis of a grid: an option and the values that it takes.</summary>
/// <param name="Option">The option.</param>
/// <param name="Values">Its values, at least one.</param>
internal sealed record SweepAxis(Option Option, IReadOnlyList<SweepValue> Values)
{
    /// <summary>The name of the option without its dashes.</summary>
    internal string Name => Option.Name[2..];
}
