using System.IO;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Reports;

public class RunReportTests
{
    [Fact]
    public void The_report_of_a_path_is_the_core_s_page()
    {
        var run = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1), Y)).From(X).KeepEvery(4);
        var path = run.Run(1.0);
        var coreRun = Core.FlowStart.Flow.keepEvery(4, Core.FlowStart.Flow.from(
            Core.ParticlesModule.ofPoints(CoreOf(X)),
            Core.Flow.descend(Core.MmdFunctional.Functional.mmd<Core.Particles>(
                Core.KernelModule.gaussian(1), Core.EmpiricalModule.ofPoints(CoreOf(Y))))));
        var core = Core.RunReportModule.ofPath("Descent", coreRun, Core.FlowRuns.Flow.until(1.0, coreRun));
        var report = RunReport.OfPath("Descent", run, path);
        Assert.Equal(Core.RunReportModule.html(core), report.Html());
        Assert.Equal((OutcomeKind.Succeeded, "Reached time 1."), (report.OutcomeKind, report.Outcome));
        Assert.Equal(path.Steps.Count, report.Steps.Count);
        Assert.Equal(path.States.Count, report.Snapshots.Count);
        Assert.Contains(("metric", "wasserstein"), report.Settings);
        Assert.Empty(report.Warnings);
        var file = Path.GetTempFileName();
        try
        {
            (report with { Target = Y }).Write(file);
            Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(file));
            Assert.NotEqual(report.Html(), File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_the_pictures_leave_out_is_said()
    {
        var run = Flow.Create(Functional.Mmd(Kernel.Gaussian(1), Y),
            Metric.FisherRao).From(WeightedParticles.OfPoints(X));
        Assert.Contains(RunReport.OfPath("t", run, run.Run(1.0)).Warnings, w => w.Contains("weights"));
    }
}
