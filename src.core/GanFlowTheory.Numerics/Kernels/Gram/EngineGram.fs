namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// A block of a Gram matrix as a program of an engine sees it.
[<Struct>]
type private GramBlock =
    {
        Rows: int
        Columns: int
        Dimension: int
        /// Whether rows and columns are the same points, so that the diagonal is left out.
        IsDiagonal: bool
        /// How many sets of rows, each with one of columns, are summed over; 0 for none.
        Sets: int
        /// Whether base points add something to rows and columns.
        IsBased: bool
    }

/// What the blocks of a Gram matrix add up to.
[<NoComparison; NoEquality>]
type private GramTotals =
    {
        OfRows: float[]
        OfColumns: float[]
        mutable Squares: float
        OfSets: float[]
    }

/// <summary>Sums over Gram matrices by programs of an engine: each block's values k(x_i, y_j) - shift are made once on the
/// engine, and only sums of rows, of columns, of squares and over sets come back.</summary>
[<RequireQualifiedAccess>]
module internal EngineGram =

    // Blocks inside, along an edge and on the diagonal.
    let private keptPrograms = 4

    /// Whether an engine can make all values of the kernel: every part has a formula.
    let covers (kernel: Kernel) (d: int) : bool =
        kernel.Terms
        |> List.forall (function
            | KernelTerm.Radial(_, profile)
            | KernelTerm.Based(_, profile, _) -> profile.Formula.IsSome
            | KernelTerm.InnerProduct(_, profile) -> (profile d).Formula.IsSome
            | KernelTerm.Plain _ -> false)

    let private every _ = true

    // Inputs: the pairs, which rows and which columns count, 1 or 0, the shift, what base points add, and the sets.
    let private compile (engine: Engine) (terms: KernelTerm list) (block: GramBlock) : Program =
        let n, m = block.Rows, block.Columns

        let pairs =
            PairTensors.create
                (SumsByParts.radial every terms)
                (SumsByParts.inner every block.Dimension terms)
                n
                m
                block.Dimension

        let rows, columns =
            Tensor.input "rows" [| n; 1 |], Tensor.input "columns" [| m; 1 |]

        let shift = Tensor.input "shift" [||]

        let ofRows, ofColumns =
            Tensor.input "rowParts" [| n; 1 |], Tensor.input "columnParts" [| m |]

        let left, right =
            Tensor.input "left" [| n; max 1 block.Sets |], Tensor.input "right" [| m; max 1 block.Sets |]

        let values =
            let based =
                if block.IsBased then
                    PairTensors.values pairs + ofRows + ofColumns
                else
                    PairTensors.values pairs

            let shifted = based - shift

            if block.IsDiagonal then
                shifted
                * Tensor.constant [| n; n |] (Array.init (n * n) (fun at -> if at / n = at % n then 0.0 else 1.0))
            else
                shifted

        Engine.compile
            engine
            [
                yield! pairs.Inputs
                rows
                columns
                shift
                if block.IsBased then
                    ofRows
                    ofColumns
                if block.Sets > 0 then
                    left
                    right
            ]
            [
                Tensor.dot values columns
                Tensor.matrixProduct true false values rows
                Tensor.matrixProduct true false rows (Tensor.dot (Tensor.square values) columns)
                if block.Sets > 0 then
                    Tensor.sumAlong 0 (left * Tensor.dot values right)
            ]

    let private programs =
        System.Runtime.CompilerServices.ConditionalWeakTable<Engine, KernelPrograms<GramBlock>>()

    let private programsOf (engine: Engine) =
        programs.GetValue(engine, (fun engine -> KernelPrograms(keptPrograms, compile engine)))

    /// Rows of a cloud by blocks, the last one filled up with its last row.
    let private readBlock (x: Rows) (centre: float[]) (first: int) (block: float[]) =
        let d = x.Dimension
        let valid = min (block.Length / d) (x.Count - first)
        x.Read(first, Span(block, 0, valid * d))

        for i in valid .. block.Length / d - 1 do
            Array.blit block ((valid - 1) * d) block (i * d) d

        PairTensors.subtract centre block

    let private counting (size: int) (first: int) (count: int) =
        Array.init size (fun i -> if first + i < count then 1.0 else 0.0)

    let private parts (all: float[]) (first: int) (size: int) =
        Array.init size (fun i -> if first + i < all.Length then all[first + i] else 0.0)

    let private ofSets (sets: IndicatorMatrix) (first: int) (size: int) (count: int) =
        Array.init (size * sets.Sets) (fun at ->
            let row = first + at / sets.Sets
            if row < count then sets.At(row, at % sets.Sets) else 0.0)

    let private addInto (target: float[]) (first: int) (factor: float) (values: float[]) =
        for i in 0 .. min values.Length (target.Length - first) - 1 do
            target[first + i] <- target[first + i] + factor * values[i]

    let private run
        (engine: Engine)
        (kernel: Kernel)
        (shift: float)
        (isOwn: bool)
        (x: Rows)
        (y: Rows)
        (sets: (IndicatorMatrix * IndicatorMatrix) option)
        : GramTotals =
        Guard.sameDimension (nameof y) x.Dimension y.Dimension
        let d = x.Dimension
        let programs = programsOf engine
        let rowParts = GramPlan.baseParts kernel.Terms x true
        let columnParts = GramPlan.baseParts kernel.Terms y false

        // A cloud against itself passes in squares.
        let struct (height, width) =
            if isOwn then
                let side =
                    PairTensors.blockSize (max 1 (int (sqrt (float engine.PairEntries)))) x.Count

                struct (side, side)
            else
                PairTensors.blockSizes engine.PairEntries x.Count y.Count

        let radial, inner =
            SumsByParts.radial every kernel.Terms, SumsByParts.inner every d kernel.Terms

        let takesCentre = PairTensors.takesCentre radial inner

        let centre =
            if PairTensors.isCentred radial then
                GramPlan.meanOf x
            else
                Array.zeroCreate d

        let setCount =
            sets |> Option.map (fun (ofRows, _) -> ofRows.Sets) |> Option.defaultValue 0

        let totals =
            {
                OfRows = Array.zeroCreate x.Count
                OfColumns = Array.zeroCreate (if isOwn then 0 else y.Count)
                Squares = 0.0
                OfSets = Array.zeroCreate setCount
            }

        let xs, ys = Array.zeroCreate (height * d), Array.zeroCreate (width * d)

        let meter =
            LongWork.meter (
                if isOwn then
                    0.5 * float x.Count * float x.Count
                else
                    float x.Count * float y.Count
            )

        for firstColumn in 0..width .. y.Count - 1 do
            // What stays for all rows against these columns.
            readBlock y centre firstColumn ys
            let columns = counting width firstColumn y.Count
            let ofColumns = parts columnParts firstColumn width

            let right =
                sets |> Option.map (fun (_, ofY) -> ofSets ofY firstColumn width y.Count)

            let lastRow = if isOwn then firstColumn else x.Count - 1

            for first in 0..height..lastRow do
                let isDiagonal = isOwn && first = firstColumn
                LongWork.advance (float height * float width) meter
                readBlock x centre first xs

                let program =
                    programs.For(
                        kernel.Terms,
                        {
                            Rows = height
                            Columns = width
                            Dimension = d
                            IsDiagonal = isDiagonal
                            Sets = setCount
                            IsBased = rowParts.Length > 0
                        }
                    )

                let inputs =
                    [|
                        xs
                        ys
                        if takesCentre then
                            centre
                        counting height first x.Count
                        columns
                        [| shift |]
                        if rowParts.Length > 0 then
                            parts rowParts first height
                            ofColumns
                        match sets, right with
                        | Some(ofX, _), Some right ->
                            ofSets ofX first height x.Count
                            right
                        | _ -> ()
                    |]

                let outputs = program.Evaluate inputs
                // Below the diagonal stands the same again.
                let times = if isOwn && not isDiagonal then 2.0 else 1.0
                addInto totals.OfRows first 1.0 outputs[0]

                if not isOwn then
                    addInto totals.OfColumns firstColumn 1.0 outputs[1]
                elif not isDiagonal then
                    addInto totals.OfRows firstColumn 1.0 outputs[1]

                totals.Squares <- totals.Squares + times * outputs[2][0]

                if setCount > 0 then
                    addInto totals.OfSets 0 times outputs[3]

        totals

    /// The sums of a cloud with itself, and over its sets.
    let own (engine: Engine) (kernel: Kernel) (shift: float) (x: Rows) (sets: int[][]) : struct (OwnSums * float[]) =
        let ofSets = IndicatorMatrix(x.Count, sets)

        let totals =
            run engine kernel shift true x x (if sets.Length > 0 then Some(ofSets, ofSets) else None)

        struct ({
                    Rows = totals.OfRows
                    Squares = totals.Squares
                    Diagonal = GramDiagonal.create kernel shift x
                },
                totals.OfSets)

    /// The sums of two clouds.
    let cross (engine: Engine) (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) : CrossSums =
        let totals = run engine kernel shift false x y None

        {
            Rows = totals.OfRows
            Columns = totals.OfColumns
            Squares = totals.Squares
        }

    /// The sums over pairs of sets.
    let between (engine: Engine) (kernel: Kernel) (shift: float) (x: Rows) (y: Rows) xSets ySets : float[] =
        (run engine kernel shift false x y (Some(IndicatorMatrix(x.Count, xSets), IndicatorMatrix(y.Count, ySets))))
            .OfSets
