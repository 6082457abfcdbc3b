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

    let private withError (change: float -> float -> float) estimator (k: Kernel) (x: Points) (y: Points) : Estimate =
        let e: Estimate = estimator k x y

        { e with
            StandardError = e.StandardError |> Option.map (change (float x.Count))
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
                (StandardErrorLaws.calibrated "" (MmdEstimator.unbiased |> withError (fun n s -> s / n)))
            Flaw.bad
                "a standard error twice as large"
                (StandardErrorLaws.calibrated "" (MmdEstimator.unbiased |> withError (fun _ s -> 2.0 * s)))
            Flaw.bad
                "a jackknife with n for n - 1"
                (StandardErrorLaws.jackknife
                    Deletion.Pairs
                    ""
                    (MmdEstimator.uStatistic |> withError (fun n s -> s * sqrt (n / (n - 1.0)))))
            Flaw.bad
                "the standard error of the V-statistic for that of the unbiased estimator"
                (StandardErrorLaws.jackknife Deletion.Points "" (fun k x y ->
                    { MmdEstimator.unbiased k x y with
                        StandardError = (MmdEstimator.biased k x y).StandardError
                    }))
            Flaw.bad
                "a standard error of blocks with divisor B"
                (StandardErrorLaws.jackknife
                    (Deletion.Blocks 2)
                    ""
                    (MmdEstimator.linear
                     |> withError (fun n s ->
                         let blocks = floor (n / 2.0)
                         s * sqrt ((blocks - 1.0) / blocks))))
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
