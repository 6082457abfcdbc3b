namespace GanFlowTheory.Core

/// What one pass over the Gram matrix of a cloud with itself gives for many sets of its rows.
[<NoComparison; NoEquality>]
type internal SetSums =
    {
        /// sum_(i <> j in the set) (k(x_i, x_j) - shift), for each set.
        Inside: float[]
        /// The sums of the whole cloud.
        Whole: OwnSums
    }

/// The values to two reducers.
[<Sealed>]
type private BothReducers(a: GramReducer, b: GramReducer) =
    inherit GramReducer()

    override _.OpenBlock(firstColumn, columns, tasks) =
        a.OpenBlock(firstColumn, columns, tasks)
        b.OpenBlock(firstColumn, columns, tasks)

    override _.Add(task, row, column, values, count) =
        a.Add(task, row, column, values, count)
        b.Add(task, row, column, values, count)

    override _.CloseTask task =
        a.CloseTask task
        b.CloseTask task

    override _.CloseBlock() =
        a.CloseBlock()
        b.CloseBlock()

/// <summary>Sums of a Gram matrix over many sets of rows, all from one pass: what permutation tests and means over subsets are
/// made of. With s_b the 0/1 vector of set b, s_b^T K s_b for all b is the product of K and the n x B matrix of the sets, tile
/// by tile.</summary>
/// <remarks>Splitting a pooled sample of N points into a set of n and the m = N - n others, the sums of MMD^2 are those of
/// the set, q = s^T K s; of all, t = 1^T K 1; and of the rows in the set, r = s^T K 1: between set and others r - q, within
/// the others t - 2 r + q; all without the diagonal, which the biased estimator adds by itself.</remarks>
[<RequireQualifiedAccess>]
module internal SetSums =

    // Columns at a time: their values and the sets' bits as numbers stay in the caches.
    let private columns = 960

    /// For each set of distinct rows the sum over its pairs i <> j, with the sums of the whole cloud.
    let own (kernel: Kernel) (shift: float) (x: Rows) (sets: int[][]) : SetSums =
        match GramRoute.ofKernel kernel x.Dimension with
        | GramRoute.Loops ->
            {
                Inside = GramReference.inside kernel shift x sets
                Whole = GramReference.own kernel shift x
            }
        | GramRoute.Programs engine ->
            let struct (whole, inside) = EngineGram.own engine kernel shift x sets
            { Inside = inside; Whole = whole }
        | GramRoute.Pass ->
            let plan = GramPlan.create kernel shift columns x x
            let ofSets = IndicatorMatrix(x.Count, sets)
            let whole, inside = SumsReducer plan, IndicatorReducer(plan, ofSets, ofSets)
            GramPass.run plan (BothReducers(whole, inside))

            {
                Inside = inside.Totals
                Whole =
                    {
                        Rows = whole.Rows
                        Squares = whole.Squares
                        Diagonal = GramDiagonal.create kernel shift x
                    }
            }

    /// For each pair of sets, b of x and b of y, the sum of k(x_i, y_j) - shift over i in the one and j in the other.
    let cross (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) (xSets: int[][]) (ySets: int[][]) : float[] =
        Guard.sameLength (nameof ySets) xSets.Length ySets.Length

        match GramRoute.ofKernel kernel x.Dimension with
        | GramRoute.Loops -> GramReference.between kernel shift x y xSets ySets
        | GramRoute.Programs engine -> EngineGram.between engine kernel shift x y xSets ySets
        | GramRoute.Pass ->
            let plan =
                { GramPlan.create kernel shift columns x y with
                    Own = false
                }

            let reducer =
                IndicatorReducer(plan, IndicatorMatrix(x.Count, xSets), IndicatorMatrix(y.Count, ySets))

            GramPass.run plan reducer
            reducer.Totals
