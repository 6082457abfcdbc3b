using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>The files of a comparison.</summary>
internal static class ComparisonFolder
{
    /// <summary>The specification, from which the comparison goes on.</summary>
    internal const string Spec = "spec.json";

    private const string Page = "comparison.html";
    private const string Table = "comparison.csv";

    private const string Header =
        "gan,seed,step,seconds,kid,kid_error,fid,mmd,mmd_error,modes_covered,quality,witness_slope";

    internal static IReadOnlyList<string> Write(
        OutputFolder folder, ComparisonSpec spec, Points? target, IReadOnlyList<GanTraining> trainings)
    {
        folder.Put(Spec, JsonFormat.Serialize(spec.Json) + "\n");

        if (trainings.Count > 0)
        {
            folder.Put(Table, TableOf(trainings));
            folder.Put(Page, path => GanComparisonPage.Write(path, "GANs compared", SettingsOf(spec), target, trainings));
        }

        return folder.Files;
    }

    private static IEnumerable<(string Name, string Value)> SettingsOf(ComparisonSpec spec) =>
        spec.Entries.Select(entry => (entry.Name, "ganflow train " + string.Join(' ', entry.Arguments)))
            .Append(("seeds", string.Join(", ", spec.Seeds)));

    private static string TableOf(IReadOnlyList<GanTraining> trainings)
    {
        var text = new StringBuilder(Header).Append('\n');

        foreach (var training in trainings)
        {
            foreach (var s in training.Scores)
            {
                double?[] fields =
                [
                    training.Seed, s.Step, s.Seconds, s.Kid.Value, s.Kid.StandardError, s.Fid, s.Mmd.Value,
                    s.Mmd.StandardError, s.Modes?.Covered, s.Modes?.Quality, s.WitnessSlope,
                ];
                text.Append(CsvLine.Field(training.Gan)).Append(',').Append(CsvLine.Of(fields)).Append('\n');
            }
        }

        return text.ToString();
    }
}
