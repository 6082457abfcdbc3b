using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Numerics;

/// <summary>Estimators, tests, laws, fits and studies with a progress and a token: the bits of those without, and an early
/// end.</summary>
public class LongWorkTests
{
    private delegate object? Work(IProgress<double>? progress, CancellationToken token);

    private static readonly Points X = Seed.Create(1).Gaussian(120, 2);
    private static readonly Points Y = Seed.Create(2).Gaussian(120, 2);
    private static readonly Points Z = Seed.Create(3).Gaussian(120, 2);
    private static readonly Kernel Kernel = Kernel.Gaussian(1);

    private static readonly Dictionary<string, Work> Works = new()
    {
        ["biased"] = (p, t) => MmdEstimator.Biased(Kernel, X, Y, p, t),
        ["unbiased"] = (p, t) => MmdEstimator.Unbiased(Kernel, X, Y, p, t),
        ["ustat"] = (p, t) => MmdEstimator.UStatistic(Kernel, X, Y, p, t),
        ["block"] = (p, t) => MmdEstimator.Block(20, Kernel, X, Y, p, t),
        ["difference"] = (p, t) => MmdDifference.Unbiased(Kernel, X, Y, Z, p, t),
        ["paired difference"] = (p, t) => MmdDifference.UStatistic(Kernel, X, Y, Z, p, t),
        ["kid"] = (p, t) => Kid.Full(Kernel.Poly3, X, Y, p, t).Estimate,
        ["kid subsets"] = (p, t) => Kid.Subsets(4, 10, 5, Kernel.Poly3, X, Y, p, t).Estimate,
        ["kid blocks"] = (p, t) => Kid.Blocks(30, Kernel.Poly3, X, Y, p, t).Estimate,
        ["fid at infinity"] = (p, t) => Fid.Extrapolate(X, Y, 1, 4, p, t).Value,
        ["coverage"] = (p, t) => FeatureCoverage.Measure(3, X, Y, p, t),
        ["test"] = (p, t) => TwoSampleTest.Permutation(Kernel, X, Y, progress: p, cancellationToken: t),
        ["aggregated"] = (p, t) =>
            AggregatedTest.Permutation(AggregatedTest.Gaussians(1, X, Y), X, Y, progress: p, cancellationToken: t).P,
        ["swaps"] = (p, t) => SwapTest.Swap(Kernel, X, Y, Z, progress: p, cancellationToken: t),
        ["similarity"] = (p, t) => RelativeSimilarity.Test(Kernel, X, Y, Z, p, t).P,
        ["classifier"] = (p, t) => Classifier.Train(
            ClassifierOptions.Digits with { Epochs = 3 },
            Labelled.Create(X, [.. Enumerable.Range(0, X.Count).Select(i => i % 2)]),
            p,
            t).Parameters[0],
        ["fit"] = (p, t) => RatioEstimator.Discriminator(
                DiscriminatorOptions.Standard(Network.Parse("2-8-1:tanh")) with { FirstSteps = 30, Batch = 16 })
            .Fit(1, X, Y, null, p, t).LogRatio.Value(Z)[0],
        ["collapse"] = (p, t) => ModeCollapse.Study(
            CollapseSettings.Standard with { Particles = 12, Features = 8, Until = 0.3 }, Target.EightGaussians, p, t)
            .Courses[0].Final[0, 0],
        ["reproduction"] = (p, t) => Reproduction.Parse("bsag18-kid-gaussians").Facts(1, p, t)[0].Ours,
        ["law"] = (p, t) => LawSuite.Of(Kernel)[0].Run(null, p, t),
        ["claim"] = (p, t) => Catalogue.All[0].Run(null, p, t),
        ["laws"] = (p, t) =>
        {
            LawSuite.Of(FDivergence.Kl).Check(null, p, t);
            return null;
        },
        ["any work"] = (p, t) => LongWork.Watched(() => MmdEstimator.Parse("biased")(Kernel, X, Y), p, t),
    };

    public static TheoryData<string> Names => [.. Works.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Watching_changes_nothing_and_tells_how_far_it_is(string name)
    {
        var told = new Told(_ => { });

        Assert.Equal(Works[name](null, CancellationToken.None), Works[name](told, CancellationToken.None));

        Assert.Equal(told.Parts.Order(), told.Parts);
        Assert.Equal(1, told.Parts[^1]);
        Assert.True(told.Parts.Count > 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_token_stops_it_on_its_way(string name)
    {
        using var source = new CancellationTokenSource();
        var told = new Told(_ => source.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(() => Works[name](told, source.Token));

        Assert.True(told.Parts[^1] < 1);
    }

    [Fact]
    public void A_cancelled_token_begins_nothing()
    {
        var token = new CancellationToken(true);

        Assert.ThrowsAny<OperationCanceledException>(() => Fid.Estimate(X, Y, null, token));
        Assert.ThrowsAny<OperationCanceledException>(() => Fid.OfRows(X, Y, null, token));
        Assert.ThrowsAny<OperationCanceledException>(() => MmdEstimator.Linear(Kernel, X, Y, null, token));
    }

    // The same reports from both languages.
    [Fact]
    public void Watched_work_is_the_core_s()
    {
        var (mine, theirs) = (new Told(_ => { }), new List<double>());
        var value = LongWork.Watched(() => Kid.Blocks(30, Kernel.Poly3, X, Y).Estimate.Value, mine);
        var core = Core.LongWork.watched(
            CancellationToken.None,
            Microsoft.FSharp.Core.FuncConvert.FromAction<double>(theirs.Add),
            Microsoft.FSharp.Core.FuncConvert.FromFunc(() => Core.Kid.blocks(
                30, Core.KernelModule.poly3, Core.RowsModule.ofPoints(CoreOf(X)), Core.RowsModule.ofPoints(CoreOf(Y))).Estimate.Value));

        Assert.Equal(core, value);
        Assert.Equal(theirs, mine.Parts);
    }

    private sealed class Told(Action<double> then) : IProgress<double>
    {
        internal List<double> Parts { get; } = [];

        public void Report(double value)
        {
            Parts.Add(value);
            then(value);
        }
    }
}
