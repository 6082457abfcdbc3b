using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>The result of ganflow sweep.</summary>
/// <param name="sweep">What came of it.</param>
/// <param name="files">What was written.</param>
internal sealed class SweepSummary(SweepResult sweep, IReadOnlyList<string> files) : IReport
{
    public object Json
    {
        get
        {
            var document = Document(sweep);
            document["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]);
            return document;
        }
    }

    /// <summary>The document without the files, which is the same wherever they are.</summary>
    internal static JsonObject Document(SweepResult sweep) => new()
    {
        ["verb"] = sweep.Spec.Verb.Name,
        ["cells"] = new JsonObject
        {
            ["done"] = sweep.Rows.Count,
            ["of"] = sweep.Rows.Count + sweep.Missing.Count,
            ["missing"] = new JsonArray([.. sweep.Missing.Select(cell => (JsonNode)cell.Cell.Folder)]),
        },
        ["points"] = new JsonArray([.. sweep.Points.Select(point => (JsonNode)new JsonObject
        {
            ["cell"] = point.Point.Number,
            ["options"] = new JsonObject(point.Point.Values.Select(axis =>
                KeyValuePair.Create<string, JsonNode?>(axis.Name, JsonNode.Parse(axis.Value.Json.GetRawText())))),
            ["runs"] = new JsonArray([.. point.Rows.Select(row => (JsonNode)new JsonObject
            {
                ["folder"] = row.Cell.Cell.Folder,
                ["seed"] = row.Cell.Seed,
                ["outcome"] = row.Result.Outcome,
            })]),
            ["means"] = new JsonObject(sweep.Numbers.Select(name => KeyValuePair.Create<string, JsonNode?>(
                name,
                SweepResult.MeanOf(point.Rows, name) is { } mean
                    ? new JsonObject { ["mean"] = mean.Mean, ["standardError"] = mean.StandardError }
                    : null))),
        })]),
    };

    public void WriteTo(IAnsiConsole console)
    {
        string[] shown = [.. sweep.Numbers.Take(SweepResult.Headline)];
        var table = Tables.WithColumns(["cell", .. sweep.Spec.Grid.Select(axis => axis.Name), "runs", "outcome", .. shown]);

        foreach (var (point, rows) in sweep.Points)
        {
            table.AddPlainRow(
            [
                $"{point.Number}", .. point.Values.Select(axis => axis.Value.Shown), $"{rows.Count}",
                string.Join(", ", rows.Select(row => row.Result.Outcome).OfType<string>().Distinct()),
                .. shown.Select(name => Shown(SweepResult.MeanOf(rows, name))),
            ]);
        }

        console.Write(table);
        console.PlainLine($"{sweep.Rows.Count} of {sweep.Rows.Count + sweep.Missing.Count} cells are there.");
        console.PlainLines(files);
    }

    private static string Shown(SeedMean? mean) => mean switch
    {
        null => "unknown",
        { StandardError: { } error } => $"{Tables.Number(mean.Mean, "G4")} ± {Tables.Number(error, "G2")}",
        _ => Tables.Number(mean.Mean, "G4"),
    };
}
