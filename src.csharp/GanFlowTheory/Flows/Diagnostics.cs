namespace GanFlowTheory;

/// <summary>What is measured at one step of a flow. F is the functional, xi its first variation, c the critic's
/// potential, K the metric's Onsager operator.</summary>
public sealed class Diagnostics
{
    internal Diagnostics(Core.Diagnostics wrapped) => Wrapped = wrapped;

    internal Core.Diagnostics Wrapped { get; }

    /// <summary>F(q).</summary>
    public double Functional => Wrapped.Functional;

    /// <summary>&lt;xi, K c&gt;: the rate at which the flow lowers F; F's own dissipation for the exact
    /// critic.</summary>
    public double PredictedDissipation => Wrapped.PredictedDissipation;

    /// <summary>&lt;xi, K c&gt; / sqrt(&lt;xi, K xi&gt; &lt;c, K c&gt;), in [-1, 1]; 1 for the exact critic; null where
    /// a norm is 0.</summary>
    public double? KCorrelation => Wrapped.KCorrelation.OrNull();

    /// <summary>(F - F of the step before) / tau; null at the start.</summary>
    public double? ObservedRate => Wrapped.ObservedRate.OrNull();

    /// <summary>|observed rate + mean predicted dissipation over the step| / |mean predicted dissipation|; null at the
    /// start and where nothing is dissipated.</summary>
    public double? IdentityResidual => Wrapped.IdentityResidual.OrNull();

    /// <summary>The length tau of the step that led here; 0 at the start.</summary>
    public double StepLength => Wrapped.StepLength;

    /// <summary>Attempts refused by the step control on the way here.</summary>
    public int Refused => Wrapped.Refused;

    /// <summary>The linear solve inside the metric, where there was one.</summary>
    public SolveReport? Solve => SolveReport.Of(Wrapped.Solve);
}
