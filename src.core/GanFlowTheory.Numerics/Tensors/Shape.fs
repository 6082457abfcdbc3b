namespace GanFlowTheory.Core

/// <summary>Shapes of tensors: the extents along each axis, row-major; the empty shape is a number.</summary>
[<RequireQualifiedAccess>]
module Shape =

    /// The number of entries.
    let size (shape: int[]) : int =
        let mutable size = 1

        for extent in shape do
            size <- size * extent

        size

    /// "3 x 4"; "a number" for the empty shape.
    let sentence (shape: int[]) : string =
        if shape.Length = 0 then
            "a number"
        else
            String.concat " x " (Array.map string shape)

    let internal check (name: string) (shape: int[]) =
        shape
        |> Array.iteri (fun axis extent ->
            if extent < 1 then
                Guard.fail
                    name
                    (invariant $"{name} must have extents of at least 1, but extent {axis + 1} is {extent}."))

        let mutable size = 1L

        for extent in shape do
            size <- size * int64 extent

            if size > 0x7fffffc7L then
                Guard.fail name (invariant $"{name} {sentence shape} has more entries than an array can hold.")

    /// <summary>The shape to which both broadcast: axes are aligned from the last, and an extent of 1, or a missing
    /// one, is repeated; None where extents differ otherwise.</summary>
    let tryBroadcast (a: int[]) (b: int[]) : int[] option =
        let rank = max a.Length b.Length

        let extent (shape: int[]) axis =
            let at = axis - (rank - shape.Length)
            if at < 0 then 1 else shape[at]

        let fits =
            Array.init rank (fun axis ->
                match extent a axis, extent b axis with
                | m, n when m = n -> Some m
                | 1, n -> Some n
                | m, 1 -> Some m
                | _ -> None)

        if Array.forall Option.isSome fits then
            Some(Array.map Option.get fits)
        else
            None

    /// Whether a broadcasts to exactly b.
    let internal broadcastsTo (b: int[]) (a: int[]) : bool = tryBroadcast a b = Some b

    /// The row-major strides: how far one step along each axis is.
    let strides (shape: int[]) : int[] =
        let strides = Array.create shape.Length 1

        for axis in shape.Length - 2 .. -1 .. 0 do
            strides[axis] <- strides[axis + 1] * shape[axis + 1]

        strides

    /// The strides in a, 0 along repeated axes, for the axes of the shape b to which a broadcasts.
    let broadcastStrides (a: int[]) (b: int[]) : int[] =
        let own = strides a
        let missing = b.Length - a.Length

        Array.init b.Length (fun axis ->
            let at = axis - missing
            if at < 0 || a[at] = 1 then 0 else own[at])
