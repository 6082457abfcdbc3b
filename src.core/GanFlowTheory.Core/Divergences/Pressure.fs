namespace GanFlowTheory.Core

/// <summary>The pressure of an f-divergence as a function of w = q/p: Phi(w) = -f'(1/w), so that the Wasserstein flow
/// of D_f(p||q) is q_t = div(p grad Phi(q/p)).</summary>
/// <remarks>Phi is defined up to a constant, and only differences count. Where f' has a finite limit at infinity it is
/// f'(inf) - f'(1/w), so that Phi(0) = 0 and Phi(w) keeps its relative accuracy down to w = 0: the flux out of an
/// almost empty cell is then right to rounding of what the cell holds, which positivity needs.</remarks>
[<NoComparison; NoEquality>]
type Pressure =
    {
        /// Phi(w), w >= 0; -infinity at 0 where f'(inf) is infinite.
        Value: float -> float
        /// Phi'(w) = h'(-log w) >= 0.
        Slope: float -> float
        /// The largest Phi' between two values of w.
        Steepest: float -> float -> float
    }

/// Pressures in closed form.
module internal ClosedPressure =

    // Where Phi' is monotone its maximum is at an end.
    let private monotone (value: float -> float) (slope: float -> float) : Pressure =
        {
            Value = value
            Slope = slope
            Steepest = fun low high -> max (slope low) (slope high)
        }

    let kl = monotone id (fun _ -> 1.0)

    let forwardKl = monotone log (fun w -> 1.0 / w)

    // -f' = 2 - 2/w.
    let chi2 = monotone (fun w -> 2.0 * ((w - 1.0) / w)) (fun w -> 2.0 / w / w)

    let hellinger = monotone sqrt (fun w -> 0.5 / sqrt w)

    let jsd = monotone (fun w -> 0.5 * Elementary.log1p w) (fun w -> 0.5 / (1.0 + w))

    // log w and w - 1 have one sign.
    let jeffreys = monotone (fun w -> log w + (w - 1.0)) (fun w -> 1.0 + 1.0 / w)

    // w^b/b, b = 1 - a > 0. Otherwise f' grows without bound, and Phi is (w^b - 1)/b, its limit log w at b = 0, which
    // vanishes at w = 1 with the accuracy that its slope there needs.
    let alpha (a: float) (slopeOf: float -> float) =
        let b = 1.0 - a

        monotone
            (fun w ->
                if b > 0.0 then System.Math.Pow(w, b) / b
                elif w = 0.0 then System.Double.NegativeInfinity
                else -(slopeOf -(log w)))
            (fun w -> System.Math.Pow(w, -a))

    // With g = (1 - l) w + l, f'(inf) - f' = w^2/(2 l g^2); at l = 0 half of chi^2's. Phi' = w/g^3 peaks where
    // (1 - l) w = l/2.
    let leCam (l: float) =
        let g w = (1.0 - l) * w + l

        let slope w =
            if l = 0.0 then
                1.0 / w / w
            else
                let g = g w
                // For the largest w the quotient w/g stays a number.
                (w / g) / g / g

        {
            Value =
                fun w ->
                    if l = 0.0 then
                        (w - 1.0) / w
                    else
                        let t = w / g w
                        0.5 * t * t / l
            Slope = slope
            Steepest =
                fun low high ->
                    let peak = if l < 1.0 then 0.5 * l / (1.0 - l) else infinity
                    let ends = max (slope low) (slope high)

                    if low < peak && peak < high then
                        max ends (slope peak)
                    else
                        ends
        }

    let scale (a: float) (p: Pressure) : Pressure =
        {
            Value = fun w -> a * p.Value w
            Slope = fun w -> a * p.Slope w
            Steepest = fun low high -> a * p.Steepest low high
        }
