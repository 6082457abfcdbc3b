using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Limits;

/// <summary>The files of a limit.</summary>
internal static class LimitFolder
{
    /// <summary>Writes the ends of all runs and the page about how they approach each other.</summary>
    internal static void Write(OutputFolder folder, LimitPlan plan, LimitResult result)
    {
        folder.Put("levels.csv", string.Join('\n', Levels(plan, result)) + "\n");
        folder.Put("report.html", ReportOf(plan, result).Write);
        ManifestFile.PutInputs(folder, plan.Setup.Points.Input, plan.Setup.StartInput);
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(LimitResult result) => new
    {
        Orders = result.Studies.ToDictionary(study => study.Name, study => study.Study.Order),
    };

    private static LimitReport ReportOf(LimitPlan plan, LimitResult result) => new()
    {
        Title = $"{plan.Setup.Points.Title} as steps shrink",
        Subtitle = $"Runs of {result.Studies.Count} schemes to time {Tables.Number(plan.Settings.Until)}.",
        Curves =
        [
            .. result.Studies.Select(study => LimitCurve.OfStudy(study.Name, study.Scheme.Scheme.Order, study.Study)),
        ],
        Settings =
        [
            ("game", plan.Setup.Points.Title), ("start", plan.Settings.Start!), ("clocks", plan.Settings.Clocks),
            ("longest step", Tables.Number(plan.Settings.Tau)), ("step lengths", Tables.Number(plan.Settings.Levels)),
            ("time", Tables.Number(plan.Settings.Until)),
        ],
    };

    private static IEnumerable<string> Levels(LimitPlan plan, LimitResult result)
    {
        var coordinates = string.Join(',', Enumerable.Range(1, plan.Setup.Start.Coordinates().Length).Select(k => $"z{k}"));
        return result.Studies
            .SelectMany(study => study.Study.Levels.Select((level, k) =>
                CsvLine.Field(study.Name) + ","
                + CsvLine.Of(
                [
                    level.Tau, level.Steps, k < study.Study.Differences.Count ? study.Study.Differences[k] : null,
                    .. level.End.Coordinates().Select(v => (double?)v),
                ])))
            .Prepend($"scheme,tau,steps,difference,{coordinates}");
    }
}
