namespace GanFlowTheory.Core

/// <summary>Axes along which several arrays are walked at once, as few as possible: extents of 1 are left out, and
/// axes that all arrays pass without a break are one.</summary>
[<NoComparison; NoEquality>]
type internal Axes =
    {
        /// The extents, at least one.
        Extents: int[]
        /// How far a step along each axis is, for each array.
        Strides: int[][]
    }

/// Walking arrays along axes.
module internal Axes =

    /// The axes of a shape for arrays of the given strides.
    let create (shape: int[]) (strides: int[] list) : Axes =
        let kept = ResizeArray<int>()
        let walked = strides |> List.map (fun s -> s, ResizeArray<int>())

        for axis in 0 .. shape.Length - 1 do
            if shape[axis] > 1 then
                let last = kept.Count - 1

                let unbroken =
                    last >= 0
                    && walked
                       |> List.forall (fun (own: int[], merged) -> merged[last] = own[axis] * shape[axis])

                if unbroken then
                    kept[last] <- kept[last] * shape[axis]

                    for own, merged in walked do
                        merged[last] <- own[axis]
                else
                    kept.Add shape[axis]

                    for own, merged in walked do
                        merged.Add own[axis]

        if kept.Count = 0 then
            kept.Add 1

            for _, merged in walked do
                merged.Add 1

        {
            Extents = kept.ToArray()
            Strides = walked |> List.map (fun (_, merged) -> merged.ToArray()) |> List.toArray
        }

    /// The extent of the last axis.
    let inner (axes: Axes) : int = axes.Extents[axes.Extents.Length - 1]

    /// How many times the last axis is walked.
    let outer (axes: Axes) : int = Shape.size axes.Extents / inner axes

    /// Where the walk number row along the last axis begins in an array.
    let start (axes: Axes) (strides: int[]) (row: int) : int =
        let mutable rest = row
        let mutable at = 0

        for axis = axes.Extents.Length - 2 downto 1 do
            let extent = axes.Extents[axis]
            at <- at + rest % extent * strides[axis]
            rest <- rest / extent

        at + rest * strides[0]
