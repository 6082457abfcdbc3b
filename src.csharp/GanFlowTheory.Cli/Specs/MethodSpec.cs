using System;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>How a density is stepped.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Method">The method.</param>
internal sealed record MethodSpec(string Name, FokkerPlanckMethod Method)
{
    // Of the stable step: rounding then leaves every mass positive.
    private const double Part = 0.9;

    // Cells times steps that explicit stepping may take by default: about a second.
    private const double Patience = 3e7;

    internal static MethodSpec Parse(string? text, FokkerPlanck equation, GridDensity start, double until)
    {
        if (text is null)
        {
            var cells = equation.Target.Grid.Count;
            return cells * until / (Part * equation.StableStep(start)) <= Patience ? Heun : Implicit(until / 1000);
        }

        var (name, rest) = Numerals.Split(text);

        return (name, rest) switch
        {
            ("euler", null) => new("euler", FokkerPlanckMethod.ExplicitEuler(Part)),
            ("heun", null) => Heun,
            ("implicit", { } tau) => Implicit(Step(text, tau)),
            ("implicit", null) =>
                throw new BadInputException($"--method must have the form implicit:TAU, but is '{text}'."),
            ("euler" or "heun", _) =>
                throw new BadInputException($"--method {name} takes no step: it takes the stable one."),
            _ => throw new BadInputException(NearestName.Unknown("method", name, ["euler", "heun", "implicit"]) + "."),
        };
    }

    private static MethodSpec Heun => new("heun", FokkerPlanckMethod.ExplicitHeun(Part));

    private static MethodSpec Implicit(double tau) =>
        new(FormattableString.Invariant($"implicit:{tau}"), FokkerPlanckMethod.Implicit(tau));

    private static double Step(string text, string tau) =>
        Numerals.Finite("--method", text, tau) is [> 0 and var step]
            ? step
            : throw new BadInputException($"--method implicit needs one positive step, but is '{text}'.");
}
