using System;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.MmdEstimator;

namespace GanFlowTheory.Tests.Estimators;

public class MmdEstimatorTests
{
    private static readonly Kernel K = Kernel.RqCodeStar;
    private static readonly Core.Kernel CoreK = Core.KernelModule.rqCodeStar;

    // The paired estimators need samples of one size.
    private static readonly Points A = Y.Select(0, 1, 2, 3, 4, 5, 6, 7, 8), B = X;

    private static void Agree(Core.Estimate core, Estimate mine)
    {
        Same(core.Value, mine.Value);
        Same(core.Variance.Value, mine.Variance.Value);
        Same(core.StandardError, mine.StandardError);
        Assert.Equal(core.NoStandardError?.Value, mine.NoStandardError);
        Assert.Equal(
            (core.Estimator, core.N, core.M, core.CanBeNegative), (mine.Estimator, mine.N, mine.M, mine.CanBeNegative));
    }

    [Fact]
    public void Every_estimator_is_the_core_s()
    {
        Core.Points x = CoreOf(A), y = CoreOf(B);
        Agree(Of.biased(CoreK, x, y), MmdEstimator.Biased(K, A, B));
        Agree(Of.unbiased(CoreK, x, y), MmdEstimator.Unbiased(K, A, B));
        Agree(Of.uStatistic(CoreK, x, y), MmdEstimator.UStatistic(K, A, B));
        Agree(Of.linear(CoreK, x, y), MmdEstimator.Linear(K, A, B));
        Agree(Of.block(3, CoreK, x, y), MmdEstimator.Block(3, K, A, B));

        foreach (var name in new[] { "biased", "unbiased", "ustat", "linear", "block:4" })
        {
            Agree(Of.parse(name).Invoke(CoreK).Invoke(x).Invoke(y), MmdEstimator.Parse(name)(K, A, B));
        }

        Assert.Contains("unbiased", Assert.Throws<ArgumentException>(() => MmdEstimator.Parse("unbias")).Message);
    }
}
