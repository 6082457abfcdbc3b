using System;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Reproductions;

public class ReproductionTests
{
    [Fact]
    public void Reproductions_are_the_core_s()
    {
        Assert.Equal(
            Core.ReproductionModule.all.Select(r => (r.Name, r.Description)), Reproduction.All.Select(r => (r.Name, r.Description)));
        var core = Core.ReproductionModule.parse("bsag18-kid-gaussians").Facts.Invoke(Core.SeedModule.create(3)).ToArray();
        var mine = Reproduction.Parse("bsag18-kid-gaussians").Facts(3);
        Assert.Equal(core.Length, mine.Count);

        foreach (var (c, m) in core.Zip(mine))
        {
            Same(c.Ours, m.Ours);
            Same(Core.FactErrorModule.margin(c.Error), m.Error.Margin);
            Assert.Equal(
                (c.What, c.Source, Core.PrintedFactModule.printedText(c), Core.FactErrorModule.text(c.Error), Core.PrintedFactModule.word(c)),
                (m.What, m.Source, m.PrintedText, m.Error.Text, m.Word));
        }

        Assert.Contains(
            "did you mean 'hz23-jsd'?", Assert.Throws<ArgumentException>(() => Reproduction.Parse("hz23-jds")).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Reproduction.Parse(null!));
    }

    [Theory]
    [InlineData(0.52, 0, FactVerdict.Reproduced)]
    [InlineData(0.53, 0, FactVerdict.NotReproduced)]
    [InlineData(0.53, 0.01, FactVerdict.Undecided)]
    public void Facts_of_your_own_are_the_core_s(double ours, double error, FactVerdict expected)
    {
        var mine = PrintedFact.Number("a", "b", 0.52, 0.01, ours, FactError.Sampled(error));
        var core = Core.PrintedFactModule.number("a", "b", 0.52, 0.01, ours, Core.FactError.NewSampled(error));
        Assert.Equal(expected, mine.Verdict);
        Assert.Equal(Core.PrintedFactModule.word(core), mine.Word);
        Assert.Equal((error, (double?)null), (mine.Error.StandardError, mine.Error.Tolerance));
    }

    [Fact]
    public void Bounds_are_the_core_s()
    {
        Assert.Equal(FactVerdict.Reproduced, PrintedFact.AtMost("a", "b", 1, 1, FactError.Computed(0)).Verdict);
        Assert.Equal(FactVerdict.NotReproduced, PrintedFact.AtMost("a", "b", 1, 2, FactError.Computed(0.5)).Verdict);
        Assert.Equal(FactVerdict.NotReproduced, PrintedFact.AtLeast("a", "b", 1, 0, FactError.Computed(0.5)).Verdict);
        Assert.Equal(("at least 1", "within 0.5"), Texts(PrintedFact.AtLeast("a", "b", 1, 0, FactError.Computed(0.5))));
        Assert.Throws<ArgumentException>(() => PrintedFact.Number("a", "b", 1, 0, 1, FactError.Computed(0)));
        Assert.Throws<ArgumentException>(() => FactError.Computed(-1));
        Assert.Throws<ArgumentException>(() => FactError.Sampled(-1));
        Assert.True(double.IsNaN(FactError.Sampled(double.NaN).Margin));
    }

    private static (string, string) Texts(PrintedFact fact) => (fact.PrintedText, fact.Error.ToString());

    private static GanTraining Training(string gan, int seed, double seconds, double kid, double mmd) => new(
        gan, seed,
        [
            .. Enumerable.Range(0, 3).Select(i => new GanScore(
                i, seconds * i, new(kid, Variance.Estimated(0.01), "kid", 9, 9, true), 2,
                new(mmd, Variance.Missing("none"), "kid", 9, 9, true), null, null)),
        ],
        Points.OfValues([0]));

    private static Core.GanTraining CoreOf(GanTraining t) => new(
        t.Gan, t.Seed,
        [
            .. t.Scores.Select(s => new Core.GanScore(
                s.Step, s.Seconds, new(s.Kid.Value, Core.Variance.NewEstimated(0.01), "kid", 9, 9, true), s.Fid,
                new(s.Mmd.Value, Core.Variance.NewMissing("none"), "kid", 9, 9, true), null, FSharpOption<double>.None)),
        ],
        Bits.CoreOf(t.Samples));

    [Fact]
    public void The_experiment_is_judged_as_by_the_core()
    {
        GanTraining[] trainings =
        [
            .. Enumerable.Range(0, 4).SelectMany(seed => new[]
            {
                Training(DigitsExperiment.Gan("rq*", 4), seed, 0.5 + 0.01 * seed, 1 + 0.1 * seed, 0),
                Training(DigitsExperiment.Gan("rq*", 16), seed, 1, 1, 0),
                Training(DigitsExperiment.Gan("dot", 16), seed, 1, 2 - 0.2 * seed, 0),
                Training(DigitsExperiment.Gan("wgan-gp", 16), seed, 1, 1, 0),
                Training("kernelized", seed, 2, 1, 0.1 * seed),
                Training("mmd", seed, 1, 1, 0.3 * seed * seed),
            }),
        ];
        var core = ListModule.OfSeq(trainings.Select(CoreOf));
        Assert.Equal(Core.DigitsExperiment.losses, DigitsExperiment.Losses);

        foreach (var (theirs, mine) in new[]
            {
                (Core.DigitsExperiment.judge(core), DigitsExperiment.Judge(trainings)),
                (Core.DigitsExperiment.judgeStability(core), DigitsExperiment.JudgeStability(trainings)),
            })
        {
            Assert.NotEmpty(mine);
            Assert.Equal(
                theirs.Select(f => (f.What, f.Ours, Core.PrintedFactModule.word(f))), mine.Select(f => (f.What, f.Ours, f.Word)));
        }
    }
}
