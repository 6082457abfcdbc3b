using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using GanFlowTheory.Tests.Surface;
using Microsoft.FSharp.Core;
using Xunit;

namespace GanFlowTheory.Tests;

/// <summary>The public surface: nothing of F# shows, and nothing of the core is missing without a reason.</summary>
public class SurfaceTests
{
    private static readonly Assembly[] Hidden =
        [.. CoreFunction.Assemblies, typeof(FSharpOption<int>).Assembly, typeof(FsCheck.Config).Assembly];

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? type.GetGenericParameterConstraints().Where(c =>
            !c.IsGenericParameter).SelectMany(Parts)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static bool Visible(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags
            .DeclaredOnly;

    private static IEnumerable<(string Where, Type Type)> Signature(Type type)
    {
        foreach (var t in type.GetInterfaces().Append(type.BaseType ?? typeof(object)))
        {
            yield return (type.Name, t);
        }

        foreach (var argument in type.GetGenericArguments())
        {
            yield return (type.Name, argument);
        }

        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).Where(Visible))
        {
            var types = method.GetParameters().Select(p => p.ParameterType);
            types = method is MethodInfo info ? types.Append(info.ReturnType).Concat(info.GetGenericArguments())
                : types;

            foreach (var t in types)
            {
                yield return ($"{type.Name}.{method.Name}", t);
            }
        }

        foreach (var field in type.GetFields(All).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
        {
            yield return ($"{type.Name}.{field.Name}", field.FieldType);
        }
    }

    [Fact]
    public void No_type_of_the_core_or_of_FSharp_shows()
    {
        var signatures = Counterparts.Exported.SelectMany(Signature).ToArray();
        var leaks = signatures
            .SelectMany(s => Parts(s.Type).Where(t => Hidden.Contains(t.Assembly)).Select(t =>
                $"{s.Where}: {t.FullName}"))
            .Distinct();
        Assert.Equal("", string.Join("; ", leaks));
        // The walk does see members and generic arguments.
        Assert.Contains(signatures, s => s.Where == "Kernel.Gram" && s.Type == typeof(double[,]));
        Assert.Contains(typeof(FlowProgress), Parts(typeof(IProgress<FlowProgress>[])));
        Assert.Contains(typeof(Core.Points).Assembly, Parts(typeof(List<Core.Points[]>)).Select(t => t.Assembly));
    }

    [Fact]
    public void Every_public_type_lies_in_the_one_namespace() =>
        Assert.All(Counterparts.Exported, t => Assert.Equal("GanFlowTheory", t.Namespace));

    /// <summary>Functions of the core whose facade has another name or place than the rules of
    /// <see cref="Counterparts"/> say.</summary>
    internal static readonly Dictionary<string, string> Renamed = new()
    {
        ["Checkpoint.save"] = "FlowStep.SaveCheckpoint",
        ["Checkpoint.saveFor"] = "FlowStep.SaveCheckpoint",
        ["Checkpoint.saveRated"] = "FlowStep.SaveCheckpoint",
        ["Checkpoint.saveProgress"] = "FlowStep.SaveCheckpoint",
        ["Flow.ratedFrom"] = "RatedRun.From",
        ["Flow.observeRated"] = "RatedRun.Observe",
        ["Flow.trace"] = "FlowRun.Steps",
        ["Flow.until"] = "FlowRun.TryRun",
        ["Flow.steps"] = "FlowRun.TryRun",
        ["Form.finiteNumbers"] = "Specification.Numbers",
        ["Law.defaults"] = "LawSettings.Default",
        ["Laws.game"] = "LawSuite.Of",
        ["Laws.criticOn"] = "LawSuite.Of",
        ["Laws.functionalOnGaussians"] = "LawSuite.OnGaussians",
        ["Laws.functionalOnQuantiles"] = "LawSuite.OnQuantiles",
        ["Laws.ipmEstimator"] = "LawSuite.OfIpmEstimator",
        ["Laws.adversarialWitness"] = "LawSuite.OfAdversarialWitness",
        ["Laws.unbiasedEstimator"] = "LawSuite.OfUnbiasedEstimator",
    };

    private const string Seam = "a seam of the one loop; C# drives it through FlowRun";
    private const string Engines = "an engine with buffers of its own is written against the core";
    private const string Shown = "shown by Parse's documentation and errors";

