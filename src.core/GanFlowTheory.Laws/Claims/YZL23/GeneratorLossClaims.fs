namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The claim on divergences and generator losses as h of MonoFlow: YZL23-1.
[<RequireQualifiedAccess>]
module internal GeneratorLossClaims =

    let private divergences =
        DivergenceLaws.named
        @ [ "alpha:-1"; "alpha:0"; "alpha:0.3"; "alpha:1"; "alpha:2" ]
        |> List.map FDivergence.parse

    // The table of YZL23, as written there.
    let private table: (string * (float -> float) * (float -> float)) list =
        let sigmoid u = 1.0 / (1.0 + exp -u)
        let logSigmoid u = -(log (1.0 + exp -u))

        [
            "forward-kl", exp, id
            "kl", (fun _ -> 1.0), (fun _ -> 0.0)
            "chi2", (fun u -> 2.0 * exp (2.0 * u)), (fun u -> log 2.0 + 2.0 * u)
            "hellinger", (fun u -> 0.5 * exp (u / 2.0)), (fun u -> u / 2.0 - log 2.0)
            "jsd", (fun u -> 0.5 * sigmoid u), (fun u -> logSigmoid u - log 2.0)
            "vanilla", sigmoid, logSigmoid
            "non-saturating", (fun u -> sigmoid -u), (fun u -> logSigmoid -u)
            "logit", (fun _ -> 1.0), (fun _ -> 0.0)
            "mle", exp, id
            "exp", (fun u -> 1.5 * exp (1.5 * u)), (fun u -> log 1.5 + 1.5 * u)
            "arcsinh", (fun u -> (1.0 + u * u) ** -0.5), (fun u -> -0.5 * log (1.0 + u * u))
            "shifted:2", (fun u -> sigmoid (u + 2.0)), (fun u -> logSigmoid (u + 2.0))
        ]

    let private tableLaw (losses: string -> GeneratorLoss) (instance: string) : Law =
        Law.forAll
            {
                Name = "monoflow-table"
                Statement = "h' of every named loss and divergence is the entry of the table."
                Source = "YZL23-1"
                Judge = Judge.Relative(1e-12, "an ulp of an exponent up to 600 is 1e-13 of the exponential")
            }
            instance
            DivergenceLaws.logRatios
            (fun u ->
                [
                    for name, slope, logSlope in table do
                        let loss = losses name
                        let expected = slope u

                        Equation.scalar $"h' of {name}" (abs expected) (loss.Slope u) expected
                        Equation.scalar $"log h' of {name}" (1.0 + abs (logSlope u)) (loss.LogSlope u) (logSlope u)
                ])

    // Beyond the floats of h' itself; log sigmoid(u) by the smaller of its two exponentials.
    let private logTable (losses: string -> GeneratorLoss) (instance: string) : Law =
        let logSigmoid u =
            if u >= 0.0 then
                -(log (1.0 + exp -u))
            else
                u - log (1.0 + exp u)

        Law.forAll
            {
                Name = "monoflow-log-table"
                Statement =
                    "log h' of every named loss and divergence is the logarithm of the table's entry for |log r| <= 700."
                Source = "YZL23-1"
                Judge = Judge.Relative(1e-14, "a few ulp of 1 + |log h'|")
            }
            instance
            (Generators.eighths (Gen.choose (-5600, 5600)))
            (fun u ->
                [
                    for name, expected in
                        [
                            "forward-kl", u
                            "kl", 0.0
                            "chi2", log 2.0 + 2.0 * u
                            "hellinger", 0.5 * u - log 2.0
                            "jsd", logSigmoid u - log 2.0
                            "vanilla", logSigmoid u
                            "non-saturating", logSigmoid -u
                            "logit", 0.0
                            "mle", u
                            "exp", log 1.5 + 1.5 * u
                            "arcsinh", -0.5 * log (1.0 + u * u)
                            "shifted:2", logSigmoid (u + 2.0)
                        ] do
                        Equation.scalar $"log h' of {name}" (1.0 + abs expected) ((losses name).LogSlope u) expected
                ])

    // The f is induced by the second loss.
    let private inducedBy (loss: GeneratorLoss) (inducing: GeneratorLoss) : Law =
        Law.forAll
            {
                Name = "monoflow-induced"
                Statement =
                    "The f induced by h has h'' as its curvature: r^2 f'' = r df'/du = h', with f(1) = f'(1) = 0."
                Source = "YZL23-1"
                Judge = Judge.Relative(1e-9, "six-point stencil with step 1/256 of a quadrature that is exact to 1e-13")
            }
            loss.Name
            (Generators.eighths (Gen.choose (-120, 120)))
            (fun u ->
                let r = exp u
                let slope at = GeneratorLoss.inducedSlope inducing at
                let value at = GeneratorLoss.inducedValue inducing at

                let derivative (g: float -> float) =
                    Differences.derivative (1.0 / 256.0) (fun e -> g (u + e))

                [
                    Equation.scalar
                        "h' against r df'/du"
                        (loss.Slope u + r * abs (slope u))
                        (loss.Slope u)
                        (r * derivative slope)
                    Equation.scalar
                        "r f' against df/du"
                        (r * abs (slope u) + value u + 1.0)
                        (r * slope u)
                        (derivative value)
                    Equation.scalar "f(1)" 1.0 (value 0.0) 0.0
                    Equation.scalar "f'(1)" 1.0 (slope 0.0) 0.0
                ])

    let private inducedLaw (name: string) : Law =
        let loss = GeneratorLoss.parse name
        inducedBy loss loss

    let private dictionary: Claim =
        {
            Id = "YZL23-1"
            Statement =
                "The gradient flow of D_f(p||q) in Wasserstein-2 is MonoFlow with h'(u) = r^2 f''(r) at u = log r, "
                + "and a loss -E_q h(log r) with r held fixed descends the D_f with f'' = h'(log r)/r^2: forward KL "
                + "e^u, reverse KL 1, chi^2 2 e^(2u), squared Hellinger 1/2 e^(u/2), JSD 1/2 sigmoid(u), vanilla "
                + "sigmoid(u), non-saturating sigmoid(-u), logit 1, MLE e^u, exp 1.5 e^(1.5u), arcsinh (1 + "
                + "u^2)^(-1/2), shifted sigmoid(u + C)."
            Hypotheses =
                [
                    "f is twice differentiable on r > 0 with f(1) = 0"
                    "p and q have positive densities"
                ]
            Source = "YZL23"
            Page = "YZL23-1.md"
            Property =
                [
                    yield! divergences |> List.map DivergenceLaws.members
                    yield! divergences |> List.map DivergenceLaws.range
                    for f in divergences do
                        if f.Pressure.IsSome then
                            DivergenceLaws.pressure f

                    for form in GeneratorLoss.forms do
                        DivergenceLaws.loss (GeneratorLoss.parse (DivergenceLaws.filled form))
                        DivergenceLaws.lossRange (GeneratorLoss.parse (DivergenceLaws.filled form))

                    logTable GeneratorLoss.parse ""
                    tableLaw GeneratorLoss.parse ""
                    inducedLaw "vanilla"
                    inducedLaw "arcsinh"
                    inducedLaw "shifted:2"
                ]
            Necessity =
                [
                    DivergenceLaws.members
                        { FDivergence.jsd with
                            Mobility = FDivergence.jsd.Mobility >> (*) 2.0
                        }
                    |> Law.rejects "h' of JSD without its factor 1/2"
                    DivergenceLaws.members
                        { FDivergence.forwardKl with
                            Mobility = fun u -> exp -u
                        }
                    |> Law.rejects "f'' in place of r^2 f''"
                    DivergenceLaws.members
                        { FDivergence.chi2 with
                            FirstVariation = FDivergence.chi2.Value
                        }
                    |> Law.rejects "f in place of f - r f'"
                    DivergenceLaws.range
                        { FDivergence.jsd with
                            LogMobility = fun u -> log (exp u / (1.0 + exp u)) - log 2.0 + 0.0 * exp (2.0 * u)
                        }
                    |> Law.rejects "a logarithm taken after an overflow"
                    DivergenceLaws.pressure
                        { FDivergence.hellinger with
                            Pressure = FDivergence.jsd.Pressure
                        }
                    |> Law.rejects "the pressure of another divergence"
                    DivergenceLaws.loss
                        { GeneratorLoss.exponential with
                            Slope = fun u -> exp (1.5 * u)
                        }
                    |> Law.rejects "h' without its inner derivative 1.5"
                    DivergenceLaws.lossRange
                        { GeneratorLoss.vanilla with
                            Slope = fun u -> exp u / (1.0 + exp u)
                            LogSlope = fun u -> log (exp u / (1.0 + exp u)) + 0.0 * exp (2.0 * u)
                        }
                    |> Law.rejects "a logarithm of h' taken after an overflow"
                    logTable
                        (fun name -> GeneratorLoss.parse (if name = "jsd" then "vanilla" else name))
                        "the loss for its half"
                    |> Law.rejects "2 JSD sold as JSD"
                    tableLaw
                        (fun name -> GeneratorLoss.parse (if name = "non-saturating" then "vanilla" else name))
                        "the saturating loss in place of the other"
                    |> Law.rejects "the saturating loss sold as the non-saturating one"
                    inducedBy (GeneratorLoss.parse "vanilla") (GeneratorLoss.parse "non-saturating")
                    |> Law.rejects "the f of another loss"
                ]
        }

    /// YZL23-1.
    let all: Claim list = [ dictionary ]
