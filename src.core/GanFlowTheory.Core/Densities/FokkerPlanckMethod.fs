namespace GanFlowTheory.Core

open System

/// <summary>How the Fokker-Planck solver steps in time. Each keeps mass, positivity, order and L1 contraction, lowers
/// every convex functional of q/p, and tends to the target (HZ23-4).</summary>
[<RequireQualifiedAccess; NoComparison>]
type FokkerPlanckMethod =
    /// Explicit Euler, each step the given part, in (0, 1), of the stable one. Order 1 in the step, h^2.
    | ExplicitEuler of part: float
    /// Heun's method in its strong-stability-preserving form, the mean of q and two Euler steps. Order 2 in the step.
    | ExplicitHeun of part: float
    /// Implicit Euler with steps of length tau, in the plane one axis after the other. Order 1 in tau; any tau.
    | Implicit of tau: float

/// Reading methods.
module internal FokkerPlanckMethod =

    /// Refuses a length of step that no equation takes. At the whole stable step two equal cells would change places for
    /// ever under kl, whose Phi' is constant, and Heun's method would stand still.
    let check (method: FokkerPlanckMethod) =
        match method with
        | FokkerPlanckMethod.ExplicitEuler part
        | FokkerPlanckMethod.ExplicitHeun part ->
            if not (part > 0.0 && part < 1.0) then
                Guard.fail
                    (nameof part)
                    (invariant
                        $"part must be in (0, 1), a part of the stable step below which the flow tends to the target, but is \
                      {part}.")
        | FokkerPlanckMethod.Implicit tau -> Guard.positive (nameof tau) tau

    /// The name.
    let name (method: FokkerPlanckMethod) : string =
        match method with
        | FokkerPlanckMethod.ExplicitEuler part -> FormattableString.Invariant $"explicit-euler:{part}"
        | FokkerPlanckMethod.ExplicitHeun part -> FormattableString.Invariant $"explicit-heun:{part}"
        | FokkerPlanckMethod.Implicit tau -> FormattableString.Invariant $"implicit:{tau}"

    /// The order in the step.
    let order (method: FokkerPlanckMethod) : int =
        match method with
        | FokkerPlanckMethod.ExplicitHeun _ -> 2
        | FokkerPlanckMethod.ExplicitEuler _
        | FokkerPlanckMethod.Implicit _ -> 1
