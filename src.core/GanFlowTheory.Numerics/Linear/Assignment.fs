namespace GanFlowTheory.Core

open System

/// <summary>The linear assignment problem: the pairing of n rows with n columns of least total cost.</summary>
[<RequireQualifiedAccess>]
module internal Assignment =

    /// <summary>The column of each row in a pairing of least cost, by shortest augmenting paths with potentials (Kuhn
    /// 1955, Jonker and Volgenant 1987), in n^3 steps; the finite costs
    /// by rows, length n^2.</summary>
    let solve (n: int) (costs: float[]) : int[] =
        // Row 0 and column 0 stand for nothing: the rest counts from 1.
        let ofRow, ofColumn = Array.zeroCreate<float>(n + 1), Array.zeroCreate<float>(n + 1)
        let rowOf = Array.zeroCreate<int>(n + 1)

        for row in 1..n do
            let before = Array.zeroCreate<int>(n + 1)
            let slack = Array.create (n + 1) infinity
            let reached = Array.create (n + 1) false
            rowOf[0] <- row
            let mutable column = 0

            while rowOf[column] <> 0 do
                reached[column] <- true
                let here = rowOf[column]
                let mutable step = infinity
                let mutable next = 0

                for j in 1..n do
                    if not reached[j] then
                        let reduced = costs[(here - 1) * n + j - 1] - ofRow[here] - ofColumn[j]

                        if reduced < slack[j] then
                            slack[j] <- reduced
                            before[j] <- column

                        if slack[j] < step then
                            step <- slack[j]
                            next <- j

                for j in 0..n do
                    if reached[j] then
                        ofRow[rowOf[j]] <- ofRow[rowOf[j]] + step
                        ofColumn[j] <- ofColumn[j] - step
                    else
                        slack[j] <- slack[j] - step

                column <- next

            while column <> 0 do
                rowOf[column] <- rowOf[before[column]]
                column <- before[column]

        let columns = Array.zeroCreate<int> n

        for j in 1..n do
            columns[rowOf[j] - 1] <- j - 1

        columns
