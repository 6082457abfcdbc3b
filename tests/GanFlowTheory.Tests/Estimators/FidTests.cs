using System;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Estimators;

public class FidTests
{
    private static readonly Points A = Seed.Create(5).Gaussian(30, 3), B = Seed.Create(6).Gaussian(40, 3);

    private static void Agree(Core.FidEstimate core, FidEstimate mine)
    {
        Same([core.Value, core.OfMeans, core.OfCovariances], [mine.Value, mine.OfMeans, mine.OfCovariances]);
        Assert.Equal((core.N, core.M, core.Dimension), (mine.N, mine.M, mine.Dimension));
        Assert.Equal((core.Warning?.Value, core.NoStandardError), (mine.Warning, mine.NoStandardError));
    }

    [Fact]
    public void Estimates_are_the_core_s()
    {
        Core.Points a = CoreOf(A), b = CoreOf(B);
        Agree(Core.Fid.estimate(a, b), Fid.Estimate(A, B));
        Agree(Core.Fid.estimate(CoreOf(A.Select(0, 1)), b), Fid.Estimate(A.Select(0, 1), B));
        Assert.NotNull(Fid.Estimate(A.Select(0, 1), B).Warning);
        Moments first = Moments.OfPoints(A), second = Moments.OfPoints(B);
        Core.Moments one = Core.MomentsModule.ofPoints(a), two = Core.MomentsModule.ofPoints(b);
        Same(one.Mean, first.Mean);
        Same(one.Covariance, first.Covariance);
        Assert.Equal((30, 3, one.ToString()), (first.Count, first.Dimension, first.ToString()));
        Agree(Core.Fid.ofMoments(one, two), Fid.OfMoments(first, second));
        Same(Core.Fid.between(one, two), Fid.Between(first, second));
        Assert.Throws<ArgumentException>(() => Fid.OfMoments(first, Moments.OfLaw([0, 0, 0], new double[3, 3])));
    }

    [Fact]
    public void Gaussians_and_means_of_fid_are_the_core_s()
    {
        double[] m1 = [1, 0], m2 = [0, 0.5];
        double[,] s1 = { { 2, 0.5 }, { 0.5, 1 } }, s2 = { { 1, 0 }, { 0, 3 } };
        Same(Core.Fid.betweenGaussians(m1, s1, m2, s2), Fid.BetweenGaussians(m1, s1, m2, s2));
        Assert.Null(Moments.OfLaw(m1, s1).Count);
        var core = Core.Fid.expectedOnLine(0.5, 2, Microsoft.FSharp.Core.FSharpOption<int>.Some(5), 0, 1, null);
        Same(core, Fid.ExpectedOnLine(0.5, 2, 5, 0, 1, null));
    }

    [Fact]
    public void Extrapolation_is_the_core_s()
    {
        var core = Core.Fid.extrapolate(
            Fid.DefaultSizes, Core.SeedModule.create(3), CoreOf(A), CoreOf(B));
        var mine = Fid.Extrapolate(A, B, Seed.Create(3));
        Same([core.Value, core.Slope, core.Residual], [mine.Value, mine.Slope, mine.Residual]);
        Assert.Equal((core.Warning?.Value, core.NoStandardError), (mine.Warning, mine.NoStandardError));
        Assert.Equal(Fid.DefaultSizes, mine.Sizes.Count);

        foreach (var (e, f) in core.Sizes.Zip(mine.Sizes))
        {
            Agree(e, f);
        }
    }

    [Fact]
    public void Coverage_is_the_core_s()
    {
        var core = Core.FeatureCoverageModule.measure(3, CoreOf(A), CoreOf(B));
        var mine = FeatureCoverage.Measure(3, A, B);
        Same(
            [core.Precision, core.Recall, core.Density, core.Coverage],
            [mine.Precision, mine.Recall, mine.Density, mine.Coverage]);
        Assert.Equal((3, 30, 40), (mine.K, mine.N, mine.M));
    }
}
