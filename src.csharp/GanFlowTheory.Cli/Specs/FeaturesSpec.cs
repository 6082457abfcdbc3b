using System;
using System.IO;

namespace GanFlowTheory.Cli.Specs;

/// <summary>What KID and FID are taken of.</summary>
internal abstract record FeaturesSpec
{
    // Of the digits' classifier, which comes with the program.
    private const string Digits = "digits";
    private const string PointsThemselves = "points";

    internal const string Shapes = $"{PointsThemselves}, {Digits} or FILE";

    /// <summary>The specification; for null that of the target: the digits have a classifier.</summary>
    internal static FeaturesSpec Parse(string? text, TargetSpec target) => text?.Trim() switch
    {
        null => target.Title == Digits ? Of(Digits, ShippedFile) : new OfPoints(),
        PointsThemselves => new OfPoints(),
        Digits => Of(Digits, ShippedFile),
        var file when File.Exists(file) => Of(Path.GetFullPath(file), file),
        var file => throw new BadInputException(
            $"--features must be {Shapes}, a classifier as a .npz file, but there is no file '{file}'."),
    };

    private static string ShippedFile => Path.Combine(AppContext.BaseDirectory, "data", "digits-classifier.npz");

    private static OfClassifier Of(string text, string file) => new(text, Classifier.Load(file));

    /// <summary>The specification as it reads from any working folder.</summary>
    internal abstract string FullText { get; }

    /// <summary>The points themselves.</summary>
    internal sealed record OfPoints : FeaturesSpec
    {
        internal override string FullText => PointsThemselves;
    }

    /// <summary>The last hidden layer of a classifier.</summary>
    internal sealed record OfClassifier(string Text, Classifier Classifier) : FeaturesSpec
    {
        internal override string FullText => Text;
    }
}
