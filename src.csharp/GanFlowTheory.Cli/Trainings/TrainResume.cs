using System.IO;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Whether a training may go on from a checkpoint.</summary>
internal static class TrainResume
{
    // What a training may go on with otherwise: how far, how fast, how its data are read, and what is written. That the
    // optimiser is the same the checkpoint knows.
    private static readonly string[] Free =
    [
        nameof(TrainSettings.Steps), nameof(TrainSettings.Optimiser), nameof(TrainSettings.CriticOptimiser),
        nameof(TrainSettings.CheckpointEvery), nameof(TrainSettings.Certify), nameof(TrainSettings.Resume),
        nameof(TrainSettings.Columns), nameof(TrainSettings.Header), nameof(TrainSettings.Missing),
        nameof(TrainSettings.DecimalComma), nameof(TrainSettings.MeasureEvery), nameof(TrainSettings.Format),
        nameof(TrainSettings.Threads),
    ];

    /// <summary>The settings with the engine of the training that they go on with, where they name none; without a manifest
    /// beside the checkpoint, and in one from before there were engines, it is the managed one.</summary>
    internal static TrainSettings WithEngine(TrainSettings settings) => settings with
    {
        Engine = settings.Engine
            ?? (settings.Resume is { } checkpoint ? Before(checkpoint)?.Engine : null)
            ?? EngineSpec.Default,
    };

    /// <summary>The number of threads that the bits of a training depend on, by its settings or the training that it goes on
    /// with; null where any gives the same.</summary>
    internal static int? ThreadsOf(TrainSettings settings) =>
        settings.Threads ?? (settings.Resume is { } checkpoint ? Before(checkpoint)?.Threads : null);

    /// <summary>Refuses to go on from a checkpoint whose manifest, where one lies beside it, names other settings.</summary>
    /// <exception cref="BadInputException">A setting differs.</exception>
    internal static void Check(string checkpoint, TrainSettings settings)
    {
        if (Before(checkpoint) is not { } then)
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
        var engine = JsonNamingPolicy.CamelCase.ConvertName(nameof(TrainSettings.Engine));
        var standardise = JsonNamingPolicy.CamelCase.ConvertName(nameof(TrainSettings.Standardise));
        // Checkpoints of the managed engine do not name it, nor those in the usual units their choice: those from before there
        // were others go on.
        return string.Join(
            '\n', fields.EnumerateObject()
                .Where(f => !free.Contains(f.Name)
                    && !(f.Name == engine && f.Value.ValueEquals(EngineSpec.Default))
                    && !(f.Name == standardise && f.Value.ValueKind == JsonValueKind.Null))
                .Select(f => $"{f.Name}={f.Value}"));
    }

    // The settings of the manifest beside a checkpoint; null where there is none.
    private static TrainSettings? Before(string checkpoint) => Manifest<TrainSettings>.TryRead(
        "train", Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, ManifestFile.Name))?.Settings;

    // Data may have moved to another folder.
    private static JsonElement Fields(TrainSettings settings) => JsonSerializer.SerializeToElement(
        settings with
        {
            Target = Path.GetFileName(settings.Target),
            Engine = settings.Engine ?? EngineSpec.Default,
        },
        JsonFormat.Options);
}
