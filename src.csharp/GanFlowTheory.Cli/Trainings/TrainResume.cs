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

    /// <summary>The file of a checkpoint, by its path or that of its folder.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    internal static string Find(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path)
                ? path
                : throw new BadInputException($"the checkpoint '{path}' of --resume does not exist.");
        }

        var file = Path.Combine(path, TrainFolder.Checkpoint);
        return File.Exists(file)
            ? file
            : throw new BadInputException($"the folder '{path}' of --resume has no {TrainFolder.Checkpoint}.");
    }

    /// <summary>The settings of the manifest beside a checkpoint; null where there is none.</summary>
    internal static TrainSettings? Before(string checkpoint) =>
        Manifest<TrainSettings>.TryRead(TrainFolder.Verb, ManifestBeside(checkpoint))?.Settings;

    /// <summary>The file of the manifest of a checkpoint's training.</summary>
    internal static string ManifestBeside(string checkpoint) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, ManifestFile.Name);

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

    /// <summary>Refuses to go on to a step that has been reached.</summary>
    /// <exception cref="BadInputException">The plan does.</exception>
    internal static void CheckSteps(TrainPlan plan)
    {
        if (plan.Settings is { Resume: { } checkpoint, Steps: var steps } && plan.Run.FirstIndex is var taken && steps <= taken)
        {
            throw new BadInputException(
                $"--steps must be more than the {taken} steps that the training of {checkpoint} has taken, but is {steps}.");
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

    // Data may have moved to another folder.
    private static JsonElement Fields(TrainSettings settings) => JsonSerializer.SerializeToElement(
        settings with
        {
            Target = Path.GetFileName(settings.Target),
            Engine = settings.Engine ?? EngineSpec.Default,
        },
        JsonFormat.Options);
}
