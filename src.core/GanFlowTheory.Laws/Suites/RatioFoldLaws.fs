namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of the fits that a held-out score was taken from: that they have not seen what they are scored
/// on.</summary>
[<RequireQualifiedAccess>]
module RatioFoldLaws =

    // Far beyond the spread of the samples, another way for each point.
    let private moved (points: int[]) (measure: IMeasure) : IMeasure =
        let x = measure.Nodes
        let isMoved = Array.init x.Count (fun i -> Array.contains i points)

        Empirical.weighted
            measure.Weights
            (Points.init x.Count x.Dimension (fun i k ->
                if isMoved[i] then
                    x[i, k] + 3.0 * cos (float (2 * i + k))
                else
                    x[i, k]))

    // The mean over the points held out, each class with half of the mass.
    let private score (p: IMeasure) (q: IMeasure) (fits: HeldOutFit list) : float =
        let part (sign: float) (measure: IMeasure) (heldOut: HeldOutFit -> int[]) =
            let terms =
                [|
                    for fit in fits do
                        let points = heldOut fit
                        let u = fit.LogRatio.Value(Points.select points measure.Nodes)

                        yield!
                            Array.map2
                                (fun i u -> struct (measure.Weights[i], RatioFormulas.softplus (sign * u)))
                                points
                                u
                |]

            Array.sumBy (fun (struct (w, loss)) -> w * loss) terms
            / Array.sumBy (fun (struct (w, _)) -> w) terms

        0.5 * (part -1.0 p _.Target + part 1.0 q _.Current)

    /// The fit of a fold does not change when the points of the fold are moved, and the score is that of the folds.
    let folds (name: string) (estimator: RatioEstimator) : Law =
        Law.forAll
            {
                Name = "ratio-folds"
                Statement =
                    "At fixed settings the fit of a fold does not change when the points that it holds out are moved, no point is "
                    + "held out twice, and the held-out score is the log-loss at these points by these fits."
                Source = "YZL23-4"
                Judge =
                    Judge.Relative(
                        1e-3,
                        "fits of folds may end at a gradient of 1e-3 sqrt(ridge) a coefficient; points that are seen move u by a "
                        + "tenth or more"
                    )
            }
            name
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure

                let fit p q =
                    estimator.Fit (Seed.create sample.Seed) p q None

                let first = fit p q

                match first.HeldOutScore, first.HeldOut with
                | Some stated, (_ :: _ as fits) ->
                    let once (heldOut: HeldOutFit -> int[]) =
                        let all = fits |> List.map heldOut |> Array.concat
                        Array.distinct all = all

                    let x = Points.append p.Nodes q.Nodes

                    [
                        Equation.condition "no point is held out twice" (once _.Target && once _.Current)
                        Equation.scalar
                            "the score against the fits of its folds"
                            (1.0 + stated)
                            stated
                            (score p q fits)

                        for k, fold in List.indexed fits do
                            let after = (fit (moved fold.Target p) (moved fold.Current q)).HeldOut

                            Equation.condition
                                "the same seed holds out the same points"
                                (after.Length = fits.Length
                                 && after[k].Target = fold.Target
                                 && after[k].Current = fold.Current)

                            if after.Length = fits.Length then
                                let u = fold.LogRatio.Value x

                                Equation.vector
                                    $"u of fold {k}, its points moved"
                                    (1.0 + Vectors.largest u)
                                    (after[k].LogRatio.Value x)
                                    u
                    ]
                | _ -> [ Equation.condition "no folds are claimed" first.HeldOut.IsEmpty ])
