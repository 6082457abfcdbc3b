namespace GanFlowTheory.Core

open System

/// <summary>The pressure of an f-divergence as a function of w = q/p: Phi(w) = -f'(1/w), so that the Wasserstein flow
/// of D_f(p||q) is q_t = div(p grad Phi(q/p)).</summary>
/// <remarks>Phi is defined up to a constant, and only differences count. Where Phi(0) is finite it is chosen as 0, so
/// that Phi(w) keeps its relative accuracy down to w = 0: the flux out of an almost empty cell is then right to
/// rounding of what the cell holds, which positivity needs.</remarks>
[<NoComparison; NoEquality>]
type internal Pressure =
    {
        /// Phi(w), w >= 0.
        Value: float -> float
        /// Phi'(w) = h'(-log w) >= 0.
        Slope: float -> float
        /// The largest Phi' between two values of w.
        Steepest: float -> float -> float
    }

[<RequireQualifiedAccess>]
module internal Pressure =

    let private kl =
        {
            Value = id
            Slope = fun _ -> 1.0
            Steepest = fun _ _ -> 1.0
        }

    let private jsd =
        {
            Value = fun w -> 0.5 * Elementary.log1p w
            Slope = fun w -> 0.5 / (1.0 + w)
            Steepest = fun low _ -> 0.5 / (1.0 + low)
        }

    let private nodes =
        let rule = MathNet.Numerics.Integration.GaussLegendreRule(0.0, 1.0, 8)
        Array.init 8 (fun k -> struct (rule.GetAbscissa k, rule.GetWeight k))

    // Phi(w) = int_u^inf h'(s) e^(-s) ds by panels of length 1 (8 Gauss-Legendre points: exponentials of rate up to 4
    // to 1e-12), until they add nothing.
    let private tail (f: FDivergence) (u: float) : float =
        let top = f.LogMobility u
        let mutable total = 0.0
        let mutable panel = 0
        let mutable more = true

        while more do
            let mutable part = 0.0

            for struct (x, weight) in nodes do
                let t = float panel + x
                part <- part + weight * exp (f.LogMobility(u + t) - top - t)

            total <- total + part
            panel <- panel + 1
            more <- part > 1e-17 * total && panel < 2000

        exp (top - u) * total

    let private logRatio (w: float) =
        if w = 0.0 then Double.PositiveInfinity else -log w

    // From the record alone: -f', or, where f' has a finite limit at r = inf, that limit less f', by the integral of
    // its derivative once the difference has lost three digits.
    let private general (f: FDivergence) : Pressure =
        let limit = f.Slope Double.PositiveInfinity

        let value w =
            let u = logRatio w
            let slope = f.Slope u

            if not (Double.IsFinite limit) then -slope
            elif w = 0.0 then 0.0
            elif limit - slope >= 1e-3 * abs limit then limit - slope
            else tail f u

        {
            Value = value
            Slope = fun w -> f.Mobility(logRatio w)
            // The ends hold the maximum where h' is monotone, as for every named divergence but those that peak; a fine
            // sampling finds a peak to 1e-4 of it or better for h' that vary by a factor of e per unit of log r.
            Steepest =
                fun low high ->
                    let a, b = logRatio high, min (logRatio low) (logRatio high + 1500.0)
                    let samples = 1 + int (ceil (min 1500.0 (b - a)) * 64.0)

                    let inner =
                        Seq.init (samples + 1) (fun k -> f.Mobility(a + (b - a) * float k / float samples))
                        |> Seq.max

                    max inner (f.Mobility(logRatio low))
        }

    /// The pressure of a divergence.
    let ofDivergence (f: FDivergence) : Pressure =
        if Object.ReferenceEquals(f, FDivergence.kl) then kl
        elif Object.ReferenceEquals(f, FDivergence.jsd) then jsd
        else general f

    /// The pressure from the record alone, without closed forms.
    let ofRecord (f: FDivergence) : Pressure = general f
