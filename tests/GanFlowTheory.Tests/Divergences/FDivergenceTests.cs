using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.FDivergenceModule;

namespace GanFlowTheory.Tests.Functionals;

public class FDivergenceTests
{
    private static readonly Func<double, double> F = r => r * Math.Log(r), Slope = r => 1 + Math.Log(r),
        Curvature = r => 1 / r;

    private static void Agree(Core.FDivergence core, FDivergence f)
    {
        Assert.Equal((core.Name, core.Name), (f.Name, f.ToString()));

        foreach (var u in new[] { -700, -1.5, 0, 1e-8, 3, 700 })
        {
            Same(core.Value.Invoke(u), f.Value(u));
            Same(core.Slope.Invoke(u), f.Slope(u));
            Same(core.FirstVariation.Invoke(u), f.FirstVariation(u));
            Same(core.Mobility.Invoke(u), f.Mobility(u));
            Same(core.LogMobility.Invoke(u), f.LogMobility(u));
            Same(
                core.Pressure is { } pressure
                    ? FSharpOption<double>.Some(pressure.Value.Value.Invoke(Math.Exp(u))) : null,
                f.Pressure(Math.Exp(u)));
        }
    }

    [Fact]
    public void Every_divergence_agrees_with_the_core()
    {
        Agree(Of.kl, FDivergence.Kl);
        Agree(Of.forwardKl, FDivergence.ForwardKl);
        Agree(Of.chi2, FDivergence.Chi2);
        Agree(Of.hellinger, FDivergence.Hellinger);
        Agree(Of.jsd, FDivergence.Jsd);
        Agree(Of.jeffreys, FDivergence.Jeffreys);
        Agree(Of.leCam, FDivergence.LeCam);
        Agree(Of.alpha(0.3), FDivergence.Alpha(0.3));
        Agree(Of.leCamWith(0.3), FDivergence.LeCamWith(0.3));
        Agree(
            Of.create("mine", FuncConvert.FromFunc(F), FuncConvert.FromFunc(Slope), FuncConvert.FromFunc(Curvature)),
            FDivergence.Create("mine", F, Slope, Curvature));
        Agree(Of.add(Of.scale(0.5, Of.kl), Of.jsd), 0.5 * FDivergence.Kl + FDivergence.Jsd);
        Agree(Of.named("other", Of.kl), FDivergence.Kl.Named("other"));
        Agree(Of.parse("alpha:2"), FDivergence.Parse("alpha:2"));
    }

    [Fact]
    public void An_f_that_is_none_is_refused_in_one_sentence()
    {
        var error = Assert.Throws<ArgumentException>(
            () => FDivergence.Create("bad", r => 1 - r * r, r => -2 * r, _ => -2));
        Assert.Contains("f must be convex, but f''(r) = -2 at r =", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => FDivergence.Parse("jds"));
        Assert.Contains("did you mean 'jsd'?", error.Message, StringComparison.Ordinal);
    }
}
