using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Optimisers.</summary>
internal static class OptimiserSpec
{
    internal static IEnumerable<Form> Forms =>
        Optimiser.Forms.Append(new("...@SCHEDULE@clip:NORM@box:C", "with a schedule of its rate, clipped, and with coordinates in [-C, C]"));

    internal static Optimiser Parse(string option, string text) =>
        BadInputException.Naming($"{option} {text.Trim()}", () => Optimiser.Parse(text));
}
