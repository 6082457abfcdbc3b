using System.IO;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Whether a training may go on from a checkpoint.</summary>
internal static class TrainResume
{
    // What a training may go on with otherwise: how far, how fast, how its data are read, and what is written. That the optimiser is the same the
    // checkpoint knows.
    private static readonly string[] Free =
    [
        nameof(TrainSettings.Steps), nameof(TrainSettings.Optimiser), nameof(TrainSettings.CriticOptimiser),
        nameof(TrainSettings.CheckpointEvery), nameof(TrainSettings.Certify), nameof(TrainSettings.Resume),
        nameof(TrainSettings.Columns), nameof(TrainSettings.Header), nameof(TrainSettings.Missing),
        nameof(TrainSettings.DecimalComma), nameof(TrainSettings.MeasureEvery), nameof(TrainSettings.Format),
    ];

    /// <summary>Refuses to go on from a checkpoint whose manifest, where one lies beside it, names other settings.</summary>
    /// <exception cref="BadInputException">A setting differs.</exception>
    internal static void Check(string checkpoint, TrainSettings settings)
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, ManifestFile.Name);

        if (Manifest<TrainSettings>.TryRead("train", file)?.Settings is not { } then)
        {
            return;
        }

        var (before, here) = (Fields(then), Fields(settings));

        foreach (var field in typeof(TrainSettings).GetProperties().Select(p => p.Name).Except(Free))
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(field);
            var (was, now) = (before.GetProperty(key), here.GetProperty(key));

            if (!JsonElement.DeepEquals(was, now))
            {
                throw new BadInputException(
                    $"{checkpoint} is of a training with {key} {was}, but this one has {now}: it can go on with other "
                    + "steps and rates only.");
            }
        }
    }

    /// <summary>Refuses to end before the step that has been reached.</summary>
    internal static void CheckSteps(string checkpoint, int taken, int steps)
    {
        if (steps < taken)
        {
            throw new BadInputException(
                $"--steps must be at least the {taken} steps that the training of {checkpoint} has taken, but is {steps}.");
        }
    }

    /// <summary>What a checkpoint belongs to, as a text: all settings with which a training cannot go on otherwise, the
    /// target by its points.</summary>
    internal static string TextOf(TrainSettings settings, string target)
    {
        var fields = JsonSerializer.SerializeToElement(
            settings with { Target = target, Header = null }, JsonFormat.Options);
        var free = Free.Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
        return string.Join(
            '\n', fields.EnumerateObject().Where(f => !free.Contains(f.Name)).Select(f => $"{f.Name}={f.Value}"));
    }

    // Data may have moved to another folder.
    private static JsonElement Fields(TrainSettings settings) => JsonSerializer.SerializeToElement(
        settings with { Target = Path.GetFileName(settings.Target) }, JsonFormat.Options);
}
