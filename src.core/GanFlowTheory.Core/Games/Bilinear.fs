namespace GanFlowTheory.Core

// Addresses of pinned arrays.
#nowarn "9"

open FSharp.NativeInterop

/// A matrix and its products with vectors, for games of many steps.
[<Sealed>]
type internal BilinearForm(a: float[,]) =

    let rows, columns = Array2D.length1 a, Array2D.length2 a

    // By rows.
    let entries = Array.init (rows * columns) (fun p -> a[p / columns, p % columns])

    let address (p: nativeptr<float>) = NativePtr.toNativeInt p

    /// The rows n of A.
    member _.Rows = rows

    /// The columns m of A.
    member _.Columns = columns

    /// A y, length n.
    member _.Times(y: float[]) : float[] =
        let product: float[] = Array.zeroCreate rows
        use a = fixed &entries[0]
        use y = fixed &y[0]
        use target = fixed &product[0]
        MatrixVector.rowDots (address a) (nativeint (8 * columns)) rows (address y) columns (address target)
        product

    /// -A^T x, length m.
    member _.MinusTransposeTimes(x: float[]) : float[] =
        let product: float[] = Array.zeroCreate columns
        use a = fixed &entries[0]
        use x = fixed &x[0]
        use target = fixed &product[0]
        MatrixVector.columnSums (address a) (nativeint (8 * columns)) rows (address x) columns (address target)

        for p in 0 .. product.Length - 1 do
            product[p] <- -product[p]

        product

/// Bilinear games.
[<AutoOpen>]
module BilinearGames =

    // E_q <x, slope>: its first variation is linear, whatever q.
    let private linear (name: string) (check: Points -> unit) (slope: Lazy<float[]>) : Functional<Particles> =
        let values (x: Points) : float[] =
            check x
            let slope = slope.Value

            if x.Count = 1 then
                [| Vectors.inner x.Data slope |]
            else
                Array.init x.Count (fun i ->
                    let mutable total = 0.0

                    for k in 0 .. x.Dimension - 1 do
                        total <- total + x[i, k] * slope[k]

                    total)

        let gradient (x: Points) : Points =
            check x
            let slope = slope.Value

            if x.Count = 1 then
                Points.wrap 1 x.Dimension slope
            else
                Points.wrap x.Count x.Dimension (Array.init x.Data.Length (fun p -> slope[p / x.Count]))

        let potential = Potential.create values gradient

        let value (w: float[]) (values: float[]) = Vectors.inner w values

        {
            Name = name
            Value = fun q -> value q.Weights (values q.Nodes)
            FirstVariation = fun _ -> potential
            Evaluate =
                fun q ->
                    let seen = values q.Nodes

                    {
                        Value = value q.Weights seen
                        Variation = Covector.ofKnown seen (gradient q.Nodes)
                    }
        }

    // The law's mean; the point itself where it is one.
    let private mean (q: Particles) : float[] =
        if q.Nodes.Count = 1 then q.Nodes.Data else Measure.mean q

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        /// <summary>The zero-sum game of a matrix A, n x m: a first player x in R^n that lowers x^T A y and a second y in
        /// R^m that raises it, each in Wasserstein-2 with clock 1; on points dx = -A y dt, dy = A^T x dt. On laws it is
        /// E x^T A y, x and y independent: the matrix game of mixed strategies.</summary>
        /// <exception cref="T:System.ArgumentException">A is empty or not finite; at a step, a state of another dimension
        /// than A.</exception>
        let bilinear (a: float[,]) : Game<Product<Particles, Particles>> =
            Guard.atLeast "the number of rows of the matrix" 1 (Array2D.length1 a)
            Guard.atLeast "the number of columns of the matrix" 1 (Array2D.length2 a)
            a |> Array2D.iteri (fun i j v -> Guard.finite (invariant $"matrix[{i}, {j}]") v)
            let form = BilinearForm a

            let check (player: string) (wanted: int) (x: Points) =
                if x.Dimension <> wanted then
                    Guard.fail
                        player
                        (invariant
                            $"a matrix of {form.Rows} rows and {form.Columns} columns plays x in R^{form.Rows} against y in \
                          R^{form.Columns}, but {player} is in R^{x.Dimension}.")

            let checkX, checkY = check "x" form.Rows, check "y" form.Columns

            Game.create
                (Player.ofFunctional
                    "x"
                    (fun (y: Particles) ->
                        checkY y.Nodes
                        linear "x^T A y" checkX (lazy (form.Times(mean y))))
                    Metric.wasserstein)
                (Player.ofFunctional
                    "y"
                    (fun (x: Particles) ->
                        checkX x.Nodes

                        linear "-x^T A y" checkY (lazy (form.MinusTransposeTimes(mean x))))
                    Metric.wasserstein)
