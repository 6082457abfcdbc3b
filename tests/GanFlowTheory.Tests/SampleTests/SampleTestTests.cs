using System;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.SampleTests;

public class SampleTestTests
{
    private static readonly Kernel K = Kernel.Gaussian(1);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(1);
    private static readonly Points A = Y.Select(0, 1, 2, 3, 4, 5), B = X.Select(0, 1, 2, 3, 4, 5), R = Y;

    private static readonly PermutationOptions Options = new(0.1, 50, 3);
    private static readonly Core.PermutationOptions CoreOptions = new(0.1, 50, Core.SeedModule.create(3));

    [Fact]
    public void A_permutation_test_is_the_core_s()
    {
        foreach (var name in SplitEstimator.Forms.Select(f => f.Shape))
        {
            var estimator = SplitEstimator.Parse(name);
            var core = Core.TwoSampleTestModule.permutation(
                CoreOptions, Core.SplitEstimatorModule.parse(name), CoreK, CoreOf(A), CoreOf(B));

            var mine = TwoSampleTest.Permutation(K, A, B, Options, estimator);

            Same(core.Statistic, mine.Statistic);
            Same(core.P, mine.P);
            Same(core.Threshold, mine.Threshold);
            Assert.Equal(
                (core.Level, core.Splits, core.Exact, core.Kernel, core.Estimator, core.N, core.M, core.IsRejected),
                (mine.Level, mine.Splits, mine.Exact, mine.Kernel, mine.Estimator, mine.N, mine.M, mine.IsRejected));
            Assert.Equal(Core.TwoSampleTestModule.sentence(core), mine.Sentence);
        }

        Assert.Contains("unbiased", Assert.Throws<ArgumentException>(() => SplitEstimator.Parse("unbias")).Message);
        Assert.Equal(0.5, Permutations.PValue(0, 2, 1, 2, 0));
    }

    [Fact]
    public void Splits_are_drawn_where_there_are_too_many_and_the_seed_decides_them()
    {
        var (x, y) = (Seed.Create(1).Gaussian(20, 2), Seed.Create(2).Gaussian(20, 2));
        var test = TwoSampleTest.Permutation(K, x, y, Options);

        Assert.Equal((51, false), (test.Splits, test.Exact));
        Assert.Equal(test, TwoSampleTest.Permutation(K, x, y, Options));
        Assert.Equal((1000, 0.05), (TwoSampleTest.Permutation(K, x, y).Splits, PermutationOptions.Standard.Level));
    }

    [Fact]
    public void An_aggregated_test_is_the_core_s()
    {
        var kernels = AggregatedTest.Gaussians(1, A, B);
        var core = Core.AggregatedTestModule.permutation(
            CoreOptions,
            Core.SplitEstimator.Unbiased,
            Core.AggregatedTestModule.gaussians(1, CoreOf(A), CoreOf(B)),
            CoreOf(A),
            CoreOf(B));

        var mine = AggregatedTest.Permutation(kernels, A, B, Options);

        Same(core.Statistic, mine.Statistic);
        Same(core.P, mine.P);
        Assert.Equal(core.Parts.Select(p => (p.Kernel, p.Statistic, p.P)), mine.Parts.Select(p => (p.Kernel, p.Statistic, p.P)));
        Assert.Equal(
            (core.Level, core.Splits, core.Exact, core.Estimator, core.N, core.M, core.IsRejected),
            (mine.Level, mine.Splits, mine.Exact, mine.Estimator, mine.N, mine.M, mine.IsRejected));
        Assert.Equal(Core.AggregatedTestModule.sentence(core), mine.Sentence);
    }

