using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Games;

/// <summary>The result of ganflow game.</summary>
internal sealed class GameSummary(GamePlan plan, GameResult result, OutputFolder? folder) : IReport
{
    // A table longer than this nobody reads.
    private const int Rows = 21;

    private readonly SchemeRun chosen = result.Chosen;

    public object Json => new
    {
        Game = plan.Setup.Points.Title,
        Scheme = chosen.Scheme.Scheme.Name,
        chosen.Scheme.Tau,
        chosen.Scheme.Scheme.Order,
        Clocks = new[] { plan.Setup.Clocks.First, plan.Setup.Clocks.Second },
        Series = chosen.States.Select((state, i) => new
        {
            state.Step,
            state.Time,
            X = Scalar(state.X),
            Y = Scalar(state.Y),
            Radius2 = state.SquaredRadius,
            Exact = chosen.Exact?[i],
            state.Energies,
        }).ToArray(),
        Conserved = Conserved(chosen),
        End = chosen.End.End.Word,
        chosen.End.Evidence,
        Outcome = chosen.Outcome.Word,
        Schemes = result.Others.Select(run => new
        {
            Scheme = run.Scheme.Scheme.Name,
            run.Scheme.Tau,
            run.Scheme.Scheme.Order,
            Steps = run.States[^1].Step,
            Radius2 = run.States[^1].SquaredRadius,
            Exact = run.Exact?[^1],
            Conserved = Conserved(run),
            End = run.End.End.Word,
            Outcome = run.Outcome.Word,
        }).ToArray(),
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var name = plan.Setup.Radius is { } radius ? radius.Name : "|x|^2 + |y|^2";
        var table = Tables.WithColumns("step", "time", "x", "y", name, "E_X", "E_Y");
        var shown = chosen.States.Count <= Rows
            ? chosen.States
            : [.. Enumerable.Range(0, Rows).Select(i => chosen.States[(int)((long)i * (chosen.States.Count - 1) / (Rows - 1))])];

        foreach (var state in shown)
        {
            table.AddPlainRow(
                Tables.Number(state.Step),
                Tables.Number(state.Time),
                Point(state.X),
                Point(state.Y),
                Tables.Number(state.Radius ?? state.SquaredRadius, "G9"),
                Tables.Number(state.Energies?[0]),
                Tables.Number(state.Energies?[1]));
        }

        console.Write(table);
        console.PlainLine($"{plan.Setup.Points.Title} by {chosen.Scheme.Scheme.Name}, order {chosen.Scheme.Scheme.Order}");

        if (result.Others.Count > 0)
        {
            WriteSchemes(console);
        }
        else if (chosen.Conserved is { } course)
        {
            console.PlainLine($"{course.Name} drifts by {Tables.Number(course.Drift)} of its start");
        }

        console.PlainLine(chosen.End.Evidence);
        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }

    private void WriteSchemes(IAnsiConsole console)
    {
        var table = Tables.WithColumns("scheme", "order", "steps", "at the end", "exact", "conserved", "drift", "end");

        foreach (var run in result.All)
        {
            table.AddPlainRow(
                run.Scheme.Scheme.Name,
                Tables.Number(run.Scheme.Scheme.Order),
                Tables.Number(run.States[^1].Step),
                Tables.Number(run.States[^1].Radius ?? run.States[^1].SquaredRadius, "G9"),
                Tables.Number(run.Exact?[^1], "G9"),
                run.Conserved?.Name ?? "unknown",
                Tables.Number(run.Conserved?.Drift),
                run.End.End.Word);
        }

        console.Write(table);
    }

    private static object? Conserved(SchemeRun run) =>
        run.Conserved is { } course ? new { course.Name, course.Drift } : null;

    // A number on the line, an array elsewhere.
    private static object Scalar(double[] values) => values.Length == 1 ? values[0] : values;

    private static string Point(double[] values) =>
        string.Join(", ", values.Take(3).Select(v => Tables.Number(v))) + (values.Length > 3 ? ", ..." : "");
}
