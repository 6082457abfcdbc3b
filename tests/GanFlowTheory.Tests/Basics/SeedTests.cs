using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.SeedModule;

namespace GanFlowTheory.Tests.Numerics;

public class SeedTests
{
    [Fact]
    public void Seeds_agree_with_the_core()
    {
        var core = Of.splitAt(3, Of.split("noise", Of.create(7)));
        var seed = Seed.Create(7).Split("noise").SplitAt(3);
        Assert.Equal(core.ToString(), seed.ToString());
        Same(Of.normals(5, core), seed.Normals(5));
        Same(Of.uniforms(5, core), seed.Uniforms(5));
        Same(Of.gaussian(4, 3, core), seed.Gaussian(4, 3));
        Assert.Equal(Of.permutation(9, core), seed.Permutation(9));
        Assert.Equal(Of.generator(core).Next(), seed.Generator().Next());
        Seed converted = 7;
        Assert.Equal(Seed.Create(7), converted);
        Assert.NotEqual(Seed.Create(8), converted);
    }

    [Fact]
    public void The_number_of_threads_is_the_core_s()
    {
        var before = Parallelism.ThreadCount;
        Assert.Equal((3, 3), Parallelism.WithThreadCount(3, () => (Parallelism.ThreadCount, Core.Parallelism.threadCount())));
        Assert.Equal(before, Core.Parallelism.threadCount());
        Assert.Throws<System.ArgumentException>(() => Parallelism.ThreadCount = 0);
        Assert.Throws<System.ArgumentException>(() => Parallelism.WithThreadCount(0, () => 1));
    }

    [Fact]
    public void Near_names_are_the_core_s()
    {
        Assert.Equal(Core.NearestName.distance("eigth", "eight"), NearestName.Distance("eigth", "eight"));
        Assert.Equal("rings", NearestName.Find("ring", ["moons", "rings"]));
        Assert.Equal(
            "unknown target 'ring'; did you mean 'rings'? known: moons, rings",
            NearestName.Unknown("target", "ring", ["moons", "rings"]));
    }
}
