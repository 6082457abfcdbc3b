namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// What sums over Gram matrices.
[<NoComparison; NoEquality>]
type internal GramPort =
    {
        /// Of a cloud with itself, each value less a shift.
        Own: Kernel -> float -> Rows -> OwnSums
        /// Of two clouds.
        Cross: Kernel -> float -> Rows -> Rows -> CrossSums
        /// Of a cloud over the pairs within each set.
        Sets: Kernel -> float -> Rows -> int[][] -> SetSums
        /// Of two clouds over the pairs between the sets of a pair.
        Between: Kernel -> float -> Rows -> Rows -> int[][] -> int[][] -> float[]
    }

/// The sums of the library.
[<RequireQualifiedAccess>]
module internal GramPort =

    let standard: GramPort =
        {
            Own = GramSums.own
            Cross = GramSums.cross
            Sets = SetSums.own
            Between = SetSums.cross
        }

/// Laws of sums over Gram matrices, against their definition by loops.
[<RequireQualifiedAccess>]
module internal GramLaws =

    /// (1 + <x, y>)^2 by plain functions, beside a Gaussian.
    let plain: Kernel =
        let dot (x: float[]) (y: float[]) =
            Array.fold2 (fun t a b -> t + a * b) 0.0 x y

        let square =
            Kernel.ofFunctions
                "(1 + <x, y>)^2"
                (fun x y -> (1.0 + dot x y) * (1.0 + dot x y))
                (fun x y -> y |> Array.map (fun v -> 2.0 * (1.0 + dot x y) * v))
                (fun x y ->
                    Array2D.init x.Length x.Length (fun a b ->
                        2.0 * y[a] * x[b] + (if a = b then 2.0 * (1.0 + dot x y) else 0.0)))

        Kernel.add square (Kernel.gaussian 1.0)

    // None, one, all, and some of the rows of a cloud.
    let private sets (seed: int) (count: int) : int[][] =
        let some label =
            Seed.permutation count (Seed.split label (Seed.create seed))
            |> Array.truncate ((count + 1) / 2)

        [| [||]; [| count - 1 |]; Array.init count id; some "a"; some "b" |]

    /// Rows that are kept by coordinate and rows that are read.
    let private kinds (x: Points) : (string * Rows) list =
        [
            "points", Rows.ofPoints x
            "rows", Rows.ofArray x.Dimension (Points.toRowMajor x)
        ]

    // What rounding of the sums of rows is relative to.
    let private ownScale (k: Kernel) (shift: float) (x: Points) : float =
        let struct (size, _, _) = EngineLaws.sizes k x x (Array.create x.Count 1.0)
        size + float x.Count * abs shift

    let private ownEquations
        (port: GramPort)
        (k: Kernel)
        (shift: float)
        (scale: float)
        (x: Points)
        seed
        : Equation list =
        let want = GramReference.own k shift (Rows.ofPoints x)
        let sets = sets seed x.Count
        let inside = GramReference.inside k shift (Rows.ofPoints x) sets

        [
            for name, rows in kinds x do
                let found = port.Own k shift rows
                let ofSets = port.Sets k shift rows sets

                Equation.vector $"rows of x with x, {name}" scale found.Rows want.Rows
                Equation.vector $"diagonal, {name}" scale found.Diagonal want.Diagonal
                // Each square is at most its row's bound squared, and twice as uncertain as its root.
                Equation.scalar
                    $"squares of x with x, {name}"
                    (2.0 * float x.Count * scale * scale)
                    found.Squares
                    want.Squares

                Equation.vector $"within sets, {name}" (float x.Count * scale) ofSets.Inside inside
                Equation.vector $"rows beside sets, {name}" scale ofSets.Whole.Rows want.Rows
        ]

    let private crossEquations
        (port: GramPort)
        (k: Kernel)
        (shift: float)
        (x: Points)
        (y: Points)
        seed
        : Equation list =
        let struct (ofRow, _, _) = EngineLaws.sizes k x y (Array.create y.Count 1.0)
        let struct (ofColumn, _, _) = EngineLaws.sizes k y x (Array.create x.Count 1.0)
        let rowScale = ofRow + float y.Count * abs shift
        let columnScale = ofColumn + float x.Count * abs shift
        let px, py = Rows.ofPoints x, Rows.ofPoints y
        let want = GramReference.cross k shift px py
        let ofX, ofY = sets seed x.Count, sets (seed + 1) y.Count
        let between = GramReference.between k shift px py ofX ofY

        [
            for (name, rows), (_, columns) in List.zip (kinds x) (kinds y) do
                let found = port.Cross k shift rows columns
                Equation.vector $"rows of x with y, {name}" rowScale found.Rows want.Rows
                Equation.vector $"columns of x with y, {name}" columnScale found.Columns want.Columns

                Equation.scalar
                    $"squares of x with y, {name}"
                    (2.0 * float x.Count * rowScale * rowScale)
                    found.Squares
                    want.Squares

                Equation.vector
                    $"between sets, {name}"
                    (float x.Count * rowScale)
                    (port.Between k shift rows columns ofX ofY)
                    between
        ]

    // Half a value among them, so that a shift forgotten anywhere shows.
    let private shiftOf (k: Kernel) (x: Points) (y: Points) =
        0.5 * Kernel.value k (x.Row 0) (y.Row(y.Count - 1))

    /// The sums equal their definition by loops.
    let private agreementBy (sums: KernelSums) (port: GramPort) (instance: string) (kernelIn: int -> Kernel) : Law =
        Law.forAll
            {
                Name = "gram-agreement"
                Statement =
                    "Sums over Gram matrices equal their definition by loops: of the rows, the columns, the squares and the diagonal, each "
                    + "value less a shift, and over the pairs of many sets of rows."
                Source = "BSAG18-7"
                Judge = EngineLaws.judgeOf sums
            }
            instance
            EngineLaws.cases
            (fun c ->
                let k = kernelIn c.D
                let x, y = c.X, c.Y
                let shift = shiftOf k x y

                ownEquations port k shift (EngineLaws.atLeast sums (ownScale k shift y)) y c.Seed
                @ crossEquations port k shift x y c.Seed
                |> List.filter (EngineLaws.isInRange sums))

    /// The sums equal their definition by loops.
    let agreement (port: GramPort) (instance: string) (kernelIn: int -> Kernel) : Law =
        agreementBy KernelSums.standard port instance kernelIn

    /// The sums of a kernel that carries those of an engine equal their definition by loops.
    let onSums (port: GramPort) (sums: KernelSums) (kernel: Kernel) : Law =
        agreementBy sums port (EngineLaws.instance sums kernel) (fun _ -> Kernel.on sums kernel)

    /// The same at sizes that take several tasks and several blocks of columns, in few and in many dimensions.
    let blocks (port: GramPort) : Law =
        Law.forEach
            {
                Name = "gram-blocks"
                Statement =
                    "Sums over Gram matrices that take several tasks and blocks of columns equal their definition by loops."
                Source = "BSAG18-7"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "1000 ulp: sums of up to 1001 terms, relative to as many of the largest kernel value; slopes are not steeper than values"
                    )
            }
            "gaussian:1, poly3"
            [ 97, 1; 1001, 1; 200, 2; 250, 70 ]
            (fun (n, d) ->
                let x = Points.scale (1.0 / sqrt (float d)) (Seed.gaussian n d (Seed.create n))

                [
                    for k in [ Kernel.gaussian 1.0; Kernel.poly3 ] do
                        let largest =
                            Points.toRows x |> Array.map (fun row -> Kernel.value k row row) |> Array.max

                        yield! ownEquations port k 0.25 (float n * largest) x n
                ])

    /// Every sum has the same bits on 1, 2 and 3 threads.
    let threads (port: GramPort) (instance: string) (kernelIn: int -> Kernel) : Law =
        Law.forEach
            {
                Name = "gram-threads"
                Statement = "The bits of every sum over Gram matrices do not depend on the number of threads."
                Source = ""
                Judge = Judge.Exact
            }
            instance
            [ 1; 9; 130; 300 ]
            (fun n ->
                let k = kernelIn 2
                let x = Rows.ofPoints (Seed.gaussian n 2 (Seed.create n))
                let y = Rows.ofPoints (Seed.gaussian (n + 3) 2 (Seed.create (-n)))
                let ofX, ofY = sets n n, sets n (n + 3)

                let all () =
                    let own, cross = port.Own k 0.25 x, port.Cross k 0.25 x y

                    [
                        "rows of x with x", own.Rows
                        "squares", [| own.Squares; cross.Squares |]
                        "rows of x with y", cross.Rows
                        "columns", cross.Columns
                        "within sets", (port.Sets k 0.25 x ofX).Inside
                        "between sets", port.Between k 0.25 x y ofX ofY
                    ]

                EngineLaws.onThreads n all)

    /// Every law of these sums on a kernel.
    let all (port: GramPort) (instance: string) (kernelIn: int -> Kernel) : Law list =
        [ agreement port instance kernelIn; threads port instance kernelIn ]
