using System;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>How a metric moves along log q, the first variation of E_q log q, on states that do not know log q: K log q
/// is a drift by parts, a diffusion, or both.</summary>
/// <param name="Velocity">What an integral by parts gives of K(q) log q, as velocities at the nodes of q, n x d; null
/// for nothing.</param>
/// <param name="Square">&lt;log q, K log q&gt;; null where it is not known.</param>
/// <param name="Diffusion">D &gt;= 0: what is left of K log q spreads q as -D div grad q does, so that the flow along
/// -a log q adds sqrt(2 a D tau) u, u ~ N(0, I), to every node over a step tau.</param>
public sealed record LogDensityMotion(
    Func<Measure, Points>? Velocity = null, Func<Measure, double>? Square = null, double Diffusion = 0)
{
    internal Core.LogDensityMotion<Chart> Wrapped => new(
        Velocity is { } velocity ? Fun((Chart q) => q.OfVelocity(velocity(q.State).Wrapped)).OptionOf() : null,
        Square is { } square ? Fun((Chart q) => square(q.State)).OptionOf() : null,
        Diffusion);

    internal static FSharpOption<Core.LogDensityMotion<Q>>? For<Q>(
        FSharpOption<Core.LogDensityMotion<Chart>>? motion, Func<Q, Chart> chart) =>
        motion?.Value is { } m
            ? new Core.LogDensityMotion<Q>(
                m.Rate?.Value is { } rate ? Fun((Q q) => rate.Invoke(chart(q))).OptionOf() : null,
                m.Square?.Value is { } square ? Fun((Q q) => square.Invoke(chart(q))).OptionOf() : null,
                m.Diffusion).OptionOf()
            : null;
}
