namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core
open RatioFormulas

/// <summary>Laws of any estimator of density ratios: its gradient, and that no score is better than a coin where p =
/// q.</summary>
[<RequireQualifiedAccess>]
module RatioLaws =

    /// The gradient of the log-ratio is the derivative of its value.
    let gradient (name: string) (estimator: RatioEstimator) : Law =
        Law.forAll
            {
                Name = "ratio-gradient"
                Statement =
                    "The gradient of u = log r is the derivative of its value, and the same seed gives the same fit."
                Source = "YZL23-4"
                Judge =
                    Judge.Relative(
                        1e-7,
                        "six-point stencil with step 1/1024 on functions with lengths of 1/8 or more: truncation 1e-9, "
                        + "rounding 5e-12 of u"
                    )
            }
            name
            RatioSamples.any
            (fun sample ->
                let fit () =
                    (estimator.Fit (Seed.create sample.Seed) sample.P sample.Q None).LogRatio

                let u = fit ()
                let x = Points.append sample.P.Nodes sample.Q.Nodes
                let v = Points.init x.Count x.Dimension (fun i k -> cos (float (3 * i + k)))
                let slopes = Points.rowDots (u.Gradient x) v
                let along e = u.Value(Points.combine 1.0 x e v)

                let observed =
                    let odd k =
                        Array.map2 (-) (along (k / 1024.0)) (along (-k / 1024.0))

                    Array.map3 (fun a b c -> (45.0 * a - 9.0 * b + c) / (60.0 / 1024.0)) (odd 1.0) (odd 2.0) (odd 3.0)

                let size = size (u.Value x) + Vectors.largest slopes

                [
                    Equation.vector "d/de u against <grad u, v>" size observed slopes
                    Equation.vector "another fit from the same seed" 0.0 (fit().Value x) (u.Value x)
                ])

    let private rounds = 24
    let private points = 25

    /// <summary>No better than a coin where p = q: the held-out log-loss is log 2 or more in the mean.</summary>
    /// <remarks>With u independent of the points it is measured at, E 1/2 (log(1 + e^-u) + log(1 + e^u)) >= log 2 where p =
    /// q, as the sum is log(2 cosh(u/2)) x 2. The settings must not be chosen by that very score: the best of several
    /// scores is optimistic. An estimator without a score claims nothing.</remarks>
    let coin (name: string) (estimator: RatioEstimator) : Law =
        Law.forEach
            {
                Name = "ratio-coin"
                Statement =
                    "For p = q the held-out score is no better than a coin's: its mean over samples is at least log 2."
                Source = "YZL23-4"
                Judge =
                    Judge.AtMost(
                        6.0,
                        "six standard errors of the mean over 24 pairs of samples of 25 points: a true law fails once in "
                        + "500,000 times (Student's t with 23 degrees of freedom)"
                    )
            }
            name
            [ 1; 2; 3 ]
            (fun dimension ->
                let draw label round =
                    Seed.create round
                    |> Seed.split label
                    |> Seed.gaussian points dimension
                    |> Empirical.ofPoints
                    :> IMeasure

                let scores =
                    [|
                        for round in 0 .. rounds - 1 do
                            match
                                (estimator.Fit (Seed.create round) (draw "p" round) (draw "q" round) None).HeldOutScore
                            with
                            | Some score -> score
                            | None -> ()
                    |]

                if scores.Length = 0 then
                    [ Equation.scalar "no score is claimed" 0.0 0.0 0.0 ]
                else
                    let mean = Array.average scores
                    let square = scores |> Array.sumBy (fun s -> (s - mean) * (s - mean))
                    let n = float scores.Length

                    [
                        Equation.scalar
                            $"log 2 against the mean score in R^{dimension}"
                            (sqrt (square / (n * (n - 1.0))))
                            (log 2.0)
                            mean
                    ])

    /// The laws of any estimator.
    let all (name: string) (estimator: RatioEstimator) : Law list =
        [ gradient name estimator; coin name estimator ]
