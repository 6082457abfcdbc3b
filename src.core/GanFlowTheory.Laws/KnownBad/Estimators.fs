namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad estimators of MMD^2.
[<RequireQualifiedAccess>]
module internal BadEstimators =

    let private withoutFactor (k: Kernel) (x: Points) (y: Points) : Estimate =
        let e = MmdEstimator.unbiased k x y
        let cross = Mmd.inner k (Empirical.ofPoints x) (Empirical.ofPoints y)
        { e with Value = e.Value + cross }

    // Right for samples of one size.
    let private oneSize (k: Kernel) (x: Points) (y: Points) : Estimate =
        let e = MmdEstimator.unbiased k x y
        let n, m = float x.Count, float y.Count
        let cross = Mmd.inner k (Empirical.ofPoints x) (Empirical.ofPoints y)

        { e with
            Value = e.Value + 2.0 * cross * (1.0 - m / n)
        }

    let private withVariance
        (change: float -> float -> float)
        estimator
        (k: Kernel)
        (x: Points)
        (y: Points)
        : Estimate =
        let e: Estimate = estimator k x y

        { e with
            Variance =
                match e.Variance with
                | Variance.Estimated v -> Variance.Estimated(change (float x.Count) v)
                | missing -> missing
        }

    // The Gram matrices of two samples of m points, those within a sample without their diagonals, and their sums.
    let private ofGram (variance: BadVariance -> float) (k: Kernel) (x: Points) (y: Points) : Estimate =
        { MmdEstimator.uStatistic k x y with
            Variance = Variance.Estimated(variance (BadVariance.create k x y))
        }

    let private jackknife (k: Kernel) (x: Points) (y: Points) : Estimate =
        let e = MmdEstimator.unbiased k x y

        let without i (points: Points) =
            Points.select (Array.init (points.Count - 1) (fun j -> if j < i then j else j + 1)) points

        let spread (estimates: float[]) =
            let mean, n = Array.average estimates, float estimates.Length
            (n - 1.0) / n * (estimates |> Array.sumBy (fun v -> (v - mean) * (v - mean)))

        let ofX =
            [|
                for i in 0 .. x.Count - 1 -> (MmdEstimator.unbiased k (without i x) y).Value
            |]

        let ofY =
            [|
                for j in 0 .. y.Count - 1 -> (MmdEstimator.unbiased k x (without j y)).Value
            |]

        { e with
            Variance = Variance.Estimated(spread ofX + spread ofY)
        }

    // As if the two estimates were of separate references.
    let private separate (k: Kernel) (r: Points) (x: Points) (y: Points) : MmdDifference =
        let d = MmdDifference.unbiased k r x y

        if r.Count < 4 then
            d
        else
            let variance y =
                (MmdEstimator.unbiased k r y).Variance.Value |> Option.get

            { d with
                Variance = Variance.Estimated(variance x + variance y)
            }

    let all: KnownBad list =
        [
            Flaw.bad "the biased estimator sold as unbiased" (EstimatorLaws.unbiased false "" 2 MmdEstimator.biased)
            Flaw.bad "cross term without its factor 2" (EstimatorLaws.unbiased false "" 2 withoutFactor)
            Flaw.bad
                "a cross term over n^2 for samples of n and m points"
                (EstimatorLaws.unbiasedOrRefused "" 2 oneSize)
            Flaw.bad "cross term without its factor 2, on large samples" (StandardErrorLaws.calibrated "" withoutFactor)
            Flaw.bad
                "a standard error divided by the sample size"
                (StandardErrorLaws.calibrated "" (MmdEstimator.unbiased |> withVariance (fun n v -> v / (n * n))))
            Flaw.bad
                "a standard error twice as large"
                (StandardErrorLaws.calibrated "" (MmdEstimator.unbiased |> withVariance (fun _ v -> 4.0 * v)))
            Flaw.bad "a jackknife" (VarianceLaws.unbiased false "" jackknife)
            Flaw.bad "the misprinted variance formula" (VarianceLaws.unbiased true "" (ofGram BadVariance.misprinted))
            Flaw.bad "a plug-in variance" (VarianceLaws.unbiased true "" (ofGram BadVariance.plugIn))
            Flaw.bad
                "a floored variance"
                (VarianceLaws.unbiased false "" (MmdEstimator.unbiased |> withVariance (fun _ v -> max 1e-8 v)))
            Flaw.bad
                "a plug-in variance, against its definition"
                (VarianceLaws.definition true "" (ofGram BadVariance.plugIn))
            Flaw.bad
                "the variance of the V-statistic for that of the unbiased estimator"
                (VarianceLaws.definition false "" (fun k x y ->
                    { MmdEstimator.unbiased k x y with
                        Variance = (MmdEstimator.biased k x y).Variance
                    }))
            Flaw.bad
                "the variance of the unbiased estimator for that of ustat"
                (VarianceLaws.unbiased true "" (fun k x y ->
                    { MmdEstimator.uStatistic k x y with
                        Variance = (MmdEstimator.unbiased k x y).Variance
                    }))
            Flaw.bad "a difference whose reference counts twice" (VarianceLaws.unbiasedDifference false "" separate)
            Flaw.bad
                "the samples of a difference exchanged"
                (VarianceLaws.unbiasedDifference false "" (fun k r x y -> MmdDifference.unbiased k r y x))
            Flaw.bad
                "a variance of blocks with divisor B"
                (StandardErrorLaws.blocks
                    2
                    ""
                    (MmdEstimator.linear
                     |> withVariance (fun n v ->
                         let blocks = floor (n / 2.0)
                         v * (blocks - 1.0) / blocks)))
            Flaw.bad
                "the unbiased estimator sold as the V-statistic"
                (EstimatorLaws.bias "" (fun k x y ->
                    if x.Count > 1 && y.Count > 1 then
                        MmdEstimator.unbiased k x y
                    else
                        MmdEstimator.biased k x y))
            Flaw.bad
                "ustat with the cross terms of the pairs left in"
                (EstimatorLaws.definitions [ "ustat", MmdEstimator.unbiased ])
            Flaw.bad
                "a kernel that sees where the samples lie"
                (EstimatorLaws.translation "" (fun _ x y -> MmdEstimator.unbiased Kernel.poly3 x y))
        ]
