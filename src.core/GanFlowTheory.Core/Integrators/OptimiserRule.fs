namespace GanFlowTheory.Core

/// <summary>The rule by which an optimiser turns velocities v (minus gradients) into steps of length tau.</summary>
[<RequireQualifiedAccess>]
type OptimiserRule =
    /// x+ = x + tau v: explicit Euler.
    | GradientDescent
    /// Heavy ball (Polyak): m+ = beta m + v, x+ = x + tau m+.
    | HeavyBall of beta: float
    /// Nesterov's momentum: m+ = beta m + v, x+ = x + tau (v + beta m+).
    | Nesterov of beta: float
    /// Adam (Kingma and Ba 2015): m+ = beta1 m + (1 - beta1) v, s+ = beta2 s + (1 - beta2) v^2,
    /// x+ = x + tau m^ / (sqrt s^ + epsilon), with m^ = m+ / (1 - beta1^(k+1)) and s^ likewise.
    | Adam of beta1: float * beta2: float * epsilon: float
    /// RMSProp: s+ = decay s + (1 - decay) v^2, x+ = x + tau v / (sqrt s+ + epsilon).
    | RmsProp of decay: float * epsilon: float
    /// Extragradient (Korpelevich): x+ = x + tau v(x + tau v(x)).
    | Extragradient
    /// Optimistic gradient (Popov; Daskalakis et al. 2018): x+ = x + tau (2 v - v of the step before).
    | Optimistic
