using System;
using System.IO;
using System.Reflection;
using System.Text.Json;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>What reruns a run to the bit, and what came of it.</summary>
internal sealed record Manifest
{
    private const string Kind = "ganflow run";

    /// <summary>What kind of document this is.</summary>
    public required string Program { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the runtime that it ran on.</summary>
    public required string Runtime { get; init; }

    /// <summary>The settings.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The SHA-256 of the target's points, in the units of the data, as a .npy array.</summary>
    public required string TargetSha256 { get; init; }

    /// <summary>The SHA-256 of the start, in the units of the flow, as a .npy array.</summary>
    public required string StartSha256 { get; init; }

    /// <summary>The kernel, its open bandwidths chosen.</summary>
    public required string ResolvedKernel { get; init; }

    /// <summary>The units of the flow in terms of those of the data.</summary>
    public required string FlowUnits { get; init; }

    /// <summary>How the run ended, in a word.</summary>
    public required string Outcome { get; init; }

    /// <summary>How the run ended, in a sentence.</summary>
    public required string OutcomeSentence { get; init; }

    /// <summary>The steps taken.</summary>
    public required int StepsTaken { get; init; }

    /// <summary>The SHA-256 of the final particles as a .npy array; null where there are none.</summary>
    public required string? ParticlesSha256 { get; init; }

    internal static string ProgramVersion =>
        typeof(Manifest).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion
            .Split('+')[0];

    internal static Manifest Of(RunPlan plan, RunResult result) => new()
    {
        Program = Kind,
        Version = ProgramVersion,
        Runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        Settings = Referring(plan),
        TargetSha256 = Fingerprint.Of(plan.Target.Points),
        StartSha256 = Fingerprint.Of(plan.Start),
        ResolvedKernel = plan.ResolvedKernel.Kernel.Name,
        FlowUnits = plan.Scaling.Describe(),
        Outcome = result.Outcome.Word,
        OutcomeSentence = result.Outcome.Sentence,
        StepsTaken = result.Last.Index,
        ParticlesSha256 = result.Final is { } final ? Fingerprint.Of(final) : null,
    };

    /// <summary>The manifest of a file; files that it names lie where they did, or beside it.</summary>
    internal static Manifest Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException($"the manifest '{path}' does not exist.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path), JsonFormat.Options);

            if (manifest is null || manifest.Program != Kind)
            {
                throw new BadInputException($"'{path}' is not a manifest of ganflow run.");
            }

            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var settings = manifest.Settings;
            return manifest with
            {
                Settings = settings with
                {
                    Target = settings.Target == OutputFolder.Target
                        ? Path.Combine(folder, settings.Target)
                        : settings.Target,
                    Start = settings.Start == OutputFolder.Start
                        ? Path.Combine(folder, settings.Start)
                        : settings.Start,
                },
            };
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new BadInputException($"'{path}'{place} is not a manifest of ganflow run.");
        }
    }

    /// <summary>Checks that the data are still those of the manifest.</summary>
    internal void CheckInputs(string path, RunPlan plan)
    {
        if (Fingerprint.Of(plan.Target.Points) != TargetSha256)
        {
            throw new BadInputException(
                $"the target '{Settings.Target}' is not the one of '{path}': its points have changed.");
        }

        if (Fingerprint.Of(plan.Start) != StartSha256)
        {
            throw new BadInputException(
                $"the start '{Settings.Start}' is not the one of '{path}': its points have changed.");
        }
    }

    internal void Write(string path) => FolderFiles.WriteText(path, JsonFormat.Serialize(this) + "\n");

    // What came through standard input is written beside the manifest, which names it there.
    private static RunSettings Referring(RunPlan plan) => plan.Settings with
    {
        Target = plan.Target.Input is null ? FullPath(plan.Settings.Target, TargetSpec.IsName) : OutputFolder.Target,
        Start = plan.StartInput is null
            ? FullPath(plan.Settings.Start, text => StartSpec.Parse(text) is StartSpec.Gaussian)
            : OutputFolder.Start,
    };

    private static string FullPath(string text, Func<string, bool> isNoFile) =>
        isNoFile(text) ? text : Path.GetFullPath(text);
}
