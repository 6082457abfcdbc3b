using System;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Numerics;

public class UnitsTests
{
    private static readonly Points Data = new[,] { { 1.0, 200.0 }, { 2.5, 180.0 }, { -1.0, 240.0 } };

    [Fact]
    public void Units_are_the_core_s()
    {
        var core = Core.UnitsModule.standardising(CoreOf(Data));
        var units = Units.Standardising(Data);
        Same(core.Centre, units.Centre);
        Same(core.Scale, units.Scale);
        Same(Core.UnitsModule.into(core, CoreOf(Data)), units.Into(Data));
        Same(Core.UnitsModule.back(core, CoreOf(Data)), units.Back(Data));
        Same(units.Into(Data).ToArray2D(), Units.Create([.. units.Centre], [.. units.Scale]).Into(Data).ToArray2D());
        Same(Data.ToArray2D(), Units.None(2).Into(Data).ToArray2D());

        var density = Density.Gaussian([1, 2], new[,] { { 2.0, 0.1 }, { 0.1, 1.0 } });
        var coreDensity = Core.DensityModule.gaussian([1, 2], new[,] { { 2.0, 0.1 }, { 0.1, 1.0 } });
        Same(Core.DensityModule.inUnits(core, coreDensity).LogValue.Invoke(CoreOf(Data)),
            density.InUnits(units).LogValue(Data));
    }

    [Fact]
    public void Argument_errors_are_those_of_the_core()
    {
        var core = Assert.Throws<ArgumentException>(() => Core.UnitsModule.into(Core.UnitsModule.none(3), CoreOf(Data)));
        var mine = Assert.Throws<ArgumentException>(() => Units.None(3).Into(Data));
        Assert.Equal(core.Message, mine.Message);
        Assert.Equal(
            Assert.Throws<ArgumentException>(() => Core.UnitsModule.create([0], [-1])).Message,
            Assert.Throws<ArgumentException>(() => Units.Create([0], [-1])).Message);
    }
}