    /// <summary>Functions, or whole modules, of the core without a facade, each with its reason.</summary>
    private static readonly Dictionary<string, string> Excluded = new()
    {
        ["CriticReading.ofPotential"] = "a CriticReading of C# needs its potential alone",
        ["Engine.create"] = Engines,
        ["Engine.checkedOnce"] = Engines,
        ["Precision"] = "Engine.Precision shows it; its numbers are for bounds of an engine",
        ["GaussianMmd.termsOf"] = "the facade takes the kernel itself",
        ["GridDensity.ofDensity"] = "C# gives the log-density itself: OfLogDensity",
        ["Integrator.step"] = Seam,
        ["Game.critic"] = "Game.Flow has it",
        ["Game.ofSeats"] = "games of more than three players are composed in F#",
        ["Seat"] = "games of more than three players are composed in F#",
        ["MinimisingMovement.scheme"] = "Flow.ByMinimisingMovements steps by it",
        ["Player.critic"] = "Game.Adversarial has it",
        ["Player.discriminator"] = "Game.Gan has it",
        ["Player.featureCritic"] = "Game.FeatureWitness has it",
        ["Kernel.ofProfile"] =
            "a profile with its own vector loop is written against the core; Kernel.Radial is C#'s way",
        ["Law.forAll"] = "a law over FsCheck's generators is written in F#; C# has Law.ForGenerated and Law.ForScenes",
        ["Functional.ofMeasure"] = "a functional of C# is one of every measure",
        ["FokkerPlanck.scheme"] = "FokkerPlanck.Flow steps by it",
        ["Flow.rated"] = "the constructor of RatedRun",
        ["Form.create"] = "C# makes a Form<T>",
        ["Form.unknown"] = "NearestName.Unknown with the names of the forms",
        ["Metric.transportForms"] = "Metric.Forms and Metric.Read take all tables of metrics together",
        ["Metric.reactionForms"] = "Metric.Forms and Metric.Read take all tables of metrics together",
        ["Laws.chart"] = "states are not defined in C#",
        ["PairwiseReference"] = "Pairwise of a kernel moved to KernelSums.Reference",
        ["Progress"] = Seam,
        ["RatioFit.exact"] = "a state that knows its density has the first variation itself",
        ["Regression.persistence"] = "Flow.Persistently and GanStep.Certify take its two numbers",
        ["Regression.inMetric"] = "Flow.PersistentlyIn takes its metric",
        ["StepResult.taken"] = Seam,
        ["Scalar"] = "what an engine with buffers of its own must agree with",
        ["Shape.broadcastStrides"] = Engines,
        ["Shape.strides"] = Engines,
    };

    private static readonly CoreFunction[] Functions = [.. CoreFunction.Public()];

    private static bool IsExcluded(CoreFunction f) =>
        Excluded.ContainsKey(f.ToString()) || Excluded.ContainsKey(f.Module);

    private static bool Exists(string member) =>
        member.Split('.') is [var type, var name] && Counterparts.Members(type, name).Any();

    [Fact]
    public void Every_function_of_the_core_has_a_facade_or_a_reason()
    {
        // Most of the surface is found at all, in every assembly.
        var names = Functions.Select(f => f.ToString()).ToHashSet();
        Assert.Superset(
            new HashSet<string>(
                ["Kernel.gaussian", "Metric.wasserstein", "Functional.mmd", "Flow.until", "Laws.kernel"]),
            names);
        var missing = Functions.Where(f =>
            !IsExcluded(f) && !Renamed.ContainsKey(f.ToString()) && !Counterparts.Of(f).Any());
        None("no facade and no reason", missing);
    }

    [Fact]
    public void No_rename_or_exclusion_is_stale()
    {
        var functions = Functions.Select(f => f.ToString()).ToHashSet();
        var modules = Functions.Select(f => f.Module).ToHashSet();
        None("renamed, but no function", Renamed.Keys.Where(f => !functions.Contains(f)));
        None("no such facade", Renamed.Values.Where(member => !Exists(member)));
        None(
            "excluded, but no function or module",
            Excluded.Keys.Where(f => !functions.Contains(f) && !modules.Contains(f)));
        None(
            "found without its entry",
            Functions.Where(f => Excluded.ContainsKey(f.ToString()) && Counterparts.Of(f).Any()));
        None(
            "found by the rules where its entry says",
            Functions.Where(f => Renamed.TryGetValue(f.ToString(), out var member) && Counterparts.Of(f).Any(m =>
                member == $"{Counterparts.Bare(m.DeclaringType!.Name)}.{m.Name}")));
        None("renamed and excluded", Functions.Where(f => Renamed.ContainsKey(f.ToString()) && IsExcluded(f)));
    }

    private static void None<T>(string fault, IEnumerable<T> found) where T : notnull
    {
        var names = found.Select(f => f.ToString()).Distinct().ToArray();
        Assert.True(names.Length == 0, $"{fault}: {string.Join("; ", names)}");
    }

    [Fact]
    public void Few_members_are_renamed() => Assert.InRange(Renamed.Count, 0, 39);
}
