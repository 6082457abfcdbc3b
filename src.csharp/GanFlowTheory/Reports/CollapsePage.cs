namespace GanFlowTheory;

/// <summary>The page about a study of mode collapse: a single HTML file that needs no network, in light and dark.</summary>
public static class CollapsePage
{
    /// <summary>The page as one HTML document: the clock dial, the ends and how they are told; the same study gives the same
    /// text.</summary>
    /// <param name="study">The study.</param>
    public static string Html(CollapseStudy study) => Core.CollapsePage.html(study.NotNull(nameof(study)).Wrapped);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="study">The study.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public static void Write(string path, CollapseStudy study) =>
        Core.CollapsePage.write(path.NotNull(nameof(path)), study.NotNull(nameof(study)).Wrapped);
}
