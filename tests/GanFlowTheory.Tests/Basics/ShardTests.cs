using System;
using System.Linq;
using Xunit;

namespace GanFlowTheory.Tests.Numerics;

public class ShardTests
{
    [Fact]
    public void Parts_are_the_core_s()
    {
        var shard = Shard.Parse("2/3");
        Assert.Equal((2, 3, "2/3"), (shard.At, shard.Count, shard.ToString()));
        Assert.Equal([11, 14, 17], shard.Part(Enumerable.Range(10, 8)));
        Assert.Equal(
            Enumerable.Range(0, 9).Select(k => Core.ShardModule.holds(k, Core.ShardModule.create(2, 3))),
            Enumerable.Range(0, 9).Select(shard.Holds));
        Assert.Equal(["a", "b"], Shard.Whole.Part(["a", "b"]));
        Assert.Throws<ArgumentException>(() => Shard.Create(4, 3));
        Assert.Throws<ArgumentNullException>(() => Shard.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => shard.Part<int>(null!));
    }
}
