namespace GanFlowTheory;

/// <summary>The quantities of the energy dissipation identity dF/dt = -&lt;xi, K c&gt; at one step.</summary>
/// <param name="Step">Number of steps taken so far; 0 at the start.</param>
/// <param name="Time">Flow time at this step.</param>
/// <param name="Functional">The functional F(q).</param>
/// <param name="PredictedDissipation">&lt;xi, K c&gt;, F per unit time.</param>
/// <param name="ObservedRate">dF/dt measured over the step that led here; null at step 0.</param>
/// <param name="IdentityResidual">What is left of the identity over the step that led here, relative to the predicted
/// dissipation; null where it was not measured.</param>
public sealed record DiagnosticsPoint(
    int Step, double Time, double Functional, double PredictedDissipation, double? ObservedRate,
        double? IdentityResidual)
{
    internal Core.DiagnosticsPoint Wrapped =>
        new(Step, Time, Functional, PredictedDissipation, ObservedRate.Option(), IdentityResidual.Option());

    internal static DiagnosticsPoint Of(Core.DiagnosticsPoint p) =>
        new(p.Step, p.Time, p.Functional, p.PredictedDissipation, p.ObservedRate.OrNull(), p.IdentityResidual.OrNull());
}
