namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core
open RatioFormulas

/// <summary>Laws of the held-out scores of estimators of density ratios, by brute force.</summary>
[<RequireQualifiedAccess>]
module RatioHeldOutLaws =

    // The log-loss of terms that each leave something out.
    let private logLoss (p: IMeasure) (q: IMeasure) (ofP: int -> float) (ofQ: int -> float) =
        0.5
        * (Seq.sum (Seq.init p.Nodes.Count (fun i -> p.Weights[i] * softplus -(ofP i)))
           + Seq.sum (Seq.init q.Nodes.Count (fun j -> q.Weights[j] * softplus (ofQ j))))

    /// How points are held out: each alone, or the i-th of p together with the i-th of q (folds of one pair).
    [<RequireQualifiedAccess>]
    type internal Leaving =
        | Alone
        | Pairs

    /// The score against fits that have not seen the points, one by one. The refit gives u at points for measures that
    /// lack some.
    let internal heldOutBy
        (leaving: Leaving)
        (judge: Judge)
        (name: string)
        (estimator: RatioEstimator)
        (refit: IMeasure -> IMeasure -> Points -> float[])
        : Law =
        Law.forAll
            {
                Name = "ratio-held-out"
                Statement =
                    "The held-out score is the log-loss at points that their own fit has not seen: of the same estimator, with "
                    + "the same bandwidths and ridge, refitted without them."
                Source = "YZL23-4"
                Judge = judge
            }
            name
            (match leaving with
             | Leaving.Alone -> RatioSamples.any
             | Leaving.Pairs -> RatioSamples.paired)
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let fit = estimator.Fit (Seed.create sample.Seed) p q None
                let at p' q' (x: Points) = (refit p' q' x)[0]

                let expected =
                    match leaving with
                    | Leaving.Alone ->
                        logLoss p q (fun i -> at (without [ i ] p) q (one i p)) (fun j ->
                            at p (without [ j ] q) (one j q))
                    | Leaving.Pairs ->
                        logLoss p q (fun i -> at (without [ i ] p) (without [ i ] q) (one i p)) (fun i ->
                            at (without [ i ] p) (without [ i ] q) (one i q))

                [
                    Equation.scalar
                        "the score against refits without each point"
                        (1.0 + expected)
                        (defaultArg fit.HeldOutScore nan)
                        expected
                ])

    /// An estimator whose score leaves each point out alone.
    let heldOut (name: string) (estimator: RatioEstimator) : Law =
        heldOutBy Leaving.Alone closed name estimator (fun p q x ->
            (estimator.Fit (Seed.create 0) p q None).LogRatio.Value x)

    /// The score of least-squares importance fitting in folds of one pair.
    let heldOutLeastSquares (name: string) (h: float) (ridge: float) (estimator: RatioEstimator) : Law =
        heldOutBy Leaving.Pairs closed name estimator (leastSquaresRefit h ridge)

    /// The score of kernel logistic regression in folds of one pair.
    let heldOutLogistic (name: string) (estimator: RatioEstimator) : Law =
        heldOutBy
            Leaving.Pairs
            (Judge.Relative(
                1e-3,
                "fits of folds end at a gradient of 1e-3 sqrt(ridge) a coefficient, where Newton's next step is smaller than "
                + "its square; a point left in moves the score by a tenth"
            ))
            name
            estimator
            (fun p q x -> (estimator.Fit (Seed.create 0) p q None).LogRatio.Value x)
