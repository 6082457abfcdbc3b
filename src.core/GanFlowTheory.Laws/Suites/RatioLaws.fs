namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of estimators of density ratios: their held-out scores by brute force, what their fits are minima of,
/// and that no score is better than a coin where p = q.</summary>
[<RequireQualifiedAccess>]
module RatioLaws =

    let internal softplus (u: float) = max u 0.0 + log (1.0 + exp -(abs u))

    /// The Gaussian kernel exp(-|x - y|^2/(2 h^2)).
    let internal kernel (h: float) (x: float[]) (y: float[]) : float =
        exp (-(Array.fold2 (fun t a b -> t + (a - b) * (a - b)) 0.0 x y) / (2.0 * h * h))

    /// A measure without the points at these indices, the weights of the others divided by what they sum to.
    let internal without (out: int list) (measure: IMeasure) : Empirical =
        let kept =
            [|
                for i in 0 .. measure.Nodes.Count - 1 do
                    if not (List.contains i out) then
                        i
            |]

        let mass = kept |> Array.map (fun i -> measure.Weights[i])
        let total = Array.sum mass
        Empirical.weighted (mass |> Array.map (fun w -> w / total)) (Points.select kept measure.Nodes)

    let private one (i: int) (measure: IMeasure) : Points = Points.select [| i |] measure.Nodes

    let private size (u: float[]) = 1.0 + Vectors.largest u

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

    let private closed =
        Judge.Relative(1e-9, "closed forms of fewer than 20 terms, and systems whose condition number is below 1e5")

    /// An estimator whose score leaves each point out alone.
    let heldOut (name: string) (estimator: RatioEstimator) : Law =
        heldOutBy Leaving.Alone closed name estimator (fun p q x ->
            (estimator.Fit (Seed.create 0) p q None).LogRatio.Value x)

    /// log of the Gaussian kernel density sum_i w_i N(x; x_i, h^2 I) at the points, by its formula.
    let internal logKernelDensity (h: float) (measure: IMeasure) (x: Points) : float[] =
        let constant = 0.5 * float x.Dimension * log (2.0 * System.Math.PI * h * h)

        Array.init x.Count (fun i ->
            let terms =
                Array.mapi (fun j w -> w * kernel h (x.Row i) (measure.Nodes.Row j)) measure.Weights

            log (Array.sum terms) - constant)

    /// The same with its gradient, relative to the largest term, so that it holds wherever a point lies.
    let internal logKernelDensityFar (h: float) (measure: IMeasure) (x: float[]) : struct (float * float[]) =
        let offsets =
            measure.Nodes
            |> Points.toRows
            |> Array.map (fun y -> Array.map2 (fun a b -> (b - a) / h) x y)

        let exponents =
            Array.map2 (fun w e -> log w - 0.5 * Vectors.squaredNorm e) measure.Weights offsets

        let top = Array.max exponents
        let shares = exponents |> Array.map (fun e -> exp (e - top))
        let total = Array.sum shares

        struct (top + log total - 0.5 * float x.Length * log (2.0 * System.Math.PI * h * h),
                Array.init x.Length (fun k ->
                    Array.fold2 (fun t share (e: float[]) -> t + share / total * e[k] / h) 0.0 shares offsets))

    /// The ratio of kernel densities, and the leave-one-out likelihood, by their formulas.
    let kernelDensities (name: string) (h: float) (k: float) (estimator: RatioEstimator) : Law =
        Law.forAll
            {
                Name = "ratio-kernel-densities"
                Statement =
                    "u = log p_h - log q_k with p_h(x) = sum_i w_i (2 pi h^2)^(-d/2) exp(-|x - x_i|^2/(2 h^2)), near and so far out "
                    + "that all terms underflow, where its gradient is the mean of (x_i - x)/h^2 with the terms as weights; and the "
                    + "leave-one-out likelihood is sum_i w_i log p_h(x_i) over the other points, their weights over 1 - w_i."
                Source = "YZL23-4"
                Judge = closed
            }
            name
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let fit = estimator.Fit (Seed.create sample.Seed) p q None
                // Halfway between the points, where no sum of kernels underflows.
                let x = Points.append p.Nodes q.Nodes |> Points.scale 0.5

                let expected = Array.map2 (-) (logKernelDensity h p x) (logKernelDensity k q x)

                let left =
                    Seq.init p.Nodes.Count (fun i ->
                        p.Weights[i] * (logKernelDensity h (without [ i ] p) (one i p))[0])
                    |> Seq.sum

                let far = x |> Points.toRows |> Array.map (Array.map (fun v -> 64.0 * v + 8.0))
                let seen = fit.LogRatio.At(Points.ofRows far)

                [
                    Equation.vector "u against its formula" (size expected) (fit.LogRatio.Value x) expected

                    for i, place in Array.indexed far do
                        let struct (ofP, slopeP) = logKernelDensityFar h p place
                        let struct (ofQ, slopeQ) = logKernelDensityFar k q place

                        Equation.scalar
                            $"u at {Show.numbers place}"
                            (1.0 + abs ofP + abs ofQ)
                            seen.Values[i]
                            (ofP - ofQ)

                        Equation.vector
                            $"grad u at {Show.numbers place}"
                            (1.0 + Vectors.norm slopeP + Vectors.norm slopeQ)
                            (seen.Gradient.Row i)
                            (Array.map2 (-) slopeP slopeQ)

                    Equation.scalar
                        "leave-one-out likelihood"
                        (1.0 + abs left)
                        (KernelDensityRatio.leaveOneOutLikelihood h p)
                        left
                ])

    // a with (E_q k k^T + ridge I) a = E_p k, k(x) = (k(x, c_l)).
    let private coefficients (h: float) (ridge: float) (centres: Points) (p: IMeasure) (q: IMeasure) : float[] =
        let at (x: Points) i l = kernel h (x.Row i) (centres.Row l)

        let mean (m: IMeasure) f =
            Seq.sum (Seq.init m.Nodes.Count (fun i -> m.Weights[i] * f i))

        let matrix =
            MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(
                centres.Count,
                centres.Count,
                (fun a b ->
                    mean q (fun j -> at q.Nodes j a * at q.Nodes j b)
                    + (if a = b then ridge else 0.0))
            )

        let right =
            MathNet.Numerics.LinearAlgebra.Vector<float>.Build.Dense(
                centres.Count,
                (fun l -> mean p (fun i -> at p.Nodes i l))
            )

        matrix.Solve(right).ToArray()

    // log of sum_l max(a_l, 0) k(x, c_l).
    let private logSum (h: float) (centres: Points) (a: float[]) (x: Points) : float[] =
        Array.init x.Count (fun i ->
            a
            |> Array.mapi (fun l a -> max a 0.0 * kernel h (x.Row i) (centres.Row l))
            |> Array.sum
            |> log)

    let internal leastSquaresRefit (h: float) (ridge: float) (p: IMeasure) (q: IMeasure) =
        let centres = p.Nodes
        logSum h centres (coefficients h ridge centres p q)

    /// The score of least-squares importance fitting in folds of one pair.
    let heldOutLeastSquares (name: string) (h: float) (ridge: float) (estimator: RatioEstimator) : Law =
        heldOutBy Leaving.Pairs closed name estimator (leastSquaresRefit h ridge)

    /// The fit of least-squares importance fitting is the stationary point of its objective, and the leave-one-out
    /// value that chooses its ridge that of refits.
    let internal leastSquaresBy
        (name: string)
        (h: float)
        (ridge: float)
        (estimator: RatioEstimator)
        (leaveOneOut: float[] -> Points -> Support -> Support -> float[])
        : Law =
        Law.forAll
            {
                Name = "ratio-least-squares"
                Statement =
                    "r = sum_l a_l k(., c_l) with the a at which 1/2 E_q r^2 - E_p r + ridge/2 |a|^2 is stationary, negative "
                    + "a_l set to 0; the leave-one-out value of the criterion is that of refits."
                Source = "YZL23-4"
                Judge = closed
            }
            name
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let centres = p.Nodes
                let fit = estimator.Fit (Seed.create sample.Seed) p q None
                let expected = leastSquaresRefit h ridge p q centres

                // r at a point, by the refit without clipping.
                let r ridge (p': IMeasure) (q': IMeasure) (x: float[]) =
                    coefficients h ridge centres p' q'
                    |> Array.mapi (fun l a -> a * kernel h x (centres.Row l))
                    |> Array.sum

                let criterion =
                    Seq.sum (
                        Seq.init q.Nodes.Count (fun j ->
                            let w = q.Weights[j]
                            let left = r (ridge / (1.0 - w)) p (without [ j ] q) (q.Nodes.Row j)
                            0.5 * w * left * left)
                    )
                    - Seq.sum (
                        Seq.init p.Nodes.Count (fun i -> p.Weights[i] * r ridge (without [ i ] p) q (p.Nodes.Row i))
                    )

                let ofEstimator =
                    leaveOneOut [| ridge |] centres (Support.ofMeasure "p" p) (Support.ofMeasure "q" q)

                [
                    Equation.vector
                        "log r at the points of p against the stationary point"
                        (size expected)
                        (fit.LogRatio.Value centres)
                        expected
                    Equation.scalar
                        "the leave-one-out criterion against refits"
                        (1.0 + abs criterion)
                        ofEstimator[0]
                        criterion
                ])

    /// Least-squares importance fitting at the given bandwidth and ridge.
    let leastSquares (name: string) (h: float) (ridge: float) (estimator: RatioEstimator) : Law =
        leastSquaresBy name h ridge estimator (fun ridges centres p q ->
            LeastSquaresRatio.leaveOneOut h ridges centres p q)

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

    /// The fit of kernel logistic regression is the stationary point of its objective.
    let logistic (name: string) (h: float) (ridge: float) (estimator: RatioEstimator) : Law =
        Law.forAll
            {
                Name = "ratio-logistic"
                Statement =
                    "f = b + sum_i a_i k(., x_i) is stationary for 1/2 E_p log(1 + e^(-f)) + 1/2 E_q log(1 + e^f) + ridge/2 "
                    + "|f|^2: the slopes s_i of the loss at the points sum to 0, and f - b = -(1/ridge) sum_i s_i k(., x_i)."
                Source = "YZL23-4"
                Judge =
                    Judge.Relative(
                        3e-4,
                        "a point within 1e-4 of the span of the other kernels is no landmark of its own; the solver stops at 1e-10"
                    )
            }
            name
            RatioSamples.any
            (fun sample ->
                let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
                let fit = estimator.Fit (Seed.create sample.Seed) p q None
                let f = fit.LogRatio.Value
                let sigmoid u = 1.0 / (1.0 + exp -u)
                let x = Points.append p.Nodes q.Nodes

                let slopes =
                    Array.append
                        (Array.map2 (fun w u -> -0.5 * w * sigmoid -u) p.Weights (f p.Nodes))
                        (Array.map2 (fun w u -> 0.5 * w * sigmoid u) q.Weights (f q.Nodes))

                // Differences between neighbours are free of b.
                let sums =
                    Array.init x.Count (fun i ->
                        -(Array.sum (Array.mapi (fun j s -> s * kernel h (x.Row i) (x.Row j)) slopes))
                        / ridge)

                let differences (values: float[]) =
                    values |> Array.pairwise |> Array.map (fun (a, b) -> b - a)

                let scale = Array.sumBy abs slopes / ridge

                [
                    Equation.scalar "the slopes sum to 0" (Array.sumBy abs slopes) (Array.sum slopes) 0.0
                    Equation.vector "f - b against its sum of kernels" scale (differences (f x)) (differences sums)
                ])

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
