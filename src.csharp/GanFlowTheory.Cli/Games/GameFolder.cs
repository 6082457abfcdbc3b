using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Games;

/// <summary>The files of a game.</summary>
internal static class GameFolder
{
    /// <summary>Writes the series and the page with the orbits.</summary>
    internal static void Write(OutputFolder folder, GamePlan plan, GameResult result)
    {
        folder.Put("series.csv", string.Join('\n', Series(result.Chosen)) + "\n");
        folder.Put("report.html", ReportOf(plan, result).Write);
        ManifestFile.PutInputs(folder, plan.Setup.Points.Input, plan.Setup.StartInput);
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(GameResult result) => new
    {
        StepsTaken = result.Chosen.States[^1].Step,
        result.Chosen.States[^1].Time,
        End = result.Chosen.End.End.Word,
    };

    private static IEnumerable<string> Series(SchemeRun run)
    {
        var (n, m) = (run.States[0].X.Length, run.States[0].Y.Length);
        return run.States
            .Select((state, i) => CsvLine.Of(
            [
                state.Step, state.Time, .. state.X.Select(v => (double?)v), .. state.Y.Select(v => (double?)v),
                state.SquaredRadius, run.Exact?[i], state.Energies?[0], state.Energies?[1],
            ]))
            .Prepend($"step,time,{Names("x", n)},{Names("y", m)},radius2,exact,energy_x,energy_y");
    }

    private static string Names(string player, int count) =>
        count == 1 ? player : string.Join(',', Enumerable.Range(1, count).Select(k => $"{player}{k}"));

    private static GameReport ReportOf(GamePlan plan, GameResult result) => new()
    {
        Title = plan.Setup.Points.Title,
        Subtitle = result.All.Count() == 1
            ? $"By {result.Chosen.Scheme.Scheme.Name}, {result.Chosen.States[^1].Step} steps."
            : $"By {result.All.Count()} schemes, {result.Chosen.States[^1].Step} steps of {result.Chosen.Scheme.Scheme.Name}.",
        Players = ("x", "y"),
        Clocks = plan.Setup.Clocks,
        Quantity = plan.Setup.Radius?.Name ?? "|x|^2 + |y|^2",
        Orbits = [.. result.All.Select(OrbitOf)],
        Settings = [.. plan.Described()],
        Warnings = result.All.Where(run => !run.Outcome.Succeeded)
            .Select(run => $"{run.Scheme.Scheme.Name}: {run.Outcome.Sentence}").ToArray(),
    };

    private static GameOrbit OrbitOf(SchemeRun run) => new()
    {
        Scheme = run.Scheme.Scheme.Name,
        Steps = [.. run.States.Select(state => state.Step)],
        Times = [.. run.States.Select(state => state.Time)],
        X = [.. run.States.Select(state => state.X)],
        Y = [.. run.States.Select(state => state.Y)],
        Quantity = [.. run.States.Select(state => state.Radius ?? state.SquaredRadius)],
        Exact = run.Exact,
        Energies = run.States.All(state => state.Energies is not null)
            ? [[.. run.States.Select(state => state.Energies![0])], [.. run.States.Select(state => state.Energies![1])]]
            : [],
        End = run.End,
    };
}
