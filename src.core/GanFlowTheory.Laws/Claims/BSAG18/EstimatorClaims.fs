namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Claims on estimators of MMD^2: BSAG18-1.
[<RequireQualifiedAccess>]
module internal EstimatorClaims =

    let private unbiased: Claim =
        {
            Id = "BSAG18-1"
            Statement =
                "E MMD_U^2 = MMD^2 for every kernel, law and sample size n, m >= 2; the V-statistic is biased "
                + "upward by (E k(X,X) - E k(X,X'))/n + (E k(Y,Y) - E k(Y,Y'))/m."
            Hypotheses =
                [
                    "the samples are independent, and independent of each other"
                    "n, m >= 2 for the unbiased estimators, n, m >= 1 for the V-statistic"
                ]
            Source = "BSAG18"
            Page = "BSAG18-1.md"
            Property =
                [
                    yield! Registry.unbiasedness
                    EstimatorLaws.bias "biased" MmdEstimator.biased
                    EstimatorLaws.upward "biased" EstimatorLaws.kernels
                    EstimatorLaws.definitions Registry.estimators
                ]
            Necessity =
                [
                    EstimatorLaws.unbiased false "biased" 2 MmdEstimator.biased
                    |> Law.fails "Keeping the diagonal biases the estimator."
                    EstimatorLaws.upward "" [ ParametricSettings.multiquadric ]
                    |> Law.rejects "sqrt(1+|x-y|^2), which is not a positive kernel"
                ]
        }

    /// BSAG18-1.
    let all: Claim list = [ unbiased ]
