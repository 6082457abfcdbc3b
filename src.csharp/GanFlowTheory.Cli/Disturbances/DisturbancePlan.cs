using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>A study of disturbed digits whose settings are read and checked.</summary>
internal sealed class DisturbancePlan : IPlan<StrengthSettings>
{
    /// <summary>As many images as the page shows of a sample.</summary>
    internal const int LeastCount = 8;

    // As build/digits.fsx chose them: the classifier was trained on these images, and the others are the reference.
    private const int Trained = 1000;

    public required StrengthSettings Settings { get; init; }

    public required Inputs Inputs { get; init; }

    public IEnumerable<string> Files => [];

    public string? Warning => null;

    internal required DisturbanceSettings Study { get; init; }

    internal required Classifier Classifier { get; init; }

    internal required Labelled Images { get; init; }

    internal required Labelled Reference { get; init; }

    /// <summary>Strengths as a list.</summary>
    internal static string Text(IEnumerable<double> strengths) =>
        string.Join(',', strengths.Select(strength => Tables.Number(strength, "R")));

    /// <summary>Strengths from a list.</summary>
    /// <exception cref="BadInputException">One is no number.</exception>
    internal static IReadOnlyList<double> Strengths(string list) =>
        [.. list.Split(',').Select(word => Numeral.Finite(word.Trim())
            ?? throw new BadInputException($"--strengths must be numbers separated by commas, but is '{list}'."))];

    internal static DisturbancePlan Create(Terminal terminal, StrengthSettings settings)
    {
        Check(settings);
        var digits = DataSource.Of(Data("digits.csv.gz")).Read(terminal, DataChoice.All);
        var (images, reference) = Labelled.OfLastColumn(digits).Split(Seed.Create(0), Trained);
        var study = DisturbanceSettings.Digits with
        {
            Strengths = settings.Strengths,
            Count = settings.Count,
            Neighbour = settings.Nearest,
            Seed = Seed.Create(settings.Seed),
        };
        // At the greatest strength the fewest images are left to take.
        BadInputException.Naming(
            "--count", () => Disturbance.MissingClasses.Apply(study, settings.Strengths[^1], images));
        return new()
        {
            Settings = settings,
            Inputs = new() { Target = Fingerprint.Of(digits) },
            Study = study,
            Classifier = Classifier.Load(Data("digits-classifier.npz")),
            Images = images,
            Reference = reference,
        };
    }

    private static void Check(StrengthSettings settings)
    {
        var strengths = settings.Strengths;

        if (strengths.Count == 0 || strengths.Any(s => !(s >= 0 && s <= 1))
            || strengths.Zip(strengths.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new BadInputException(
                $"--strengths must rise within [0, 1], such as 0,0.5,1, but is '{Text(strengths)}'.");
        }

        if (settings.Nearest >= settings.Count)
        {
            throw new BadInputException(
                $"--nearest must be below the number of images, {settings.Count}, but is {settings.Nearest}.");
        }
    }

    private static string Data(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);
}
