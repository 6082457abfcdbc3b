using System;
using System.Collections.Generic;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>KID, FID and the coverage of disturbed images against a reference, in the features of a classifier.</summary>
public sealed class DisturbanceStudy
{
    private DisturbanceStudy(Core.DisturbanceStudy wrapped)
    {
        Wrapped = wrapped;
        Settings = DisturbanceSettings.Of(wrapped.Settings);
        Courses = wrapped.Courses.Map(DisturbanceCourse.Of);
    }

    internal Core.DisturbanceStudy Wrapped { get; }

    /// <summary>What the study was given.</summary>
    public DisturbanceSettings Settings { get; }

    /// <summary>The number of features.</summary>
    public int Features => Wrapped.Features;

    /// <summary>The number of images of the reference.</summary>
    public int Reference => Wrapped.Reference;

    /// <summary>The share of the reference that the classifier gives its own class: it was not trained on them.</summary>
    public double Accuracy => Wrapped.Accuracy;

    /// <summary>A course for each disturbance.</summary>
    public IReadOnlyList<DisturbanceCourse> Courses { get; }

    /// <summary>The study: of the images, in a random order, samples of one size are disturbed, and compared with the reference in the
    /// features of the classifier.</summary>
    /// <param name="settings">What the study is given.</param>
    /// <param name="classifier">Whose features are taken.</param>
    /// <param name="images">The images to disturb, with their classes.</param>
    /// <param name="reference">The images to compare with.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Sizes do not fit together, or a setting is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static DisturbanceStudy Run(
        DisturbanceSettings settings, Classifier classifier, Labelled images, Labelled reference,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => new DisturbanceStudy(DisturbanceStudyModule.run(
                settings.NotNull(nameof(settings)).Wrapped,
                classifier.NotNull(nameof(classifier)).Wrapped,
                images.NotNull(nameof(images)).Wrapped,
                reference.NotNull(nameof(reference)).Wrapped)),
            progress,
            cancellationToken);
}
