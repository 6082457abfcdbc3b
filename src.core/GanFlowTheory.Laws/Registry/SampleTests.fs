namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The tests that laws are run on.
[<AutoOpen>]
module RegisteredSampleTests =

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        // Of seven points at most 35 splits: at this level there is something to reject.
        let private options =
            { PermutationOptions.standard with
                Level = 0.2
            }

        /// The laws of tests of samples.
        let internal sampleTests: Law list =
            [
                for form in SplitEstimator.forms do
                    let test = TwoSampleTest.permutation options (SplitEstimator.parse form.Shape)
                    SampleTestLaws.splitLevel form.Shape (fun x y -> (test (Kernel.gaussian 1.0) x y).P)
                    SampleTestLaws.splitDefinition form.Shape (MmdEstimator.parse form.Shape) test

                SampleTestLaws.splitLevel "aggregated over five bandwidths" (fun x y ->
                    let kernels =
                        // Of points that coincide there is no median distance.
                        try
                            AggregatedTest.gaussians 2 x y
                        with :? System.ArgumentException ->
                            [ Kernel.gaussian 1.0 ]

                    (AggregatedTest.permutation options SplitEstimator.Unbiased kernels x y).P)

                SampleTestLaws.swapLevel "swaps" (fun r x y -> (SwapTest.swap options (Kernel.gaussian 1.0) r x y).P)
                SampleTestLaws.swapDefinition "swaps" (SwapTest.swap options)
                SampleTestLaws.drawnLevel "Permutations.pValue" (Permutations.pValue 0.0)
                SampleTestLaws.sides "RelativeSimilarity.test" RelativeSimilarity.test
            ]
