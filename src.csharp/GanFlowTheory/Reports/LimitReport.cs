using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory;

/// <summary>A family of runs by one scheme, as its page draws it.</summary>
/// <param name="Scheme">The name of the scheme.</param>
/// <param name="Declared">The order that it declares.</param>
/// <param name="Taus">The step lengths, each half of the one before.</param>
/// <param name="Differences">The differences of the ends of successive runs, one fewer; NaN where one did not reach the
/// time.</param>
/// <param name="Order">The measured order; null where none was.</param>
/// <param name="Evidence">What was measured, in a sentence.</param>
public sealed record LimitCurve(
    string Scheme, int Declared, IReadOnlyList<double> Taus, IReadOnlyList<double> Differences, double? Order,
    string Evidence)
{
    /// <summary>The curve of a study.</summary>
    /// <param name="scheme">The name of the scheme.</param>
    /// <param name="declared">The order that it declares.</param>
    /// <param name="study">The family.</param>
    /// <typeparam name="TState">The state's type.</typeparam>
    public static LimitCurve OfStudy<TState>(string scheme, int declared, LimitStudy<TState> study) where TState : State =>
        new(
            scheme.NotNull(nameof(scheme)), declared, study.NotNull(nameof(study)).Levels.Map(level => level.Tau),
            study.Differences, study.Order, study.Evidence);

    internal Core.LimitCurve Wrapped =>
        new(Scheme, Declared, [.. Taus], [.. Differences], Order.Option(), Evidence);
}

/// <summary>Everything that the page about limits of one flow shows.</summary>
public sealed record LimitReport
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence under it.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The families.</summary>
    public required IReadOnlyList<LimitCurve> Curves { get; init; }

    /// <summary>Settings that rerun it: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The page as one HTML document; the same report gives the same text.</summary>
    /// <exception cref="ArgumentException">A family has not one difference fewer than steps.</exception>
    public string Html() => Core.LimitReportModule.html(Wrapped);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="ArgumentException">A family has not one difference fewer than steps.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => Core.LimitReportModule.write(path.NotNull(nameof(path)), Wrapped);

    private Core.LimitReport Wrapped => new(
        Title,
        Subtitle,
        Bridge.List(Curves.Select(curve => curve.Wrapped)),
        Bridge.List(Settings.Select(p => Tuple.Create(p.Name, p.Value))));
}
