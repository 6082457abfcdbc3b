using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.KernelModule;

namespace GanFlowTheory.Tests.Kernels;

public class KernelTests
{
    private static readonly Func<double, double> Phi = s => 1 / (1 + s), First = s => -1 / ((1 + s) * (1 + s)),
        Second = s => 2 / Math.Pow(1 + s, 3);

    private static readonly Func<double[], double[], double> Value = (x, y) => x[0] * y[0] + 2 * x[1] * y[1];
    private static readonly Func<double[], double[], double[]> Gradient = (x, y) => [y[0], 2 * y[1]];
    private static readonly Func<double[], double[], double[,]> Mixed = (x, y) => new[,] { { 1.0, 0.0 }, { 0.0, 2.0 } };

    private static readonly (Kernel, Core.Kernel)[] Pairs =
    [
        (Kernel.Gaussian(0.7), Of.gaussian(0.7)),
        (Kernel.Laplace(1.3), Of.laplace(1.3)),
        (Kernel.RationalQuadratic(0.5), Of.rationalQuadratic(0.5)),
        (Kernel.InverseMultiquadric(1.5, 0.5), Of.inverseMultiquadric(1.5, 0.5)),
        (Kernel.Matern32(0.9), Of.matern32(0.9)),
        (Kernel.Matern52(1.1), Of.matern52(1.1)),
        (Kernel.Distance, Of.distance),
        (Kernel.DistanceOf(1.25), Of.distanceOf(1.25)),
        (Kernel.DistanceOf(1), Of.distance),
        (Kernel.DistanceFrom(0.5, -1.0), Of.distanceFrom([0.5, -1.0])),
        (Kernel.DistanceOfFrom(1.25, 0.5, -1.0), Of.distanceOfFrom(1.25, [0.5, -1.0])),
        (Kernel.DistanceOfFrom(1, 0.5, -1.0), Of.distanceFrom([0.5, -1.0])),
        (Kernel.Dot, Of.dot),
        (Kernel.Polynomial(2), Of.polynomial(2)),
        (Kernel.Poly3, Of.poly3),
        (Kernel.RqPaper, Of.rqPaper),
        (Kernel.RqCode, Of.rqCode),
        (Kernel.RqCodeStar, Of.rqCodeStar),
        (Kernel.RbfMix, Of.rbfMix),
        (Kernel.Gaussian(1) + 0.1 * Kernel.Dot, Of.add(Of.gaussian(1), Of.scale(0.1, Of.dot))),
        (Kernel.Sum(Kernel.Gaussian(1), Kernel.Dot), Of.sum(ListModule.OfSeq([Of.gaussian(1), Of.dot]))),
        (Kernel.Gaussian(1).Named("mine"), Of.named("mine", Of.gaussian(1))),
        (Kernel.Radial("mine", Phi, First, Second),
            Of.radial("mine", FuncConvert.FromFunc(Phi), FuncConvert.FromFunc(First), FuncConvert.FromFunc(Second))),
        (Kernel.OfFunctions("mine", Value, Gradient, Mixed),
            Of.ofFunctions("mine", FuncConvert.FromFunc(Value), FuncConvert.FromFunc(Gradient),
                FuncConvert.FromFunc(Mixed))),
    ];

    public static IEnumerable<object[]> Indices => Enumerable.Range(0, Pairs.Length).Select(i => new object[] { i });

    [Theory]
    [MemberData(nameof(Indices))]
    public void Every_kernel_agrees_with_the_core(int index)
    {
        var (k, core) = Pairs[index];
        Core.Points x = CoreOf(X), y = CoreOf(Y);
        double[] a = X.Row(0), b = Y.Row(3), w = Weights(Y.Count);
        Assert.Equal((core.Name, core.ToString()), (k.Name, k.ToString()));
        Same(Core.KernelValues.Kernel.value(core, a, b), k.Value(a, b));
        Same(Core.KernelValues.Kernel.gradientAt(core, a, b), k.GradientAt(a, b));
        Same(Core.KernelValues.Kernel.mixedAt(core, a, b), k.MixedAt(a, b));
        Same(Core.KernelValues.Kernel.gram(core, x, y), k.Gram(X, Y));
        Same(Core.Pairwise.apply(core, x, y, w), Pairwise.Apply(k, X, Y, w));
        Same(Core.Pairwise.applyVectors(core, x, y, y), Pairwise.ApplyVectors(k, X, Y, Y));
        Same(Core.Pairwise.gradient(core, x, y, w), Pairwise.Gradient(k, X, Y, w));
        Same(Core.Pairwise.mixedHessian(core, x, y, y), Pairwise.MixedHessian(k, X, Y, Y));
        var (values, gradient) = Pairwise.ApplyWithGradient(k, X, Y, w);
        var (coreValues, coreGradient) = Core.Pairwise.applyWithGradient(core, x, y, w);
        Same(coreValues, values);
        Same(coreGradient, gradient);
        Assert.Equal(Of.hasMixedDerivatives(core), k.HasMixedDerivatives);
        Same(Of.gradientLipschitz(core), k.GradientLipschitz);
        Assert.Equal(
            Of.gaussianTerms(core)?.Value.Select(t => (t.Item1, t.Item2)),
                k.GaussianTerms?.Select(t => (t.Scale, t.Bandwidth)));
    }

