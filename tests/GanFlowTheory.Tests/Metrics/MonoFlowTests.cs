using System;
using System.IO;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Metrics;

public class MonoFlowTests
{
    private static double[] LogRatio(Measure q) => Enumerable.Range(0, q.Nodes.Count).Select(i => i - 2.5).ToArray();

    [Theory]
    [InlineData("vanilla")]
    [InlineData("arcsinh")]
    [InlineData("f:jsd")]
    public void Verify_agrees_with_the_core(string name)
    {
        var core = Core.MonoFlow.verify(Core.GeneratorLossModule.parse(name), -5, 3);
        var report = MonoFlow.Verify(GeneratorLoss.Parse(name), -5, 3);
        Assert.Equal((core.Loss, core.Formula), (report.Loss, report.Formula));
        Assert.Equal((core.From, core.To), (report.From, report.To));
        Assert.Equal((core.Admissible, core.Strict), (report.Admissible, report.Strict));
        Assert.Equal((core.InducedFormula?.Value, core.Verdict), (report.InducedFormula, report.Verdict));
        Assert.Equal(
            core.Violations.Select(v => (v.From, v.To, v.Decreasing, v.Worst, v.Slope)),
            report.Violations.Select(v => (v.From, v.To, v.Decreasing, v.Worst, v.Slope)));
        Assert.Equal(core.Touches, report.Touches);
        Assert.Equal(
            core.Samples.Select(s => (s.LogRatio, s.Slope, s.InducedValue, s.InducedSlope)),
            report.Samples.Select(s => (s.LogRatio, s.Slope, s.InducedValue, s.InducedSlope)));
    }

    [Theory]
    [InlineData("vanilla")]
    [InlineData("f:jsd")]
    public void The_page_is_the_core_s(string name)
    {
        var expected = Core.MonoFlowPage.html(Core.GeneratorLossModule.parse(name), -5, 3);
        var loss = GeneratorLoss.Parse(name);
        Assert.Equal(expected, MonoFlowPage.Html(loss, -5, 3));
        var file = Path.GetTempFileName();

        try
        {
            MonoFlowPage.Write(file, loss, -5, 3);
            Assert.Equal(expected, File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_counterexample_is_the_core_s()
    {
        var expected = Core.MonoFlowGrowth.MonoFlow.counterexample(Core.GeneratorLossModule.parse("f:jsd"))!.Value;
        var found = MonoFlow.Counterexample(GeneratorLoss.Parse("f:jsd"))!;
        Assert.Equal((expected.Mean, expected.Deviation), (found.Mean, found.Deviation));
        Assert.Equal(expected.Course.Select(point => (point.Item1, point.Item2)), found.Course);
        Assert.Null(MonoFlow.Counterexample(GeneratorLoss.Vanilla));
    }

    [Fact]
    public void The_metric_and_the_field_multiply_gradients_with_the_slope()
    {
        var q = Particles.OfPoints(X);
        var c = Potential.OfPointwise(x => x.Sum(v => v * v), x => x.Select(v => 2 * v).ToArray()).At(X);
        var loss = GeneratorLoss.Vanilla;
        var metric = MonoFlow.Metric(loss, LogRatio);
        Assert.Equal("monoflow:vanilla", metric.Name);
        var expected = Metric.Mobility("m", p => LogRatio(p).Select(loss.Slope).ToArray()).Apply(q, c).Rate;
        Same(expected, metric.Apply(q, c).Rate);
        Same(expected, MonoFlow.Field(loss, LogRatio).Apply(q, c).Rate);

        var detached = GeneratorLoss.Detached(FDivergence.Jsd);
        var error = Assert.Throws<ArgumentException>(() => MonoFlow.Metric(detached, LogRatio).Apply(q, c));
        Assert.Contains("loss f:jsd gives no metric", error.Message, StringComparison.Ordinal);
        Assert.Contains("at log r = 0.5.", error.Message, StringComparison.Ordinal);
        Assert.Equal("monoflow-field:f:jsd", MonoFlow.Field(detached, LogRatio).Name);
    }
}
