using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A number that a source prints or bounds, beside ours.</summary>
public sealed record PrintedFact
{
    private PrintedFact(Core.PrintedFact wrapped) => Wrapped = wrapped;

    internal Core.PrintedFact Wrapped { get; }

    /// <summary>A fact of a number printed to a unit of its last digit.</summary>
    /// <param name="what">What the number is.</param>
    /// <param name="source">The source, by key and place.</param>
    /// <param name="value">The printed number, finite.</param>
    /// <param name="unit">The unit of its last printed digit, above 0.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="error">How far ours may be from what it stands for.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static PrintedFact Number(string what, string source, double value, double unit, double ours, FactError error) =>
        new(PrintedFactModule.number(
            what.NotNull(nameof(what)), source.NotNull(nameof(source)), value, unit, ours, error.NotNull(nameof(error)).Wrapped));

    /// <summary>A fact of a number that is at most a bound.</summary>
    /// <param name="what">What the number is.</param>
    /// <param name="source">The source, by key and place.</param>
    /// <param name="bound">The bound, finite.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="error">How far ours may be from what it stands for.</param>
    /// <exception cref="ArgumentException">The bound is not finite.</exception>
    public static PrintedFact AtMost(string what, string source, double bound, double ours, FactError error) =>
        new(PrintedFactModule.atMost(
            what.NotNull(nameof(what)), source.NotNull(nameof(source)), bound, ours, error.NotNull(nameof(error)).Wrapped));

    /// <summary>A fact of a number that is at least a bound.</summary>
    /// <param name="what">What the number is.</param>
    /// <param name="source">The source, by key and place.</param>
    /// <param name="bound">The bound, finite.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="error">How far ours may be from what it stands for.</param>
    /// <exception cref="ArgumentException">The bound is not finite.</exception>
    public static PrintedFact AtLeast(string what, string source, double bound, double ours, FactError error) =>
        new(PrintedFactModule.atLeast(
            what.NotNull(nameof(what)), source.NotNull(nameof(source)), bound, ours, error.NotNull(nameof(error)).Wrapped));

    /// <summary>What the number is.</summary>
    public string What => Wrapped.What;

    /// <summary>The source, by key and place.</summary>
    public string Source => Wrapped.Source;

    /// <summary>What the source says, such as 0.52 or at most 0.</summary>
    public string PrintedText => PrintedFactModule.printedText(Wrapped);

    /// <summary>Ours.</summary>
    public double Ours => Wrapped.Ours;

    /// <summary>How far ours may be from what it stands for.</summary>
    public FactError Error => FactError.Of(Wrapped.Error);

    /// <summary>The verdict, with the margin of three standard errors, or of the tolerance of a computation. A number is reproduced
    /// where |ours - printed| is at most the margin and half a unit of the last printed digit, and undecided in place of it where the
    /// margin is above two units, which agrees with too many other numbers. A bound is reproduced where ours keeps it by the margin, not
    /// reproduced where ours misses it by more, and undecided in between. What is not finite is not reproduced; an unknown error decides
    /// nothing.</summary>
    public FactVerdict Verdict => PrintedFactModule.verdict(Wrapped) switch
    {
        { IsReproduced: true } => FactVerdict.Reproduced,
        { IsNotReproduced: true } => FactVerdict.NotReproduced,
        _ => FactVerdict.Undecided,
    };

    /// <summary>The verdict in words: reproduced, not reproduced or undecided.</summary>
    public string Word => PrintedFactModule.word(Wrapped);

    internal static PrintedFact Of(Core.PrintedFact fact) => new(fact);
}
