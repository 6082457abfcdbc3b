using System;
using System.Linq;
using Microsoft.FSharp.Collections;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Studies;

public class ModeCollapseTests
{
    private static readonly CollapseSettings Settings = CollapseSettings.Standard with
    {
        Clocks = [CriticClock.OfKappa(0), CriticClock.Parse("1"), CriticClock.BestResponse],
        Particles = 20,
        Features = 12,
        TargetSamples = 100,
        Until = 1,
        Seed = Seed.Create(5),
    };

    [Fact]
    public void The_study_is_the_core_s()
    {
        var mine = ModeCollapse.Study(Settings, Target.EightGaussians);
        var standard = Core.CollapseSettingsModule.standard;
        var core = Core.ModeCollapse.study(
            new(
                ListModule.OfSeq(new[] { "0", "1", "best" }.Select(Core.CriticClockModule.parse)),
                20,
                standard.Spread,
                12,
                standard.Bandwidth,
                standard.Ridge,
                100,
                1,
                Core.SeedModule.create(5)),
            Core.TargetModule.eightGaussians);

        Assert.Equal(core.Courses.Length, mine.Courses.Count);
        Assert.Equal(core.Goal.Variance, mine.Goal.Variance);

        foreach (var (c, m) in core.Courses.Zip(mine.Courses))
        {
            Assert.Equal(Core.CriticClockModule.name(c.Clock), m.Clock.Name);
            Assert.Equal(c.Moments.Select(moment => moment.Item1), m.Moments.Select(moment => moment.Time));
            Assert.Equal(c.Moments[^1].Item2.Within, m.Moments[^1].Measure.Within);
            Assert.Equal(c.Moments[^1].Item2.Coverage.Shares, m.Moments[^1].Measure.Coverage.Shares);
            Same(c.Final, m.Final);
            Same(c.Tracks[1], m.Tracks[1]);
            Assert.Equal((Core.TrajectoryEndModule.word(c.End.End), c.End.Evidence), (m.End.End.Word, m.End.Evidence));
            Assert.True(m.Outcome.Succeeded);
        }

        foreach (var (c, m) in core.Gaussian.Zip(mine.Gaussian))
        {
            Same(c.Times, m.Times);
            Same(c.Means, m.Means);
            Same(c.Deviations, m.Deviations);
        }

        Assert.Equal(Core.CollapsePage.html(core), CollapsePage.Html(mine));
    }

    [Fact]
    public void Settings_clocks_and_curves_are_the_core_s()
    {
        Assert.Equal(["0", "0.1", "1", "10", "best"], CriticClock.Dial.Select(clock => clock.ToString()));
        Assert.Equal([0, 0.1, 1, 10, null], CollapseSettings.Standard.Clocks.Select(clock => clock.Kappa));
        var standard = Core.CollapseSettingsModule.standard;
        Assert.Equal(
            (standard.Particles, standard.Features, standard.TargetSamples),
            (CollapseSettings.Standard.Particles, CollapseSettings.Standard.Features, CollapseSettings.Standard.TargetSamples));
        Assert.Equal(
            (standard.Spread, standard.Bandwidth, standard.Ridge, standard.Until),
            (CollapseSettings.Standard.Spread, CollapseSettings.Standard.Bandwidth, CollapseSettings.Standard.Ridge,
                CollapseSettings.Standard.Until));
        Assert.Equal(CriticClock.OfKappa(10), CriticClock.Parse("10"));

        var course = GaussianCollapse.Along(1, 0, 0.5, 1, CriticClock.BestResponse);
        var core = Core.GaussianCollapse.along(1, 0, 0.5, 1, Core.CriticClock.BestResponse);
        Same(core.Deviations, course.Deviations);
        Same(
            Core.GaussianCollapse.ofClock(Core.CriticClock.BestResponse).Means,
            GaussianCollapse.OfClock(CriticClock.BestResponse).Means);

        var points = Points.OfRows([[2.0, 0.1], [0.0, 2.0], [1.9, 0.0]]);
        var measured = ModeCollapse.Measure(Target.EightGaussians.Mixture!, points);
        Assert.Equal(2, measured.Coverage.Covered);
        // Two points at the first mode, (0.05^2 + 0.05^2) * 2 / 3.
        Assert.Equal(0.01 / 3, measured.Within, 14);

        Assert.Throws<ArgumentException>(() => ModeCollapse.Study(Settings with { Clocks = [] }, Target.EightGaussians));
        Assert.Throws<ArgumentNullException>(() => CriticClock.Parse(null!));
    }
}
