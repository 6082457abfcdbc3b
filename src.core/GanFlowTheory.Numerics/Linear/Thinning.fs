namespace GanFlowTheory.Core

/// Which of many values to keep.
module internal Thinning =

    /// At most limit of the indices 0 .. count-1, evenly spread, first and last among them when limit is at least 2.
    let evenly (limit: int) (count: int) : int[] =
        if count <= limit then
            [| 0 .. count - 1 |]
        elif limit = 1 then
            [| 0 |]
        else
            Array.init limit (fun i -> int (int64 i * int64 (count - 1) / int64 (limit - 1)))

    /// At most limit (at least 4) of the indices of values, increasing: the first, the last, and the least and the
    /// greatest value of each of equally long stretches between them, so that no spike is lost.
    let extremes (limit: int) (values: float[]) : int[] =
        let n = values.Length

        if n <= limit then
            [| 0 .. n - 1 |]
        else
            let stretches = (limit - 2) / 2

            [|
                yield 0
                for s in 0 .. stretches - 1 do
                    let from = 1 + int (int64 s * int64 (n - 2) / int64 stretches)
                    let upTo = int (int64 (s + 1) * int64 (n - 2) / int64 stretches)
                    let indices = [| from..upTo |]
                    yield Array.minBy (fun i -> values[i]) indices
                    yield Array.maxBy (fun i -> values[i]) indices
                yield n - 1
            |]
            |> Array.distinct
            |> Array.sort
