using System;
using System.IO;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Reports;

public class SweepReportTests
{
    [Fact]
    public void The_report_of_a_sweep_is_the_core_s_page()
    {
        var mean = GanComparison.MeanOf([1, 2, 4]);
        var report = new SweepReport
        {
            Title = "Swept",
            Axes = ["steps"],
            Seeds = ["0", "1"],
            Along = "time t",
            Quantity = "functional",
            Numbers = ["a", "b"],
            Headline = 1,
            Target = Y,
            Panels =
            [
                new()
                {
                    Name = "point",
                    Values = ["3"],
                    Means = [mean, null],
                    Courses = [(1, [(0, 1), (1, 0.5)])],
                    Points = X,
                },
            ],
            Missing = 1,
            Settings = [("target", "rings")],
        };
        var panel = new Core.SweepPanel(
            "point",
            ListModule.OfArray(["3"]),
            ListModule.OfArray<FSharpOption<Core.SeedMean>?>([FSharpOption<Core.SeedMean>.Some(Core.GanComparison.meanOf([1, 2, 4])), null]),
            ListModule.OfArray([Tuple.Create(1, new[] { Tuple.Create(0.0, 1.0), Tuple.Create(1.0, 0.5) })]),
            FSharpOption<Core.Points>.Some(CoreOf(X)));
        var core = new Core.SweepReport(
            "Swept", ListModule.OfArray(["steps"]), ListModule.OfArray(["0", "1"]), "time t", "functional", ListModule.OfArray(["a", "b"]), 1,
            FSharpOption<Core.Points>.Some(CoreOf(Y)), ListModule.OfArray([panel]), 1, ListModule.OfArray([Tuple.Create("target", "rings")]));

        Assert.Equal(Core.SweepReportModule.html(core), report.Html());
        var file = Path.GetTempFileName();

        try
        {
            report.Write(file);
            Assert.Equal(report.Html(), File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Throws<ArgumentException>(() => (report with { Panels = [] }).Html());
    }
}
