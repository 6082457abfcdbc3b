using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Training;

/// <summary>The settings of a training beside its checkpoint: there from the start, so that a training that was stopped by
/// force can go on by them.</summary>
internal static class TrainManifest
{
    internal const string FileName = "manifest.json";
    private const string ProgramName = "ganflow train";

    // What a training may go on with otherwise: how far, and how fast. That the optimiser is the same the checkpoint knows.
    private static readonly string[] Free =
        [nameof(TrainSettings.Steps), nameof(TrainSettings.Optimiser), nameof(TrainSettings.CriticOptimiser)];

    /// <summary>Writes the manifest.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="plan">The training.</param>
    /// <param name="generatorUnits">How generator.npz holds the units of the data; null where there is none yet.</param>
    internal static void Write(string file, TrainPlan plan, string? generatorUnits) =>
        FolderFiles.WriteText(
            file,
            JsonFormat.Serialize(new
            {
                Program = ProgramName,
                Version = Manifest.ProgramVersion,
                Runtime = RuntimeInformation.FrameworkDescription,
                plan.Settings,
                FlowUnits = plan.Scaling.Describe(),
                GeneratorUnits = generatorUnits,
            }) + "\n");

    /// <summary>Refuses to go on from a checkpoint whose manifest, where one lies beside it, names other settings.</summary>
    /// <exception cref="BadInputException">A setting differs.</exception>
    internal static void CheckResumable(string checkpoint, TrainSettings settings)
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, FileName);

        if (!File.Exists(file) || Read(file) is not { } before)
        {
            return;
        }

        var here = JsonSerializer.SerializeToElement(settings, JsonFormat.Options);

        foreach (var name in typeof(TrainSettings).GetProperties().Select(p => p.Name).Except(Free))
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(name);
            var now = here.GetProperty(key);

            if (before.TryGetProperty(key, out var was) && !Same(name, was, now))
            {
                throw new BadInputException(
                    $"{checkpoint} is of a training with {key} {was}, but this one has {now}: it can go on with other "
                    + "steps and rates only");
            }
        }
    }

    // Data may have moved to another folder.
    private static bool Same(string name, JsonElement was, JsonElement now) =>
        name == nameof(TrainSettings.Target)
            ? Path.GetFileName(was.GetString()) == Path.GetFileName(now.GetString())
            : JsonElement.DeepEquals(was, now);

    // The settings; null where the file is no manifest of a training.
    private static JsonElement? Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("program", out var program)
                && program.ValueEquals(ProgramName)
                && root.TryGetProperty("settings", out var settings)
                && settings.ValueKind == JsonValueKind.Object
                    ? settings.Clone()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
