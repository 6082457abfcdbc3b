using System;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Reports;

public class FigureTests
{
    [Fact]
    public void Both_languages_draw_the_same_pictures()
    {
        var clouds = ListModule.OfSeq([Tuple.Create("t = 0", CoreOf(X)), Tuple.Create("t = 1", CoreOf(Y))]);

        Assert.Equal(
            Core.Figure.particles("clouds", FSharpOption<Core.Points>.Some(CoreOf(Y)), clouds),
            Figure.Particles("clouds", Y, ("t = 0", X), ("t = 1", Y)));

        Assert.Equal(
            Core.Figure.particles("clouds", FSharpOption<Core.Points>.None, clouds),
            Figure.Particles("clouds", null, ("t = 0", X), ("t = 1", Y)));

        var curve = Enumerable.Range(1, 5).Select(x => (X: (double)x, Y: (double)(x * x))).ToArray();
        var curves = ListModule.OfSeq([Tuple.Create("x²", curve.Select(point => point.ToTuple()).ToArray())]);
        Assert.Equal(Core.Figure.lines("l", "x", "y", curves), Figure.Lines("l", "x", "y", ("x²", curve)));
        Assert.Equal(Core.Figure.logLines("l", "x", "y", curves), Figure.LogLines("l", "x", "y", ("x²", curve)));
        Assert.Equal(Core.Figure.orbits("l", "x", "y", curves), Figure.Orbits("l", "x", "y", ("x²", curve)));
    }
}
