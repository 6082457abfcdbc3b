namespace GanFlowTheory.Core

/// The estimators of MMD^2, and of differences of two, as statistics of samples.
[<RequireQualifiedAccess>]
module internal MmdStatistic =

    let private means (means: (float * PairMean) list) : PairStatistic = { Means = means; Unpaired = [] }

    /// Of two samples, without the diagonals.
    let unbiased: PairStatistic =
        means [ 1.0, PairMean.Within 0; 1.0, PairMean.Within 1; -2.0, PairMean.Between(0, 1) ]

    /// The same without the pairs of one index.
    let paired: PairStatistic =
        { unbiased with
            Unpaired = [ -2.0, 0, 1 ]
        }

    // A mean over all pairs: 1/n of it is the diagonal.
    let private whole (sample: int) (count: int) : (float * PairMean) list =
        let part = 1.0 / float count
        let diagonal = part, PairMean.Diagonal sample

        if count = 1 then
            [ diagonal ]
        else
            [ 1.0 - part, PairMean.Within sample; diagonal ]

    /// Of two samples of n and m points, with the diagonals.
    let biased (n: int) (m: int) : PairStatistic =
        means (whole 0 n @ whole 1 m @ [ -2.0, PairMean.Between(0, 1) ])

    /// Of the second and of the third sample to the first, without the diagonals; the pairs within the first cancel.
    let difference: PairStatistic =
        means
            [
                1.0, PairMean.Within 1
                -1.0, PairMean.Within 2
                -2.0, PairMean.Between(0, 1)
                2.0, PairMean.Between(0, 2)
            ]

    /// The same without the pairs of one index.
    let pairedDifference: PairStatistic =
        { difference with
            Unpaired = [ -2.0, 0, 1; 2.0, 0, 2 ]
        }
