namespace GanFlowTheory.Core

open System

/// <summary>
/// The convex function f of an f-divergence D_f(p||q) = E_q f(r), r = p/q, f(1) = 0, in terms of u = log r: its value,
/// its slope, its first variation, and the mobility it induces.
/// </summary>
/// <remarks>Every member takes u, so that none overflows before its own value does.</remarks>
[<NoComparison; NoEquality>]
type FDivergence =
    {
        /// The name, as on the command line.
        Name: string
        /// f(r) at r = e^u.
        Value: float -> float
        /// f'(r) at r = e^u. The pressure of the Wasserstein flow is -f'(r): q grad xi = p grad(-f'(r)).
        Slope: float -> float
        /// The first variation of D_f in q, xi = f(r) - r f'(r) at r = e^u; decreasing in u with derivative -h'(u).
        FirstVariation: float -> float
        /// h'(u) = r^2 f''(r) >= 0 at r = e^u: the mobility of YZL23-1.
        Mobility: float -> float
        /// log h'(u), finite where h'(u) itself would overflow or vanish.
        LogMobility: float -> float
    }

/// The f-divergences.
[<RequireQualifiedAccess>]
module FDivergence =

    /// log(1 + e^u) without overflow.
    let internal softplus (u: float) : float = max u 0.0 + Double.LogP1(exp (-abs u))

    /// Reverse KL(q||p): f(r) = -log r.
    let kl: FDivergence =
        {
            Name = "kl"
            Value = fun u -> -u
            Slope = fun u -> -exp -u
            FirstVariation = fun u -> 1.0 - u
            Mobility = fun _ -> 1.0
            LogMobility = fun _ -> 0.0
        }

    /// The Jensen-Shannon divergence 1/2 KL(q||m) + 1/2 KL(p||m), m = (p + q)/2.
    let jsd: FDivergence =
        {
            Name = "jsd"
            // f(r) = 1/2 r log r - 1/2 (1 + r) log((1 + r)/2), and log r - log((1 + r)/2) = log 2 - softplus(-u).
            Value =
                fun u ->
                    let own = log 2.0 - softplus u
                    let other = log 2.0 - softplus -u
                    0.5 * own + 0.5 * (if other = 0.0 then 0.0 else exp u * other)
            Slope = fun u -> 0.5 * (log 2.0 - softplus -u)
            FirstVariation = fun u -> 0.5 * (log 2.0 - softplus u)
            Mobility = fun u -> 0.5 * exp (-softplus -u)
            LogMobility = fun u -> -log 2.0 - softplus -u
        }
