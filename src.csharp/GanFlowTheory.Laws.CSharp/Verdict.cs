using System;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>The result of running a law: one of the cases nested here.</summary>
public abstract record Verdict
{
    private Verdict() { }

    internal static Verdict Of(CoreLaws.Verdict verdict) => verdict switch
    {
        CoreLaws.Verdict.Holds v => new Holds(v.cases, v.witness?.Value),
        CoreLaws.Verdict.Falsified v => new Falsified(Falsification.Of(v.Item)),
        _ => throw new InvalidOperationException($"A verdict without a facade: {verdict}."),
    };

    /// <summary>The law held in all cases.</summary>
    /// <param name="Cases">How many.</param>
    /// <param name="Witness">The counterexample that a necessity law found; null otherwise.</param>
    public sealed record Holds(int Cases, string? Witness) : Verdict;

    /// <summary>The law is broken.</summary>
    /// <param name="Falsification">The case that breaks it.</param>
    public sealed record Falsified(Falsification Falsification) : Verdict;
}
