using System;
using System.Collections.Generic;

namespace GanFlowTheory.Cli.Specs;

/// <summary>How a density is stepped.</summary>
/// <param name="Name">As specified.</param>
/// <param name="Method">The method.</param>
internal sealed record MethodSpec(string Name, FokkerPlanckMethod Method)
{
    /// <summary>The part of the stable step that explicit methods take: rounding then leaves every mass
    /// positive.</summary>
    internal const double Part = 0.9;

    internal static IReadOnlyList<Form<MethodSpec>> Forms { get; } =
    [
        new(
            "euler",
            "explicit Euler with nine tenths of the stable step",
            _ => new("euler", FokkerPlanckMethod.ExplicitEuler(Part))),
        new("heun", "Heun with nine tenths of the stable step", _ => Heun),
        new("implicit:TAU", "implicit Euler with steps TAU", given => given.Numbers() is [> 0 and var tau]
            ? Implicit(tau)
            : throw new BadInputException($"method implicit needs one positive step, but is '{given.Text}'.")),
    ];

    internal static MethodSpec Parse(string text) => Form.Read("method", Forms, text);

    internal static MethodSpec Heun => new("heun", FokkerPlanckMethod.ExplicitHeun(Part));

    internal static MethodSpec Implicit(double tau) =>
        new(FormattableString.Invariant($"implicit:{tau}"), FokkerPlanckMethod.Implicit(tau));
}
