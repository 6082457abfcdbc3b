using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>The page about a flow of densities on a grid: a single HTML file that needs no network, in light and
/// dark.</summary>
public static class DensityReport
{
    /// <summary>The page as one HTML document: the functional and the densities over time.</summary>
    /// <param name="equation">The equation that was solved.</param>
    /// <param name="steps">The densities in order of time, at least one.</param>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    public static string Html(FokkerPlanck equation, IEnumerable<DensityStep> steps) =>
        Core.DensityReport.html(
            equation.NotNull(nameof(equation)).Wrapped, steps.NotNull(nameof(steps)).Select(step => step.Wrapped));

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="equation">The equation that was solved.</param>
    /// <param name="steps">The densities in order of time, at least one.</param>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public static void Write(string path, FokkerPlanck equation, IEnumerable<DensityStep> steps) =>
        Core.DensityReport.write(
            path.NotNull(nameof(path)),
            equation.NotNull(nameof(equation)).Wrapped,
            steps.NotNull(nameof(steps)).Select(step => step.Wrapped));
}
