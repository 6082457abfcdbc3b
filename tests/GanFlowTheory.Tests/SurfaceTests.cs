using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;
using Xunit;

namespace GanFlowTheory.Tests;

/// <summary>The public surface: nothing of F# shows, and nothing of the core is missing without a reason.</summary>
public class SurfaceTests
{
    private static readonly Assembly Facade = typeof(Points).Assembly;
    private static readonly Assembly CoreAssembly = typeof(Core.Points).Assembly;
    private static readonly Assembly LawsAssembly = typeof(GanFlowTheory.Laws.Law).Assembly;

    private static readonly Assembly[] Hidden =
        [CoreAssembly, LawsAssembly, typeof(FSharpOption<int>).Assembly, typeof(FsCheck.Config).Assembly];

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
        var signatures = Facade.GetExportedTypes().SelectMany(Signature).ToArray();
        var leaks = signatures
            .SelectMany(s => Parts(s.Type).Where(t => Hidden.Contains(t.Assembly)).Select(t =>
                $"{s.Where}: {t.FullName}"))
            .Distinct();
        Assert.Equal("", string.Join("; ", leaks));
        // The walk does see members and generic arguments.
        Assert.Contains(signatures, s => s.Where == "Kernel.Gram" && s.Type == typeof(double[,]));
        Assert.Contains(typeof(FlowProgress), Parts(typeof(IProgress<FlowProgress>[])));
        Assert.Contains(CoreAssembly, Parts(typeof(List<Core.Points[]>)).Select(t => t.Assembly));
    }

    [Fact]
    public void Every_public_type_lies_in_the_one_namespace() =>
        Assert.All(Facade.GetExportedTypes(), t => Assert.Equal("GanFlowTheory", t.Namespace));

    /// <summary>Functions of the core whose facade has another name or place.</summary>
    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["Points.scale"] = "Points.op_Multiply",
        ["Kernel.scale"] = "Kernel.op_Multiply",
        ["Kernel.add"] = "Kernel.op_Addition",
        ["Potential.scale"] = "Potential.op_Multiply",
        ["Potential.add"] = "Potential.op_Addition",
        ["FDivergence.scale"] = "FDivergence.op_Multiply",
        ["FDivergence.add"] = "FDivergence.op_Addition",
        ["Functional.scale"] = "Functional.op_Multiply",
        ["Functional.add"] = "Functional.op_Addition",
        ["Functional.create"] = "Functional.Define",
        ["Metric.scale"] = "Metric`1.op_Multiply",
        ["Metric.add"] = "Metric`1.op_Addition",
        ["Metric.inner"] = "Metric`1.Inner",
        ["Metric.correlation"] = "Metric`1.Correlation",
        ["Metric.create"] = "Metric.Define",
        ["Critic.create"] = "Critic.Define",
        ["Empirical.mean"] = "Measure.Mean",
        ["Empirical.covariance"] = "Measure.Covariance",
        ["KernelExpression.parse"] = "Kernel.Read",
        ["KernelExpression.resolveParsed"] = "ParsedKernel.Resolve",
        ["KernelExpression.resolve"] = "ParsedKernel.Resolve",
        ["KernelExpression.kernel"] = "Kernel.Parse",
        ["IntegratorExpression.parse"] = "Integrator.Parse",
        ["OptimiserExpression.parse"] = "Optimiser.Parse",
        ["Mmd.functional"] = "Functional.Mmd",
        ["GaussianMmd.functional"] = "Functional.Mmd",
        ["EnergyDistance.functional"] = "Functional.EnergyDistance",
        ["EnergyDistance.oneDimensional"] = "Functional.EnergyDistanceOneDimensional",
        ["EnergyDistance.pairwise"] = "Functional.EnergyDistancePairwise",
        ["Energies.potential"] = "Functional.Potential",
        ["Energies.interaction"] = "Functional.Interaction",
        ["DifferentiableFunctional.ofValue"] = "Functional.OfValue",
        ["Flow.createThrough"] = "Flow.Through",
        ["GanStep.critic"] = "Critic.OfDiscriminator",
        ["Divergence.functional"] = "Functional.Divergence",
        ["GaussianDivergence.functional"] = "Functional.KlToGaussian",
        ["QuantileFunctional.entropy"] = "Functional.Entropy",
        ["QuantileFunctional.kl"] = "Functional.KlOnLine",
        ["WassersteinDistance.onLine"] = "Functional.WassersteinOnLine",
        ["WassersteinDistance.toGaussian"] = "Functional.WassersteinToGaussian",
        ["Transport.wasserstein"] = "Metric.Wasserstein",
        ["Transport.mobility"] = "Metric.Mobility",
        ["Transport.stein"] = "Metric.Stein",
        ["Reaction.fisherRao"] = "Metric.FisherRao",
        ["Reaction.wassersteinFisherRao"] = "Metric.WassersteinFisherRao",
        ["SobolevKernelized.create"] = "Metric.SobolevKernelized",
        ["SobolevKernelized.createWith"] = "Metric.SobolevKernelized",
        ["SobolevKernelized.witness"] = "SobolevWitness.At",
        ["SobolevKernelized.critic"] = "Critic.SobolevKernelized",
        ["GridDivergence.functional"] = "Functional.OnGrid",
        ["GridTransport.wasserstein"] = "Metric.OnGrid",
        ["GridTransport.along"] = "Metric.OnGridAlong",
        ["Optimiser.adamWith"] = "Optimiser.Adam",
        ["Parametric.euclidean"] = "Metric.Euclidean",
        ["Parametric.kernelized"] = "Metric.Kernelized",
        ["Parametric.kernelizedWith"] = "Metric.Kernelized",
        ["Parametric.wasserstein"] = "Metric.Natural",
        ["Parametric.wassersteinWith"] = "Metric.Natural",
        ["Parametric.applyTensor"] = "Metric.ApplyKernelTensor",
        ["Parametric.tensor"] = "Metric.KernelTensor",
        ["KernelizedCritic.witness"] = "KernelizedWitness.At",
        ["KernelizedCritic.create"] = "Critic.Kernelized",
        ["Flow.withCritic"] = "Flow`1.SeenBy",
        ["Flow.inMetric"] = "Flow`1.In",
        ["Flow.steppedBy"] = "Flow`1.SteppedBy",
        ["Flow.withNoise"] = "Flow`1.WithNoise",
        ["Flow.withNoiseSchedule"] = "Flow`1.WithNoiseSchedule",
        ["Flow.describe"] = "Flow`1.Describe",
        ["Flow.from"] = "Flow`1.From",
        ["Flow.withSeed"] = "FlowRun`1.WithSeed",
        ["Flow.keepEvery"] = "FlowRun`1.KeepEvery",
        ["ClassificationLoss.create"] = "ClassificationLoss.Define",
        ["Flow.reusing"] = "FlowRun`1.Reusing",
        ["Flow.stopBelow"] = "FlowRun`1.StopBelow",
        ["Flow.keep"] = "FlowStep`1.Keep",
        ["Flow.resume"] = "FlowRun`1.Resume",
        ["Checkpoint.save"] = "FlowStep`1.SaveCheckpoint",
        ["Checkpoint.resume"] = "FlowRun`1.Resume",
        ["Flow.trace"] = "FlowRun`1.Steps",
        ["Flow.observe"] = "FlowRun`1.Observe",
        ["Flow.until"] = "FlowRun`1.TryRun",
        ["Flow.steps"] = "FlowRun`1.TryRun",
        ["Horizon.time"] = "Horizon.AtTime",
        ["Horizon.steps"] = "Horizon.AfterSteps",
        ["Path.identityResidual"] = "FlowPath`1.IdentityResidual",
        ["Path.solveWarning"] = "FlowPath`1.SolveWarning",
        ["Parallelism.setThreadCount"] = "Parallelism.ThreadCount",
        ["Law.defaults"] = "LawSettings.Default",
        ["Law.checkWith"] = "LawSuite.Check",
        ["Laws.functional"] = "LawSuite.Of",
        ["Laws.functionalIn"] = "LawSuite.Of",
        ["Laws.functionalOnGaussians"] = "LawSuite.OnGaussians",
        ["Laws.functionalOnQuantiles"] = "LawSuite.OnQuantiles",
        ["Laws.kernel"] = "LawSuite.Of",
        ["Laws.kernelIn"] = "LawSuite.Of",
        ["Laws.metric"] = "LawSuite.Of",
        ["Laws.metricIn"] = "LawSuite.Of",
        ["Laws.weightedMetric"] = "LawSuite.Of",
        ["Laws.weightedMetricIn"] = "LawSuite.Of",
        ["Laws.integrator"] = "LawSuite.Of",
        ["Laws.divergence"] = "LawSuite.Of",
        ["Laws.loss"] = "LawSuite.Of",
        ["Laws.unbiasedEstimator"] = "LawSuite.OfUnbiasedEstimator",
        ["Registry.laws"] = "LawSuite.Registered",
        ["Network.create"] = "Network.Define",
        ["Network.affineFor"] = "Network.Affine",
        ["ImageNetwork.convolutionFor"] = "ImageNetwork.Convolution",
        ["ImageNetwork.convolutionTransposeFor"] = "ImageNetwork.ConvolutionTranspose",
        ["NetworkExpression.parse"] = "Network.Parse",
        ["Form.finiteNumbers"] = "Specification.Numbers",
        ["Form.misshapen"] = "Specification.Misshapen",
        ["Parameters.save"] = "Network.SaveParameters",
        ["Parameters.load"] = "Network.LoadParameters",
        ["OutputUnits.fold"] = "Network.InUnits",
        ["OutputUnits.save"] = "Network.SaveInUnits",
        ["OutputUnits.load"] = "Network.LoadInUnits",
    };

    private const string Seam = "a seam of the one loop; C# drives it through FlowRun";
    private const string Generators = "laws over generators of F# values; C# runs them through LawSuite and Catalogue";

    /// <summary>Functions, or whole modules, of the core without a facade, each with its reason.</summary>
    private static readonly Dictionary<string, string> Excluded = new()
    {
        ["Kernel.ofProfile"] =
            "a profile with its own vector loop is written against the core; Kernel.Radial is C#'s way",
        ["PairwiseReference.apply"] = "Pairwise.Apply of a kernel moved to KernelSums.Reference",
        ["PairwiseReference.applyVectors"] = "Pairwise.ApplyVectors of a kernel moved to KernelSums.Reference",
        ["PairwiseReference.gradient"] = "Pairwise.Gradient of a kernel moved to KernelSums.Reference",
        ["PairwiseReference.mixedHessian"] = "Pairwise.MixedHessian of a kernel moved to KernelSums.Reference",
        ["GridDensity.ofDensity"] = "C# gives the log-density itself: OfLogDensity",
        ["GaussianMmd.termsOf"] = "the facade takes the kernel itself",
        ["CriticReading.ofPotential"] = "a CriticReading of C# needs its potential alone",
        ["Engine.create"] = "an engine on buffers of its own is written against the core",
        ["Scalar"] = "what an engine on buffers of its own must agree with",
        ["Shape.strides"] = "an engine on buffers of its own is written against the core",
        ["Shape.broadcastStrides"] = "an engine on buffers of its own is written against the core",
        ["RatioFit.exact"] = "a state that knows its density has the first variation itself",
        ["Integrator.step"] = Seam,
        ["Progress"] = Seam,
        ["Form.create"] = "C# makes a Form<T>",
        ["Form.unknown"] = "NearestName.Unknown with the names of the forms",
        ["Metric.transportForms"] = "Metric.Forms and Metric.Read take all tables of metrics together",
        ["Metric.reactionForms"] = "Metric.Forms and Metric.Read take all tables of metrics together",
        ["Regression.persistence"] = "Flow.Persistently and GanStep.Certify take its two numbers",
        ["Registry.valueFunctionals"] = "instances behind LawSuite.Registered",
        ["Equation"] = Generators,
        ["Judge"] = Generators,
        ["Law.forAll"] = Generators,
        ["Law.forEach"] = Generators,
        ["Laws.chart"] = "states are not defined in C#",
        ["StateKind"] = Generators,
        ["KernelLaws"] = Generators,
        ["EngineLaws"] = Generators,
        ["FunctionalLaws"] = Generators,
        ["MetricLaws"] = Generators,
        ["ParameterKind"] = Generators,
        ["ParameterLaws"] = Generators,
        ["OptimiserLaws"] = Generators,
        ["FlowLaws"] = Generators,
        ["StateLaws"] = Generators,
        ["LogDensityLaws"] = Generators,
        ["IntegratorLaws"] = Generators,
        ["EstimatorLaws"] = Generators,
        ["DivergenceLaws"] = Generators,
        ["Scenes"] = Generators,
        ["KnownBad"] = Generators,
        ["Generators"] = Generators,
        ["Registry.kernels"] = "instances behind LawSuite.Registered",
        ["Registry.functionals"] = "instances behind LawSuite.Registered",
        ["Registry.smoothFunctionals"] = "instances behind LawSuite.Registered",
        ["Registry.gaussianFunctionals"] = "instances behind LawSuite.Registered",
        ["Registry.quantileFunctionals"] = "instances behind LawSuite.Registered",
        ["Registry.divergences"] = "instances behind LawSuite.Registered",
        ["Registry.gaussianMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.partsMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.quantileMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.particleMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.weightedMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.gridMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.parameterMetrics"] = "instances behind LawSuite.Registered",
        ["Registry.optimisers"] = "instances behind LawSuite.Registered",
        ["Registry.integrators"] = "instances behind LawSuite.Registered",
        ["Registry.estimators"] = "instances behind LawSuite.Registered",
    };

    private static string NameOf(Type module) =>
        module.Name.EndsWith("Module", StringComparison.Ordinal) ? module.Name[..^6] : module.Name;

    private static IEnumerable<string> Functions() =>
        from assembly in new[] { CoreAssembly, LawsAssembly }
        from module in assembly.GetExportedTypes()
        where module.GetCustomAttribute<CompilationMappingAttribute>()?
            .SourceConstructFlags == SourceConstructFlags.Module
        from member in module.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where member is PropertyInfo or MethodInfo { IsSpecialName: false } && !member.Name.Contains('@')
        where member.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        select $"{NameOf(module)}.{member.Name}";

    private static bool Exists(string facade)
    {
        var dot = facade.IndexOf('.');
        return Facade.GetType($"GanFlowTheory.{facade[..dot]}")?.GetMember(facade[(dot + 1)..]).Length > 0;
    }

    private static string Pascal(string function)
    {
        var dot = function.IndexOf('.');
        return function[..(dot + 1)] + char.ToUpperInvariant(function[dot + 1]) + function[(dot + 2)..];
    }

    private static bool IsExcluded(string function) =>
        Excluded.ContainsKey(function) || Excluded.ContainsKey(function[..function.IndexOf('.')]);

    [Fact]
    public void Every_function_of_the_core_has_a_facade_or_a_reason()
    {
        var functions = Functions().Distinct().ToArray();
        // Most of the surface is found at all.
        Assert.Contains("Kernel.gaussian", functions);
        Assert.Contains("Kernel.rqCode", functions);
        Assert.Contains("Transport.wasserstein", functions);
        var missing = functions.Where(f => !IsExcluded(f) && !Exists(Renamed.GetValueOrDefault(f) ?? Pascal(f)));
        Assert.Equal("", string.Join("; ", missing));
    }

    [Fact]
    public void No_rename_or_exclusion_is_stale()
    {
        var functions = Functions().ToHashSet();
        var modules = functions.Select(f => f[..f.IndexOf('.')]).ToHashSet();
        Assert.Equal("", string.Join("; ", Renamed.Keys.Where(f => !functions.Contains(f))));
        Assert.Equal("", string.Join("; ", Renamed.Where(r => !Exists(r.Value)).Select(r => r.Value)));
        Assert.Equal("", string.Join("; ", Excluded.Keys.Where(f => !functions.Contains(f) && !modules.Contains(f))));
        Assert.Equal("", string.Join("; ", Renamed.Keys.Where(IsExcluded)));
    }
}
