namespace GanFlowTheory;

/// <summary>The page about a study of disturbed images: a single HTML file that needs no network, in light and dark.</summary>
public static class DisturbancePage
{
    /// <summary>The page as one HTML document: a section for each disturbance with its curves, its images and its numbers; the same
    /// study gives the same text.</summary>
    /// <param name="study">The study.</param>
    public static string Html(DisturbanceStudy study) => Core.DisturbancePage.html(study.NotNull(nameof(study)).Wrapped);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="study">The study.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public static void Write(string path, DisturbanceStudy study) =>
        Core.DisturbancePage.write(path.NotNull(nameof(path)), study.NotNull(nameof(study)).Wrapped);
}
