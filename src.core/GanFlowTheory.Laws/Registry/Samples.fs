namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The estimators and tests that the laws of samples are run on.
[<AutoOpen>]
module internal RegisteredSamples =

    let private varianceOf (estimator: Points -> Points -> Estimate) : Points -> Points -> float =
        fun x y -> (estimator x y).Variance.Value |> Option.defaultValue nan

    let private unbiased (kernel: Kernel) (withVariance: bool) : SampleEstimator =
        let value x y =
            (MmdEstimator.unbiased kernel x y).Value

        {
            Name = $"unbiased with kernel {kernel.Name}"
            Kernel = kernel
            Least = if withVariance then 4 else 2
            Paired = false
            Value = value
            Variance =
                if withVariance then
                    Some(varianceOf (MmdEstimator.unbiased kernel))
                else
                    None
        }

    let private paired (kernel: Kernel) : SampleEstimator =
        let value x y =
            (MmdEstimator.uStatistic kernel x y).Value

        {
            Name = $"ustat with kernel {kernel.Name}"
            Kernel = kernel
            Least = 4
            Paired = true
            Value = value
            Variance = Some(varianceOf (MmdEstimator.uStatistic kernel))
        }

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The laws of samples.
        let internal samples: Law list =
            [
                yield! SampleLaws.all (unbiased Kernel.distance false)
                yield! SampleLaws.all (unbiased (Kernel.gaussian 1.0) true)
                yield! SampleLaws.all (paired Kernel.poly3)

                SampleLaws.level
                    {
                        Name = "all splits, by the unbiased estimator"
                        Least = 2
                        PValue =
                            fun x y ->
                                (TwoSampleTest.permutation
                                    PermutationOptions.standard
                                    SplitEstimator.Unbiased
                                    (Kernel.gaussian 1.0)
                                    x
                                    y)
                                    .P
                    }
            ]
