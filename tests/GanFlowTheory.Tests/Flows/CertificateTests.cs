using System;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>Certificates of convergence against the core's.</summary>
public class CertificateTests
{
    private static readonly Kernel K = Kernel.Gaussian(1.0);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(1.0);
    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));

    private static ParameterState State { get; } = ParameterState.Initial(Network.Parse("2-2"), 9, 4);

    private static Core.ParameterState CoreState { get; } =
        Core.ParameterStateModule.initial(Core.NetworkExpressions.Network.parse("2-2"), 9, Core.SeedModule.create(4));

    [Fact]
    public void Bounds_are_the_core_s()
    {
        var core = Core.FeatureBoundsModule.ofKernel(CoreK, 2)!.Value;
        var mine = FeatureBounds.OfKernel(K, 2)!;
        Same([core.First, core.Second], [mine.First, mine.Second]);
        Assert.Null(mine.Dimension);
        Assert.Equal(3, FeatureBounds.OfKernel(Kernel.Dot, 3)!.Dimension);
        Assert.Null(FeatureBounds.OfKernel(Kernel.Matern32(1), 2));
        Assert.Null(FeatureBounds.OfKernel(Kernel.Poly3, 2));

        var expected = Core.EmbeddingBoundsModule.linear(core, CoreState);
        var found = EmbeddingBounds.Linear(mine, State);
        Same([expected.Slope, expected.Curvature, expected.Radius], [found.Slope, found.Curvature, found.Radius]);
        Assert.Null(found.Dimension);
    }

    [Theory]
    [InlineData(0.1, double.PositiveInfinity)]
    [InlineData(20.0, 0.5)]
    public void Certificates_are_the_core_s(double lambda, double radius)
    {
        var bounds = EmbeddingBounds.Linear(FeatureBounds.OfKernel(K, 2)!, State) with { Radius = radius };
        var coreBounds = new Core.EmbeddingBounds(bounds.Slope, bounds.Curvature, radius, null);
        var expected = Core.ConvergenceCertificateModule.at(CoreK, lambda, coreBounds, CoreTarget, CoreState);
        var found = ConvergenceCertificate.At(K, lambda, bounds, Y, State);

        Same([
                expected.SquaredMmd, expected.Pace, expected.Lasting, expected.Valid, expected.LeastRate, expected.Until,
                Core.ConvergenceCertificateModule.bound(0.7, expected),
                Core.ConvergenceCertificateModule.untilAt(0.01, expected),
            ],
            [
                found.SquaredMmd, found.Pace, found.Lasting, found.Valid, found.LeastRate, found.Until,
                found.Bound(0.7), found.UntilAt(0.01),
            ]);
        Same(expected.Alpha, found.Alpha);
        Same(expected.Share, found.Share);
        Same(expected.SmallestEigenvalue, found.SmallestEigenvalue);
        Assert.Equal(expected.Obstacle!.Value, found.Obstacle);
        Assert.Contains("infinitely many", found.Obstacle);
    }

    [Fact]
    public void A_spanned_inner_product_converges()
    {
        var bounds = EmbeddingBounds.Linear(FeatureBounds.OfKernel(Kernel.Dot, 2)!, State);
        var found = ConvergenceCertificate.At(Kernel.Dot, 0.5, bounds, Y, State);
        Assert.Null(found.Obstacle);
        Assert.Equal(double.PositiveInfinity, found.Until);
        Assert.True(found.LeastRate > 0);
        Assert.True(found.Bound(10 / found.LeastRate) < 1e-8 * found.SquaredMmd);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        var features = FeatureBounds.OfKernel(K, 2)!;
        Assert.Contains("affine in its parameters", Assert.Throws<ArgumentException>(() =>
            EmbeddingBounds.Linear(features, ParameterState.Initial(Network.Parse("2-3-2:tanh"), 9, 4))).Message);
        var bounds = EmbeddingBounds.Linear(features, State);
        Assert.Contains("bounds.Slope must bound", Assert.Throws<ArgumentException>(() =>
            ConvergenceCertificate.At(K, 1, bounds with { Slope = 1e-6 }, Y, State)).Message);
        Assert.Contains("bounds.Radius", Assert.Throws<ArgumentException>(() =>
            ConvergenceCertificate.At(K, 1, bounds with { Radius = 0 }, Y, State)).Message);
        Assert.Contains("bounds.Curvature", Assert.Throws<ArgumentException>(() =>
            ConvergenceCertificate.At(K, 1, bounds with { Curvature = -1 }, Y, State)).Message);
        Assert.Contains("lambda", Assert.Throws<ArgumentException>(() =>
            ConvergenceCertificate.At(K, 0, bounds, Y, State)).Message);
        Assert.Contains("a must be", Assert.Throws<ArgumentException>(() =>
            ConvergenceCertificate.At(K, 1, bounds, Y, State).UntilAt(0)).Message);
    }
}
