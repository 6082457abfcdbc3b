using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.GeneratorLossModule;

namespace GanFlowTheory.Tests.Functionals;

public class GeneratorLossTests
{
    private static readonly Func<double, double> H = u => u * u * u, Slope = u => 3 * u * u;

    private static void Agree(Core.GeneratorLoss core, GeneratorLoss loss)
    {
        Assert.Equal((core.Name, core.Name, core.Formula), (loss.Name, loss.ToString(), loss.Formula));
        Assert.Equal(core.DivergenceFormula?.Value, loss.DivergenceFormula);
        Assert.Equal(core.Divergence?.Value.Name, loss.Divergence?.Name);

        foreach (var u in new[] { -700, -1.5, 0, 1e-8, 3, 700 })
        {
            Same(core.Value.Invoke(u), loss.Value(u));
            Same(core.Slope.Invoke(u), loss.Slope(u));
            Same(core.LogSlope.Invoke(u), loss.LogSlope(u));
            Assert.Equal(core.Sign.Invoke(u), loss.Sign(u));
        }

        Same(Of.inducedValue(core, 1.5), loss.InducedValue(1.5));
        Same(Of.inducedSlope(core, 1.5), loss.InducedSlope(1.5));
    }

    [Fact]
    public void Every_loss_agrees_with_the_core()
    {
        Agree(Of.vanilla, GeneratorLoss.Vanilla);
        Agree(Of.nonSaturating, GeneratorLoss.NonSaturating);
        Agree(Of.logit, GeneratorLoss.Logit);
        Agree(Of.mle, GeneratorLoss.Mle);
        Agree(Of.exponential, GeneratorLoss.Exponential);
        Agree(Of.arcsinh, GeneratorLoss.Arcsinh);
        Agree(Of.shifted(2), GeneratorLoss.Shifted(2));
        Agree(Of.ofDivergence(Core.FDivergenceModule.chi2), GeneratorLoss.OfDivergence(FDivergence.Chi2));
        Agree(Of.detached(Core.FDivergenceModule.jsd), GeneratorLoss.Detached(FDivergence.Jsd));
        Agree(
            Of.create("cube", FuncConvert.FromFunc(H), FuncConvert.FromFunc(Slope)),
            GeneratorLoss.Create("cube", H, Slope));
        Agree(Of.parse("f:lecam:0.3"), GeneratorLoss.Parse("f:lecam:0.3"));
        Same(Of.induced(Of.arcsinh).Value.Invoke(2), GeneratorLoss.Arcsinh.Induced().Value(2));
    }

    [Fact]
    public void Unknown_losses_and_decreasing_ones_are_told_in_one_sentence()
    {
        var error = Assert.Throws<ArgumentException>(() => GeneratorLoss.Parse("vanila"));
        Assert.Contains("did you mean 'vanilla'?", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => GeneratorLoss.Parse("f:jsd").Induced());
        Assert.Contains("loss f:jsd induces no convex f", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ones_own_loss_and_divergence_have_laws()
    {
        LawSuite.Of(GeneratorLoss.Create("cube", H, Slope)).Check();
        Assert.Throws<LawFalsifiedException>(
            () => LawSuite.Of(GeneratorLoss.Create("cube", H, u => 2 * Slope(u))).Check());
        LawSuite.Of(FDivergence.Create("mine", r => r * Math.Log(r), r => 1 + Math.Log(r), r => 1 / r)).Check();
        Assert.Throws<LawFalsifiedException>(
            () => LawSuite.Of(FDivergence.Create("mine", r => r * Math.Log(r), Math.Log, r => 1 / r)).Check());
    }
}
