using System;
using Microsoft.FSharp.Core;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>A case that breaks a law.</summary>
/// <param name="Law">The law's name and its instance.</param>
/// <param name="Case">The case, shrunk to the simplest that still fails, as a readable text.</param>
/// <param name="Detail">Both sides, their difference and what is allowed.</param>
/// <param name="Seed">The text that replays the case, for <see cref="LawSettings.Replay"/>.</param>
/// <param name="CasesBefore">How many cases held before this one.</param>
/// <param name="Error">What was raised in place of two sides, with its stack: by the instance, by the generator of the
/// cases, or because too few of them had equations; null for a counterexample.</param>
public sealed record Falsification(
    string Law, string Case, string Detail, string Seed, int CasesBefore, Exception? Error)
{
    internal CoreLaws.Falsification Wrapped =>
        new(Law, Case, Detail, Seed, CasesBefore, Error is null ? null : FSharpOption<Exception>.Some(Error));

    internal static Falsification Of(CoreLaws.Falsification f) =>
        new(f.Law, f.Case, f.Detail, f.Seed, f.CasesBefore, f.Error?.Value);
}
