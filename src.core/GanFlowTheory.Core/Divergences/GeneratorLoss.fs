namespace GanFlowTheory.Core

open System
open System.Globalization

/// <summary>
/// A generator loss -E_q h(log r), differentiated with the ratio r = p/q held fixed: it moves samples with the velocity
/// h'(log r) grad log r, the gradient flow of reverse KL in the Wasserstein-2 metric with mobility h'(log r) where h'
/// is positive (YZL23-1, YZL23-2).
/// </summary>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type GeneratorLoss =
    {
        /// The name, as on the command line where it is one of GeneratorLoss.forms.
        Name: string
        /// h(u) as a formula, in terms of u = log r or r = e^u.
        Formula: string
        /// h(u).
        Value: float -> float
        /// h'(u).
        Slope: float -> float
        /// The sign of h'(u): -1, 0 or 1, also where h'(u) itself underflows.
        Sign: float -> int
        /// log |h'(u)|, finite where h'(u) itself would overflow or underflow; -infinity where it is 0.
        LogSlope: float -> float
        /// The induced divergence, f'' = h'(log r)/r^2 with f(1) = f'(1) = 0, in closed form; None where none is known.
        Divergence: FDivergence option
        /// The induced f as a formula in r; None where none is known.
        DivergenceFormula: string option
    }

    /// Its name.
    override this.ToString() = this.Name

