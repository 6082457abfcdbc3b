namespace GanFlowTheory;

/// <summary>What is measured at one step of a flow. F is the functional, xi its first variation, c the critic's
/// potential, K the metric's Onsager operator.</summary>
public sealed class Diagnostics
{
    internal Diagnostics(Core.Diagnostics wrapped) => Wrapped = wrapped;

    internal Core.Diagnostics Wrapped { get; }

    /// <summary>F(q); null where the flow has no functional with a value.</summary>
    public double? Functional => Wrapped.Functional.OrNull();

    /// <summary>&lt;xi, K c&gt;: the rate at which the flow lowers F; F's own dissipation for the exact critic. Null
    /// where F has no first variation, under a diffusion, and under persistent regression, whose steps go to their
    /// targets and not along K c.</summary>
    public double? PredictedDissipation => Wrapped.PredictedDissipation.OrNull();

    /// <summary>&lt;c, K c&gt;: the rate at which the flow lowers E_q c with c held fixed; the dissipation itself for
    /// the exact critic. c includes the log q that a critic leaves to the metric: for <see cref="Critic.Score"/> in a
    /// Stein metric this is the squared kernel Stein discrepancy. Null where it cannot be told from particles: for the
    /// Langevin diffusion, and for a Stein kernel with a cusp.</summary>
    public double? CriticDissipation => Wrapped.CriticDissipation.OrNull();

    /// <summary>The held-out score of what the critic fitted, smaller is better; null where nothing was held
    /// out.</summary>
    public double? HeldOutScore => Wrapped.HeldOutScore.OrNull();

    /// <summary>The critic's own estimate of F(q); null where it has none.</summary>
    public double? PlugIn => Wrapped.PlugIn.OrNull();

    /// <summary>&lt;xi, K c&gt; / sqrt(&lt;xi, K xi&gt; &lt;c, K c&gt;), in [-1, 1]; 1 for the exact critic; null where
    /// a norm is 0 or xi is unknown.</summary>
    public double? KCorrelation => Wrapped.KCorrelation.OrNull();

    /// <summary>(F - F where it was measured before) / the time between; null at the start, where F is unknown, and
    /// where the state is drawn anew after a step, since the two are then on different samples.</summary>
    public double? ObservedRate => Wrapped.ObservedRate.OrNull();

    /// <summary>|observed rate + mean predicted dissipation over that time| / |mean predicted dissipation|; null at the
    /// start, where nothing is dissipated and where F is unknown.</summary>
    public double? IdentityResidual => Wrapped.IdentityResidual.OrNull();

    /// <summary>The length tau of the step that led here; 0 at the start.</summary>
    public double StepLength => Wrapped.StepLength;

    /// <summary>The time since the step that was measured before, over which the rate is observed: the step length where
    /// every step is measured; 0 at the start.</summary>
    public double Elapsed => Wrapped.Elapsed;

    /// <summary>Attempts refused by the step control since the step that was measured before.</summary>
    public int Refused => Wrapped.Refused;

    /// <summary>The solve inside the metric or the step, where there was one.</summary>
    public SolveReport? Solve => SolveReport.Of(Wrapped.Solve);
}
