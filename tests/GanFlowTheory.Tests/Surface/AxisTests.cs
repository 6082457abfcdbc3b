using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace GanFlowTheory.Tests.Surface;

/// <summary>Who types the name of an axis and a dot sees all of its instances, in both languages.</summary>
public class AxisTests
{
    private static readonly HashSet<string> Axes =
    [
        "ClassificationLoss", "Critic", "Functional", "GeneratorLoss", "Integrator", "Kernel", "Metric", "Optimiser",
        "RatioEstimator", "Target",
    ];

    /// <summary>What gives a value of an axis, and is none of its instances.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["DiracLoss.ofClassification"] = "it reads a classification loss as h",
        ["DiracLoss.parse"] = "it reads classification losses too",
        ["Game.metric"] = "it is made of the players' own",
        ["Game.critic"] = "it is made of the players' own",
        ["MonoFlow.field"] = "where h' is negative it is no metric",
    };

    private static string Axis(Type type) => Counterparts.Bare(type.Name);

    private static bool IsElsewhere(string place, string axis) =>
        place[..place.IndexOf('.')] != axis && !Elsewhere.Keys.Contains(place, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Instances_in_FSharp_are_under_their_axis() => Assert.Empty(
        from f in CoreFunction.Public()
        where Axes.Contains(Axis(f.Result)) && IsElsewhere(f.ToString(), Axis(f.Result))
        select $"{f}: {f.Result.Name}");

    [Fact]
    public void Instances_in_CSharp_are_under_their_axis() => Assert.Empty(
        from type in Counterparts.Exported
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let result = (member as MethodInfo)?.ReturnType ?? (member as PropertyInfo)?.PropertyType
        where result is not null && member is not MethodInfo { IsSpecialName: true }
        let place = $"{Axis(type)}.{member.Name}"
        where Axes.Contains(Axis(result)) && IsElsewhere(place, Axis(result))
        select $"{place}: {result.Name}");

    [Theory]
    [InlineData("Functional", "mmd", "energyDistance", "divergence", "klToGaussian", "wassersteinOnLine")]
    [InlineData("Metric", "wasserstein", "stein", "fisherRao", "kernelized", "natural", "monoFlow")]
    [InlineData("Critic", "exact", "score", "ratio", "kernelized", "ofDiscriminator", "sobolevKernelized")]
    [InlineData("RatioEstimator", "gaussian", "kernelDensity", "kernelLogistic", "leastSquares", "discriminator")]
    [InlineData("Target", "eightGaussians", "twoMoons", "rings", "checkerboard", "funnel", "sCurve")]
    public void The_axis_shows(string axis, params string[] instances)
    {
        var names = CoreFunction.Public().Select(f => f.ToString()).ToHashSet();
        Assert.All(instances, name => Assert.Contains($"{axis}.{name}", names));
        Assert.All(instances, name => Assert.NotEmpty(Counterparts.Members(axis, Counterparts.Pascal(name))));
    }

    [Fact]
    public void Every_named_target_is_a_value_too() => Assert.Equal(
        Target.Forms.Select(form => form.Name).Order(),
        typeof(Target).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(Target)).Select(p => ((Target)p.GetValue(null)!).Name).Order());
}
