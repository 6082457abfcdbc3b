using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory.Tests.Laws;

/// <summary>Laws of estimators and tests of one's own, in C#.</summary>
public class SampleLawTests
{
    // The inner product's MMD^2 is the squared distance of the means: with s^2 by n - 1, |x - y|^2 - s_x^2/n - s_y^2/m.
    private static double Mean(Points x) => x.ToRows().Average(r => r[0]);

    private static double Spread(Points x) => x.ToRows().Sum(r => Math.Pow(r[0] - Mean(x), 2)) / (x.Count - 1);

    private static double MeanDistance(Points x, Points y) => Enumerable.Range(0, x.Dimension).Sum(k =>
    {
        var (a, b) = (x.Columns([k]), y.Columns([k]));
        return Math.Pow(Mean(a) - Mean(b), 2) - (Spread(a) / a.Count) - (Spread(b) / b.Count);
    });

    private static SampleEstimator Own(Func<Points, Points, double> value) => new("means", Kernel.Dot, 2, value);

    [Fact]
    public void An_estimator_defined_here_keeps_its_laws() => Law.Check(Own(MeanDistance));

    [Fact]
    public void One_without_its_correction_is_rejected()
    {
        var error = Assert.Throws<LawFalsifiedException>(() => Law.Check(Own((x, y) =>
            Enumerable.Range(0, x.Dimension).Sum(k => Math.Pow(Mean(x.Columns([k])) - Mean(y.Columns([k])), 2)))));
        Assert.Contains("sample-unbiased", error.Message);
    }

    [Fact]
    public void A_variance_that_is_floored_is_rejected()
    {
        var error = Assert.Throws<LawFalsifiedException>(() => Law.Check(Own(MeanDistance) with
        {
            Least = 4,
            Variance = (x, y) => 0.0,
        }));
        Assert.Contains("sample-variance", error.Message);
    }

    [Fact]
    public void The_laws_are_those_of_the_core()
    {
        var mine = Own(MeanDistance) with { Least = 4, Variance = (x, y) => 0.0, Paired = true };
        var zero = FuncConvert.FromFunc((Core.Points _, Core.Points _) => 0.0);
        var core = new CoreLaws.SampleEstimator("means", Core.KernelModule.dot, 4, true, zero, zero);
        Assert.Equal(
            CoreLaws.Laws.sampleEstimator(core).Select(CoreLaws.LawModule.describe),
            LawSuite.Of(mine).Select(law => law.Describe()));
        Assert.Equal(["sample-symmetry", "sample-unbiased", "sample-variance"], LawSuite.Of(mine).Select(law => law.Name));
    }

    // All splits of the pooled sample, as a test by the distance of means.
    private static double Permutation(Points x, Points y, bool own)
    {
        var (n, pooled) = (x.Count, x.ToRows().Concat(y.ToRows()).ToArray());
        double Statistic(IEnumerable<int> chosen)
        {
            var set = chosen.ToHashSet();
            return Math.Abs(set.Average(i => pooled[i][0]) -
                Enumerable.Range(0, pooled.Length).Where(i => !set.Contains(i)).Average(i => pooled[i][0]));
        }

        var seen = Statistic(Enumerable.Range(0, n));
        var all = Enumerable.Range(0, 1 << pooled.Length)
            .Where(bits => System.Numerics.BitOperations.PopCount((uint)bits) == n)
            .Where(bits => own || bits != (1 << n) - 1)
            .Select(bits => Statistic(Enumerable.Range(0, pooled.Length).Where(i => (bits >> i & 1) == 1)))
            .ToArray();
        return all.Count(s => s >= seen - 1e-12) / (double)all.Length;
    }

    [Fact]
    public void A_test_defined_here_keeps_its_level()
    {
        Law.Check(new SampleTest("all splits", 2, (x, y) => Permutation(x, y, own: true)));
        Assert.Throws<LawFalsifiedException>(() =>
            Law.Check(new SampleTest("without its own", 2, (x, y) => Permutation(x, y, own: false))));
    }

    [Fact]
    public void No_estimator_of_MMD_is_unbiased()
    {
        var plugIn = new SampleEstimator(
            "plug-in", Kernel.Gaussian(1.0), 1, (x, y) => Math.Sqrt(Math.Max(0, MmdEstimator.Biased(Kernel.Gaussian(1.0), x, y).Value)));
        LawSuite.OfIpmEstimator(2, 2, plugIn).Check();
        LawSuite.OfIpmEstimator(3, 1, plugIn with { Value = (_, _) => 0.5 }).Check();
        Assert.Throws<ArgumentException>(() => LawSuite.OfIpmEstimator(7, 1, plugIn));
        Assert.Throws<ArgumentException>(() => LawSuite.Of(plugIn with { Least = 6 }));
    }
}
