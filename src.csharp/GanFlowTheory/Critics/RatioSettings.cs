using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;

namespace GanFlowTheory;

/// <summary>What a density ratio was fitted with, in the units of the points; null where the estimator has no such
/// setting.</summary>
/// <param name="TargetBandwidth">The bandwidth of the target's kernel density, &gt; 0.</param>
/// <param name="CurrentBandwidth">The bandwidth of the current law's kernel density, &gt; 0.</param>
/// <param name="Bandwidth">The bandwidth of the kernel whose span the ratio lies in, &gt; 0.</param>
/// <param name="Ridge">The ridge penalty, &gt; 0.</param>
public sealed record RatioSettings(
    double? TargetBandwidth, double? CurrentBandwidth, double? Bandwidth, double? Ridge)
{
    private Core.TrainedCritic? Trained { get; init; }

    /// <summary>What an estimator of your own remembers for the next fit, by name: checkpoints keep it, and it comes back
    /// as it was. Null for the library's estimators.</summary>
    public IReadOnlyDictionary<string, double[]>? Remembered { get; init; }

    /// <summary>The parameters of a trained discriminator, a copy; null for other estimators.</summary>
    public double[]? Parameters => (double[]?)Trained?.Parameters.Clone();

    /// <summary>The inner steps that a trained discriminator has taken so far; null for other estimators.</summary>
    public int? InnerSteps => Trained?.Steps;

    /// <summary>Nothing was chosen.</summary>
    public static RatioSettings None { get; } = new(null, null, null, null);

    internal static RatioSettings Of(Core.RatioSettings settings) => settings switch
    {
        Core.RatioSettings.DensityBandwidths d => new(d.target, d.current, null, null),
        Core.RatioSettings.RegularisedKernel k => new(null, null, k.bandwidth, k.ridge),
        Core.RatioSettings.Trained t => None with { Trained = t.Item },
        Core.RatioSettings.Remembered r => None with
        {
            Remembered = r.arrays.ToDictionary(array => array.Name, array => (double[])array.Values.Clone()),
        },
        _ => None,
    };

    internal Core.RatioSettings Wrapped => this switch
    {
        { TargetBandwidth: { } target, CurrentBandwidth: { } current } =>
            Core.RatioSettings.NewDensityBandwidths(target, current),
        { Bandwidth: { } bandwidth, Ridge: { } ridge } => Core.RatioSettings.NewRegularisedKernel(bandwidth, ridge),
        { Trained: { } trained } => Core.RatioSettings.NewTrained(trained),
        { Remembered: { } remembered } => Core.RatioSettings.NewRemembered(ListModule.OfSeq(
            remembered.Select(pair =>
                new Core.NamedArray(pair.Key, [pair.Value.Length], (double[])pair.Value.Clone())))),
        _ => Core.RatioSettings.Known,
    };
}
