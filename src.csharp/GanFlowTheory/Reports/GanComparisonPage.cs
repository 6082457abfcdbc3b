using System;
using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>The page about trainings that are compared: a single HTML file that needs no network, in light and dark.</summary>
public static class GanComparisonPage
{
    /// <summary>The page as one HTML document: a table of means with standard errors over the seeds, curves of KID, FID, modes and
    /// slopes, and samples side by side. The same trainings give the same text.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="settings">What the comparison was given: name and value.</param>
    /// <param name="target">Points of the target; null for none.</param>
    /// <param name="trainings">The trainings.</param>
    /// <exception cref="ArgumentException">There are no trainings, or they cannot be compared.</exception>
    public static string Html(
        string title,
        IEnumerable<(string Name, string Value)> settings,
        Points? target,
        IEnumerable<GanTraining> trainings) =>
        Core.GanComparisonPage.html(
            title.NotNull(nameof(title)),
            List(settings.NotNull(nameof(settings)).Select(s => Tuple.Create(s.Name, s.Value))),
            (target?.Wrapped).OptionOf(),
            List(trainings.NotNull(nameof(trainings)).Select(t => t.Wrapped)));

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">The heading.</param>
    /// <param name="settings">What the comparison was given: name and value.</param>
    /// <param name="target">Points of the target; null for none.</param>
    /// <param name="trainings">The trainings.</param>
    /// <exception cref="ArgumentException">There are no trainings, or they cannot be compared.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public static void Write(
        string path,
        string title,
        IEnumerable<(string Name, string Value)> settings,
        Points? target,
        IEnumerable<GanTraining> trainings) =>
        Core.GanComparisonPage.write(
            path.NotNull(nameof(path)),
            title.NotNull(nameof(title)),
            List(settings.NotNull(nameof(settings)).Select(s => Tuple.Create(s.Name, s.Value))),
            (target?.Wrapped).OptionOf(),
            List(trainings.NotNull(nameof(trainings)).Select(t => t.Wrapped)));
}
