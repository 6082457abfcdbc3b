using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace GanFlowTheory.Cli.Output;

/// <summary>What manifests of all verbs have in common.</summary>
internal static class ManifestFile
{
    /// <summary>What no manifest reaches.</summary>
    internal const long MostBytes = 1 << 20;

    /// <summary>The name of the file.</summary>
    internal const string Name = "manifest.json";

    // Where what came through standard input is kept beside the manifest.
    private const string Target = "target.npy";
    private const string NamedTarget = "target.csv";
    private const string Start = "start.npy";
    private const string Prefix = "ganflow ";

    /// <summary>The version of the program.</summary>
    internal static string Version { get; } = typeof(ManifestFile).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion
        .Split('+')[0];

    internal static string ProgramOf(string verb) => Prefix + verb;

    internal static bool IsProgram(string program) => program.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Writes what came through standard input, so that a rerun finds it there.</summary>
    internal static void PutInputs(OutputFolder folder, Points? target, Points? start, IReadOnlyList<string>? names = null)
    {
        // Text where columns have names, which a rerun shows again.
        var header = target is not null && names?.Count == target.Dimension ? names.ToArray() : null;
        folder.Put(Target, target is null || header is not null ? null : target.WriteNpy);
        folder.Put(NamedTarget, target is null || header is null ? null : path => target.WriteCsv(path, header));
        folder.Put(Start, start is null ? null : start.WriteNpy);
    }

    /// <summary>The terminal for a rerun: what came through standard input is read beside the manifest.</summary>
    internal static Terminal Beside(string manifest, Terminal terminal)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        string[] names = [Target, NamedTarget];
        return terminal with
        {
            OpenInput = () => File.OpenRead(Path.Combine(
                folder, names.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) ?? Start)),
            InputIsKept = true,
        };
    }

    /// <summary>The program that a document says it is of; null where it says none.</summary>
    internal static string? ProgramIn(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("program", out var program)
            && program.ValueKind == JsonValueKind.String
                ? program.GetString()
                : null;
    }
}
