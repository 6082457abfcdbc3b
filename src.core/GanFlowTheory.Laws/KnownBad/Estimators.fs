namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad estimators of MMD^2.
[<RequireQualifiedAccess>]
module internal BadEstimators =

    let private withoutFactor (k: Kernel) (x: Points) (y: Points) : Estimate =
        let e = MmdEstimator.unbiased k x y
        let cross = Mmd.inner k (Empirical.ofPoints x) (Empirical.ofPoints y)
        { e with Value = e.Value + cross }

    let all: KnownBad list =
        [
            Flaw.bad "the biased estimator sold as unbiased" (EstimatorLaws.unbiased "" 2 MmdEstimator.biased)
            Flaw.bad "cross term without its factor 2" (EstimatorLaws.unbiased "" 2 withoutFactor)
            Flaw.bad "cross term without its factor 2, on large samples" (EstimatorLaws.calibrated "" withoutFactor)
            Flaw.bad
                "a standard error divided by the sample size"
                (EstimatorLaws.calibrated "" (fun k x y ->
                    let e = MmdEstimator.unbiased k x y

                    { e with
                        StandardError = e.StandardError |> Option.map (fun s -> s / float x.Count)
                    }))
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
        ]
