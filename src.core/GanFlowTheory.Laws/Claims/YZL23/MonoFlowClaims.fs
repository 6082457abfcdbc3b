namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A normal law N(mean, deviation^2) on the line as q, against p = N(0, 1).
type internal NormalAgainstStandard =
    {
        Mean: float
        Deviation: float
    }

    override this.ToString() =
        $"q = N({Show.number this.Mean}, {Show.number this.Deviation}^2), p = N(0, 1)"

    /// log r and its derivative.
    member this.LogRatio(x: float) : struct (float * float) =
        let z = (x - this.Mean) / this.Deviation
        struct (0.5 * (z * z - x * x) + log this.Deviation, z / this.Deviation - x)

/// The claim on MonoFlow, that KL falls exactly along an increasing h: YZL23-3.
[<RequireQualifiedAccess>]
module internal MonoFlowClaims =

    // Gauss-Legendre on 96 panels of a quarter of a standard deviation, over 12 on either side of the mean of q.
    let private nodes =
        GaussLegendre.panels 96 8 -12.0 12.0
        |> Array.map (fun (struct (z, w)) -> struct (z, w * exp (-0.5 * z * z) / sqrt (2.0 * Math.PI)))

    /// E_q of a function of log r and its derivative; the range of log r at the nodes.
    let private expectation (q: NormalAgainstStandard) (g: float -> float -> float) : float =
        nodes
        |> Array.sumBy (fun (struct (z, w)) ->
            let struct (u, slope) = q.LogRatio(q.Mean + q.Deviation * z)
            w * g u slope)

    let private visited (q: NormalAgainstStandard) : float * float =
        let ratios =
            nodes
            |> Array.map (fun (struct (z, _)) ->
                let struct (u, _) = q.LogRatio(q.Mean + q.Deviation * z)
                u)

        Array.min ratios - 1e-9, Array.max ratios + 1e-9

    let private rate (loss: GeneratorLoss) (q: NormalAgainstStandard) : float =
        -(expectation q (fun u slope -> loss.Slope u * slope * slope))

    let private normals: Arbitrary<NormalAgainstStandard> =
        let generator =
            gen {
                let! mean = Gen.choose (-24, 24)
                let! deviation = Gen.elements [ 0.5; 0.75; 1.0; 1.0; 1.5; 2.0 ]

                return
                    {
                        Mean = float mean / 8.0
                        Deviation = deviation
                    }
            }

        Arb.fromGenShrink (
            generator,
            fun q ->
                seq {
                    if q.Deviation <> 1.0 then
                        yield { q with Deviation = 1.0 }

                    for k in Generators.shrinkInt (int (8.0 * q.Mean)) do
                        yield { q with Mean = float k / 8.0 }
                }
        )

    let private noGrowth =
        Judge.AtMost(0.0, "a sum of terms of one sign, whatever the rounding")

    let private descent (loss: GeneratorLoss) : Law =
        Law.forAll
            {
                Name = "monoflow-descent"
                Statement = "dKL(q||p)/dt = -E_q h'(log r) |grad log r|^2 <= 0 between normal laws."
                Source = "YZL23-3"
                Judge = noGrowth
            }
            loss.Name
            normals
            (fun q -> [ Equation.scalar "dKL/dt against 0" 1.0 (rate loss q) 0.0 ])

    let private polynomial (a: float) (b: float) (c: float) : GeneratorLoss =
        GeneratorLoss.create $"h' = {Show.number c} (u - {Show.number a}) (u - {Show.number b})" id (fun u ->
            c * (u - a) * (u - b))

    let private roots: Arbitrary<int * int * bool> =
        Arb.fromGenShrink (
            gen {
                let! a = Gen.choose (-300, 300)

                let! width =
                    Gen.frequency [ 1, Gen.constant 0; 1, Gen.constant 1; 4, Gen.choose (0, 200) ]

                let! up = Gen.elements [ true; false ]
                return a, a + width, up
            },
            fun (a, b, up) ->
                seq {
                    for shift in Generators.shrinkInt a do
                        yield shift, shift + (b - a), up

                    for width in Generators.shrinkInt (b - a) do
                        if width >= 0 then
                            yield a, a + width, up
                }
        )

    /// What the verifier is asked on a loss: so that a lax one can be put in its place.
    let private verifierLaw (verify: GeneratorLoss -> float * float -> MonoFlowReport) (instance: string) : Law =
        Law.forAll
            {
                Name = "monoflow-verifier"
                Statement =
                    "For h' = +-(u - a)(u - b) the verifier finds exactly the stretches of [-20, 20] where h' <= 0."
                Source = "YZL23-3"
                Judge = Judge.Relative(4e-15, "two floats apart at 20")
            }
            instance
            roots
            (fun (i, j, up) ->
                // Thirds of a hundredth: no points of the grid.
                let a, b = float i / 30.0, float j / 30.0
                let report = verify (polynomial a b (if up then 1.0 else -1.0)) (-20.0, 20.0)
                let negative = if up then [ a, b ] else [ -20.0, a; b, 20.0 ]

                let expected =
                    if not up && a = b then
                        [ -20.0, 20.0 ]
                    else
                        negative |> List.filter (fun (from, until) -> from < until)

                [
                    Equation.vector
                        "the ends of the violations"
                        1.0
                        [|
                            for v in report.Violations do
                                yield! [ v.From; v.To ]
                        |]
                        [|
                            for from, until in expected do
                                yield! [ from; until ]
                        |]
                    Equation.condition "admissible exactly without violations" (report.Admissible = expected.IsEmpty)
                    Equation.condition "strict where h' has no zero" (not report.Strict)
                ])

    let private soundness (verify: GeneratorLoss -> float * float -> MonoFlowReport) : Law =
        Law.forAll
            {
                Name = "monoflow-soundness"
                Statement = "Where KL grows, the verifier finds a violation among the log r visited."
                Source = "YZL23-3"
                Judge = Judge.Exact
            }
            "polynomials"
            (Arb.fromGenShrink (
                gen {
                    let! i, j, up = roots.Generator
                    let! q = normals.Generator
                    return (i, j, up), q
                },
                fun (p, q) ->
                    Seq.append
                        (roots.Shrinker p |> Seq.map (fun p -> p, q))
                        (normals.Shrinker q |> Seq.map (fun q -> p, q))
            ))
            (fun ((i, j, up), q) ->
                let loss = polynomial (float i / 30.0) (float j / 30.0) (if up then 1.0 else -1.0)
                let grows = rate loss q > 0.0

                [
                    Equation.condition
                        "no growth, or a violation"
                        (not grows || not (verify loss (visited q)).Admissible)
                ])

    // For q = N(m, 1) and p = N(0, 1): log r ~ N(-m^2/2, m^2) under q and grad log r = -m, so that dKL/dt = -m^2 E h'.
    let private closedForms (losses: string -> GeneratorLoss) : Law =
        Law.forEach
            {
                Name = "monoflow-growth"
                Statement =
                    "For q = N(m, 1), p = N(0, 1) and training against the detached f, KL = m^2/2 grows at the rate "
                    + "m^2 (1 + m^2/2) with the f of forward KL, and 2 m^2 (e^(m^2) - 1) with that of chi^2."
                Source = "YZL23-3"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "Gauss-Legendre sums over 12 standard deviations; the densities r^k q lie within 6 + 2 m"
                    )
            }
            "detached forward KL and chi^2"
            [ 0.25; 0.5; 1.0; 1.5; 2.0 ]
            (fun m ->
                let q = { Mean = m; Deviation = 1.0 }
                let forward, chi2 = m * m * (1.0 + 0.5 * m * m), 2.0 * m * m * (exp (m * m) - 1.0)

                [
                    Equation.scalar "forward KL" forward (rate (losses "f:forward-kl") q) forward
                    Equation.scalar "chi^2" chi2 (rate (losses "f:chi2") q) chi2
                    Equation.scalar "KL, detached -log r" (m * m) (rate (losses "f:kl") q) (-m * m)
                ])

    /// <summary>The construction of the proof: log r climbs from a to b on mass 1/2 min(1, e^-b) of q and length 1, and
    /// is c on the rest, but for a crossing from c to a of length 1 and mass e. Gives dKL/dt and E_q r.</summary>
    let private construction (loss: GeneratorLoss) (a: float) (b: float) (e: float) : struct (float * float) =
        let mass = 0.5 * min 1.0 (exp -b)

        let meanExp x y =
            if x = y then exp x else (exp y - exp x) / (y - x)

        let total c =
            mass * meanExp a b + e * meanExp a c + (1.0 - mass - e) * exp c

        let mutable low, high = -60.0, 60.0

        for _ in 1..200 do
            let middle = 0.5 * (low + high)
            if total middle < 1.0 then low <- middle else high <- middle

        let c = low
        // On a stretch of length 1, q is its mass and log r' the difference: int q h' (log r')^2 dx = mass (y - x)
        // (h(y) - h(x)), whichever of x and y is larger.
        let dissipation mass x y =
            mass * (y - x) * (loss.Value y - loss.Value x)

        struct (-(dissipation mass a b + dissipation e a c), total c)

    let private necessityOf (increasing: bool) (loss: GeneratorLoss) : Law =
        Law.forAll
            {
                Name = "monoflow-construction"
                Statement =
                    "Wherever h(b) < h(a), a < b, there are p and q with dKL/dt > 0; for an increasing h none of these."
                Source = "YZL23-3"
                Judge = Judge.Relative(1e-12, "conditions, and E_q r = 1 by bisection to the last bit of c")
            }
            loss.Name
            (Arb.fromGenShrink (
                Gen.map2 (fun i j -> i, j) (Gen.choose (-32, 32)) (Gen.choose (1, 16)),
                Generators.shrinkEither Generators.shrinkInt Generators.shrinkInt
                >> Seq.filter (fun (_, j) -> j > 0)
            ))
            (fun (i, j) ->
                let a, b = float i / 8.0, float (i + j) / 8.0
                let falls = loss.Value b < loss.Value a

                // The crossing's mass falls until it matters no more.
                let tries =
                    [
                        for k in 3..60 -> construction loss a b (Math.ScaleB(0.25 * min 1.0 (exp -b), -k))
                    ]

                let grows = tries |> List.exists (fun (struct (rate, _)) -> rate > 0.0)

                [
                    if falls then
                        Equation.condition "KL grows for some mass, since h falls" grows

                    if increasing then
                        Equation.condition "h rises, and KL grows for no mass" (not falls && not grows)

                    for struct (_, total) in tries do
                        Equation.scalar "E_q r" 1.0 total 1.0
                ])

    /// The construction above, for a loss whose h falls somewhere.
    let internal growthOf (loss: GeneratorLoss) : Law = necessityOf false loss

    let private lax (loss: GeneratorLoss) (range: float * float) : MonoFlowReport =
        // h' at 41 places, and nothing between them.
        let report = MonoFlow.verify loss range

        { report with
            Violations =
                report.Violations
                |> List.filter (fun v ->
                    report.Samples
                    |> Array.exists (fun s -> s.LogRatio >= v.From && s.LogRatio <= v.To))
        }

    let private necessity: Claim =
        {
            Id = "YZL23-3"
            Statement =
                "KL(q||p) falls along dx/dt = h'(log r) grad log r for all p and q exactly when h is increasing: if "
                + "h(b) < h(a) for some a < b there are p and q for which it grows. The verifier finds where h' <= 0 "
                + "on a range of log r; training against the detached f(r) itself has h = -f, which falls where f "
                + "rises."
            Hypotheses =
                [
                    "h is continuously differentiable"
                    "p and q have positive densities, and -E_q h'(log r) |grad log r|^2 exists"
                ]
            Source = "YZL23"
            Page = "YZL23-3.md"
            Property =
                [
                    for name in
                        [
                            "vanilla"
                            "non-saturating"
                            "logit"
                            "mle"
                            "exp"
                            "arcsinh"
                            "shifted:2"
                            "chi2"
                        ]
                        @ [ "hellinger"; "f:kl" ] do
                        descent (GeneratorLoss.parse name)

                    closedForms GeneratorLoss.parse
                    verifierLaw MonoFlow.verify ""
                    soundness MonoFlow.verify

                    for name in [ "f:jsd"; "f:forward-kl"; "f:chi2"; "f:hellinger" ] do
                        necessityOf false (GeneratorLoss.parse name)

                    for name in [ "vanilla"; "arcsinh"; "logit" ] do
                        necessityOf true (GeneratorLoss.parse name)
                ]
            Necessity =
                [
                    for name in [ "f:jsd"; "f:forward-kl"; "f:chi2"; "f:hellinger" ] do
                        descent (GeneratorLoss.parse name)
                        |> Law.fails $"Training against {name}, whose h is not increasing, raises KL somewhere."

                    descent (GeneratorLoss.create "-u" (fun u -> -u) (fun _ -> -1.0))
                    |> Law.fails "With a decreasing h KL grows everywhere."
                    verifierLaw lax "a lax verifier"
                    |> Law.fails "The law rejects a known-bad instance: a verifier that looks at 41 places."
                    closedForms (fun name -> GeneratorLoss.parse (name.Substring "f:".Length))
                    |> Law.rejects "training against -h of the divergence in place of its detached f"
                    soundness (fun loss range ->
                        { MonoFlow.verify loss range with
                            Admissible = true
                        })
                    |> Law.rejects "a verifier that admits every loss"
                    necessityOf true (GeneratorLoss.parse "f:chi2")
                    |> Law.rejects "an h that falls sold as increasing"
                ]
        }

    /// YZL23-3.
    let all: Claim list = [ necessity ]
