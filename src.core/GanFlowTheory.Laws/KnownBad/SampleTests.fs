namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad tests of samples.
[<RequireQualifiedAccess>]
module internal BadSampleTests =

    // B draws beside the statistic itself.
    let private share (reaches: float -> float -> bool) (statistics: float[]) =
        let drawn = Array.tail statistics

        float (drawn |> Array.filter (fun t -> reaches t statistics[0]) |> Array.length)
        / float drawn.Length

    let private test estimator kernel x y =
        TwoSampleTest.permutation PermutationOptions.standard estimator kernel x y

    let private bySplit kernel x y = test SplitEstimator.Unbiased kernel x y

    // A bandwidth that one sample has chosen.
    let private ofFirst (x: Points) (y: Points) =
        let kernel = Kernel.gaussian (0.05 + Vectors.squaredNorm (Points.mean x))
        (bySplit kernel x y).P

    let private halved (p: float) = 0.5 * p

    let all: KnownBad list =
        [
            Flaw.bad "a permutation p without the +1" (SampleTestLaws.drawnLevel "" (share (>=)))
            Flaw.bad
                "a permutation p without ties"
                (SampleTestLaws.drawnLevel "" (fun statistics -> (1.0 + 2.0 * share (>) statistics) / 3.0))
            Flaw.bad
                "a two-sided p that is not doubled"
                (SampleTestLaws.splitLevel "" (fun x y -> halved (bySplit (Kernel.gaussian 1.0) x y).P))
            Flaw.bad "a kernel chosen by one of the samples" (SampleTestLaws.splitLevel "" ofFirst)
            Flaw.bad
                "the smallest p of several kernels, as it is"
                (SampleTestLaws.splitLevel "" (fun x y ->
                    [ 0.1; 1.0; 10.0 ]
                    |> List.map (fun s -> (bySplit (Kernel.gaussian s) x y).P)
                    |> List.min))
            Flaw.bad
                "the V-statistic for the unbiased estimator"
                (SampleTestLaws.splitDefinition "" MmdEstimator.unbiased (test SplitEstimator.Biased))
            Flaw.bad
                "a test by swaps that counts the pairs between the samples"
                (SampleTestLaws.swapDefinition "" (fun k r x y ->
                    let t = SwapTest.swap PermutationOptions.standard k r x y
                    let between = Array.sum (Pairwise.apply k x y (Array.create y.Count 1.0))

                    { t with
                        Statistic = t.Statistic + between
                    }))
            Flaw.bad
                "a test by swaps against the other side"
                (SampleTestLaws.swapDefinition "" (fun k r x y ->
                    let t = SwapTest.swap PermutationOptions.standard k r x y
                    { t with P = 1.0 - t.P }))
            Flaw.bad
                "swapped roles in the three-sample test"
                (SampleTestLaws.sides "" (fun k r x y -> RelativeSimilarity.test k r y x))
            Flaw.bad
                "a p-value of swaps without its own swap"
                (SampleTestLaws.swapLevel "" (fun r x y ->
                    let t = SwapTest.swap PermutationOptions.standard (Kernel.gaussian 1.0) r x y
                    t.P - 1.0 / float t.Swaps))
        ]
