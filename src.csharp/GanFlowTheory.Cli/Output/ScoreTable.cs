using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace GanFlowTheory.Cli.Output;

/// <summary>The scores of a training as the text of a CSV file; an unknown value is an empty field.</summary>
internal static class ScoreTable
{
    internal const string FileName = "scores.csv";

    /// <summary>The file of wall-clock times, which no rerun has again.</summary>
    internal const string TimesName = "times.csv";

    private const string Header =
        "step,kid,kid_error,fid,mmd,mmd_error,modes_covered,quality,witness_slope,rate_factor,modes";

    /// <summary>The table.</summary>
    /// <param name="scores">In order of steps.</param>
    /// <param name="factors">The factor of the rates, by the number of the step.</param>
    internal static string Of(IReadOnlyList<GanScore> scores, IReadOnlyDictionary<int, double?> factors)
    {
        var text = new StringBuilder(Header).Append('\n');

        foreach (var s in scores)
        {
            double?[] fields =
            [
                s.Step, s.Kid.Value, s.Kid.StandardError, s.Fid, s.Mmd.Value, s.Mmd.StandardError,
                s.Modes?.Covered, s.Modes?.Quality, s.WitnessSlope, factors.GetValueOrDefault(s.Step), s.Modes?.Shares.Count,
            ];
            text.Append(CsvLine.Of(fields)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The scores of the files of a training.</summary>
    internal static IReadOnlyList<GanScore> Read(string path, string times)
    {
        var seconds = File.ReadLines(times).Skip(1).Select(line => line.Split(','))
            .ToDictionary(fields => fields[0], fields => Number(fields[1]) ?? 0);
        return
        [
            .. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Select(fields => new GanScore(
                (int)Number(fields[0])!.Value,
                seconds.GetValueOrDefault(fields[0]),
                EstimateOf("kid", fields[1], fields[2]),
                Number(fields[3]) ?? double.NaN,
                EstimateOf("unbiased", fields[4], fields[5]),
                Number(fields[6]) is { } covered && Number(fields[7]) is { } quality
                    ? new(new double[ModesOf(fields)], (int)covered, quality)
                    : null,
                Number(fields[8]))),
        ];
    }

    // How many modes the target has is the last field.
    private static int ModesOf(string[] fields) => (int)(Number(fields[10]) ?? 0);

    private static Estimate EstimateOf(string estimator, string value, string error) => new(
        Number(value) ?? double.NaN,
        Number(error) is { } e ? Variance.Estimated(e * e) : Variance.Missing("The file has no standard error."),
        estimator,
        0,
        0,
        true);

    private static double? Number(string field) =>
        field.Length == 0 ? null : double.Parse(field, CultureInfo.InvariantCulture);

    /// <summary>The wall-clock times of the scores.</summary>
    internal static string Times(IReadOnlyList<GanScore> scores)
    {
        var text = new StringBuilder("step,seconds\n");

        foreach (var s in scores)
        {
            text.Append(CsvLine.Of([s.Step, s.Seconds])).Append('\n');
        }

        return text.ToString();
    }
}