/// <summary>The dictionary of generator losses (YZL23-1), and what f each of them minimises.</summary>
[<RequireQualifiedAccess>]
module GeneratorLoss =

    let private text (v: float) : string =
        v.ToString("R", CultureInfo.InvariantCulture)

    /// <summary>The potential -h(u) that training with the loss follows, u = log r a potential held fixed; its gradient
    /// is -h'(u) grad u (YZL23-1).</summary>
    let potential (loss: GeneratorLoss) (logRatio: Potential) : Potential =
        logRatio
        |> Potential.compose (fun u -> -(loss.Value u)) (fun u -> -(loss.Slope u))

    let private increasing name formula value slope logSlope divergence divergenceFormula : GeneratorLoss =
        {
            Name = name
            Formula = formula
            Value = value
            Slope = slope
            Sign = fun _ -> 1
            LogSlope = logSlope
            Divergence = divergence
            DivergenceFormula = divergenceFormula
        }

    let private shiftedBy name formula (c: float) divergence divergenceFormula =
        increasing
            name
            formula
            (fun u -> Elementary.softplus (u + c))
            (fun u -> Elementary.sigmoid (u + c))
            (fun u -> -(Elementary.softplus (-u - c)))
            divergence
            divergenceFormula

    /// The vanilla loss: h(u) = log(1 + e^u) = -log(1 - D), h' = sigmoid(u); its divergence is 2 JSD.
    let vanilla: GeneratorLoss =
        shiftedBy
            "vanilla"
            "log(1 + e^u)"
            0.0
            (Some(FDivergence.scale 2.0 FDivergence.jsd))
            (Some "r log r - (1 + r) log((1 + r)/2)")

    /// The shifted vanilla loss: h(u) = log(1 + e^(u + c)), h' = sigmoid(u + c), c finite.
    let shifted (c: float) : GeneratorLoss =
        Guard.finite (nameof c) c
        let formula = "c r log r - (1 + c r) log((1 + c r)/(1 + c)), c = e^C"
        shiftedBy (invariant $"shifted:{text c}") (invariant $"log(1 + e^(u + C)), C = {text c}") c None (Some formula)

    /// The non-saturating loss: h(u) = log sigmoid(u) = log D, h' = sigmoid(-u); its divergence is KL(q||p) - 2 JSD.
    let nonSaturating: GeneratorLoss =
        let kl, js = FDivergence.alpha 0.0, FDivergence.jsd

        let divergence: FDivergence =
            {
                Name = "non-saturating"
                // Of the size of its first term everywhere: near r = 1 half of it, elsewhere more.
                Value = fun u -> kl.Value u - 2.0 * js.Value u
                Slope = fun u -> kl.Slope u - 2.0 * js.Slope u
                FirstVariation = fun u -> Elementary.logHalf -u
                Mobility = fun u -> Elementary.sigmoid -u
                LogMobility = fun u -> -(Elementary.softplus u)
                // w - log(1 + w) loses its digits near 0.
                Pressure = None
            }

        increasing
            "non-saturating"
            "-log(1 + e^-u)"
            (fun u -> -(Elementary.softplus -u))
            divergence.Mobility
            divergence.LogMobility
            (Some divergence)
            (Some "r - 1 - (1 + r) log(2 r/(1 + r))")

    /// The logit loss: h(u) = u, h' = 1: the Wasserstein-2 flow of reverse KL.
    let logit: GeneratorLoss =
        increasing "logit" "u" id (fun _ -> 1.0) (fun _ -> 0.0) (Some(FDivergence.alpha 0.0)) (Some "r - 1 - log r")

    /// Maximum likelihood: h(u) = e^u = r, h' = e^u: forward KL.
    let mle: GeneratorLoss =
        increasing "mle" "e^u" exp exp id (Some(FDivergence.alpha 1.0)) (Some "r log r - r + 1")

    /// The exponential loss: h(u) = e^(1.5 u), h' = 1.5 e^(1.5 u).
    let exponential: GeneratorLoss =
        increasing
            "exp"
            "e^(1.5 u)"
            (fun u -> exp (1.5 * u))
            (fun u -> 1.5 * exp (1.5 * u))
            (fun u -> log 1.5 + 1.5 * u)
            (Some(FDivergence.scale 1.5 (FDivergence.alpha 1.5)))
            (Some "2 (r^1.5 - 1) - 3 (r - 1)")

    /// The arcsinh loss: h(u) = arcsinh(u), h' = 1/sqrt(1 + u^2).
    let arcsinh: GeneratorLoss =
        increasing
            "arcsinh"
            "arcsinh(u)"
            Math.Asinh
            (fun u -> 1.0 / sqrt (1.0 + u * u))
            (fun u -> -0.5 * Elementary.log1p (u * u))
            None
            None

    let private normalised (f: FDivergence) : FDivergence =
        let s = f.Slope 0.0

        if s = 0.0 then
            f
        else
            { f with
                Value = fun u -> f.Value u - s * Elementary.expm1 u
                Slope = fun u -> f.Slope u - s
                FirstVariation = fun u -> f.FirstVariation u + s
            }

    /// The loss whose training descends the given divergence: h(u) = r f'(r) - f(r), minus the first variation, with
    /// h' = r^2 f'' (YZL23-1).
    let ofDivergence (f: FDivergence) : GeneratorLoss =
        {
            Name = f.Name
            Formula = invariant $"r f'(r) - f(r) with the f of {f.Name}"
            Value = fun u -> -(f.FirstVariation u)
            Slope = f.Mobility
            Sign = fun u -> if f.LogMobility u > Double.NegativeInfinity then 1 else 0
            LogSlope = f.LogMobility
            Divergence = Some(normalised f)
            DivergenceFormula = Some(invariant $"the f of {f.Name}, but for a multiple of r - 1")
        }

    /// <summary>
    /// Training against the detached f(r) itself (YZL23-5): the loss E_q f(r) with r held fixed moves samples along
    /// -grad f(r), so that h(u) = -f(e^u) and h' = -r f'(r). It is increasing only where f decreases: f = -log r does
    /// everywhere, an f with its minimum at r = 1 only for r &lt; 1. It depends on f, not only on the divergence:
    /// adding a multiple of r - 1 changes it.
    /// </summary>
    let detached (f: FDivergence) : GeneratorLoss =
        // r f' = f - xi; where f' alone overflows, r is far from 1 and the difference loses nothing.
        let rising u =
            let slope = Elementary.timesExp (f.Slope u) u

            if Double.IsFinite slope then
                slope
            else
                let difference = f.Value u - f.FirstVariation u
                if Double.IsFinite difference then difference else slope

        {
            Name = invariant $"f:{f.Name}"
            Formula = invariant $"-f(r) with the f of {f.Name}"
            Value = fun u -> -(f.Value u)
            // From 0, so that 0 is not -0.
            Slope = fun u -> 0.0 - rising u
            Sign = fun u -> -(sign (f.Slope u))
            LogSlope =
                fun u ->
                    let slope = f.Slope u

                    if Double.IsFinite slope then
                        u + log (abs slope)
                    else
                        log (abs (rising u))
            Divergence = None
            DivergenceFormula = None
        }

    /// <summary>A loss of your own, from h and h', functions of u = log r, finite at u = 0. A decreasing h is a loss
    /// too: what it does is the matter of MonoFlow.verify.</summary>
    let create (name: string) (h: float -> float) (slope: float -> float) : GeneratorLoss =
        Guard.finite "h(0)" (h 0.0)
        Guard.finite "h'(0)" (slope 0.0)

        {
            Name = name
            Formula = name
            Value = h
            Slope = slope
            Sign =
                fun u ->
                    let s = slope u

                    if Double.IsNaN s then
                        Guard.fail (nameof slope) (invariant $"h'(u) must be a number, but is NaN at u = {text u}.")

                    sign s
            LogSlope = fun u -> log (abs (slope u))
            Divergence = None
            DivergenceFormula = None
        }

    // Gauss-Legendre on panels of length at most 1: for h' analytic within distance 1 of the line the error is about
    // (2 + sqrt 5)^-32 = 1e-20 of the integrand; a panel that its halves contradict is halved, at most ten times.
    let private rule = GaussLegendre.rule 16 -1.0 1.0

    let private integrate (integrand: float -> float) (a: float) (b: float) : float =
        let panel (a: float) (b: float) : struct (float * float) =
            let middle, half = 0.5 * (a + b), 0.5 * (b - a)
            let mutable total = 0.0
            let mutable size = 0.0

            for struct (x, weight) in rule do
                let v = weight * half * integrand (middle + half * x)
                total <- total + v
                size <- size + abs v

            struct (total, size)

        let rec refine depth a b whole =
            let middle = 0.5 * (a + b)
            let struct (left, leftSize) = panel a middle
            let struct (right, rightSize) = panel middle b
            let halves = left + right

            // A sum of 16 terms is off by a few ulp of their size.
            if
                depth = 0
                || not (Double.IsFinite halves)
                || abs (halves - whole) <= 1e-14 * (leftSize + rightSize)
            then
                halves
            else
                refine (depth - 1) a middle left + refine (depth - 1) middle b right

        let count = max 1 (int (ceil (abs (b - a))))
        let edge i = a + (b - a) * float i / float count
        let mutable total = 0.0

        for i in 0 .. count - 1 do
            let struct (whole, _) = panel (edge i) (edge (i + 1))
            total <- total + refine 10 (edge i) (edge (i + 1)) whole

        total

    // h'(v) e^x, through logarithms only where h' is no usable float.
    let private slopeTimesExp (loss: GeneratorLoss) (v: float) (x: float) : float =
        let s = loss.Slope v

        if s <> 0.0 && Double.IsFinite s then
            Elementary.timesExp s x
        else
            float (loss.Sign v) * exp (loss.LogSlope v + x)

    let internal slopeByQuadrature (loss: GeneratorLoss) (u: float) : float =
        integrate (fun v -> slopeTimesExp loss v -v) 0.0 u

    let internal valueByQuadrature (loss: GeneratorLoss) (u: float) : float =
        // e^(u - v) - 1 = e^(u - v) (1 - e^(v - u)), and either factor alone where it is the small one.
        let integrand v =
            let d = u - v

            if d > 1.0 then
                -(Elementary.expm1 -d) * slopeTimesExp loss v d
            else
                Elementary.expm1 d * slopeTimesExp loss v 0.0

        integrate integrand 0.0 u

    /// <summary>The induced f at r = e^u, f(1) = f'(1) = 0: in closed form where one is known, otherwise by quadrature
    /// of f(e^u) = int_0^u h'(v) (e^(u-v) - 1) dv, to rounding for an h' that is smooth on the scale 1.</summary>
    let inducedValue (loss: GeneratorLoss) (u: float) : float =
        match loss.Divergence with
        | Some f -> f.Value u
        | None -> valueByQuadrature loss u

    /// <summary>The slope f'(r) of the induced f at r = e^u, f'(1) = 0: in closed form where one is known, otherwise by
    /// quadrature of f'(e^u) = int_0^u h'(v) e^-v dv.</summary>
    let inducedSlope (loss: GeneratorLoss) (u: float) : float =
        match loss.Divergence with
        | Some f -> f.Slope u
        | None -> slopeByQuadrature loss u

    /// <summary>The divergence D_f that training with an increasing h descends: f'' = h'(log r)/r^2, f(1) = f'(1) = 0,
    /// first variation h(0) - h(u). A loss with h' &lt; 0 at one of log r = -30, -29.875, .. 30 induces no convex f and
    /// is refused.</summary>
    let induced (loss: GeneratorLoss) : FDivergence =
        match loss.Divergence with
        | Some f -> f
        | None ->
            for i in -240 .. 240 do
                let u = float i / 8.0

                if loss.Sign u < 0 then
                    Guard.fail
                        (nameof loss)
                        (invariant
                            $"loss {loss.Name} induces no convex f: h'(u) = {text (loss.Slope u)} at u = log r = {text u}.")

            let atOne = loss.Value 0.0

            {
                Name = invariant $"induced:{loss.Name}"
                Value = valueByQuadrature loss
                Slope = slopeByQuadrature loss
                FirstVariation = fun u -> atOne - loss.Value u
                Mobility = loss.Slope
                LogMobility = loss.LogSlope
                Pressure = None
            }

    let private own = [ vanilla; nonSaturating; logit; mle; exponential; arcsinh ]

    /// How losses are spelled: those with a name of their own, the increasing h of each divergence, and training
    /// against the detached f of a divergence.
    let forms: Form<GeneratorLoss> list =
        [
            for loss in own do
                Form.plain loss.Name (invariant $"h(u) = {loss.Formula}, u = log r") loss
            Form.ofNumber "shifted:C" "h(u) = log(1 + e^(u + C))" Numeral.anyFinite shifted
            for form in FDivergence.forms do
                { Form.map ofDivergence form with
                    Description = invariant $"the increasing h = r f'(r) - f(r) of the divergence {form.Shape}, r = e^u"
                }
            Form.ofText
                "f:NAME"
                "h = -f(r): training against the detached f of a divergence NAME"
                (FDivergence.parse >> detached)
        ]

    /// <summary>The loss of a name, such as vanilla, shifted:1, chi2 for its increasing h, or f:kl for the detached f of
    /// a divergence. Another name is an argument error that suggests the nearest one.</summary>
    let parse (expression: string) : GeneratorLoss = Form.read "loss" forms expression
