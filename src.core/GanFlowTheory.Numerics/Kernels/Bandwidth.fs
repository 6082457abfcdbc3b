namespace GanFlowTheory.Core

open System

/// <summary>Bandwidths taken from data.</summary>
[<RequireQualifiedAccess>]
module Bandwidth =

    /// The number of points up to which every pair counts; larger samples are thinned to this many.
    let internal exactUpTo = 2000

    /// |x_i - x_j| without overflow or underflow on the way.
    let private separation (points: Points) i j =
        let mutable square = 0.0

        for k in 0 .. points.Dimension - 1 do
            let difference = points[i, k] - points[j, k]
            square <- square + difference * difference

        if square > 1e-280 && Double.IsFinite square then
            sqrt square
        else
            let mutable largest = 0.0

            for k in 0 .. points.Dimension - 1 do
                largest <- max largest (abs (points[i, k] - points[j, k]))

            if largest = 0.0 then
                0.0
            else
                let mutable ratio = 0.0

                for k in 0 .. points.Dimension - 1 do
                    let difference = (points[i, k] - points[j, k]) / largest
                    ratio <- ratio + difference * difference

                largest * sqrt ratio

    let private swap (values: float[]) i j =
        let kept = values[i]
        values[i] <- values[j]
        values[j] <- kept

    /// Reorders the values so that the one at the given rank is where sorting would put it, smaller or equal ones
    /// before it and larger or equal ones after it (Hoare's selection, with the median of three as pivot).
    let internal selectInPlace (rank: int) (values: float[]) =
        let mutable first = 0
        let mutable last = values.Length - 1

        while first < last do
            let middle = first + (last - first) / 2

            if values[middle] < values[first] then
                swap values first middle

            if values[last] < values[first] then
                swap values first last

            if values[last] < values[middle] then
                swap values middle last

            let pivot = values[middle]
            let mutable i = first
            let mutable j = last

            while i <= j do
                while values[i] < pivot do
                    i <- i + 1

                while pivot < values[j] do
                    j <- j - 1

                if i <= j then
                    swap values i j
                    i <- i + 1
                    j <- j - 1

            // Now [first, j] <= pivot <= [i, last], and anything between j and i equals the pivot.
            if rank <= j then last <- j
            elif rank >= i then first <- i
            else first <- last

    /// The median, the mean of the two middle values when their number is even; reorders the values.
    let internal medianInPlace (values: float[]) : float =
        let rank = values.Length / 2
        selectInPlace rank values
        let upper = values[rank]

        if values.Length % 2 = 1 then
            upper
        else
            // Everything before the rank is at most as large: the lower middle value is its maximum.
            let mutable lower = values[0]

            for i in 1 .. rank - 1 do
                lower <- max lower values[i]

            lower + 0.5 * (upper - lower)

    let private thinned (points: Points) =
        if points.Count <= exactUpTo then
            points
        else
            let indices =
                Array.init exactUpTo (fun i -> int (int64 i * int64 points.Count / int64 exactUpTo))

            Points.select indices points

    /// <summary>
    /// The median heuristic: the median of the pairwise Euclidean distances |x_i - x_j|, i &lt; j (for an even number
    /// of pairs, the mean of the two middle ones), positive, in the units of the points.
    /// </summary>
    /// <remarks>Exact up to 2,000 points, by selection in O(n^2) time and memory; beyond that it is the exact median of
    /// 2,000 points, rows floor(i n / 2000) for i = 0 .. 1999: the same on every run. An argument error is thrown for
    /// fewer than two points and where more than half of the pairs coincide, since the median is then 0.</remarks>
    let median (points: Points) : float =
        if points.Count < 2 then
            Guard.fail (nameof points) "points must hold at least two points for the median heuristic, but hold 1."

        let sample = thinned points
        let n = sample.Count
        let distances = Array.zeroCreate (n * (n - 1) / 2)
        let mutable next = 0

        for i in 0 .. n - 1 do
            for j in i + 1 .. n - 1 do
                distances[next] <- separation sample i j
                next <- next + 1

        let chosen = medianInPlace distances

        if chosen = 0.0 then
            Guard.fail
                (nameof points)
                "points have median distance 0: more than half of the pairs coincide, \
                 so give the bandwidth as a number."

        if not (Double.IsFinite chosen) then
            Guard.fail (nameof points) "points must lie closer together: their median distance is not finite."

        chosen

    /// <summary>The median heuristic over the points of x and y together, as two-sample kernels use it.</summary>
    let medianPooled (x: Points) (y: Points) : float = median (Points.append x y)
