namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Claims on estimators of MMD^2 and tests by them: BSAG18-1 and BSAG18-7.
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

    let private relativeSimilarity: Claim =
        {
            Id = "BSAG18-7"
            Statement =
                "Among the estimators of Var T, T the unbiased estimator of MMD^2, ustat, or a difference of two that share a sample, one is "
                + "symmetric in each sample and exactly unbiased: T^2 less the U-statistic of (E T)^2, for n, m >= 4; where it is "
                + "positive, t = (MMD_U^2(r, a) - MMD_U^2(r, b))/sigma gives the three-sample test; exchanging a_i and b_i gives an exact "
                + "one, P(p <= alpha) <= alpha."
            Hypotheses =
                [
                    "the samples are independent, and independent of each other"
                    "n, m >= 4 points in samples whose own pairs count, 2 in a shared reference"
                    "for the tests by permutation and swaps: both samples come from one law, and the kernel does not depend on which is which"
                ]
            Source = "BSAG18"
            Page = "BSAG18-7.md"
            Property = Registry.variances @ Registry.sampleTests
            Necessity =
                [
                    for bad in KnownBad.all do
                        if bad.Law.Source = "BSAG18-7" then
                            bad.Law |> Law.rejects bad.Flaw
                ]
        }

    /// BSAG18-1 and BSAG18-7.
    let all: Claim list = [ unbiased; relativeSimilarity ]
