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

/// <summary>The program of one block: inputs x, a centre near x, y, and the weights or vectors at y; outputs the sums over
/// the block's y_j, values first.</summary>
/// <remarks>
/// Radial terms with u = x - centre and z = y - centre, which keep their digits far from the origin: the gradient is
/// 2 sum_j g_j (u - z_j) with g_j = w_j phi'(|u - z_j|^2), and the mixed derivatives at v are sum_j -2 phi'_j v_j - 4 phi''_j
/// &lt;u - z_j, v_j> (u - z_j), both as matrix products. They round at the scale of |u| and |z|.
/// </remarks>
module private BlockProgram =

    let private total (profiles: (struct (float * Profile))[]) (order: int) (at: Tensor) : Tensor option =
        profiles
        |> Array.choose (fun (struct (factor, profile)) ->
            profile.Formula |> Option.map (fun formula -> factor * formula order at))
        |> function
            | [||] -> None
            | parts -> Some(Array.reduce (+) parts)

    let private sum (shape: int[]) (parts: Tensor option list) : Tensor =
        match List.choose id parts with
        | [] -> Tensor.fill shape 0.0
        | parts -> List.reduce (+) parts

    let compile
        (engine: Engine)
        (radial: (struct (float * Profile))[])
        (inner: (struct (float * Profile))[])
        (block: PairBlock)
        : Program =
        let n, m, d = block.Rows, block.Columns, block.Dimension
        let x, y = Tensor.input "x" [| n; d |], Tensor.input "y" [| m; d |]
        let centre = Tensor.input "centre" [| d |]
        let u, z = x - centre, y - centre

        let phi order =
            total radial order (Tensor.squaredDistances u z)

        let psi order =
            total inner order (Tensor.matrixProduct false true x y)

        let kernel () = sum [| n; m |] [ phi 0; psi 0 ]

        let differences (g: Tensor) = Tensor.weightedDifferences g u z

        let values (w: Tensor) =
            Tensor.dot (kernel ()) (Tensor.reshape [| m; 1 |] w)

        let gradients (w: Tensor) =
            sum
                [| n; d |]
                [
                    phi 1 |> Option.map (fun slope -> 2.0 * differences (slope * w))
                    psi 1 |> Option.map (fun slope -> Tensor.dot (slope * w) y)
                ]

        let mixed (v: Tensor) =
            let along (a: Tensor) = Tensor.matrixProduct false true a v

            let ofDifferences (slope: Tensor) (curvature: Tensor) =
                // <u_i - z_j, v_j>.
                let projected = -(Tensor.transpose (Tensor.projectedDifferences v z u))
                -2.0 * Tensor.dot slope v - 4.0 * differences (curvature * projected)

            sum
                [| n; d |]
                [
                    Option.map2 ofDifferences (phi 1) (phi 2)
                    Option.map2
                        (fun slope curvature -> Tensor.dot slope v + Tensor.dot (curvature * along x) y)
                        (psi 1)
                        (psi 2)
                ]

        let w, v = Tensor.input "weights" [| m |], Tensor.input "vectors" [| m; d |]

        let compile at outputs =
            Engine.compile engine [ x; centre; y; at ] outputs

        match block.Kind with
        | SumKind.Values -> compile w [ values w ]
        | SumKind.Gradients -> compile w [ gradients w ]
        | SumKind.ValuesAndGradients -> compile w [ values w; gradients w ]
        | SumKind.Vectors -> compile v [ Tensor.dot (kernel ()) v ]
        | SumKind.MixedHessian -> compile v [ mixed v ]

