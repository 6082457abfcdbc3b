namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>Laws of f-divergences and generator losses as functions of u = log r.</summary>
[<RequireQualifiedAccess>]
module DivergenceLaws =

    /// A name of the form, its argument filled in.
    let internal filled (form: Form<'a>) : string =
        form.Shape.Replace(":A", ":0.3").Replace(":L", ":0.3").Replace(":C", ":2").Replace("NAME", "kl")

    /// The divergences by name, alpha apart, LeCam's also of uneven halves.
    let internal named: string list =
        FDivergence.forms
        |> List.filter (fun form -> form.Name <> "alpha")
        |> List.map filled

    /// log r from -300 to 300 in eighths, small ones often, 0 among them; shrinks towards 0.
    let logRatios: Arbitrary<float> =
        Gen.frequency
            [
                3, Gen.choose (-40, 40)
                2, Gen.choose (-400, 400)
                1, Gen.choose (-2400, 2400)
            ]
        |> Generators.eighths

    // Powers r^a with |a| <= 3 and functions of log(1 + r), analytic within distance pi: the seventh derivative is at
    // most 3^7 of the size, so that the truncation h^6/140 of it is 6e-14; rounding is 20 ulp/h = 2e-12.
    let private step = 1.0 / 256.0

    let private differences =
        Judge.Relative(1e-10, "six-point stencil with step 1/256: truncation 6e-14, rounding 2e-12, of the terms' size")

    /// f' is the derivative of f, xi = f - r f', and h' = r^2 f'' is minus the derivative of xi, with its logarithm
    /// (YZL23-1).
    let members (f: FDivergence) : Law =
        Law.forAll
            {
                Name = "divergence-members"
                Statement =
                    "At r = e^u: r f' = df/du, r^2 f'' = r df'/du = -dxi/du = h', xi = f - r f', f(1) = 0, h' >= 0, and "
                    + "log h' is its logarithm."
                Source = "YZL23-1"
                Judge = differences
            }
            f.Name
            logRatios
            (fun u ->
                let r = exp u

                let derivative (g: float -> float) =
                    Differences.derivative step (fun e -> g (u + e))

                let value, slope = f.Value u, f.Slope u
                let xi, mobility = f.FirstVariation u, f.Mobility u
                let terms = abs value + r * abs slope + abs xi + mobility

                [
                    Equation.scalar "r f' against df/du" terms (r * slope) (derivative f.Value)
                    Equation.scalar "h' against r df'/du" (mobility + r * abs slope) mobility (r * derivative f.Slope)
                    Equation.scalar "h' against -dxi/du" (mobility + abs xi) mobility (-(derivative f.FirstVariation))
                    Equation.scalar "xi against f - r f'" terms xi (value - r * slope)
                    Equation.scalar "log h'" (1.0 + abs (f.LogMobility u)) (f.LogMobility u) (log mobility)
                    Equation.scalar "f(1)" (abs (f.Value 1.0)) (f.Value 0.0) 0.0
                    Equation.condition "h' >= 0" (mobility >= 0.0)
                ])

    /// The pressure in closed form, where there is one, belongs to f'.
    let pressure (f: FDivergence) : Law =
        Law.forAll
            {
                Name = "divergence-pressure"
                Statement =
                    "At w = e^(-u): Phi(w) = -f'(1/w) + const, w Phi' = -dPhi/du, Phi' = h', Phi does not fall, and none of "
                    + "Phi' between w and 2w is above the steepest."
                Source = "HZ23-4"
                Judge = differences
            }
            f.Name
            (Arb.filter (fun u -> abs u <= 100.0) logRatios)
            (fun u ->
                match f.Pressure with
                | None -> []
                | Some phi ->
                    let w = exp -u
                    let value, slope = phi.Value w, phi.Slope w
                    let derivative = Differences.derivative step (fun e -> phi.Value(exp (-u - e)))
                    let steepest = phi.Steepest w (2.0 * w)

                    [
                        Equation.scalar
                            "Phi against -f'"
                            (abs value + abs (f.Slope u) + abs (phi.Value 1.0) + abs (f.Slope 0.0))
                            (value - phi.Value 1.0)
                            (f.Slope 0.0 - f.Slope u)
                        Equation.scalar "w Phi' against -dPhi/du" (abs value + w * slope) (w * slope) -derivative
                        Equation.scalar "Phi' against h'" slope slope (f.Mobility u)
                        Equation.condition "Phi does not fall" (phi.Value(2.0 * w) >= value)

                        for k in 0..8 do
                            Equation.condition
                                "Phi' is at most the steepest"
                                (phi.Slope(w * (1.0 + float k / 8.0)) <= steepest * (1.0 + 1e-12))
                    ])

    /// The pressure from the record alone is the closed one, down to w = 1e-300 (HZ23-4).
    let recordedPressure (f: FDivergence) : Law =
        Law.forEach
            {
                Name = "divergence-recorded-pressure"
                Statement =
                    "At w = e^(-u), down to 1e-300: the pressure by quadrature of the record's h' is the closed one, with "
                    + "relative accuracy where f'(inf) is finite, and up to a constant where it is not."
                Source = "HZ23-4"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "8 Gauss-Legendre points on panels of length 1, and log w up to 691, known to 1e-13"
                    )
            }
            f.Name
            [ for i in -40 .. 276 -> 2.5 * float i ]
            (fun u ->
                match f.Pressure with
                | None -> []
                | Some closed ->
                    let record = Pressure.ofRecord { f with Pressure = None }
                    let w = exp -u

                    if Double.IsFinite(f.Slope Double.PositiveInfinity) then
                        [
                            // Below it numbers lose digits: lecam's Phi falls like w^2.
                            if closed.Value w > 1e-290 then
                                Equation.scalar
                                    $"Phi at w = {w}"
                                    (abs (closed.Value w))
                                    (record.Value w)
                                    (closed.Value w)
                            Equation.scalar $"Phi' at w = {w}" (closed.Slope w) (record.Slope w) (closed.Slope w)
                        ]
                    // There Phi' grows like a power of 1/w, up to the second, which has no room beyond e^700.
                    elif u > 300.0 then
                        []
                    else
                        [
                            Equation.scalar
                                $"Phi at w = {w}"
                                (abs (closed.Value w) + abs (closed.Value 1.0) + 1.0)
                                (record.Value w - record.Value 1.0)
                                (closed.Value w - closed.Value 1.0)
                            Equation.scalar $"Phi' at w = {w}" (closed.Slope w) (record.Slope w) (closed.Slope w)
                        ])

    /// h' is the derivative of h, and its sign and logarithm belong to it (YZL23-1).
    let loss (loss: GeneratorLoss) : Law =
        Law.forAll
            {
                Name = "loss-members"
                Statement = "At u = log r: h' = dh/du, log |h'| is its logarithm, and its sign its sign."
                Source = "YZL23-1"
                Judge = differences
            }
            loss.Name
            logRatios
            (fun u ->
                let slope = loss.Slope u
                // At a zero of h and h' together the stencil still sees values beside it.
                let size = abs slope + abs (loss.Value(u - 0.125)) + abs (loss.Value(u + 0.125))

                [
                    Equation.scalar
                        "h' against dh/du"
                        size
                        slope
                        (Differences.derivative step (fun e -> loss.Value(u + e)))
                    Equation.condition "the sign of h'" (loss.Sign u = sign slope)
                    if slope <> 0.0 then
                        Equation.scalar "log |h'|" (1.0 + abs (loss.LogSlope u)) (loss.LogSlope u) (log (abs slope))
                ])

    /// A generator loss for |log r| up to 700: no member is NaN, log |h'| is finite and its exponential is h', which is
    /// infinite only where the value itself exceeds the floats (YZL23-1).
    let lossRange (loss: GeneratorLoss) : Law =
        Law.forEach
            {
                Name = "loss-range"
                Statement =
                    "For |log r| <= 700 h is no NaN, log |h'| is finite, and h' is its exponential, with its sign, wherever that "
                    + "is a float."
                Source = "YZL23-1"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "half an ulp of an exponent up to 1050 is 1e-13, which the exponential passes on"
                    )
            }
            loss.Name
            [ for i in -200 .. 200 -> 3.5 * float i ]
            (fun u ->
                let log' = loss.LogSlope u
                let expected = float (loss.Sign u) * exp log'

                [
                    Equation.condition "h is no NaN" (not (Double.IsNaN(loss.Value u)))
                    Equation.condition "log |h'| is finite" (Double.IsFinite log')

                    // Beyond 709.7 the exponential exceeds the floats, below -708 it has no full digits.
                    if abs log' <= 708.0 then
                        Equation.scalar "h' against the exponential of log |h'|" (abs expected) (loss.Slope u) expected
                ])

    /// Nothing is NaN for |log r| up to 700, and log h' is finite (YZL23-1).
    let range (f: FDivergence) : Law =
        Law.forEach
            {
                Name = "divergence-range"
                Statement = "For |log r| <= 700 no member is NaN, h' >= 0, and log h' is finite."
                Source = "YZL23-1"
                Judge = Judge.Exact
            }
            f.Name
            [ for i in -200 .. 200 -> 3.5 * float i ]
            (fun u ->
                let values = [ f.Value u; f.Slope u; f.FirstVariation u; f.Mobility u ]

                [
                    Equation.condition "no member is NaN" (not (List.exists Double.IsNaN values))
                    Equation.condition "h' >= 0" (f.Mobility u >= 0.0)
                    Equation.condition "log h' is finite" (Double.IsFinite(f.LogMobility u))
                ])
