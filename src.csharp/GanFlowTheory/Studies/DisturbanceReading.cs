namespace GanFlowTheory;

/// <summary>What a disturbed sample shows at one strength, in features.</summary>
/// <param name="Strength">The strength, in [0, 1].</param>
/// <param name="Kid">KID to the reference: the unbiased estimator with the kernel (&lt;x,y&gt;/d + 1)^3.</param>
/// <param name="Fid">FID to the reference.</param>
/// <param name="Coverage">Precision, recall, density and coverage.</param>
/// <param name="Examples">The first eight images of the sample.</param>
public sealed record DisturbanceReading(
    double Strength, Estimate Kid, FidEstimate Fid, FeatureCoverage Coverage, Points Examples)
{
    internal static DisturbanceReading Of(Core.DisturbanceReading r) => new(
        r.Strength, Estimate.Of(r.Kid), FidEstimate.Of(r.Fid), FeatureCoverage.Of(r.Coverage), new(r.Examples));
}
