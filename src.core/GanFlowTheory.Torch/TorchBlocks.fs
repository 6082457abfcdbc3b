namespace GanFlowTheory.Core

open System
open TorchSharp
open GanFlowTheory.Core.Extending

/// <summary>Sums along axes, moved blocks, rows by number, and matrix products. What a function returns is new and contiguous,
/// and its caller's to dispose.</summary>
module internal TorchBlocks =

    /// A copy of its own memory, contiguous.
    let private copy (x: torch.Tensor) : torch.Tensor =
        if x.is_contiguous () then x.clone () else x.contiguous ()

    let private copyOf (view: torch.Tensor) : torch.Tensor =
        use view = view
        copy view

    /// op(A) op(B).
    let matrixProduct (left: bool) (right: bool) (a: torch.Tensor) (b: torch.Tensor) : torch.Tensor =
        let turned turn (x: torch.Tensor) = if turn then x.t () else x

        let a', b' = turned left a, turned right b
        let product = torch.mm (a', b')

        if left then
            a'.Dispose()

        if right then
            b'.Dispose()

        product

    /// Sums to a shape that broadcasts to that of x.
    let sumTo (from: int[]) (target: int[]) : torch.Tensor -> torch.Tensor =
        let missing = from.Length - target.Length

        let axes =
            [|
                for axis in 0 .. from.Length - 1 do
                    if axis < missing || target[axis - missing] = 1 && from[axis] > 1 then
                        int64 axis
            |]

        if axes.Length = from.Length then
            fun x -> x.sum ()
        else
            fun x -> TorchElementwise.contiguous (x.sum (axes, false))

    /// Repeats x to a shape.
    let broadcast (shape: int[]) : torch.Tensor -> torch.Tensor =
        let shape = shape |> Array.map int64
        fun x -> copyOf (x.expand shape)

    /// Axes in another order.
    let permute (order: int[]) : torch.Tensor -> torch.Tensor =
        let order = order |> Array.map int64
        fun x -> copyOf (x.permute order)

    /// A part along an axis.
    let slice (axis: int) (first: int) (extent: int) (x: torch.Tensor) : torch.Tensor =
        copyOf (x.narrow (int64 axis, int64 first, int64 extent))

    /// Zeros of a shape with parts added along an axis.
    let assemble (axis: int) (firsts: int[]) (shape: int[]) (parts: torch.Tensor[]) : torch.Tensor =
        let total =
            torch.zeros (shape |> Array.map int64, Nullable parts[0].dtype, parts[0].device)

        for part, first in Array.zip parts firsts do
            use place = total.narrow (int64 axis, int64 first, part.shape[axis])
            TorchElementwise.addInPlace place part

        total

    // Whole numbers in range, or an argument error.
    let private indices (count: int) (given: torch.Tensor) : torch.Tensor =
        use wide = given.``to`` (torch.ScalarType.Float64)
        use here = wide.cpu ()
        let numbers = here.data<float>().ToArray()

        numbers
        |> Array.iteri (fun at number ->
            if not (number >= 0.0 && number < float count && number = floor number) then
                Guard.fail
                    "indices"
                    (invariant $"indices[{at}] must be a whole number from 0 to {count - 1}, but is {number}."))

        given.``to`` torch.ScalarType.Int64

    /// The rows of x that are named.
    let gather (x: torch.Tensor) (given: torch.Tensor) : torch.Tensor =
        use rows = indices (int x.shape[0]) given
        x.index_select (0L, rows)

    let private factor = lazy (TorchElementwise.scalar 1.0)

    /// Zeros of a shape with each row of x added to the row that is named.
    let scatterAdd (shape: int[]) (x: torch.Tensor) (given: torch.Tensor) : torch.Tensor =
        use rows = indices shape[0] given

        let total = torch.zeros (shape |> Array.map int64, Nullable x.dtype, x.device)

        total
        |> TorchElementwise.inPlace (fun total -> total.index_add_ (0L, rows, x, factor.Value))

    /// The same entries in memory of their own.
    let clone (x: torch.Tensor) : torch.Tensor = copy x
