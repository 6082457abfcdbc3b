using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>An integrator.</summary>
/// <param name="Text">As specified.</param>
/// <param name="Integrator">The integrator.</param>
/// <param name="TakesNoise">Whether it can step a diffusion.</param>
/// <param name="NeedsValue">Whether it looks at the functional's value.</param>
internal sealed record IntegratorSpec(string Text, Integrator Integrator, bool TakesNoise, bool NeedsValue)
{
    internal static IReadOnlyList<(string Shape, string Description)> Listing { get; } =
    [
        ("euler:TAU", "explicit Euler, order 1"),
        ("heun:TAU", "Heun, order 2"),
        ("rk4:TAU", "classical Runge-Kutta, order 4"),
        ("dopri5:RTOL[,ATOL[,FIRST]]", "Dormand-Prince 5(4) with error control"),
        ("dopri5-fixed:TAU", "Dormand-Prince with fixed steps, order 5"),
        ("descent:TAU", "Euler with backtracking: the functional falls at every step"),
    ];

    internal static IntegratorSpec Parse(string text)
    {
        var given = new Specification("--integrator", text);
        return new(
            given.Text,
            BadInputException.Naming("--integrator", () => Integrator.Parse(given.Text)),
            given.Name is "euler",
            given.Name is "descent");
    }
}
