namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core
open RatioFormulas

/// <summary>Laws of the fits of estimators of density ratios: what they are minima of, and their formulas.</summary>
[<RequireQualifiedAccess>]
module RatioFitLaws =

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
