namespace GanFlowTheory.Laws

open System
open System.Numerics
open GanFlowTheory.Core

/// Bilinear games, scheme by scheme: T21-4.
[<RequireQualifiedAccess>]
module internal BilinearGameClaims =

    // What a step of length tau does to a start, by scheme.
    type private Stepped = float -> BilinearScene -> GameScheme

    let private rounding =
        "three steps of sums of at most four products, the rotations U and V twice; equations of implicit steps and movements, which \
         are linear here, are solved until a step of Newton's method gains nothing more"

    // a^2 = tau^2 kappa_X kappa_Y s^2.
    let private square (scene: BilinearScene) (s: float) =
        scene.Tau * scene.Tau * scene.Kx * scene.Ky * s * s

    // What a step makes of the size of a state at most, where its factor is no larger than Euler's.
    let private growth (scene: BilinearScene) =
        1.0 + scene.Tau * Array.max scene.Values * (scene.Kx + scene.Ky)

    // A scheme whose step multiplies xi/sqrt kappa_X + i eta/sqrt kappa_Y by R(ia): Re R and Im R / a as functions of a^2,
    // so that a clock of 0 is allowed, and |R|^2.
    [<NoComparison; NoEquality>]
    type private Rule =
        {
            Scheme: float -> GameScheme
            Real: float -> float
            Imaginary: float -> float
            Square: float -> float
        }

    let private rule scheme real imaginary square =
        {
            Scheme = scheme
            Real = real
            Imaginary = imaginary
            Square = square
        }

    let private euler scheme =
        rule scheme (fun _ -> 1.0) (fun _ -> 1.0) (fun a2 -> 1.0 + a2)

    let private joint =
        rule GameScheme.joint (fun a2 -> 1.0 / (1.0 + a2)) (fun a2 -> 1.0 / (1.0 + a2)) (fun a2 -> 1.0 / (1.0 + a2))

    let private midpoint =
        rule
            GameScheme.midpoint
            (fun a2 -> (1.0 - 0.25 * a2) / (1.0 + 0.25 * a2))
            (fun a2 -> 1.0 / (1.0 + 0.25 * a2))
            (fun _ -> 1.0)

    let private extragradient =
        rule GameScheme.extragradient (fun a2 -> 1.0 - a2) (fun _ -> 1.0) (fun a2 -> 1.0 - a2 + a2 * a2)

    let private heun =
        rule (Integrator.heun >> GameScheme.integrated) (fun a2 -> 1.0 - 0.5 * a2) (fun _ -> 1.0) (fun a2 ->
            1.0 + 0.25 * a2 * a2)

    let private rungeKutta4 =
        rule
            (Integrator.rungeKutta4 >> GameScheme.integrated)
            (fun a2 -> 1.0 - a2 / 2.0 + a2 * a2 / 24.0)
            (fun a2 -> 1.0 - a2 / 6.0)
            (fun a2 -> 1.0 - pown a2 3 / 72.0 + pown a2 4 / 576.0)

    let private dormandPrince =
        rule
            (Integrator.dormandPrinceFixed >> GameScheme.integrated)
            (fun a2 -> 1.0 - a2 / 2.0 + a2 * a2 / 24.0 - pown a2 3 / 600.0)
            (fun a2 -> 1.0 - a2 / 6.0 + a2 * a2 / 120.0)
            (fun a2 ->
                1.0 - pown a2 3 / 1800.0 + pown a2 4 / 1600.0 - pown a2 5 / 14400.0
                + pown a2 6 / 360000.0)

    let private rules =
        [
            euler GameScheme.simultaneous
            euler GameScheme.jacobi
            joint
            midpoint
            extragradient
            heun
            rungeKutta4
            dormandPrince
        ]

    let private nameOf (scheme: float -> GameScheme) : string =
        (GameScheme.name (scheme 1.0)).Split(':')[0]

    // Each pair xi_i, eta_i by a map of its singular value; the rest, which A does not see, by that of 0.
    let private eachPair
        (scene: BilinearScene)
        (map: float -> float * float -> float * float)
        (x: float[], y: float[])
        =
        let pairs =
            Array.init (max x.Length y.Length) (fun i ->
                let s = if i < scene.Rank then scene.Values[i] else 0.0

                let at (v: float[]) = if i < v.Length then v[i] else 0.0
                map s (at x, at y))

        Array.init x.Length (fun i -> fst pairs[i]), Array.init y.Length (fun i -> snd pairs[i])

    let private repeated (count: int) (f: 'a -> 'a) (x: 'a) : 'a =
        Seq.init count ignore |> Seq.fold (fun x () -> f x) x

    // A state against xi and eta, on the scale of the start times what the steps made of it at most.
    let private compare
        (scene: BilinearScene)
        (grown: float)
        (got: BilinearScenes.State)
        (x: float[], y: float[])
        : Equation list =
        let gx, gy = BilinearScenes.readSingular scene got
        let scale = grown * BilinearScenes.size scene

        [
            Equation.vector "U^T x after the steps against the formula" scale gx x
            Equation.vector "V^T y after the steps against the formula" scale gy y
        ]

    // On a game made of the scene.
    let private factorOn game (rule: Rule) (name: string) : Law =
        Law.forAll
            {
                Name = "bilinear-factor"
                Statement =
                    "A step multiplies xi/sqrt kx + i eta/sqrt ky of each singular value s by R(ia), a = tau s sqrt(kx ky), with the R "
                    + "of the scheme."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, rounding)
            }
            name
            BilinearScenes.any
            (fun scene ->
                let step s (xi: float, eta: float) =
                    let a2 = square scene s
                    let re, im = rule.Real a2, rule.Imaginary a2
                    re * xi - im * scene.Tau * scene.Kx * s * eta, re * eta + im * scene.Tau * scene.Ky * s * xi

                BilinearScenes.singular scene
                |> repeated 3 (eachPair scene step)
                |> compare
                    scene
                    (pown (growth scene) 3)
                    (BilinearScenes.after 3 (rule.Scheme scene.Tau) (game scene) (BilinearScenes.state scene)))

    let private factor (rule: Rule) : Law =
        factorOn BilinearScenes.game rule (nameOf rule.Scheme)

    let private radius (rule: Rule) : Law =
        Law.forAll
            {
                Name = "bilinear-radius"
                Statement =
                    "A step multiplies xi^2/kx + eta^2/ky of each singular value by |R(ia)|^2, a polynomial or a fraction in a^2."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, rounding)
            }
            (nameOf rule.Scheme)
            BilinearScenes.moving
            (fun scene ->
                let squares (x: float[], y: float[]) =
                    Array.init scene.Rank (fun i -> x[i] * x[i] / scene.Kx + y[i] * y[i] / scene.Ky)

                let got =
                    BilinearScenes.after
                        1
                        (rule.Scheme scene.Tau)
                        (BilinearScenes.game scene)
                        (BilinearScenes.state scene)
                    |> BilinearScenes.readSingular scene
                    |> squares

                let size =
                    pown (growth scene * BilinearScenes.size scene) 2
                    * (1.0 / scene.Kx + 1.0 / scene.Ky)

                [
                    Array.map2
                        (fun s r -> rule.Square(square scene s) * r)
                        scene.Values
                        (squares (BilinearScenes.singular scene))
                    |> Equation.vector "the radii after a step against their factors" size got
                ])

    // The clocks of a round of turns, with the inner steps.
    let private effective (scene: BilinearScene) =
        let innerX, innerY = scene.Inner
        float innerX * scene.Kx, float innerY * scene.Ky

    let private turning (name: string) (scheme: Stepped) : Law =
        Law.forAll
            {
                Name = "alternating-factor"
                Statement =
                    "A round of turns is a shear of each pair for each player, xi+ = xi - tau tx s eta and eta+ = eta + tau ty s xi, one after "
                    + "the other, tx and ty the clocks times the inner steps."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, rounding)
            }
            name
            BilinearScenes.any
            (fun scene ->
                let tx, ty = effective scene

                let first s (xi, eta) = xi - scene.Tau * tx * s * eta, eta
                let second s (xi, eta) = xi, eta + scene.Tau * ty * s * xi

                let round s =
                    if scene.Swapped then
                        second s >> first s
                    else
                        first s >> second s

                let shear t =
                    1.0 + scene.Tau * t * Array.max scene.Values

                let game, start = BilinearScenes.game scene, BilinearScenes.state scene

                BilinearScenes.singular scene
                |> repeated 3 (eachPair scene round)
                |> compare
                    scene
                    (pown (shear tx * shear ty) 3)
                    (BilinearScenes.after 3 (scheme scene.Tau scene) game start))

    let private alternating: Stepped =
        fun tau scene -> BilinearScenes.turns scene (GameScheme.alternating tau)

    let private gaussSeidel: Stepped =
        fun tau scene -> BilinearScenes.turns scene (GameScheme.gaussSeidel tau)

    // The step for which a = tau s sqrt(tx ty) of the largest singular value is the given one; none where nothing turns.
    let private stepFor (a: float) (scene: BilinearScene) : float option =
        let tx, ty = effective scene
        let turn = Array.max scene.Values * sqrt (tx * ty)
        if turn > 0.0 then Some(a / turn) else None

    let private statesOf (steps: int) scheme (scene: BilinearScene) : (float[] * float[])[] =
        let path =
            BilinearScenes.game scene
            |> Game.from (BilinearScenes.state scene) scheme
            |> Flow.steps steps

        path.States |> Array.map (fun (_, q) -> BilinearScenes.read q)

    let private radiusOf (tx: float) (ty: float) (x: float[], y: float[]) =
        BilinearScenes.inner x x / tx + BilinearScenes.inner y y / ty

    // The invariant with a factor of its mixed term, 1 for the true one.
    let private invariantWith (mixed: float) (share: float) (name: string) (scheme: Stepped) : Law =
        Law.forAll
            {
                Name = "alternating-invariant"
                Statement =
                    "Turns of explicit steps keep |x|^2/tx + |y|^2/ty - tau x^T A y where x moves first, with + tau x^T A y where y does, over a "
                    + "hundred rounds."
                Source = "T21-4"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "a hundred rounds, each rounding the invariant by some ten ulp of the squares, which stay below (2 + a)/(2 - a) \
                         times their start"
                    )
            }
            name
            BilinearScenes.moving
            (fun scene ->
                match stepFor (share * float scene.Step / 8.0) scene with
                | None -> []
                | Some tau ->
                    let tx, ty = effective scene
                    let a = share * float scene.Step / 8.0
                    let sense = if scene.Swapped then -1.0 else 1.0

                    let invariant (x, y) =
                        radiusOf tx ty (x, y)
                        - sense * mixed * tau * BilinearScenes.inner x (BilinearScenes.forth scene y)

                    let states = statesOf 100 (scheme tau scene) scene
                    let began = invariant states[0]
                    let scale = (2.0 + a) / (2.0 - a) * radiusOf tx ty states[0]

                    [
                        Equation.vector
                            "the invariant after each round against that of the start"
                            scale
                            (states |> Array.map invariant)
                            (Array.create states.Length began)
                    ])

    let private invariant = invariantWith 1.0 1.9

    // The bound (2 + a)/(2 - a) of the squares for a below 2, and 100 from 2 on.
    let private bounded (name: string) (a: float) (scheme: Stepped) : Law =
        let bound = if a < 2.0 then (2.0 + a) / (2.0 - a) else 100.0

        Law.forAll
            {
                Name = "alternating-bounded"
                Statement =
                    "For a = tau s sqrt(tx ty) < 2 at the largest s, |x|^2/tx + |y|^2/ty stays below (2 + a)/(2 - a) times its start over 200 "
                    + "rounds."
                Source = "T21-4"
                Judge =
                    Judge.AtMost(
                        1e-10,
                        "of the bound: two hundred rounds of rounding, times the condition of the invariant"
                    )
            }
            name
            BilinearScenes.moving
            (fun scene ->
                match stepFor a scene with
                | None -> []
                | Some tau ->
                    let tx, ty = effective scene
                    let radii = statesOf 200 (scheme tau scene) scene |> Array.map (radiusOf tx ty)
                    let most = bound * radii[0]

                    [
                        Equation.scalar "the largest radius against its bound" most (Array.max radii) most
                    ])

    // zeta_k by the roots of L^2 = (1 + 2ia) L - ia: with S_k = sum_(j < k) L1^j L2^(k-1-j), zeta_k = S_k zeta_1 - ia
    // S_(k-1) zeta_0, and the first step is Euler's.
    let private optimisticAt (a: float) (k: int) (start: Complex) : Complex =
        let root = Complex.Sqrt(Complex(1.0 - 4.0 * a * a, 0.0))
        let larger = 0.5 * (Complex(1.0, 2.0 * a) + root)
        let smaller = 0.5 * (Complex(1.0, 2.0 * a) - root)

        let sums count =
            Seq.init count (fun j -> Complex.Pow(larger, float j) * Complex.Pow(smaller, float (count - 1 - j)))
            |> Seq.fold (+) Complex.Zero

        let ia = Complex(0.0, a)
        sums k * (start + ia * start) - ia * sums (k - 1) * start

    let private optimisticScheme: Stepped = fun tau _ -> GameScheme.optimistic tau

    let private optimistic (name: string) (scheme: Stepped) : Law =
        Law.forAll
            {
                Name = "optimistic-roots"
                Statement =
                    "Optimistic steps make zeta = xi/sqrt kx + i eta/sqrt ky follow zeta_(k+1) = (1 + 2ia) zeta_k - ia zeta_(k-1), zeta_1 = (1 + "
                    + "ia) zeta_0: after five steps it is what the roots of L^2 = (1 + 2ia) L - ia say."
                Source = "T21-4"
                Judge = Judge.Relative(1e-12, "five steps, and powers of roots below 1 + 2a")
            }
            name
            BilinearScenes.moving
            (fun scene ->
                let steps = 5
                let sx, sy = sqrt scene.Kx, sqrt scene.Ky

                let step s (xi, eta) =
                    let z = optimisticAt (sqrt (square scene s)) steps (Complex(xi / sx, eta / sy))
                    sx * z.Real, sy * z.Imaginary

                let got =
                    BilinearScenes.after
                        steps
                        (scheme scene.Tau scene)
                        (BilinearScenes.game scene)
                        (BilinearScenes.state scene)

                let a = sqrt (square scene (Array.max scene.Values))
                let grown = pown (1.0 + 2.0 * a) steps * (max sx sy / min sx sy)
                BilinearScenes.singular scene |> eachPair scene step |> compare scene grown got)

    // What A does not see stands still, and what it hardly sees contracts slowly: the pair of the largest singular value
    // is looked at.
    let private contracting (a: float) : Law =
        Law.forAll
            {
                Name = "optimistic-contraction"
                Statement =
                    "Optimistic steps contract for 0 < a < 1/sqrt 3, the largest root being below 1: after 200 steps the pair of the largest "
                    + "singular value is nearer to 0 than at the start."
                Source = "T21-4"
                Judge = Judge.AtMost(0.0, "the radius falls by far more than rounding")
            }
            $"a = {a}"
            BilinearScenes.moving
            (fun scene ->
                let s = scene.Values
                let top = s |> Array.mapi (fun i s -> s, i) |> Array.max |> snd

                let pair (x: float[], y: float[]) =
                    x[top] * x[top] / scene.Kx + y[top] * y[top] / scene.Ky

                let before = pair (BilinearScenes.singular scene)

                if s[top] > 0.0 && before > 0.0 then
                    let tau = a / (s[top] * sqrt (scene.Kx * scene.Ky))

                    let later =
                        BilinearScenes.after
                            200
                            (GameScheme.optimistic tau)
                            (BilinearScenes.game scene)
                            (BilinearScenes.state scene)
                        |> BilinearScenes.readSingular scene
                        |> pair

                    [
                        Equation.scalar "the radius after 200 steps against that of the start" 1.0 later before
                    ]
                else
                    [])

    // With strong convexity mu of both players and one clock kappa = kx: tau = share 2 mu/(kappa (mu^2 + s^2)).
    let private convex (share: float) (name: string) : Law =
        Law.forAll
            {
                Name = "convex-contraction"
                Statement =
                    "With mu/2 |x|^2 and mu/2 |y|^2 added and one clock kappa, simultaneous steps multiply the radius of a singular value by 1 - 2 "
                    + "tau kappa mu + tau^2 kappa^2 (mu^2 + s^2), and the whole radius falls for tau kappa < 2 mu/(mu^2 + s^2), s the largest."
                Source = "T21-4"
                Judge = Judge.AtMost(1e-12, rounding)
            }
            name
            BilinearScenes.moving
            (fun scene ->
                // The second clock is not used by this game.
                let mu, kappa = 0.5 * scene.Ky, scene.Kx
                let s = Array.max scene.Values
                let step = share * 2.0 * mu / (mu * mu + s * s)
                let game = BilinearScenes.convexGame mu kappa kappa scene

                let got =
                    BilinearScenes.after 1 (GameScheme.simultaneous (step / kappa)) game (BilinearScenes.state scene)

                let factor s =
                    1.0 - 2.0 * step * mu + step * step * (mu * mu + s * s)

                let squares (x: float[], y: float[]) =
                    Array.init scene.Rank (fun i -> x[i] * x[i] + y[i] * y[i])

                let before, now =
                    squares (BilinearScenes.singular scene), squares (BilinearScenes.readSingular scene got)

                let want = Array.map2 (fun s r -> factor s * r) scene.Values before

                let whole (x, y) =
                    BilinearScenes.inner x x + BilinearScenes.inner y y

                let size = whole (BilinearScenes.start scene)

                [
                    for i in 0 .. scene.Rank - 1 do
                        Equation.scalar $"radius {i + 1} against its factor, not above" size now[i] want[i]
                        Equation.scalar $"radius {i + 1} against its factor, not below" size want[i] now[i]

                    Equation.scalar
                        "the radius after the step against that before"
                        size
                        (whole (BilinearScenes.read got))
                        size
                ])

    let private explicit' tau =
        // x + tau v(x + tau/2 v(x)): the explicit midpoint rule.
        Integrator.ofTableau
            {
                Name = "explicit-midpoint"
                Order = 2
                Stages = [| [||]; [| 0.5 |] |]
                Weights = [| 0.0; 1.0 |]
                ErrorWeights = None
            }
            tau
        |> GameScheme.integrated

    let private swappedTurns: Stepped =
        fun tau scene ->
            alternating
                tau
                { scene with
                    Swapped = not scene.Swapped
                }

    /// T21-4.
    let claim: Claim =
        {
            Id = "T21-4"
            Statement =
                "On a bilinear game E_X = x^T A y = -E_Y each singular value s turns by itself, with a = tau s sqrt(kx ky): a step multiplies its "
                + "share of |x|^2/kx + |y|^2/ky by 1 + a^2 (simultaneous, Jacobi), 1/(1 + a^2) (joint), 1 (midpoint), 1 - a^2 + a^4 (extragradient), 1 + "
                + "a^4/4 (Heun) or 1 - a^6/72 + a^8/576 (RK4); turns keep |x|^2/kx + |y|^2/ky - tau x^T A y and are bounded iff a < 2; optimistic steps "
                + "follow the roots of L^2 = (1 + 2ia) L - ia and contract iff 0 < a < 1/sqrt 3. With strong convexity mu in both players simultaneous "
                + "steps contract iff tau < 2 mu/(mu^2 + s^2)."
            Hypotheses =
                [
                    "both metrics are Euclidean"
                    "both clocks are above 0 where a radius is divided by them, and equal under strong convexity"
                    "0 < a < 2 for bounded turns, 0 < a < 1/sqrt 3 for the contraction of optimistic steps"
                ]
            Source = "T21"
            Page = "T21-4.md"
            Property =
                [
                    yield! rules |> List.map factor
                    yield! rules |> List.map radius
                    turning "alternating" alternating
                    turning "gauss-seidel" gaussSeidel
                    invariant "alternating" alternating
                    invariant "gauss-seidel" gaussSeidel
                    bounded "alternating, a = 1" 1.0 alternating
                    bounded "alternating, a = 1.9" 1.9 alternating
                    optimistic "optimistic" optimisticScheme
                    contracting 0.125
                    contracting 0.5625
                    convex 0.5 "half of the bound"
                    convex 0.9 "nine tenths of the bound"
                ]
            Necessity =
                [
                    bounded "alternating, a = 2" 2.0 alternating
                    |> Law.fails "At a = 2 turns leave every bound, by a sum that grows with the steps."
                    bounded "alternating, a = 2.1" 2.1 alternating
                    |> Law.fails "Above a = 2 turns leave every bound."
                    bounded "simultaneous, a = 1" 1.0 (fun tau _ -> GameScheme.simultaneous tau)
                    |> Law.fails "Simultaneous steps are not bounded."
                    contracting 0.6 |> Law.fails "Above a = 1/sqrt 3 optimistic steps grow."
                    convex 1.1 "a tenth above the bound"
                    |> Law.fails "Above tau = 2 mu/(mu^2 + s^2) the radius grows somewhere."
                    factor
                        { joint with
                            Scheme = GameScheme.simultaneous
                        }
                    |> Law.rejects "explicit steps sold as the joint movement"
                    factor { midpoint with Scheme = explicit' }
                    |> Law.rejects "the explicit midpoint rule sold as the implicit one"
                    factorOn (fun scene -> BilinearScenes.convexGame 0.0 scene.Kx scene.Kx scene) heun "heun"
                    |> Law.rejects "the second player's clock ignored"
                    radius
                        { extragradient with
                            Scheme = (fun tau -> GameScheme.simultaneous tau)
                        }
                    |> Law.rejects "extragradient steps without the step ahead"
                    turning "alternating" swappedTurns |> Law.rejects "turns in the other order"
                    turning "alternating" (fun tau scene -> alternating tau { scene with Inner = 1, 1 })
                    |> Law.rejects "inner steps left out"
                    invariantWith -1.0 1.9 "alternating" alternating
                    |> Law.rejects "the wrong sign of tau x^T A y"
                    invariant "simultaneous" (fun tau _ -> GameScheme.simultaneous tau)
                    |> Law.rejects "simultaneous steps sold as turns"
                    optimistic "optimistic" (fun tau _ -> GameScheme.extragradient tau)
                    |> Law.rejects "extragradient sold as optimistic"
                ]
        }
