using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;
using Xunit;
using Core = GanFlowTheory.Core;

namespace GanFlowTheory.Tests.Basics;

/// <summary>Tables of forms are those of the core, and readable from C#.</summary>
public sealed class FormTests
{
    private static void Agree<T>(FSharpList<Core.Form<T>> expected, IReadOnlyList<Form> actual)
    {
        Assert.NotEmpty(actual);
        Assert.Equal(
            expected.Select(form => (form.Name, form.Shape, form.Description)),
            actual.Select(form => (form.Name, form.Shape, form.Description)));
    }

    [Fact]
    public void Tables_are_those_of_the_core()
    {
        Agree(Core.KernelExpressions.Kernel.forms, Kernel.Forms);
        Agree(Core.IntegratorExpressions.Integrator.forms, Integrator.Forms);
        Agree(Core.OptimiserExpressions.Optimiser.forms, Optimiser.Forms);
        Agree(Core.ScheduleModule.forms, Schedule.Forms);
        Agree(Core.RateScheduleModule.forms, RateSchedule.Forms);
        Agree(Core.ActivationModule.forms, Activation.Forms);
        Agree(Core.NetworkExpressions.Network.forms, Network.Forms);
        Agree(Core.FDivergenceModule.forms, FDivergence.Forms);
        Agree(Core.GeneratorLossModule.forms, GeneratorLoss.Forms);
        Agree(Core.ClassificationLossModule.forms, ClassificationLoss.Forms);
        Agree(Core.MmdEstimator.forms, MmdEstimator.Forms);
        Agree(Core.TargetModule.forms, Target.Forms);
        Agree(Core.RatioExpressions.RatioEstimator.forms, RatioEstimator.Forms);
        Agree(Core.FunctionalExpressions.Functional.forms<Core.Particles>(), Functional.Forms);
        Agree(Core.MetricExpressions.Metric.forms<Core.WeightedParticles>(), Metric.Forms);
    }

    [Theory]
    [InlineData("wasserstein", typeof(Metric<ITransport>), "wasserstein")]
    [InlineData(" stein:gaussian:median ", typeof(Metric<ITransport>), "stein:gaussian:2")]
    [InlineData("monoflow:logit", typeof(Metric<ITransport>), "wasserstein")]
    [InlineData("fisher-rao", typeof(Metric<IReaction>), "fisher-rao")]
    [InlineData("wfr:1,0.5", typeof(Metric<WeightedParticles>), "1*wasserstein + 0.5*fisher-rao")]
    public void A_metric_is_on_what_it_moves(string text, Type type, string name)
    {
        var parsed = Metric.Read(text);
        var metric = parsed.Of(Kernel.Gaussian(2));

        Assert.Equal(text.Trim(), parsed.Text);
        Assert.IsType(type, metric);
        Assert.Equal(name, metric.Name);
        Assert.Equal(text.Contains("median"), parsed.Kernel is { NeedsSample: true });
        Assert.Equal(text.Contains("logit") ? "logit" : null, parsed.Mobility?.Name);
        Assert.Equal(text is "wasserstein", parsed.Diffuses);
        Assert.Equal(text is "wasserstein" || parsed.Kernel is not null, parsed.MovesAlongLogDensity);
    }

    [Fact]
    public void Functionals_and_ratio_estimators_are_read()
    {
        var (kernel, points) = (Kernel.Gaussian(1), Points.OfRows([[0.0, 1.0], [2.0, -1.0]]));
        var mixture = GaussianMixture.Standard(2);
        var (mmd, closed, energy) = (Functional.Read("mmd"), Functional.Read("mmd-closed"), Functional.Read(" energy "));

        Assert.Equal((true, false), (mmd.UsesKernel, mmd.NeedsMixture));
        Assert.Equal((true, true), (closed.UsesKernel, closed.NeedsMixture));
        Assert.Equal((false, false), (energy.UsesKernel, energy.NeedsMixture));
        Assert.Equal(Functional.Mmd(kernel, points).Value(points), mmd.Of(kernel, points).Value(points));
        Assert.Equal(
            Functional.GaussianMmd(kernel, mixture).Value(points), closed.Of(kernel, points, mixture).Value(points));
        Assert.Equal(Functional.EnergyDistance(points).Name, energy.Of(kernel, points).Name);
        Assert.Contains("mixture", Assert.Throws<ArgumentException>(() => closed.Of(kernel, points)).Message);

        var density = Density.OfTarget(Target.Parse("rings"));
        Assert.Equal("gaussian to rings", RatioEstimator.Parse("gaussian", density).Name);
        Assert.Equal("kde", RatioEstimator.Parse("kde", density).Name);
        Assert.Contains("'kde'?", Assert.Throws<ArgumentException>(() => RatioEstimator.Parse("kdee")).Message);
    }

    private static readonly Form<string>[] Own =
    [
        new("rest", "nothing moves", given => given.Text),
        new("shift:A,B", "a shift", given => given.Numbers() is [var a, var b]
            ? $"{given.Arguments} is {a} and {b}"
            : throw given.Misshapen()),
    ];

    [Fact]
    public void A_table_of_your_own_reads_texts()
    {
        Assert.Equal("rest", Form.Read("motion", Own, " rest "));
        Assert.Equal("1, 2 is 1 and 2", Form.TryRead("motion", Own, "shift: 1, 2"));
        Assert.Null(Form.TryRead("motion", Own, "shfit:1,2"));

        foreach (var (text, sentence) in new[]
            {
                ("shfit:1,2", "unknown motion 'shfit'; did you mean 'shift'? known: rest, shift."),
                ("rest:1", "motion must have the form rest, but is 'rest:1'."),
                ("shift:1", "motion must have the form shift:A,B, but is 'shift:1'."),
                ("shift:1,x", "motion shift:A,B needs a finite number, but has 'x'."),
            })
        {
            Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => Form.Read("motion", Own, text)).Message);
        }
    }

    [Fact]
    public void Numbers_are_read_as_in_the_core()
    {
        Assert.Equal((0.5, -3), (Numeral.Finite(" 0.5 "), Numeral.Whole("-3")));
        Assert.Equal((null, null), (Numeral.Finite("NaN"), Numeral.Whole("1.5")));
    }

    [Fact]
    public void An_integrator_knows_what_it_needs()
    {
        foreach (var (text, noise, value) in new[]
            {
                ("euler:0.1", true, false), ("heun:0.1", false, false), ("descent:0.1", false, true),
                ("adam:0.1", false, false),
            })
        {
            var integrator = Integrator.Parse(text);
            Assert.Equal((noise, value), (integrator.TakesNoise, integrator.NeedsValue));
        }
    }
}
