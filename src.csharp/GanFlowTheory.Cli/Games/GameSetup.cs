using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>A game on its clocks, with its start: what <see cref="GameChoice"/> names, read and checked.</summary>
internal sealed record GameSetup
{
    private readonly GameSpec spec;
    private readonly NumberList? start;

    private GameSetup(GameSpec spec, NumberList? start) => (this.spec, this.start) = (spec, start);

    internal required GameOfPoints Points { get; init; }

    internal required Game<Product<Particles, Particles>> Game { get; init; }

    internal required (double First, double Second) Clocks { get; init; }

    internal required Product<Particles, Particles> Start { get; init; }

    /// <summary>What standard input held, where the start came from there.</summary>
    internal Points? StartInput { get; private init; }

    internal IEnumerable<string> Files => DataSource.FilesOf(spec.Source, start?.Source);

    internal Inputs Inputs => new()
    {
        Target = Points.Read is { } numbers ? Fingerprint.Of(numbers) : null,
        Start = Fingerprint.Of(GanFlowTheory.Points.OfValues(Start.Coordinates())),
    };

    internal static GameSetup Read(Terminal terminal, GameChoice given)
    {
        var spec = GameSpec.Parse(given);
        var clocks = ClockSpec.Parse(given.Clocks);
        var start = given.Start is { } text ? new NumberList("--start", text.Trim()) : null;
        DataSource.CheckOneInput($"{spec.Option} and --start", spec.Source, start?.Source);
        var points = spec.Read(terminal);
        var (numbers, input) = start?.Read(terminal) ?? (points.DefaultStart, null);
        return new(spec, start)
        {
            Points = points,
            Game = points.Game.WithClocks(clocks.First, clocks.Second),
            Clocks = clocks,
            Start = points.StartOf(numbers),
            StartInput = input,
        };
    }

    /// <summary>The choice with every default, and files by their full paths.</summary>
    internal T Completed<T>(T given) where T : GameChoice => given with
    {
        Bilinear = given.Bilinear is null ? null : spec.FullText,
        Dirac = given.Dirac is null ? null : spec.FullText,
        LinearQuadratic = given.LinearQuadratic is null ? null : spec.FullText,
        Start = start?.FullText ?? CsvLine.Of(Start.Coordinates().Select(v => (double?)v)),
        Clocks = given.Clocks.Trim(),
    };

    /// <summary>What the dual flow conserves or shrinks, and its name: null where a player does not move.</summary>
    internal (string Name, double[] Weights)? Radius =>
        Clocks is { First: > 0, Second: > 0 }
            ? (Named("x", Clocks.First, Points.Equilibrium is not null) + " + "
                + Named("y", Clocks.Second, Points.Equilibrium is not null), [Clocks.First, Clocks.Second])
            : null;

    private static string Named(string player, double clock, bool isOffset)
    {
        var square = isOffset ? $"|{player} - {player}*|^2" : $"|{player}|^2";
        return clock == 1 ? square : $"{square}/{Tables.Number(clock, "R")}";
    }
}
