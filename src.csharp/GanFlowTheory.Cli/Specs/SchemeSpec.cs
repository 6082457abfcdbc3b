using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A scheme of a game by its name, with the step length beside it or in it.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Tau">The step length; null for a scheme that chooses its own.</param>
internal sealed record SchemeSpec(GameScheme Scheme, double? Tau)
{
    // They need more than a step length.
    private const string OwnSteps = "own-steps";
    private const string ChoosesSteps = "dopri5";

    /// <summary>The names that a step length completes.</summary>
    internal static string Names => string.Join(
        ", ",
        GameScheme.Forms
            .Where(form => form.Shape.EndsWith(":TAU", StringComparison.Ordinal)
                || form.Name is "extragradient" or "optimistic")
            .Names());

    /// <summary>The schemes of a list, separated by commas. A number goes on with the scheme before it, which has commas of
    /// its own: no scheme begins with one.</summary>
    /// <param name="list">Such as joint, alternating@order:2,1@inner:5,1, heavy-ball:0.1,0.9.</param>
    internal static IReadOnlyList<string> Split(string list)
    {
        var schemes = new List<string>();

        foreach (var part in list.Split(','))
        {
            if (schemes.Count > 0 && Numeral.Finite(part.Split('@')[0]) is not null)
            {
                schemes[^1] += ',' + part;
            }
            else
            {
                schemes.Add(part.Trim());
            }
        }

        return schemes;
    }

    /// <summary>Whether a scheme is written with its own step.</summary>
    internal static bool HasStep(string text) => text.Split('@')[0].Contains(':');

    /// <summary>The scheme of a name and a step length, or of an expression that has its own.</summary>
    /// <param name="text">Such as joint, alternating@order:2,1 or joint:0.1.</param>
    /// <param name="tau">The step length; null where none is given.</param>
    /// <param name="otherwise">The step length then.</param>
    internal static SchemeSpec Parse(string text, double? tau, double otherwise)
    {
        var given = text.Trim();
        var name = given.Split(':', '@')[0].Trim();

        if (name == OwnSteps)
        {
            throw new BadInputException(
                "scheme own-steps is for players with integrators of their own, which these have not; take alternating.");
        }

        if (HasStep(given))
        {
            return tau is null
                ? new(GameScheme.Parse(given), name == ChoosesSteps ? null : StepIn(given))
                : throw new BadInputException($"--scheme {given} says its own step; leave out --tau, or give the name alone.");
        }

        if (name == ChoosesSteps)
        {
            throw new BadInputException(
                "scheme dopri5 chooses its own steps; give its tolerance, such as dopri5:1e-6, or take dopri5-fixed.");
        }

        if (!GameScheme.Forms.Has(name))
        {
            throw new BadInputException(NearestName.Unknown("scheme", name, GameScheme.Forms.Names()) + ".");
        }

        var step = tau ?? otherwise;

        if (!(step > 0))
        {
            throw new BadInputException($"--tau must be above 0, but is {Output.Tables.Number(step)}.");
        }

        return new(GameScheme.Parse(FormattableString.Invariant($"{name}:{step}") + given[name.Length..]), step);
    }

    private static double? StepIn(string text) =>
        Numeral.Finite(text.Split('@')[0].Split(':')[1].Split(',')[0]);
}
