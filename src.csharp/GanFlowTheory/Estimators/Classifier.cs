using System;
using System.Collections.Generic;
using System.Threading;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A multilayer perceptron of rectified units that tells classes apart, trained by the cross-entropy of its softmax. The
/// values of its last hidden layer are features of a point: what KID and FID are taken of.</summary>
public sealed class Classifier
{
    private Classifier(Core.Classifier wrapped) => Wrapped = wrapped;

    internal Core.Classifier Wrapped { get; }

    /// <summary>Trains a classifier: each time over, the points in a new order in whole batches, a step of the optimiser for
    /// each.</summary>
    /// <param name="options">What it is trained with.</param>
    /// <param name="data">Points with their classes.</param>
    /// <param name="progress">Is told which part is done, in [0, 1].</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">An option or a label is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the end.</exception>
    public static Classifier Train(
        ClassifierOptions options, Labelled data,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        LongWork.Watched(
            () => new Classifier(ClassifierModule.train(
            options.NotNull(nameof(options)).Wrapped, data.NotNull(nameof(data)).Wrapped)),
            progress,
            cancellationToken);

    /// <summary>Reads a classifier from a .npz file as <see cref="Save"/> writes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such an archive.</exception>
    /// <exception cref="System.IO.IOException">The file does not exist or cannot be read.</exception>
    public static Classifier Load(string path) => new(ClassifierModule.load(path.NotNull(nameof(path))));

    /// <summary>Writes a classifier as a .npz file: its sizes, its unit, and its parameters under network/; the file appears whole
    /// or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
    public void Save(string path) => ClassifierModule.save(path.NotNull(nameof(path)), Wrapped);

    /// <summary>The sizes of the layers: the points' dimension, the hidden ones, the number of classes.</summary>
    public IReadOnlyList<int> Sizes => Wrapped.Sizes.Map(size => size);

    /// <summary>What coordinates are divided by before the first layer.</summary>
    public double Unit => Wrapped.Unit;

    /// <summary>The network from coordinates in units to a score for each class.</summary>
    public Network Network => new(Wrapped.Network);

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<double> Parameters => Wrapped.Parameters.ReadOnly();

    /// <summary>The score of each class at each point, n x classes: the log-probabilities up to a constant.</summary>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    public Points Scores(Points x) => new(ClassifierModule.scores(Wrapped, x.NotNull(nameof(x)).Wrapped));

    /// <summary>The class of the highest score at each point, the first of equal ones.</summary>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    public IReadOnlyList<int> Classify(Points x) =>
        ClassifierModule.classify(Wrapped, x.NotNull(nameof(x)).Wrapped).ReadOnly();

    /// <summary>The share of points that are given their own class.</summary>
    /// <param name="data">Points with their classes.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    public double Accuracy(Labelled data) => ClassifierModule.accuracy(Wrapped, data.NotNull(nameof(data)).Wrapped);

    /// <summary>The values of the last hidden layer at each point, n x its size: never negative.</summary>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">Dimensions differ.</exception>
    public Points Features(Points x) => new(ClassifierModule.features(Wrapped, x.NotNull(nameof(x)).Wrapped));

    /// <summary>"classifier 64-64-32-10".</summary>
    public override string ToString() => Wrapped.ToString();
}