    [Fact]
    public void A_kernel_is_moved_to_other_sums()
    {
        double[] w = Weights(Y.Count);

        foreach (var (sums, core) in new[]
        {
            (KernelSums.Tiled, Core.TiledSums.KernelSums.tiled),
            (KernelSums.Reference, Core.ReferenceSums.KernelSums.reference),
            (KernelSums.OnEngine(Engine.Managed),
                Core.EngineSums.KernelSums.onEngine(Core.ManagedEngines.Engine.managed)),
        })
        {
            var kernel = Kernel.RqCodeStar.On(sums);
            var coreKernel = Of.on(core, Of.rqCodeStar);
            Assert.Equal((core.Name, core.Name, core.Name), (sums.Name, sums.ToString(), kernel.Sums.Name));
            Assert.Equal(coreKernel.Name, kernel.Name);
            Same(Core.Pairwise.apply(coreKernel, CoreOf(X), CoreOf(Y), w), Pairwise.Apply(kernel, X, Y, w));
            Same(Core.Pairwise.gradient(coreKernel, CoreOf(X), CoreOf(Y), w), Pairwise.Gradient(kernel, X, Y, w));
        }

        Assert.Equal((KernelSums.Standard, KernelSums.Standard), (KernelSums.Tiled, Kernel.Dot.Sums));
        Assert.Equal(KernelSums.OnEngine(Engine.Managed), KernelSums.OnEngine(Engine.Managed));
        Assert.NotEqual(KernelSums.Reference, Kernel.Dot.Sums);
        var error = Assert.Throws<ArgumentException>(() => Kernel.Dot + Kernel.Dot.On(KernelSums.Reference));
        Assert.Contains("by tiled", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gaussian:1")]
    [InlineData("rq:0.1 + 2*(rq:1 + laplace:3)")]
    [InlineData("rq-code*")]
    [InlineData("gaussian:median + laplace:median")]
    public void Expressions_are_the_core_s(string text)
    {
        var sample = FSharpOption<FSharpFunc<Unit, Core.Points>>.Some(FuncConvert.FromFunc(() => CoreOf(X)));
        var core = Core.KernelExpressions.Kernel.resolve(Core.KernelExpressions.Kernel.read(text), sample);
        var read = Kernel.Read(text);
        Assert.Equal((text, Core.KernelExpressions.Kernel.read(text).NeedsSample), (read.Text, read.NeedsSample));
        var resolved = read.Resolve(() => X);
        Assert.Equal(core.Kernel.Name, resolved.Kernel.Name);
        Assert.Equal(core.Kernel.Name, Kernel.Parse(text, X).Name);
        Assert.Equal(core.Chosen.Select(c => (c.Item1, c.Item2)), resolved.Chosen);
        Same(Core.KernelValues.Kernel.gram(core.Kernel, CoreOf(X), CoreOf(Y)), resolved.Kernel.Gram(X, Y));
    }

    [Fact]
    public void A_fault_in_an_expression_is_the_core_s_sentence()
    {
        var core = Assert.Throws<ArgumentException>(() => Core.KernelExpressions.Kernel.parse("gausian:1"));
        Assert.Equal(core.Message, Assert.Throws<ArgumentException>(() => Kernel.Parse("gausian:1")).Message);
        Assert.Contains("median", Assert.Throws<ArgumentException>(() => Kernel.Parse("gaussian:median")).Message);
    }

    [Fact]
    public void Bandwidths_are_the_core_s()
    {
        Same(Core.Bandwidth.median(CoreOf(X)), Bandwidth.Median(X));
        Same(Core.Bandwidth.medianPooled(CoreOf(X), CoreOf(Y)), Bandwidth.MedianPooled(X, Y));
    }
}