    [Fact]
    public void A_difference_and_its_test_are_the_core_s()
    {
        foreach (var name in MmdDifference.Forms.Select(f => f.Shape))
        {
            var reference = name == "ustat" ? R.Select(0, 1, 2, 3, 4, 5) : R;
            var core = Core.MmdDifferenceModule.parse(name)
                .Invoke(CoreK).Invoke(CoreOf(reference)).Invoke(CoreOf(A)).Invoke(CoreOf(B));
            var mine = MmdDifference.Parse(name)(K, reference, A, B);
            Same(core.Value, mine.Value);
            Same(core.Variance.Value, mine.Variance.Value);
            Assert.Equal(
                (core.Estimator, core.ReferenceCount, core.FirstCount, core.SecondCount),
                (mine.Estimator, mine.ReferenceCount, mine.FirstCount, mine.SecondCount));
            Assert.Equal(core.NoStandardError?.Value, mine.NoStandardError);
        }

        Assert.Equal(MmdDifference.Unbiased(K, R, A, B), MmdDifference.Parse("unbiased")(K, R, A, B));
        Assert.Equal(
            MmdDifference.UStatistic(K, R.Select(0, 1, 2, 3, 4, 5), A, B),
            MmdDifference.Parse("ustat")(K, R.Select(0, 1, 2, 3, 4, 5), A, B));

        var test = Core.RelativeSimilarityModule.test(CoreK, CoreOf(R), CoreOf(A), CoreOf(B));
        var own = RelativeSimilarity.Test(K, R, A, B);
        Same(test.P, own.P);
        Same(test.Statistic, own.Statistic);
        Assert.Equal(test.NoTest?.Value, own.NoTest);
        Assert.Equal(Core.RelativeSimilarityModule.sentence(0.05, test), own.Sentence(0.05));
        Assert.Equal(own, RelativeSimilarity.OfDifference(MmdDifference.Unbiased(K, R, A, B)));
    }

    [Fact]
    public void Without_a_positive_variance_there_is_no_test_and_a_reason()
    {
        var same = Points.OfRows([[1.0, 2], [1, 2], [1, 2], [1, 2]]);
        var test = RelativeSimilarity.Test(K, same, same, same);

        Assert.Equal((null, null), (test.P, test.Statistic));
        Assert.Contains("not positive", test.NoTest);
        Assert.Equal(test.NoTest, test.Sentence(0.05));
        Assert.Contains("at least 4 points", RelativeSimilarity.Test(K, same, same.Select(0, 1), same).NoTest);
    }

    [Fact]
    public void A_test_by_swaps_is_the_core_s()
    {
        var core = Core.SwapTestModule.swap(CoreOptions, CoreK, CoreOf(R), CoreOf(A), CoreOf(B));

        var mine = SwapTest.Swap(K, R, A, B, Options);

        Same(core.Statistic, mine.Statistic);
        Same(core.P, mine.P);
        Assert.Equal(
            (core.Level, core.Swaps, core.Exact, core.Kernel, core.ReferenceCount, core.Count, core.IsRejected),
            (mine.Level, mine.Swaps, mine.Exact, mine.Kernel, mine.ReferenceCount, mine.Count, mine.IsRejected));
        Assert.Equal((64, true), (mine.Swaps, mine.Exact));
        Assert.Equal(Core.SwapTestModule.sentence(core), mine.Sentence);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        string Message(Action test) => Assert.ThrowsAny<ArgumentException>(test).Message;

        Assert.Contains("x must have at least 2 points", Message(() => TwoSampleTest.Permutation(K, A.Select(0), B)));
        Assert.Contains(
            "level must be below 1, but is 1.5",
            Message(() => TwoSampleTest.Permutation(K, A, B, Options with { Level = 1.5 })));
        Assert.Contains(
            "permutations", Message(() => TwoSampleTest.Permutation(K, A, B, Options with { Permutations = 0 })));
        Assert.Contains("kernels must not be empty", Message(() => AggregatedTest.Permutation([], A, B)));
        Assert.Contains("as many points as first", Message(() => SwapTest.Swap(K, R, A, B.Select(0, 1))));
        Assert.Contains("statistics must not be empty", Message(() => Permutations.PValue(0)));
    }
}
