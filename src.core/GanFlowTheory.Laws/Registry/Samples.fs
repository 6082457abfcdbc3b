namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The estimators and tests that the laws of samples are run on.
[<AutoOpen>]
module internal RegisteredSamples =

    let private unbiased (kernel: Kernel) (withVariance: bool) : SampleEstimator =
        let value x y = (MmdEstimator.unbiased kernel x y).Value

        {
            Name = $"unbiased with kernel {kernel.Name}"
            Kernel = kernel
            Least = if withVariance then 4 else 2
            Paired = false
            Value = value
            Variance =
                if withVariance then
                    Some(SampleDefinitions.variance kernel value)
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
            Variance = Some(SampleDefinitions.variancePaired kernel value)
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
                            SampleDefinitions.permutation (fun x y ->
                                (MmdEstimator.unbiased (Kernel.gaussian 1.0) x y).Value)
                    }
            ]
