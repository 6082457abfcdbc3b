namespace GanFlowTheory.Core

open System
open System.Runtime.CompilerServices
open GanFlowTheory.Core.Extending

/// What one program adds up over a block of pairs.
[<Struct; RequireQualifiedAccess>]
type private SumKind =
    | Values
    | Gradients
    | ValuesAndGradients
    | Vectors
    | MixedHessian

/// A block of pairs: how many points of each cloud it has, and their dimension.
[<Struct>]
type private PairBlock =
    {
        Kind: SumKind
        Rows: int
        Columns: int
        Dimension: int
    }

/// <summary>The program of one block: given the pairs, then the weights or vectors at y; it gives the sums over the block's
/// y_j, values first.</summary>
/// <remarks>
/// Radial terms with u = x - centre and z = y - centre: the gradient is 2 sum_j g_j (u - z_j) with g_j = w_j phi'(|u - z_j|^2),
/// and the mixed derivatives at v are sum_j -2 phi'_j v_j - 4 phi''_j &lt;u - z_j, v_j> (u - z_j), both by differences.
/// </remarks>
module private BlockProgram =

    let compile
        (engine: Engine)
        (radial: (struct (float * Profile))[])
        (inner: (struct (float * Profile))[])
        (block: PairBlock)
        : Program =
        let n, m, d = block.Rows, block.Columns, block.Dimension
        let pairs = PairTensors.create radial inner n m d
        let kernel = lazy PairTensors.values pairs

        let differences (g: Tensor) =
            Tensor.weightedDifferences g pairs.U pairs.Z

        let values (w: Tensor) =
            Tensor.dot kernel.Value (Tensor.reshape [| m; 1 |] w)

        let gradients (w: Tensor) =
            PairTensors.sum
                [| n; d |]
                [
                    pairs.Phi 1 |> Option.map (fun slope -> 2.0 * differences (slope * w))
                    pairs.Psi 1 |> Option.map (fun slope -> Tensor.dot (slope * w) pairs.Y)
                ]

        let mixed (v: Tensor) =
            let along (a: Tensor) = Tensor.matrixProduct false true a v

            let ofDifferences (slope: Tensor) (curvature: Tensor) =
                // <u_i - z_j, v_j>.
                let projected = -(Tensor.transpose (Tensor.projectedDifferences v pairs.Z pairs.U))

                -2.0 * Tensor.dot slope v - 4.0 * differences (curvature * projected)

            PairTensors.sum
                [| n; d |]
                [
                    Option.map2 ofDifferences (pairs.Phi 1) (pairs.Phi 2)
                    Option.map2
                        (fun slope curvature -> Tensor.dot slope v + Tensor.dot (curvature * along pairs.X) pairs.Y)
                        (pairs.Psi 1)
                        (pairs.Psi 2)
                ]

        let w, v = Tensor.input "weights" [| m |], Tensor.input "vectors" [| m; d |]

        let compile at outputs =
            Engine.compile engine (pairs.Inputs @ [ at ]) outputs

        match block.Kind with
        | SumKind.Values -> compile w [ values w ]
        | SumKind.Gradients -> compile w [ gradients w ]
        | SumKind.ValuesAndGradients -> compile w [ values w; gradients w ]
        | SumKind.Vectors -> compile v [ Tensor.dot kernel.Value v ]
        | SumKind.MixedHessian -> compile v [ mixed v ]

