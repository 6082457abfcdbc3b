namespace GanFlowTheory.Core

open System.Runtime.CompilerServices
open GanFlowTheory.Core.Extending

/// <summary>A block of pairs as tensors: the profiles of a kernel at x_i and y_j, n x m, and what is given for it.</summary>
/// <remarks>With squared distances among them the points are given less a centre near them, which keeps their digits in any
/// precision; inner products then have it added again.</remarks>
[<NoComparison; NoEquality>]
type internal PairTensors =
    {
        /// The rows x_i, n x d, less the centre.
        U: Tensor
        /// The rows y_j, m x d, less the centre.
        Z: Tensor
        /// The rows y_j as inner products have them.
        Y: Tensor
        /// The rows x_i as inner products have them.
        X: Tensor
        /// What the host gives: U, Z, and the centre where both kinds of profile need it.
        Inputs: Tensor list
        /// The derivative of an order of the profiles of squared distances, n x m; None without any.
        Phi: int -> Tensor option
        /// The same of the profiles of inner products.
        Psi: int -> Tensor option
    }

/// Blocks of pairs for programs of an engine.
module internal PairTensors =

    let private total (profiles: (struct (float * Profile))[]) (order: int) (at: Tensor) : Tensor option =
        profiles
        |> Array.choose (fun (struct (factor, profile)) ->
            profile.Formula |> Option.map (fun formula -> factor * formula order at))
        |> function
            | [||] -> None
            | parts -> Some(Array.reduce (+) parts)

    /// Whether the points are given less a centre.
    let isCentred (radial: (struct (float * Profile))[]) : bool = radial.Length > 0

    /// Whether a program is given the centre, after the points: where inner products need it added again.
    let takesCentre (radial: (struct (float * Profile))[]) (inner: (struct (float * Profile))[]) : bool =
        radial.Length > 0 && inner.Length > 0

    /// The tensors of a block of n x m pairs in R^d.
    let create
        (radial: (struct (float * Profile))[])
        (inner: (struct (float * Profile))[])
        (n: int)
        (m: int)
        (d: int)
        : PairTensors =
        let u, z = Tensor.input "x" [| n; d |], Tensor.input "y" [| m; d |]
        let centre = Tensor.input "centre" [| d |]
        let both = takesCentre radial inner
        let x, y = if both then u + centre, z + centre else u, z

        {
            U = u
            Z = z
            X = x
            Y = y
            Inputs = if both then [ u; z; centre ] else [ u; z ]
            Phi = fun order -> total radial order (Tensor.squaredDistances u z)
            Psi = fun order -> total inner order (Tensor.matrixProduct false true x y)
        }

    /// The sum of parts; zeros of a shape for none.
    let sum (shape: int[]) (parts: Tensor option list) : Tensor =
        match List.choose id parts with
        | [] -> Tensor.fill shape 0.0
        | parts -> List.reduce (+) parts

    /// The values, n x m.
    let values (pairs: PairTensors) : Tensor =
        sum [| pairs.U.Extents[0]; pairs.Z.Extents[0] |] [ pairs.Phi 0; pairs.Psi 0 ]

    /// Points of a block, as few blocks as there can be of at most so many, all of one size; the last is filled up.
    let blockSize (most: int) (count: int) : int =
        let blocks = (count + most - 1) / most
        (count + blocks - 1) / blocks

    /// The sizes of blocks of n x m pairs: squares where both clouds are large, else as long as the pairs allow.
    let blockSizes (pairs: int) (n: int) (m: int) : struct (int * int) =
        let side = max 1 (int (sqrt (float pairs)))
        let columns = blockSize (max side (pairs / min n side)) m
        struct (blockSize (max side (pairs / columns)) n, columns)

    /// Rows less a centre, in place.
    let subtract (centre: float[]) (rows: float[]) =
        for at in 0 .. rows.Length - 1 do
            rows[at] <- rows[at] - centre[at % centre.Length]

/// Programs of an engine, kept with the terms of the kernel that they are made for.
[<Sealed>]
type internal KernelPrograms<'block when 'block: equality>(kept: int, compile: KernelTerm list -> 'block -> Program) =

    let programs =
        ConditionalWeakTable<KernelTerm list, RecentlyUsed<'block, Program>>()

    /// The program of a block.
    member _.For(terms: KernelTerm list, block: 'block) : Program =
        programs.GetValue(terms, (fun terms -> RecentlyUsed(kept, compile terms))).For block
