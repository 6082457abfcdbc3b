using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Losses of generators.</summary>
internal static class LossSpec
{
    internal static IReadOnlyList<(string Shape, string Description)> Listing { get; } =
        [.. GeneratorLoss.Names.Select(shape => (shape, Describe(shape)))];

    private static string Describe(string shape) => shape switch
    {
        "shifted:C" => "h(u) = log(1 + e^(u + C))",
        "f:NAME" => "h = -f(r): training against the detached f of a divergence NAME",
        _ when FDivergence.Names.Contains(shape, StringComparer.Ordinal) =>
            $"the increasing h = r f'(r) - f(r) of the divergence {shape}, r = e^u",
        _ => $"h(u) = {GeneratorLoss.Parse(shape).Formula}, u = log r",
    };
}
