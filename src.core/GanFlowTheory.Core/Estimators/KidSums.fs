namespace GanFlowTheory.Core

/// Unbiased estimates of MMD^2 on rows, whole and on subsets.
module internal KidSums =

    /// The unbiased estimate.
    let value (kernel: Kernel) (x: Rows) (y: Rows) : float =
        PairStatistic.value (SampleSums.ofRows kernel [ x; y ]) MmdStatistic.unbiased

    // The estimate on each pair of subsets, from the sums over the whole Gram matrices.
    let private fromWhole (kernel: Kernel) (x: Rows) (y: Rows) (ofX: int[][]) (ofY: int[][]) : float[] =
        let sums = SampleSums.ofRows kernel [ x; y ]
        let n, m = float x.Count, float y.Count
        let shares = Shares(0.5 * (n + m) * (n + m))
        let xx = shares.Take(0.5 * n * n, (fun () -> sums.Sets(0, ofX).Inside))
        let yy = shares.Take(0.5 * m * m, (fun () -> sums.Sets(1, ofY).Inside))
        let xy = shares.Take(n * m, (fun () -> sums.CrossSets(0, 1, ofX, ofY)))

        Array.init ofX.Length (fun b ->
            let n, m = float ofX[b].Length, float ofY[b].Length
            xx[b] / (n * (n - 1.0)) + yy[b] / (m * (m - 1.0)) - 2.0 * xy[b] / (n * m))

    // The estimate on each pair of subsets, from their own Gram matrices.
    let private oneByOne (kernel: Kernel) (x: Rows) (y: Rows) (ofX: int[][]) (ofY: int[][]) : float[] =
        LongWork.each ofX.Length (fun b -> value kernel (Rows.select ofX[b] x) (Rows.select ofY[b] y))

    /// Whether B pairs of subsets of one size cost less by the sums over the whole Gram matrices: (n + m)^2/2 kernel values of d
    /// multiply-adds each, about ten more for a profile, and B more for the sets; against B (2 size)^2/2 values.
    let internal prefersWhole (n: int) (m: int) (d: int) (count: int) (size: int) : bool =
        let values (points: float) = 0.5 * points * points
        let each = float d + 10.0

        values (float n + float m) * (each + float count)
        <= float count * values (2.0 * float size) * each

    /// The estimate on each pair of subsets of one size.
    let onSubsets (kernel: Kernel) (x: Rows) (y: Rows) (ofX: int[][]) (ofY: int[][]) : float[] =
        if prefersWhole x.Count y.Count x.Dimension ofX.Length ofX[0].Length then
            fromWhole kernel x y ofX ofY
        else
            oneByOne kernel x y ofX ofY
