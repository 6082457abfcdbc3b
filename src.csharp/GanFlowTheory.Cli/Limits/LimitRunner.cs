using System;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Limits;

/// <summary>Runs families of step lengths.</summary>
internal static class LimitRunner
{
    internal static LimitResult Run(Terminal terminal, LimitPlan plan) =>
        new(Interruptible.DoAll(
            terminal, "limit", [.. plan.Schemes.Select(scheme => (Func<SchemeLimit>)(() => Study(plan, scheme)))]));

    private static SchemeLimit Study(LimitPlan plan, SchemeSpec scheme)
    {
        var (setup, settings) = (plan.Setup, plan.Settings);
        (string, Func<Product<Particles, Particles>, double>)[] quantities =
            setup.Radius is { Weights: [var a, var b], Name: var name }
                ? [(name, q => setup.Points.SquaredRadius(q, a, b))]
                : [];
        return new(
            NameOf(scheme.Scheme),
            scheme,
            Limit.Study(
                settings.Until,
                settings.Tau,
                settings.Levels,
                quantities,
                tau => setup.Game.From(setup.Start, scheme.Scheme.WithStep(tau))));
    }

    private static string NameOf(GameScheme scheme)
    {
        var parts = scheme.Name.Split('@', 2);
        return parts[0].Split(':')[0] + (parts.Length > 1 ? "@" + parts[1] : "");
    }
}
