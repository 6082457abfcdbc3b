namespace GanFlowTheory.Core

/// <summary>The sums that kernel distances of two sets of rows are made of.</summary>
[<NoComparison; NoEquality>]
type internal KidSums =
    {
        XX: OwnSums
        YY: OwnSums
        XY: CrossSums
    }

/// Unbiased estimates of MMD^2 on rows, whole and on subsets.
module internal KidSums =

    // Rows of each sample whose kernel values say about how large they are.
    let private looked = 16

    /// The mean kernel value of a few rows of both samples, the same on every run: what each value is taken less, as the
    /// estimate does not depend on it. 0 where it overflows: then the sums do too, and say so.
    let private shiftOf (kernel: Kernel) (x: Rows) (y: Rows) : float =
        let few (rows: Rows) =
            Array.init (min looked rows.Count) (fun i ->
                let row = Array.zeroCreate rows.Dimension
                rows.Read(int (int64 i * int64 rows.Count / int64 (min looked rows.Count)), System.Span row)
                row)

        let values =
            [|
                for a in few x do
                    for b in few y do
                        Kernel.value kernel a b
            |]

        let mean = Array.average values
        if System.Double.IsFinite mean then mean else 0.0

    let create (kernel: Kernel) (x: Rows) (y: Rows) : KidSums =
        let shift = shiftOf kernel x y

        {
            XX = GramSums.own kernel shift x
            YY = GramSums.own kernel shift y
            XY = GramSums.cross kernel shift x y
        }

    let private combine (n: float) (m: float) (xx: float) (yy: float) (xy: float) =
        xx / (n * (n - 1.0)) + yy / (m * (m - 1.0)) - 2.0 * xy / (n * m)

    /// The unbiased estimate.
    let value (sums: KidSums) : float =
        combine
            (float sums.XX.Rows.Length)
            (float sums.YY.Rows.Length)
            (Array.sum sums.XX.Rows)
            (Array.sum sums.YY.Rows)
            (Array.sum sums.XY.Rows)

    /// (n-1)/n sum_i (g_i - mean g)^2 with g_i the estimate without row i up to a common constant, as in MmdEstimator.
    let private jackknife (own: float[]) (cross: float[]) (others: float) =
        let n = float own.Length

        let g =
            Array.map2 (fun row c -> -2.0 * row / ((n - 1.0) * (n - 2.0)) + 2.0 * c / ((n - 1.0) * others)) own cross

        let mean = Array.average g
        (n - 1.0) / n * Array.sumBy (fun v -> (v - mean) * (v - mean)) g

    /// The standard error of the unbiased estimate; None below three rows of either sample.
    let standardError (sums: KidSums) : float option =
        let n, m = sums.XX.Rows.Length, sums.YY.Rows.Length

        if n < 3 || m < 3 then
            None
        else
            let ofX = jackknife sums.XX.Rows sums.XY.Rows (float m)
            let ofY = jackknife sums.YY.Rows sums.XY.Columns (float n)
            Some(sqrt (ofX + ofY))

    /// The estimate on each pair of subsets, from the sums over the whole Gram matrices.
    let private fromWhole (kernel: Kernel) (x: Rows) (y: Rows) (ofX: int[][]) (ofY: int[][]) : float[] =
        let shift = shiftOf kernel x y
        let xx = SetSums.own kernel shift x ofX
        let yy = SetSums.own kernel shift y ofY
        let xy = SetSums.cross kernel shift x y ofX ofY

        Array.init ofX.Length (fun b ->
            combine (float ofX[b].Length) (float ofY[b].Length) xx.Inside[b] yy.Inside[b] xy[b])

    /// The estimate on each pair of subsets, from their own Gram matrices.
    let private oneByOne (kernel: Kernel) (x: Rows) (y: Rows) (ofX: int[][]) (ofY: int[][]) : float[] =
        Array.map2 (fun a b -> value (create kernel (Rows.select a x) (Rows.select b y))) ofX ofY

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
