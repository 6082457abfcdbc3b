namespace GanFlowTheory.Core

/// <summary>What is measured at one step of a flow. F is the functional, xi its first variation, c the critic's
/// potential, K the metric's Onsager operator.</summary>
[<NoComparison>]
type Diagnostics =
    {
        /// F(q); None where the flow has no functional with a value.
        Functional: float option
        /// <summary>&lt;xi, K c>: the rate at which the flow lowers F; F's own dissipation for the exact critic. None
        /// where F has no first variation, under a diffusion, and under persistent regression, whose steps go to their
        /// targets and not along K c.</summary>
        PredictedDissipation: float option
        /// <summary>&lt;c, K c>: the rate at which the flow lowers E_q c with c held fixed; the dissipation itself for
        /// the exact critic. c includes the log q that a critic leaves to the metric: for Critic.score in a Stein
        /// metric this is the squared kernel Stein discrepancy, -dKL(q||p)/dt where q has a density. None where it
        /// cannot be told from particles: for the Langevin diffusion it is E_q |grad log(q/p)|^2, and a Stein kernel
        /// with a cusp has none.</summary>
        CriticDissipation: float option
        /// The held-out score of what the critic fitted, smaller is better; None where nothing was held out.
        HeldOutScore: float option
        /// The critic's own estimate of F(q); None where it has none.
        PlugIn: float option
        /// <summary>&lt;xi, K c> / sqrt(&lt;xi, K xi> &lt;c, K c>), in [-1, 1]; 1 for the exact critic; None where a
        /// norm is 0 or xi is unknown.</summary>
        KCorrelation: float option
        /// (F - F where it was measured before) / the time between; None at the start, where F is unknown, and where the
        /// state is drawn anew after a step, since the two are then on different samples.
        ObservedRate: float option
        /// |observed rate + mean predicted dissipation over that time| / |mean predicted dissipation|; None where there
        /// is no observed rate and where nothing is dissipated.
        IdentityResidual: float option
        /// The length tau of the step that led here; 0 at the start.
        StepLength: float
        /// The time since the step that was measured before, over which the rate is observed: the step length where
        /// every step is measured; 0 at the start.
        Elapsed: float
        /// Attempts refused by the step control since the step that was measured before.
        Refused: int
        /// The linear solve inside the metric, where there was one.
        Solve: SolveReport option
    }

/// Diagnostics.
module internal Diagnostics =

    /// Those of a step at which nothing is measured.
    let unmeasured (tau: float) (elapsed: float) (refused: int) : Diagnostics =
        {
            Functional = None
            PredictedDissipation = None
            CriticDissipation = None
            HeldOutScore = None
            PlugIn = None
            KCorrelation = None
            ObservedRate = None
            IdentityResidual = None
            StepLength = tau
            Elapsed = elapsed
            Refused = refused
            Solve = None
        }
