using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How fast a critic moves beside a law whose clock is 1 (T21-6).</summary>
public sealed record CriticClock
{
    private CriticClock(Core.CriticClock wrapped) => Wrapped = wrapped;

    internal Core.CriticClock Wrapped { get; }

    /// <summary>Infinitely fast: it plays its best response at every moment.</summary>
    public static CriticClock BestResponse { get; } = new(Core.CriticClock.BestResponse);

    /// <summary>0, 0.1, 1, 10 and the best response: from the frozen critic to the infinitely fast one.</summary>
    public static IReadOnlyList<CriticClock> Dial { get; } = CriticClockModule.dial.Map(Of);

    /// <summary>The clock kappa, finite and at least 0.</summary>
    /// <param name="kappa">kappa; 0 freezes the critic.</param>
    /// <exception cref="ArgumentException">kappa is negative or not finite.</exception>
    public static CriticClock OfKappa(double kappa) => new(CriticClockModule.ofKappa(kappa));

    /// <summary>The clock of that name: a number of at least 0, or best.</summary>
    /// <param name="expression">Such as 0.1 or best.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static CriticClock Parse(string expression) => new(CriticClockModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>On the clock kappa; null for the best response.</summary>
    public double? Kappa => Wrapped is Core.CriticClock.Kappa k ? k.kappa : null;

    /// <summary>The name: the number kappa, or best.</summary>
    public string Name => CriticClockModule.name(Wrapped);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal static CriticClock Of(Core.CriticClock clock) => new(clock);
}
