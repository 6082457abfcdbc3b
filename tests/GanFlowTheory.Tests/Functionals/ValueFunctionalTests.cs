using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Functionals;

public class ValueFunctionalTests
{
    // E |x|^2, and not linear in q: 1/2 (E |x|^2)^2.
    private static Core.Tensor CoreValue(Core.Tensor x, Core.Tensor w)
    {
        var moment = Core.TensorModule.inner(w, Core.TensorModule.sumAlong(1, Core.TensorModule.square(x)));
        return Core.TensorModule.square(moment) * 0.5;
    }

    private static Tensor Value(Tensor x, Tensor w)
    {
        var moment = Tensor.Inner(w, Tensor.Square(x).SumAlong(1));
        return Tensor.Square(moment) * 0.5;
    }

    [Fact]
    public void A_functional_of_a_value_is_the_core_s()
    {
        var core = Core.DifferentiableFunctional.Functional.ofValue<Core.IMeasure>(
            "moment", FuncConvert.FromFunc<Core.Tensor, Core.Tensor, Core.Tensor>(CoreValue));
        var w = Weights(X.Count);
        Core.IMeasure q = Core.EmpiricalModule.weighted(w, CoreOf(X));
        Measure p = Empirical.Weighted(w, X);

        foreach (var mine in new[]
        {
            Functional.OfValue("moment", Value), Functional.OfValueOn(Engine.Managed, "moment", Value),
        })
        {
            Assert.Equal(core.Name, mine.Name);
            Same(core.Value.Invoke(q), mine.Value(p));
            Same(core.FirstVariation.Invoke(q), mine.FirstVariation(p), Y);
            var (expected, actual) = (core.Evaluate.Invoke(q), mine.Evaluate(p));
            Same(expected.Value, actual.Value);
            Same(expected.Variation.Values, actual.Variation.Values);
            Same(expected.Variation.Gradient, actual.Variation.Gradient);
        }
    }

    [Fact]
    public void It_flows_and_its_laws_hold()
    {
        var mine = Functional.OfValue("moment", Value);
        var path = Flow.Descend(mine).SteppedBy(Integrator.Euler(0.01)).From(Particles.OfPoints(X)).Run(0.1);
        Assert.True(mine.Value(path.Final) < mine.Value(X));
        Law.Check(mine);
    }

    [Fact]
    public void A_value_that_forgets_the_weights_is_falsified_by_its_laws() =>
        Assert.Throws<LawFalsifiedException>(() =>
            Law.Check(Functional.OfValue("forgetful", (x, _) => Tensor.Sum(Tensor.Square(x)))));

    [Fact]
    public void A_value_that_is_no_number_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Functional.OfValue("rows", (x, _) => x).Value(X));
        Assert.Contains("'rows'", error.Message);
        Assert.Throws<ArgumentNullException>(() => Functional.OfValue("none", null!));
        Assert.Throws<ArgumentNullException>(() => Functional.OfValueOn(null!, "none", Value));
    }
}
