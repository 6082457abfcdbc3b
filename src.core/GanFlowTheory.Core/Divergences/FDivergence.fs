namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>
/// The convex function f of an f-divergence D_f(p||q) = E_q f(r), r = p/q, f(1) = 0, in terms of u = log r: its value,
/// its slope, its first variation, and the mobility it induces.
/// </summary>
/// <remarks>Every member takes u, so that none overflows before its own value does.</remarks>
[<NoComparison; NoEquality>]
type FDivergence =
    {
        /// The name, as on the command line where it is one of FDivergence.forms.
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
        /// The pressure -f'(1/w) as a function of w = q/p, where it is known in closed form, down to w = 0; None where
        /// grids take it by quadrature of h'.
        Pressure: Pressure option
    }

/// <summary>The f-divergences, and how to make more.</summary>
/// <remarks>The built-in ones are exact to a few ulp for |u| &lt;= 700, f(r) near r = 1 included, and infinite only
/// where the value itself exceeds the floats; a number such as 2u or alpha u is rounded first, which e^(alpha u) turns
/// into a relative error of up to |alpha u| ulp.</remarks>
[<RequireQualifiedAccess>]
module FDivergence =

    /// Reverse KL(q||p): f(r) = -log r.
    let kl: FDivergence =
        {
            Name = "kl"
            Value = fun u -> -u
            Slope = fun u -> -exp -u
            FirstVariation = fun u -> 1.0 - u
            Mobility = fun _ -> 1.0
            LogMobility = fun _ -> 0.0
            Pressure = Some ClosedPressure.kl
        }

    /// Forward KL(p||q): f(r) = r log r, first variation -r, mobility r.
    let forwardKl: FDivergence =
        {
            Name = "forward-kl"
            Value = fun u -> u * exp u
            Slope = fun u -> u + 1.0
            FirstVariation = fun u -> -exp u
            Mobility = exp
            LogMobility = id
            Pressure = Some ClosedPressure.forwardKl
        }

    /// The chi^2 divergence E_q (r - 1)^2: f(r) = (r - 1)^2, first variation 1 - r^2, mobility 2 r^2.
    let chi2: FDivergence =
        {
            Name = "chi2"
            Value =
                fun u ->
                    let t = Elementary.expm1 u
                    t * t
            Slope = fun u -> 2.0 * Elementary.expm1 u
            FirstVariation = fun u -> -(Elementary.expm1 (2.0 * u))
            Mobility = fun u -> 2.0 * exp (2.0 * u)
            LogMobility = fun u -> log 2.0 + 2.0 * u
            Pressure = Some ClosedPressure.chi2
        }

    /// The squared Hellinger distance E_q (sqrt r - 1)^2: f(r) = (sqrt r - 1)^2, first variation 1 - sqrt r, mobility
    /// 1/2 sqrt r.
    let hellinger: FDivergence =
        {
            Name = "hellinger"
            Value =
                fun u ->
                    let t = Elementary.expm1 (0.5 * u)
                    t * t
            Slope = fun u -> -(Elementary.expm1 (-0.5 * u))
            FirstVariation = fun u -> -(Elementary.expm1 (0.5 * u))
            Mobility = fun u -> 0.5 * exp (0.5 * u)
            LogMobility = fun u -> 0.5 * u - log 2.0
            Pressure = Some ClosedPressure.hellinger
        }

    /// The Jensen-Shannon divergence 1/2 KL(q||m) + 1/2 KL(p||m), m = (p + q)/2: first variation -1/2 log((1 + r)/2),
    /// mobility 1/2 r/(1 + r).
    let jsd: FDivergence =
        {
            Name = "jsd"
            // f(r) = 1/2 r log r - 1/2 (1 + r) log((1 + r)/2) = (1 + r)/2 (w tanh w - log cosh w) at w = u/2: of the
            // bracket, w^2/2 at small w, no more than a factor 3 is lost.
            Value =
                fun u ->
                    let w = abs (0.5 * u)

                    let gain =
                        if w < 1.0 then
                            let s = sinh (0.5 * w)
                            w * tanh w - Elementary.log1p (2.0 * s * s)
                        else
                            let far = exp (-2.0 * w)
                            log 2.0 - Elementary.log1p far - 2.0 * w * far / (1.0 + far)

                    0.5 * (1.0 + exp u) * gain
            Slope = fun u -> -0.5 * Elementary.logHalf -u
            FirstVariation = fun u -> -0.5 * Elementary.logHalf u
            Mobility = fun u -> 0.5 * Elementary.sigmoid u
            LogMobility = fun u -> -log 2.0 - Elementary.softplus -u
            Pressure = Some ClosedPressure.jsd
        }

    /// Jeffreys' divergence KL(p||q) + KL(q||p): f(r) = (r - 1) log r, first variation 1 - r - log r, mobility 1 + r.
    let jeffreys: FDivergence =
        {
            Name = "jeffreys"
            Value = fun u -> u * Elementary.expm1 u
            Slope = fun u -> u - Elementary.expm1 -u
            FirstVariation = fun u -> -u - Elementary.expm1 u
            Mobility = fun u -> 1.0 + exp u
            LogMobility = Elementary.softplus
            Pressure = Some ClosedPressure.jeffreys
        }

    let private text (v: float) : string =
        v.ToString("R", CultureInfo.InvariantCulture)

    /// <summary>
    /// The alpha divergence with f(r) = (r^a - 1 - a (r - 1))/(a (a - 1)), so that f'(1) = 0 and f''(1) = 1 (the power
    /// divergences of Cressie and Read): first variation (1 - r^a)/a, mobility r^a. At a = 0 it is the limit r - 1 -
    /// log r, reverse KL; at a = 1 the limit r log r - r + 1, forward KL; a = 1/2 is twice squared Hellinger, a = 2
    /// half of chi^2. |a| is at most 1000, beyond which r^a leaves the floats between log r = -1 and 1.
    /// </summary>
    let alpha (a: float) : FDivergence =
        Guard.finite (nameof a) a

        if abs a > 1000.0 then
            Guard.fail (nameof a) (invariant $"a must lie between -1000 and 1000, but is {text a}.")

        // (r^b - 1)/b, log r at b = 0.
        let power (b: float) (u: float) =
            let x = b * u

            if abs x <= 1.0 then u * Elementary.expm1Ratio x
            elif x > 700.0 then Elementary.timesExp (1.0 / b) x
            else Elementary.expm1 x / b

        {
            Name = invariant $"alpha:{text a}"
            // f = u^2 exp[0, u, a u], a divided difference: symmetric, positive, and without a limit to be taken.
            Value =
                fun u ->
                    let x = a * u
                    let scaled = Elementary.scaledExpDifference 0.0 u x
                    Elementary.timesExp (u * u * scaled) (max 0.0 (max u x))
            Slope = power (a - 1.0)
            FirstVariation = fun u -> -(power a u)
            Mobility = fun u -> exp (a * u)
            LogMobility = fun u -> a * u
            Pressure = Some(ClosedPressure.alpha a (power (a - 1.0)))
        }

    let private leCamNamed (name: string) (l: float) : FDivergence =
        if not (l >= 0.0 && l <= 1.0) then
            Guard.fail (nameof l) (invariant $"l must lie between 0 and 1, but is {text l}.")

        // With g = 1 - l + l r, no term of which cancels: (r - 1)/g, 1/g and r/g.
        let parts (u: float) : struct (float * float * float) =
            if u <= 0.0 then
                let r = exp u
                let g = 1.0 - l + l * r
                struct (Elementary.expm1 u / g, 1.0 / g, r / g)
            else
                let back = exp -u
                let g = l + (1.0 - l) * back
                struct (-(Elementary.expm1 -u) / g, back / g, 1.0 / g)

        {
            Name = name
            Value =
                fun u ->
                    let struct (t, _, _) = parts u
                    0.5 * t * Elementary.expm1 u
            Slope =
                fun u ->
                    let struct (t, one, _) = parts u
                    0.5 * t * (1.0 + one)
            FirstVariation =
                fun u ->
                    let struct (t, _, r) = parts u
                    -0.5 * t * (1.0 + r)
            Mobility =
                fun u ->
                    let struct (_, one, r) = parts u
                    r * (r * one)
            LogMobility =
                fun u ->
                    // log(1 - l + l r), either term of which may be 0.
                    2.0 * u - 3.0 * Elementary.logAdd (log (1.0 - l)) (log l + u)
            Pressure = Some(ClosedPressure.leCam l)
        }

    /// <summary>
    /// The Le Cam divergence (Vincze-Le Cam, Gyorfi-Vajda) with f(r) = (r - 1)^2/(2 (1 - l + l r)), 0 &lt;= l &lt;= 1,
    /// so that f'(1) = 0 and f''(1) = 1: with g = 1 - l + l r the first variation is -(r - 1)(g + r)/(2 g^2), the
    /// mobility r^2/g^3. l = 0 is half of chi^2(p||q), l = 1 half of chi^2(q||p), l = 1/2 the triangular
    /// discrimination.
    /// </summary>
    let leCamWith (l: float) : FDivergence =
        leCamNamed (invariant $"lecam:{text l}") l

    /// The triangular discrimination E_q (r - 1)^2/(r + 1), Le Cam's divergence at l = 1/2: mobility 8 r^2/(1 + r)^3.
    let leCam: FDivergence = leCamNamed "lecam" 0.5

    // Eight points to a unit of log r, so that every stretch of non-convexity from r to e^(1/8) r = 1.14 r is met.
    let private checkedRatios = Array.init 481 (fun i -> float (i - 240) / 8.0)

    /// <summary>
    /// The divergence of your own f, from f, f' and f'' as functions of r > 0: f(1) = 0, f'' >= 0. Both are checked,
    /// f'' at log r = -30, -29.875, .. 30; a function that fails is refused with the place. Members are the plain
    /// formulas in f, f' and f'' at r = e^u, as accurate as these are, and LogMobility is 2u + log f''; that the three
    /// belong together is checked by the law of a divergence.
    /// </summary>
    let create (name: string) (f: float -> float) (slope: float -> float) (curvature: float -> float) : FDivergence =
        let at1 = f 1.0
        // Rounding of f near 1 is relative to its terms there, which are of the size of f and r f' around it.
        let size = 1.0 + List.max [ abs (f 2.0); abs (f 0.5); abs (slope 1.0) ]

        if not (abs at1 <= 1e-12 * size) then
            Guard.fail (nameof f) (invariant $"f must vanish at r = 1, but f(1) = {text at1}.")

        for u in checkedRatios do
            let r = exp u
            let second = curvature r
            let slack = 1e-12 * r * abs (slope r)

            if not (r * (r * second) >= -slack) then
                Guard.fail
                    (nameof curvature)
                    (invariant $"f must be convex, but f''(r) = {text second} at r = {text r} (log r = {text u}).")

        let mobility u =
            let r = exp u
            max 0.0 (r * (r * curvature r))

        {
            Name = name
            Value = fun u -> f (exp u)
            Slope = fun u -> slope (exp u)
            FirstVariation =
                fun u ->
                    let r = exp u
                    let xi = f r - r * slope r
                    // Both terms overflow only at large r, where xi, decreasing, does too.
                    if Double.IsNaN xi then Double.NegativeInfinity else xi
            Mobility = mobility
            LogMobility = fun u -> 2.0 * u + log (max 0.0 (curvature (exp u)))
            Pressure = None
        }

    /// The divergence under another name.
    let named (name: string) (f: FDivergence) : FDivergence = { f with Name = name }

    /// a D_f, a > 0.
    let scale (a: float) (f: FDivergence) : FDivergence =
        Guard.positive (nameof a) a
        let logA = log a

        {
            Name = invariant $"{text a}*{f.Name}"
            Value = fun u -> a * f.Value u
            Slope = fun u -> a * f.Slope u
            FirstVariation = fun u -> a * f.FirstVariation u
            Mobility = fun u -> a * f.Mobility u
            LogMobility = fun u -> logA + f.LogMobility u
            Pressure = f.Pressure |> Option.map (ClosedPressure.scale a)
        }

    /// D_f + D_g, the divergence of f + g.
    let add (f: FDivergence) (g: FDivergence) : FDivergence =
        {
            Name = invariant $"{f.Name} + {g.Name}"
            Value = fun u -> f.Value u + g.Value u
            Slope = fun u -> f.Slope u + g.Slope u
            FirstVariation = fun u -> f.FirstVariation u + g.FirstVariation u
            Mobility = fun u -> f.Mobility u + g.Mobility u
            LogMobility = fun u -> Elementary.logAdd (f.LogMobility u) (g.LogMobility u)
            // The steepest place of a sum is none of its parts' own.
            Pressure = None
        }

    /// How divergences are spelled; A is any number, L a number between 0 and 1, r = p/q.
    let forms: Form<FDivergence> list =
        [
            Form.plain "kl" "KL(q||p), reverse KL" kl
            Form.plain "forward-kl" "KL(p||q)" forwardKl
            Form.plain "chi2" "E_q (r - 1)^2, r = p/q" chi2
            Form.plain "hellinger" "E_q (sqrt r - 1)^2" hellinger
            Form.plain "jsd" "the Jensen-Shannon divergence" jsd
            Form.plain "jeffreys" "KL(p||q) + KL(q||p)" jeffreys
            Form.ofNumber "alpha:A" "the divergence of f = (r^A - 1 - A (r - 1))/(A (A - 1))" Numeral.anyFinite alpha
            Form.plain "lecam" "E_q (r - 1)^2/(r + 1)" leCam
            Form.ofNumber
                "lecam:L"
                "the divergence of f = (r - 1)^2/(2 (1 - L + L r)), L in [0, 1]"
                Numeral.anyFinite
                leCamWith
        ]

    /// <summary>The divergence of a name, such as kl or alpha:0.5. Another name is an argument error that suggests the
    /// nearest one.</summary>
    let parse (expression: string) : FDivergence =
        Form.read "f-divergence" forms expression