/// Kernel sums by the programs of an engine.
[<AutoOpen>]
module EngineSums =

    // Kinds of sums and sizes of clouds that are used by turns.
    let private keptPrograms = 6

    let private hasFormula (profile: Profile) = profile.Formula.IsSome

    // Rows first .. first + size - 1, row-major; beyond the last one, it again.
    let private copyRows (points: Points) (first: int) (size: int) (target: float[]) =
        let n, d = points.Count, points.Dimension

        for i in 0 .. size - 1 do
            let row = min (n - 1) (first + i)

            for k in 0 .. d - 1 do
                target[i * d + k] <- points.Data[k * n + row]

    // What stands at the points y of a block, by row; none beyond the last one, so that filling up adds nothing.
    let private copyWeights (summand: Summand) (first: int) (size: int) (target: float[]) =
        Array.Clear target

        match summand with
        | Values w
        | Gradients w
        | ValuesAndGradients w -> Array.blit w first target 0 (min size (w.Length - first))
        | Vectors v
        | MixedHessian v ->
            let d = v.Dimension

            for j in 0 .. min size (v.Count - first) - 1 do
                for k in 0 .. d - 1 do
                    target[j * d + k] <- v.Data[k * v.Count + first + j]

    let private kindOf (summand: Summand) : SumKind =
        match summand with
        | Values _ -> SumKind.Values
        | Gradients _ -> SumKind.Gradients
        | ValuesAndGradients _ -> SumKind.ValuesAndGradients
        | Vectors _ -> SumKind.Vectors
        | MixedHessian _ -> SumKind.MixedHessian

    // Adds rows, row-major, to vectors of n rows, coordinate-major.
    let private addRows (rows: float[]) (first: int) (n: int) (d: int) (vectors: float[]) =
        for i in 0 .. min (rows.Length / d) (n - first) - 1 do
            for k in 0 .. d - 1 do
                let at = k * n + first + i
                vectors[at] <- vectors[at] + rows[i * d + k]

    // The mean, where the pairs are given less a centre.
    let private centreOf (isCentred: bool) (x: Points) : float[] =
        if isCentred then
            Points.mean x
        else
            Array.zeroCreate x.Dimension

    let private run
        (program: Program)
        (isCentred: bool)
        (takesCentre: bool)
        (block: PairBlock)
        (summand: Summand)
        (x: Points)
        (y: Points)
        (sums: float[])
        (vectors: float[])
        =
        let d = x.Dimension

        let xs, ys = Array.zeroCreate (block.Rows * d), Array.zeroCreate (block.Columns * d)

        let shapes = program.InputShapes
        let last = shapes.Length - 1
        let weights = Array.zeroCreate (Shape.size shapes[last])

        let results: float[][] =
            program.OutputShapes |> Array.map (Shape.size >> Array.zeroCreate)

        let centre = centreOf isCentred x

        let set (input: int) (points: Points) (first: int) (size: int) (rows: float[]) =
            copyRows points first size rows
            PairTensors.subtract centre rows
            program.Input(input).Set rows

        if takesCentre then
            program.Input(2).Set centre

        // What stays from one block to the next is given once.
        for firstColumn in 0 .. block.Columns .. y.Count - 1 do
            set 1 y firstColumn block.Columns ys
            copyWeights summand firstColumn block.Columns weights
            program.Input(last).Set weights

            for first in 0 .. block.Rows .. x.Count - 1 do
                if block.Rows < x.Count || firstColumn = 0 then
                    set 0 x first block.Rows xs

                program.Run results

                if sums.Length > 0 then
                    addRows results[0] first x.Count 1 sums

                if vectors.Length > 0 then
                    addRows (Array.last results) first x.Count d vectors

    let private create (engine: Engine) : KernelSums =
        let programs =
            KernelPrograms<PairBlock>(
                keptPrograms,
                fun terms block ->
                    BlockProgram.compile
                        engine
                        (SumsByParts.radial hasFormula terms)
                        (SumsByParts.inner hasFormula block.Dimension terms)
                        block
            )

        let add (terms: KernelTerm list) (summand: Summand) (x: Points) (y: Points) sums vectors =
            let radial, inner =
                SumsByParts.radial hasFormula terms, SumsByParts.inner hasFormula x.Dimension terms

            if radial.Length > 0 || inner.Length > 0 then
                let struct (rows, columns) =
                    PairTensors.blockSizes engine.PairEntries x.Count y.Count

                let block =
                    {
                        Kind = kindOf summand
                        Rows = rows
                        Columns = columns
                        Dimension = x.Dimension
                    }

                let program = programs.For(terms, block)

                program.Exclusively(fun () ->
                    run
                        program
                        (PairTensors.isCentred radial)
                        (PairTensors.takesCentre radial inner)
                        block
                        summand
                        x
                        y
                        sums
                        vectors)

        { SumsByParts.create engine.Name hasFormula add with
            Engine = Some engine
        }

    let private known = ConditionalWeakTable<Engine, KernelSums>()

    /// Kernel sums by engines.
    [<RequireQualifiedAccess>]
    module KernelSums =

        /// <summary>Sums by programs of the engine, from the formulas of the profiles; the same value for the same engine.
        /// Profiles without a formula and plain functions are summed by the reference.</summary>
        /// <remarks>Pairs pass in blocks of as many as the engine looks at in one go, whose programs hold a dozen matrices of
        /// so many entries (the managed engine 2 MB each, LibTorch what its memory budget allows); the last six programs are
        /// kept with the kernel. Squares must not overflow: distances stay below 1e154 in float64 and 1e19 in float32, and so do
        /// kernel values where their squares are summed, as variances of MMD² do.</remarks>
        let onEngine (engine: Engine) : KernelSums = known.GetValue(engine, create)
