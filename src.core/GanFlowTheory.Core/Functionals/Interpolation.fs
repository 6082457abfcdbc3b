namespace GanFlowTheory.Core

open System

/// Potentials on R from their slopes at nodes.
module internal Interpolation =

    /// The potential on R whose gradient is g_i at x_i, linear between neighbouring nodes and constant beyond the ends,
    /// and whose value is 0 at the least node. Nodes in any order; of equal ones the last given counts.
    let potential (x: float[]) (g: float[]) : Potential =
        let order = Array.init x.Length id |> Array.sortBy (fun i -> x[i])

        let kept =
            [|
                for rank in 0 .. order.Length - 1 do
                    if rank = order.Length - 1 || x[order[rank]] < x[order[rank + 1]] then
                        order[rank]
            |]

        let x, g = kept |> Array.map (fun i -> x[i]), kept |> Array.map (fun i -> g[i])
        let n = x.Length
        let integrals = Array.zeroCreate n

        for i in 1 .. n - 1 do
            integrals[i] <- integrals[i - 1] + 0.5 * (g[i] + g[i - 1]) * (x[i] - x[i - 1])

        // The value and the slope at y.
        let at (y: float) : struct (float * float) =
            let found = Array.BinarySearch(x, y)
            // The last node at or before y; -1 before the first.
            let i = if found >= 0 then found else ~~~found - 1

            if i < 0 then
                struct (g[0] * (y - x[0]), g[0])
            elif i = n - 1 then
                struct (integrals[i] + g[i] * (y - x[i]), g[i])
            else
                let slope = (g[i + 1] - g[i]) / (x[i + 1] - x[i])
                let past = y - x[i]
                struct (integrals[i] + past * (g[i] + 0.5 * slope * past), g[i] + slope * past)

        Potential.create
            (fun points ->
                Array.init points.Count (fun j ->
                    let struct (value, _) = at points[j, 0]
                    value))
            (fun points ->
                Points.wrap
                    points.Count
                    1
                    (Array.init points.Count (fun j ->
                        let struct (_, slope) = at points[j, 0]
                        slope)))
