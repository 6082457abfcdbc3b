namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>Sums over Gram matrices by loops, k(x_i, y_j) by its definition: what the fast pass must agree with.</summary>
[<RequireQualifiedAccess>]
module internal GramReference =

    let private values (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) : float[,] =
        let gram = Kernel.gram kernel (Rows.toPoints x) (Rows.toPoints y)
        Array2D.map (fun v -> v - shift) gram

    /// Of a cloud with itself.
    let own (kernel: Kernel) (shift: float) (x: Rows) : OwnSums =
        let n = x.Count
        let k = values kernel shift x x

        let off f i =
            Seq.sum (
                seq {
                    for j in 0 .. n - 1 do
                        if j <> i then
                            yield f k[i, j]
                }
            )

        {
            Rows = Array.init n (off id)
            Squares = Seq.sum (Seq.init n (off (fun v -> v * v)))
            Diagonal = Array.init n (fun i -> k[i, i])
        }

    /// Of two clouds.
    let cross (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) : CrossSums =
        let n, m = x.Count, y.Count
        let k = values kernel shift x y

        {
            Rows = Array.init n (fun i -> Seq.sum (Seq.init m (fun j -> k[i, j])))
            Columns = Array.init m (fun j -> Seq.sum (Seq.init n (fun i -> k[i, j])))
            Squares = Seq.sum (Seq.init n (fun i -> Seq.sum (Seq.init m (fun j -> k[i, j] * k[i, j]))))
        }

    /// sum over i <> j of a set, for each set.
    let inside (kernel: Kernel) (shift: float) (x: Rows) (sets: int[][]) : float[] =
        let k = values kernel shift x x

        sets
        |> Array.map (fun set ->
            Seq.sum (
                seq {
                    for i in set do
                        for j in set do
                            if j <> i then
                                yield k[i, j]
                }
            ))

    /// sum over i of a set of x and j of the set of y beside it, for each pair of sets.
    let between (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) (xSets: int[][]) (ySets: int[][]) : float[] =
        let k = values kernel shift x y

        Array.map2
            (fun ofX ofY ->
                Seq.sum (
                    seq {
                        for i in ofX do
                            for j in ofY do
                                yield k[i, j]
                    }
                ))
            xSets
            ySets

/// How the sums over a Gram matrix are found.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal GramRoute =
    /// By loops, the definition.
    | Loops
    /// By programs of an engine.
    | Programs of Engine
    /// By the pass of this package.
    | Pass

/// Which way a kernel's sums say.
module internal GramRoute =

    /// The way for a kernel on R^d.
    let ofKernel (kernel: Kernel) (d: int) : GramRoute =
        match kernel.Sums.Engine with
        | Some engine when EngineGram.covers kernel d -> GramRoute.Programs engine
        | _ when kernel.Sums = KernelSums.reference -> GramRoute.Loops
        | _ -> GramRoute.Pass

/// <summary>Sums over Gram matrices in one pass, in memory O(n d) and never the matrix: of rows, of columns, of squares. On
/// all cores; the same bits on any number of threads.</summary>
/// <remarks>Adding one constant to a kernel changes no MMD^2 and no variance of one, so that each value may be taken less a
/// shift near the mean value, which saves digits where values differ little. Kernels that carry the reference sums are
/// summed by loops, those that carry the sums of an engine by its programs where all their parts have formulas. Those that
/// carry other sums have their rows and columns by these, which do not know squares; squares, and all other kernels, are
/// summed by this pass.</remarks>
[<RequireQualifiedAccess>]
module internal GramSums =

    // Sums of a user's own know no squares: rows and columns by these, squares by the pass.
    let private hasOwnSums (kernel: Kernel) =
        kernel.Sums <> KernelSums.standard && kernel.Sums.Engine.IsNone

    // sum_j (k(x_i, y_j) - shift), by the sums that the kernel carries.
    let private rowsBySums (kernel: Kernel) (shift: float) (x: Points) (y: Points) : float[] =
        kernel.Sums.Apply kernel.Terms x y (Array.create y.Count 1.0)
        |> Array.map (fun total -> total - float y.Count * shift)

    /// Of a cloud with itself: each value on one side of the diagonal is found once.
    let own (kernel: Kernel) (shift: float) (x: Rows) : OwnSums =
        match GramRoute.ofKernel kernel x.Dimension with
        | GramRoute.Loops -> GramReference.own kernel shift x
        | GramRoute.Programs engine ->
            let struct (sums, _) = EngineGram.own engine kernel shift x [||]
            sums
        | GramRoute.Pass ->
            let plan = GramPlan.create kernel shift GramPlan.mostColumns x x
            let sums = SumsReducer plan
            GramPass.run plan sums
            let diagonal = GramDiagonal.create kernel shift x

            {
                Rows =
                    if hasOwnSums kernel then
                        let points = Rows.toPoints x
                        Array.map2 (-) (rowsBySums kernel shift points points) diagonal
                    else
                        sums.Rows
                Squares = sums.Squares
                Diagonal = diagonal
            }

    /// Of two clouds.
    let cross (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) : CrossSums =
        match GramRoute.ofKernel kernel x.Dimension with
        | GramRoute.Loops -> GramReference.cross kernel shift x y
        | GramRoute.Programs engine -> EngineGram.cross engine kernel shift x y
        | GramRoute.Pass ->
            // The same object twice is still two clouds here.
            let plan =
                { GramPlan.create kernel shift GramPlan.mostColumns x y with
                    Own = false
                }

            let sums = SumsReducer plan
            GramPass.run plan sums

            if hasOwnSums kernel then
                let x, y = Rows.toPoints x, Rows.toPoints y

                {
                    Rows = rowsBySums kernel shift x y
                    Columns = rowsBySums kernel shift y x
                    Squares = sums.Squares
                }
            else
                {
                    Rows = sums.Rows
                    Columns = sums.Columns
                    Squares = sums.Squares
                }
