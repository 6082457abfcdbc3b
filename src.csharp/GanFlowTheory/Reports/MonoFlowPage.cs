using System;

namespace GanFlowTheory;

/// <summary>The page about a generator loss: h' with the stretches where it is not positive, and where it is negative a
/// flow that raises KL. A single HTML file that needs no network, in light and dark.</summary>
public static class MonoFlowPage
{
    /// <summary>The page as one HTML document.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="low">The lowest log r.</param>
    /// <param name="high">The highest log r, above low.</param>
    /// <exception cref="ArgumentException">The range is not finite or does not increase.</exception>
    public static string Html(GeneratorLoss loss, double low, double high) =>
        Core.MonoFlowPage.html(loss.NotNull(nameof(loss)).Wrapped, low, high);

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="low">The lowest log r.</param>
    /// <param name="high">The highest log r, above low.</param>
    /// <exception cref="ArgumentException">The range is not finite or does not increase.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public static void Write(string path, GeneratorLoss loss, double low, double high) =>
        Core.MonoFlowPage.write(
            path.NotNull(nameof(path)), loss.NotNull(nameof(loss)).Wrapped, low, high);
}