/// Kernel sums by the programs of an engine.
[<AutoOpen>]
module EngineSums =

    // Points of either cloud in a block: a matrix of its pairs has 2 MB.
    let private blockPoints = 512

    // Kinds of sums and sizes of clouds that are used by turns.
    let private keptPrograms = 6

    let private hasFormula (profile: Profile) = profile.Formula.IsSome

    // As few blocks as there can be, all of one size; the last is filled up.
    let private blockSize (count: int) =
        let blocks = (count + blockPoints - 1) / blockPoints
        (count + blocks - 1) / blocks

    // Rows first .. first + size - 1, row-major; beyond the last one, it again.
    let private copyRows (points: Points) (first: int) (size: int) (target: float[]) =
        let n, d = points.Count, points.Dimension

        for i in 0 .. size - 1 do
            let row = min (n - 1) (first + i)

            for k in 0 .. d - 1 do
                target[i * d + k] <- points.Data[k * n + row]

    let private meanOfRows (rows: float[]) (d: int) (mean: float[]) =
        let n = rows.Length / d

        for k in 0 .. d - 1 do
            let mutable total = 0.0

            for i in 0 .. n - 1 do
                total <- total + rows[i * d + k]

            mean[k] <- total / float n

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

    let private run (program: Program) (summand: Summand) (x: Points) (y: Points) (sums: float[]) (vectors: float[]) =
        let d = x.Dimension
        let rows, columns = blockSize x.Count, blockSize y.Count

        let xs, ys, centre =
            Array.zeroCreate (rows * d), Array.zeroCreate (columns * d), Array.zeroCreate d

        let weights = Array.zeroCreate (Shape.size (Array.last program.InputShapes))

        let results: float[][] =
            program.OutputShapes |> Array.map (Shape.size >> Array.zeroCreate)

        for first in 0..rows .. x.Count - 1 do
            copyRows x first rows xs
            meanOfRows xs d centre
            program.Input(0).Set xs
            program.Input(1).Set centre

            for firstColumn in 0..columns .. y.Count - 1 do
                copyRows y firstColumn columns ys
                copyWeights summand firstColumn columns weights
                program.Input(2).Set ys
                program.Input(3).Set weights
                program.Run results

                if sums.Length > 0 then
                    addRows results[0] first x.Count 1 sums

                if vectors.Length > 0 then
                    addRows (Array.last results) first x.Count d vectors

    let private create (engine: Engine) : KernelSums =
        let programs =
            ConditionalWeakTable<KernelTerm list, RecentlyUsed<PairBlock, Program>>()

        let programsOf (terms: KernelTerm list) : RecentlyUsed<PairBlock, Program> =
            programs.GetValue(
                terms,
                fun terms ->
                    RecentlyUsed(
                        keptPrograms,
                        fun block ->
                            BlockProgram.compile
                                engine
                                (SumsByParts.radial hasFormula terms)
                                (SumsByParts.inner hasFormula block.Dimension terms)
                                block
                    )
            )

        let add (terms: KernelTerm list) (summand: Summand) (x: Points) (y: Points) sums vectors =
            let covered =
                terms
                |> List.exists (function
                    | KernelTerm.Radial(_, p)
                    | KernelTerm.Based(_, p, _) -> hasFormula p
                    | KernelTerm.InnerProduct(_, p) -> hasFormula (p x.Dimension)
                    | KernelTerm.Plain _ -> false)

            if covered then
                let program =
                    (programsOf terms).For
                        {
                            Kind = kindOf summand
                            Rows = blockSize x.Count
                            Columns = blockSize y.Count
                            Dimension = x.Dimension
                        }

                program.Exclusively(fun () -> run program summand x y sums vectors)

        SumsByParts.create engine.Name hasFormula add

    let private known = ConditionalWeakTable<Engine, KernelSums>()

    /// Kernel sums by engines.
    [<RequireQualifiedAccess>]
    module KernelSums =

        /// <summary>Sums by programs of the engine, from the formulas of the profiles; the same value for the same engine.
        /// Profiles without a formula and plain functions are summed by the reference.</summary>
        /// <remarks>Pairs pass in blocks of at most 512 x 512, whose programs hold some ten matrices of 2 MB each; the last
        /// six programs are kept with the kernel. Squared distances must not overflow: distances stay below
        /// 1e154.</remarks>
        let onEngine (engine: Engine) : KernelSums = known.GetValue(engine, create)
