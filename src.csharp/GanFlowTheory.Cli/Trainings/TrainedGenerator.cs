using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The generator in the folder of a training: that of its end, or of its last checkpoint while there is no
/// end.</summary>
internal sealed class TrainedGenerator
{
    private readonly Network network;
    private readonly Manifest<TrainSettings> manifest;
    private readonly string manifestFile;

    private TrainedGenerator(string file, Network network, Manifest<TrainSettings> manifest, string manifestFile) =>
        (File, this.network, this.manifest, this.manifestFile) = (file, network, manifest, manifestFile);

    /// <summary>The file that has its parameters.</summary>
    internal string File { get; }

    /// <summary>The names of the columns that it gives; none where the data have none.</summary>
    internal IReadOnlyList<string> ColumnNames => Fact<string[]>("columnNames") ?? [];

    /// <summary>The generator of a folder.</summary>
    /// <exception cref="BadInputException">The folder is not there, or has none.</exception>
    internal static TrainedGenerator In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException($"the folder '{folder}' does not exist.");
        }

        var manifestFile = Path.Combine(folder, ManifestFile.Name);
        var manifest = Manifest<TrainSettings>.Read(TrainFolder.Verb, manifestFile);
        var generator = Path.Combine(folder, TrainFolder.Generator);
        var checkpoint = Path.Combine(folder, TrainFolder.Checkpoint);
        var file = System.IO.File.Exists(generator) ? generator
            : System.IO.File.Exists(checkpoint) ? checkpoint
            : throw new BadInputException(
                $"the folder '{folder}' has neither {TrainFolder.Generator} nor {TrainFolder.Checkpoint} to draw from.");
        return new(
            file,
            NetworkSpec.Parse("--generator", manifest.Settings.Generator
                ?? throw new BadInputException($"'{manifestFile}' does not say which generator was trained.")),
            manifest,
            manifestFile);
    }

    /// <summary>Points of its law, in the units of the data.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of the noise.</param>
    internal Points Draw(int count, Seed seed)
    {
        SampleSize.Check("-n", count, Math.Max(network.InputSize, network.OutputSize));

        if (Path.GetFileName(File) == TrainFolder.Generator)
        {
            return network.SampleSaved(File, count, seed);
        }

        // A checkpoint of an earlier training in this folder is of other settings.
        var settings = TrainResume.TextOf(manifest.Settings, manifest.Inputs.Target ?? "");
        var theta = Checkpoint.CoordinatesFor(settings, File);
        return ScalingOf().ToData(network.Sample(theta, count, seed));
    }

    private Scaling ScalingOf()
    {
        var none = Scaling.Identity(network.OutputSize);
        return Fact<FlowUnits>("units") is { Centre: { } centre, Scale: { } scale }
            && centre.Length == network.OutputSize ? Scaling.Of(Units.Create(centre, scale))
            : Fact<string>("flowUnits") == none.Describe() ? none
            : throw new BadInputException(
                $"'{manifestFile}' does not have the units of the training; 'ganflow train --resume' writes one that does.");
    }

    private T? Fact<T>(string name) where T : class
    {
        try
        {
            return manifest.Facts?.TryGetValue(name, out var fact) == true
                ? fact.Deserialize<T>(JsonFormat.Options)
                : null;
        }
        catch (JsonException)
        {
            throw new BadInputException($"'{manifestFile}' is no manifest of a training: {name} is not what a training writes.");
        }
    }
}
