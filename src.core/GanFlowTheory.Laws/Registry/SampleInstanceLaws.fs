namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The laws of estimates from samples, of tests and of features on their instances.
[<RequireQualifiedAccess>]
module internal SampleInstanceLaws =

    /// Of estimates of MMD^2 and KID, their variances, and tests.
    let estimators =
        [
            yield! Registry.unbiasedness

            for name, estimator in Registry.estimators do
                if name <> "biased" then
                    StandardErrorLaws.calibrated name estimator

                EstimatorLaws.translation name estimator

            yield! Registry.variances
            yield! Registry.sampleTests
            EstimatorLaws.bias "biased" MmdEstimator.biased
            EstimatorLaws.definitions Registry.estimators
            yield! KidLaws.all KidPort.standard
            yield! Registry.samples
        ]

    // 1/2 FID between Gaussians is 1/2 W2^2.
    let private betweenGaussians (p: GaussianMixture) (q: GaussianState) : float =
        let target = GaussianDivergence.single p
        let factor = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.OfArray target.Factor
        let covariance = (factor.TransposeAndMultiply factor).ToArray()
        0.5 * Fid.betweenGaussians target.Mean covariance q.Mean q.Covariance

    /// Of FID and of coverage.
    let features =
        let fid x y = (Fid.estimate x y).Value

        let ofMoments x y =
            Fid.between (Moments.ofPoints x) (Moments.ofPoints y)

        let ofRows x y =
            (Fid.ofRows (Rows.ofPoints x) (Rows.ofPoints y)).Value

        [
            FidLaws.moments "sums over blocks" (fun d blocks ->
                Moments.ofBlocks "x" d (blocks |> Seq.map (fun block -> struct (Array.concat block, block.Length))))

            FidLaws.definition "fid" fid
            FidLaws.definition "fid by covariances" ofMoments
            FidLaws.definition "fid of rows" ofRows
            FidLaws.bias "fid" fid
            FidLaws.expected "the mean of fid on the line" Fid.expectedOnLine

            for d in [ 1; 2 ] do
                ValueLaws.betweenGaussians
                    d
                    "1/2 fid between gaussians"
                    (FunctionalInstanceLaws.ofNumbers betweenGaussians)
                    ValueLaws.bures

            CoverageLaws.definition "precision, recall, density, coverage" FeatureCoverage.measure
        ]
