using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GanFlowTheory.Cli.Output;

/// <summary>What reruns a verb to the bit, and what came of it.</summary>
/// <typeparam name="TSettings">The settings of the verb.</typeparam>
internal sealed record Manifest<TSettings> where TSettings : class
{
    /// <summary>What kind of document this is, such as "ganflow run".</summary>
    public required string Program { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the runtime that it ran on.</summary>
    public required string Runtime { get; init; }

    /// <summary>The arithmetic of the processor that it ran on: with another one, last digits differ.</summary>
    public string? Processor { get; init; }

    /// <summary>The settings, with every default and the seed.</summary>
    public required TSettings Settings { get; init; }

    /// <summary>What was read.</summary>
    public Inputs Inputs { get; init; } = new();

    /// <summary>What came of it, beside the fields above.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Facts { get; init; }

    /// <summary>The manifest as a document.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="plan">What it did.</param>
    /// <param name="facts">What came of it: an object of fields.</param>
    internal static string Document(string verb, IPlan<TSettings> plan, object facts) =>
        JsonFormat.Serialize(new Manifest<TSettings>
        {
            Program = ManifestFile.ProgramOf(verb),
            Version = ManifestFile.Version,
            Runtime = RuntimeInformation.FrameworkDescription,
            Processor = GanFlowTheory.Processor.Arithmetic,
            Settings = plan.Settings,
            Inputs = plan.Inputs,
            Facts = JsonSerializer.SerializeToElement(facts, JsonFormat.Options)
                .EnumerateObject()
                .ToDictionary(field => field.Name, field => field.Value),
        }) + "\n";

    /// <summary>What is to be said before a rerun on a processor of another arithmetic; null for the same, and where the
    /// manifest does not say.</summary>
    internal string? OtherProcessor() =>
        Processor is { } there && there != GanFlowTheory.Processor.Arithmetic
            ? Output.OtherProcessor.Sentence("the manifest is", there)
            : null;

    /// <summary>What is to be said where a rerun is on another engine, such as another version of LibTorch; null on the same,
    /// and where the manifest does not say.</summary>
    internal string? OtherEngine(object facts)
    {
        const string Name = "resolvedEngine";
        var here = JsonSerializer.SerializeToElement(facts, JsonFormat.Options);
        return Facts is not null && Facts.TryGetValue(Name, out var then) && here.TryGetProperty(Name, out var now)
            && !JsonElement.DeepEquals(then, now)
                ? $"the manifest is of the engine '{then}', and this is '{now}': the last digits of results may differ."
                : null;
    }

    /// <summary>What is to be said where the particles of a rerun are not those of this manifest; null where they are, and
    /// where the two ended at different steps.</summary>
    internal string? Differs(object facts)
    {
        var now = JsonSerializer.SerializeToElement(facts, JsonFormat.Options);
        return Same("stepsTaken") && !Same("particlesSha256")
            ? "the particles differ from those of the manifest: their last digits do by a processor of another arithmetic, "
                + "by another version of the program or of its engine, and on an engine torch by another number of threads."
            : null;

        bool Same(string name) =>
            Facts is not null && Facts.TryGetValue(name, out var then) && now.TryGetProperty(name, out var here)
                ? JsonElement.DeepEquals(then, here)
                : name == "particlesSha256";
    }

    /// <summary>The manifest of a file.</summary>
    /// <exception cref="BadInputException">There is none, or it is another verb's.</exception>
    internal static Manifest<TSettings> Read(string verb, string path)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException($"the manifest '{path}' does not exist.");
        }

        if (new FileInfo(path).Length > ManifestFile.MostBytes)
        {
            throw new BadInputException(
                $"'{path}' is no manifest: it is larger than {ManifestFile.MostBytes >> 20} MiB.");
        }

        var text = File.ReadAllText(path);
        var program = ManifestFile.ProgramOf(verb);

        try
        {
            return ManifestFile.ProgramIn(text) switch
            {
                { } other when other != program && ManifestFile.IsProgram(other) =>
                    throw new BadInputException($"'{path}' is a manifest of {other}, not of {program}."),
                { } same when same == program => JsonSerializer.Deserialize<Manifest<TSettings>>(text, JsonFormat.Options)!,
                _ => throw new BadInputException($"'{path}' is not a manifest of {program}."),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or DecoderFallbackException
            or FormatException or ArgumentException)
        {
            throw new BadInputException($"'{path}' is not a manifest of {program}.");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new BadInputException($"'{path}'{place} is not a manifest of {program}.");
        }
    }

    /// <summary>The same; null where it cannot be read.</summary>
    internal static Manifest<TSettings>? TryRead(string verb, string path)
    {
        try
        {
            return Read(verb, path);
        }
        catch (BadInputException)
        {
            return null;
        }
    }
}
