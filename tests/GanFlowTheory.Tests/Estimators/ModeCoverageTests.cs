using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Estimators;

public class ModeCoverageTests
{
    [Fact]
    public void Coverage_is_the_core_s()
    {
        var target = Target.EightGaussians;
        var sample = target.Sample(Seed.Create(3), 200).Select([.. Enumerable.Range(0, 150)]);
        var mine = ModeCoverage.Measure(target.Mixture!, sample);
        var core = Core.ModeCoverageModule.measure(
            Core.TargetModule.eightGaussians.Mixture!.Value, Core.EmpiricalModule.ofPoints(CoreOf(sample)));

        Assert.Equal(core.Shares, mine.Shares);
        Assert.Equal((core.Covered, core.Quality), (mine.Covered, mine.Quality));
        Assert.Equal(8, mine.Covered);
        Assert.Equal(Core.ModeCoverageModule.sentence(core), mine.Sentence);
    }
}
