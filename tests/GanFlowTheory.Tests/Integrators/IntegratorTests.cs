using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Of = GanFlowTheory.Core.IntegratorModule;

namespace GanFlowTheory.Tests.Flows;

public class IntegratorTests
{
    private static readonly (Integrator, Core.Integrator)[] Pairs =
    [
        (Integrator.Euler(0.1), Of.euler(0.1)),
        (Integrator.Heun(0.2), Of.heun(0.2)),
        (Integrator.RungeKutta4(1.0 / 3), Of.rungeKutta4(1.0 / 3)),
        (Integrator.DormandPrince(0.05, 1e-6, 1e-9), Of.dormandPrince(0.05, 1e-6, 1e-9)),
        (Integrator.DormandPrinceFixed(0.1), Of.dormandPrinceFixed(0.1)),
        (Integrator.Descent(0.5), Of.descent(0.5)),
    ];

    public static IEnumerable<object[]> Indices => Enumerable.Range(0, Pairs.Length).Select(i => new object[] { i });

    [Theory]
    [MemberData(nameof(Indices))]
    public void Every_integrator_is_the_core_s_and_its_name_gives_it_back(int index)
    {
        var (mine, core) = Pairs[index];
        Assert.Equal(
            (core.Name, core.Name, core.Method.Order, Of.firstStep(core)),
            (mine.Name, mine.ToString(), mine.Order, mine.FirstStep));
        var parsed = Core.IntegratorExpressions.Integrator.parse(mine.Name);
        Assert.Equal(core.Control, parsed.Control);
        Assert.Equal(core.Method.Name, parsed.Method.Name);
        Assert.Equal(mine.Name, Integrator.Parse(mine.Name).Name);
    }

    [Fact]
    public void A_tableau_of_your_own_steps_as_the_integrator_that_has_the_same_one()
    {
        static double[] After(Integrator integrator) =>
            Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), Points.OfValues(0.0, 1.0)))
                .InMetric(Metric.Wasserstein)
                .SteppedBy(integrator)
                .From(Points.OfValues(2.0, -1.0))
                .Run(Horizon.AfterSteps(3)).Final.Coordinates();

        var mine = Integrator.OfTableau("mine", 2, [[], [1]], [0.5, 0.5], 0.1);
        Assert.Equal(After(Integrator.Heun(0.1)), After(mine));
        Assert.Equal(("mine:0.1", 2, 0.1), (mine.Name, mine.Order, mine.FirstStep));
        Assert.Contains(
            "weights must have 2 entries",
            Assert.Throws<ArgumentException>(() => Integrator.OfTableau("mine", 2, [[], [1]], [1], 0.1)).Message);
    }

    [Fact]
    public void A_pair_of_your_own_controls_its_error_and_keeps_the_laws()
    {
        // Heun, with Euler as its embedded method: b less its weights.
        static Integrator Pair(double[] errors, double first) =>
            Integrator.OfEmbedded("heun-euler", 2, [[], [1]], [0.5, 0.5], errors, first, 1e-3, 1e-3);

        var pair = Pair([-0.5, 0.5], 0.01);
        Assert.Equal(("heun-euler:0.001,0.001,0.01", 2, 0.01), (pair.Name, pair.Order, pair.FirstStep));
        Law.Check(pair);
        Assert.Equal("errorWeights", Assert.Throws<ArgumentException>(() => Pair([1], 0.01)).ParamName);
        Assert.Equal("first", Assert.Throws<ArgumentException>(() => Pair([-0.5, 0.5], 0)).ParamName);
    }

    [Theory]
    [InlineData("euler:0.1", "euler:0.1")]
    [InlineData(" rk4 : 1e-1 ", "rk4:0.1")]
    [InlineData("dopri5:1e-6", "dopri5:1E-06,1E-06,0.01")]
    [InlineData("dopri5:1e-6,1e-8", "dopri5:1E-06,1E-08,0.01")]
    [InlineData("dopri5-fixed:0.5", "dopri5-fixed:0.5")]
    [InlineData("descent:2", "descent:2")]
    [InlineData("heun:.5", "heun:0.5")]
    public void Expressions_are_read(string text, string name) => Assert.Equal(name, Integrator.Parse(text).Name);

    [Theory]
    [InlineData("eular:0.1", "did you mean 'euler'?")]
    [InlineData("", "unknown integrator ''")]
    [InlineData("euler", "must have the form euler:TAU, but is 'euler'")]
    [InlineData("euler:0.1,2", "must have the form euler:TAU")]
    [InlineData("dopri5:1,1,1,1", "must have the form dopri5:RTOL[,ATOL[,FIRST]]")]
    [InlineData("euler:", "integrator euler:TAU needs a positive number, but has ''")]
    [InlineData("euler:x", "but has 'x'")]
    [InlineData("euler:-1", "needs a positive number, but has '-1'")]
    [InlineData("rk4:NaN", "rk4:TAU needs a positive number, but has 'NaN'")]
    [InlineData("rk4:1e999", "rk4:TAU needs a positive number, but has '1e999'")]
    public void A_bad_expression_is_one_sentence(string text, string part)
    {
        var error = Assert.Throws<ArgumentException>(() => Integrator.Parse(text));
        Assert.Contains(part, error.Message);
        Assert.Equal("expression", error.ParamName);
    }
}
