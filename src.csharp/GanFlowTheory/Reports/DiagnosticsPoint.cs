namespace GanFlowTheory;

/// <summary>The quantities of the energy dissipation identity dF/dt = -&lt;xi, K c&gt; at one step, and what the critic
/// says of itself.</summary>
/// <param name="Step">Number of steps taken so far; 0 at the start.</param>
/// <param name="Time">Flow time at this step.</param>
/// <param name="Functional">The functional F(q); null where it has no value.</param>
/// <param name="PredictedDissipation">&lt;xi, K c&gt;, F per unit time; null where xi is unknown.</param>
/// <param name="CriticDissipation">&lt;c, K c&gt;, F per unit time; null where it is not known.</param>
/// <param name="ObservedRate">dF/dt measured over the step that led here; null at step 0.</param>
/// <param name="IdentityResidual">What is left of the identity over the step that led here, relative to the predicted
/// dissipation; null where it was not measured.</param>
/// <param name="PlugIn">The critic's own estimate of F(q); null where it has none.</param>
/// <param name="HeldOutScore">The held-out score of what the critic fitted, smaller is better; null where nothing was
/// held out.</param>
public sealed record DiagnosticsPoint(
    int Step,
    double Time,
    double? Functional,
    double? PredictedDissipation,
    double? CriticDissipation,
    double? ObservedRate,
    double? IdentityResidual,
    double? PlugIn,
    double? HeldOutScore)
{
    internal Core.DiagnosticsPoint Wrapped => new(
        Step,
        Time,
        Functional.Option(),
        PredictedDissipation.Option(),
        CriticDissipation.Option(),
        ObservedRate.Option(),
        IdentityResidual.Option(),
        PlugIn.Option(),
        HeldOutScore.Option());

    internal static DiagnosticsPoint Of(Core.DiagnosticsPoint p) => new(
        p.Step,
        p.Time,
        p.Functional.OrNull(),
        p.PredictedDissipation.OrNull(),
        p.CriticDissipation.OrNull(),
        p.ObservedRate.OrNull(),
        p.IdentityResidual.OrNull(),
        p.PlugIn.OrNull(),
        p.HeldOutScore.OrNull());
}
