using System;
using System.IO;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Studies;

public class DisturbanceTests
{
    private static readonly Points Pixels = Points.Init(60, 64, (i, k) => (i * 11 + k * 7) % 17);

    private static readonly int[] Classes = [.. Enumerable.Range(0, 60).Select(i => i % 3)];

    private static readonly Labelled Images = Labelled.Create(Pixels, Classes);

    private static readonly Core.Labelled CoreImages = new(CoreOf(Pixels), Classes);

    private static readonly ClassifierOptions Options =
        ClassifierOptions.Digits with { Hidden = [6, 4], Batch = 20, Epochs = 2 };

    private static Core.ClassifierOptions CoreOptions
    {
        get
        {
            var digits = Core.ClassifierOptionsModule.digits;
            return new(
                Microsoft.FSharp.Collections.ListModule.OfSeq([6, 4]), digits.Unit, digits.Optimiser, 20, 2, digits.Seed);
        }
    }

    [Fact]
    public void Classifiers_are_the_core_s()
    {
        var mine = Classifier.Train(Options, Images);
        var core = Core.ClassifierModule.train(CoreOptions, CoreImages);
        Same(core.Parameters, mine.Parameters);
        Assert.Equal((core.ToString(), core.Unit), (mine.ToString(), mine.Unit));
        Assert.Equal(core.Sizes, mine.Sizes);
        Assert.Equal(core.Network.Name, mine.Network.Name);
        Same(Core.ClassifierModule.scores(core, CoreOf(Pixels)), mine.Scores(Pixels));
        Same(Core.ClassifierModule.features(core, CoreOf(Pixels)), mine.Features(Pixels));
        Assert.Equal(Core.ClassifierModule.classify(core, CoreOf(Pixels)), mine.Classify(Pixels));
        Same(Core.ClassifierModule.accuracy(core, CoreImages), mine.Accuracy(Images));
        var path = Path.Combine(Path.GetTempPath(), $"classifier-{Guid.NewGuid()}.npz");

        try
        {
            mine.Save(path);
            Same(mine.Parameters, Classifier.Load(path).Parameters);
            Same(mine.Parameters, Core.ClassifierModule.load(path).Parameters);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Labels_and_splits_are_the_core_s()
    {
        Points rows = new[,] { { 1.0, 2 }, { 3, 0 }, { 5, 1 } };
        var data = Labelled.OfLastColumn(rows);
        Assert.Equal([2, 0, 1], data.Labels);
        Same([1, 3, 5], data.Points.ToRows().Select(row => row[0]));
        var (two, one) = data.Split(Seed.Create(3), 2);
        var (coreTwo, coreOne) = Core.LabelledModule.split(
            Core.SeedModule.create(3), 2, Core.LabelledModule.ofLastColumn(CoreOf(rows)));
        Assert.Equal(coreTwo.Labels, two.Labels);
        Assert.Equal(coreOne.Labels, one.Labels);
    }

    [Fact]
    public void Studies_and_their_pages_are_the_core_s()
    {
        var settings = DisturbanceSettings.Digits with { Count = 20, Strengths = [0, 1], Neighbour = 2 };
        var digits = Core.DisturbanceSettingsModule.digits;
        var coreSettings = new Core.DisturbanceSettings(
            digits.Height, digits.Width, digits.Low, digits.High, Microsoft.FSharp.Collections.ListModule.OfSeq([0.0, 1.0]),
            20, 2, digits.Seed);
        var mine = DisturbanceStudy.Run(settings, Classifier.Train(Options, Images), Images, Images);
        var core = Core.DisturbanceStudyModule.run(
            coreSettings, Core.ClassifierModule.train(CoreOptions, CoreImages), CoreImages, CoreImages);
        Assert.Equal((core.Features, core.Reference), (mine.Features, mine.Reference));
        Same(core.Accuracy, mine.Accuracy);
        Assert.Equal(Disturbance.All.Select(d => d.Name), mine.Courses.Select(c => c.Name));
        Assert.Equal(Disturbance.All.Select(d => d.Description), mine.Courses.Select(c => c.Description));

        foreach (var (c, m) in core.Courses.Zip(mine.Courses))
        {
            foreach (var (r, s) in c.Readings.Zip(m.Readings))
            {
                Same([r.Strength, r.Kid.Value, r.Fid.Value, r.Coverage.Recall], [s.Strength, s.Kid.Value, s.Fid.Value, s.Coverage.Recall]);
                Same(r.Examples, s.Examples);
            }
        }

        foreach (var (d, e) in Core.DisturbanceModule.all.Zip(Disturbance.All))
        {
            Same(d.Apply.Invoke(coreSettings).Invoke(1).Invoke(CoreImages), e.Apply(settings, 1, Images));
        }

        Assert.Equal(20, mine.Settings.Count);
        Assert.Equal(Core.DisturbancePage.html(core), DisturbancePage.Html(mine));
        Assert.Contains("Near-duplicates", DisturbancePage.Html(mine));
        var path = Path.Combine(Path.GetTempPath(), $"page-{Guid.NewGuid()}.html");

        try
        {
            DisturbancePage.Write(path, mine);
            Assert.Equal(DisturbancePage.Html(mine), File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
