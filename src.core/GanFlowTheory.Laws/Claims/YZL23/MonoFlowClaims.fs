namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

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

    /// An explicit step along the velocity, which may be another than that of the loss.
    let private descentAlong (velocity: float[] -> float[] -> float[]) (loss: GeneratorLoss) : Law =
        Law.forAll
            {
                Name = "monoflow-descent"
                Statement =
                    "Between q = N(0, 1) and p = q e^u, u a wave, an explicit step of the particles' map x -> x + tau h'(log r) "
                    + "grad log r lowers KL(q||p), by half to one and a half times tau E_q h'(log r) |grad log r|^2."
                Source = "YZL23-3"
                Judge =
                    Judge.AtMost(
                        1e-13,
                        "the second derivative of KL along the step is bounded; rounding of sums of 768 terms, a few ulp of log r"
                    )
            }
            loss.Name
            MonoFlowCases.waves
            (fun case ->
                let a = float case.Amplitude / 8.0
                let wave = ExplicitSteps.wave a (float case.Frequency) (float case.Phase / 8.0)
                let step = ExplicitSteps.stepAlong velocity loss.Slope [ wave ]
                let promised = step.Tau * abs step.Rate

                [
                    Equation.scalar
                        "the change of KL against minus half of tau |dKL/dt|"
                        (1.0 + a)
                        step.Change
                        (-0.5 * promised)
                    Equation.scalar
                        "minus one and a half of it against the change of KL"
                        (1.0 + a)
                        (-1.5 * promised)
                        step.Change
                    Equation.condition "the step is one" (step.Tau > 0.0 && promised > 1e-10 * (1.0 + a))
                ])

    let private descent (loss: GeneratorLoss) : Law =
        descentAlong (ExplicitSteps.velocity loss) loss

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
                    let! q = MonoFlowCases.normals.Generator
                    return (i, j, up), q
                },
                fun (p, q) ->
                    Seq.append
                        (roots.Shrinker p |> Seq.map (fun p -> p, q))
                        (MonoFlowCases.normals.Shrinker q |> Seq.map (fun q -> p, q))
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

    /// <summary>The construction of the proof: log r climbs from a to b on mass 1/2 min(1, e^-b) of q, and is c on the
    /// rest, but for a crossing from c to a of mass e. What is c there moves nothing and is left out. Gives E_q r and the
    /// step.</summary>
    let private construction
        (loss: GeneratorLoss)
        (k: int)
        (a: float)
        (b: float)
        (e: float)
        : struct (float * StepOfKl) =
        let mass = 0.5 * min 1.0 (exp -b)
        let climb = ExplicitSteps.ramp k mass a b

        let meanOfRatio (s: Stretch) =
            Array.map2 (fun x w -> w * exp (s.LogRatio x)) s.At s.Mass |> Array.sum

        let climbed = meanOfRatio climb

        let total c =
            climbed + meanOfRatio (ExplicitSteps.ramp k e c a) + (1.0 - mass - e) * exp c

        let mutable low, high = -60.0, 60.0

        for _ in 1..64 do
            let middle = 0.5 * (low + high)
            if total middle < 1.0 then low <- middle else high <- middle

        struct (total low, ExplicitSteps.step loss [ climb; ExplicitSteps.ramp k e low a ])

    // Sums of 60 half-panels round log r, at most 60, to 1e-13 of the mass; a step's promise is to stand out.
    let private rounding = 1e-13

    let private promise (step: StepOfKl) = 0.5 * step.Tau * step.Rate

    let private raises (struct (_: float, step: StepOfKl)) =
        promise step > 10.0 * rounding && step.Change >= promise step - rounding

    let private lowers (struct (_: float, step: StepOfKl)) =
        promise step < 0.0 && step.Change <= promise step + rounding

    let private necessityOf (increasing: bool) (loss: GeneratorLoss) : Law =
        Law.forAll
            {
                Name = "monoflow-construction"
                Statement =
                    "Wherever h(b) < h(a), a < b, there are p and q for which an explicit step of the particles' map raises "
                    + "KL(q||p) by half of tau dKL/dt > 0 or more; for an increasing h it lowers KL for all of these."
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

                // Ever straighter ramps, and a crossing of ever less mass, until neither matters.
                let tries =
                    [
                        for k in [ 4; 64; 1024 ] do
                            for power in [ 3; 10; 20 ] do
                                construction loss k a b (Math.ScaleB(0.25 * min 1.0 (exp -b), -power))
                    ]

                [
                    if falls then
                        Equation.condition "KL grows for some of these, since h falls" (List.exists raises tries)

                    if increasing then
                        Equation.condition
                            "h rises, and KL falls for all of these"
                            (not falls && List.forall lowers tries)

                    for struct (total, _) in tries do
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
                    descentAlong (fun _ slopes -> slopes) (GeneratorLoss.parse "chi2")
                    |> Law.rejects "particles that move along grad log r without h'"
                    descentAlong
                        (fun u slopes ->
                            ExplicitSteps.velocity GeneratorLoss.vanilla u slopes |> Array.map (fun v -> -v))
                        GeneratorLoss.vanilla
                    |> Law.rejects "particles that move against grad log r"
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
