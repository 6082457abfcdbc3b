using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory;

/// <summary>A run of a game by one scheme, as its page draws it.</summary>
public sealed record GameOrbit
{
    /// <summary>The name of the scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>The steps taken at the stored states, the first 0.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>The times there.</summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <summary>The first player's coordinates there.</summary>
    public required IReadOnlyList<double[]> X { get; init; }

    /// <summary>The second player's coordinates there.</summary>
    public required IReadOnlyList<double[]> Y { get; init; }

    /// <summary>The page's quantity there.</summary>
    public required IReadOnlyList<double> Quantity { get; init; }

    /// <summary>Its exact values there; null where none are known.</summary>
    public IReadOnlyList<double>? Exact { get; init; }

    /// <summary>The energy of each player there; empty where none is known.</summary>
    public IReadOnlyList<double[]> Energies { get; init; } = [];

    /// <summary>How the orbit ends.</summary>
    public required EndReading End { get; init; }

    internal Core.GameOrbit Wrapped => new(
        Scheme, [.. Steps], [.. Times], [.. X], [.. Y], [.. Quantity], Exact?.ToArray().OptionOf(), [.. Energies],
        End.End.Word, End.Evidence);
}

/// <summary>Everything that the page about a game shows.</summary>
public sealed record GameReport
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence under it.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The names of the two players.</summary>
    public required (string First, string Second) Players { get; init; }

    /// <summary>The players' clocks: where both are above 0, radii are of x/sqrt kappa_X and y/sqrt kappa_Y.</summary>
    public (double First, double Second) Clocks { get; init; } = (1, 1);

    /// <summary>The name of the quantity that is followed, such as |x|^2 + |y|^2.</summary>
    public required string Quantity { get; init; }

    /// <summary>The orbits, the chosen scheme's first.</summary>
    public required IReadOnlyList<GameOrbit> Orbits { get; init; }

    /// <summary>Settings that rerun it: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Sentences that a reader must not miss.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The page as one HTML document; the same report gives the same text.</summary>
    /// <exception cref="ArgumentException">There is no orbit, or one has not as many values as stored states.</exception>
    public string Html() => Core.GameReportModule.html(Wrapped);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="ArgumentException">There is no orbit, or one has not as many values as stored states.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => Core.GameReportModule.write(path.NotNull(nameof(path)), Wrapped);

    private Core.GameReport Wrapped => new(
        Title,
        Subtitle,
        Tuple.Create(Players.First, Players.Second),
        Tuple.Create(Clocks.First, Clocks.Second),
        Quantity,
        Bridge.List(Orbits.Select(orbit => orbit.Wrapped)),
        Bridge.List(Settings.Select(p => Tuple.Create(p.Name, p.Value))),
        Bridge.List(Warnings));
}
