using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>A game whose settings are read, checked and turned into the library's values.</summary>
internal sealed class GamePlan : IPlan<GameSettings>
{
    public required GameSettings Settings { get; init; }

    public IEnumerable<string> Files => Setup.Files;

    public Inputs Inputs => Setup.Inputs;

    public string? Warning => null;

    internal required GameSetup Setup { get; init; }

    internal required SchemeSpec Scheme { get; init; }

    /// <summary>The schemes to lay over it, without its own.</summary>
    internal required IReadOnlyList<SchemeSpec> Others { get; init; }

    internal required int Every { get; init; }

    internal static GamePlan Create(Terminal terminal, GameSettings given)
    {
        var scheme = SchemeSpec.Parse(given.Scheme, given.Tau, GameDefaults.Tau);
        var others = (given.Schemes?.Trim() switch
        {
            null => [],
            "all" => GameDefaults.AllSchemes,
            var list => SchemeSpec.Split(list),
        }).Select(name =>
            SchemeSpec.Parse(name, SchemeSpec.HasStep(name) ? null : given.Tau, scheme.Tau ?? GameDefaults.Tau));
        var setup = GameSetup.Read(terminal, given);
        var every = given.Every ?? GameDefaults.Every(given.Steps);
        return new()
        {
            Settings = setup.Completed(given) with { Scheme = scheme.Scheme.Name, Tau = null, Every = every },
            Setup = setup,
            Scheme = scheme,
            Others = [.. others.Where(other => other.Scheme.Name != scheme.Scheme.Name)],
            Every = every,
        };
    }

    /// <summary>The settings for a reader.</summary>
    internal IEnumerable<(string Name, string Value)> Described()
    {
        yield return ("game", Setup.Points.Title);
        yield return ("start", Settings.Start!);
        yield return ("clocks", Settings.Clocks);
        yield return ("scheme", Scheme.Scheme.Name);
        yield return ("steps", Tables.Number(Settings.Steps));
    }
}
