namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// <summary>Sums along axes, in an order that depends on the shapes alone.</summary>
module internal ManagedSums =

    type private V = Vector512<float>

    // The entries of a part of a sum over everything.
    [<Literal>]
    let private Part = 8192

    /// The sum of consecutive entries, in four times eight lanes.
    let private sum (x: float[]) (at: int) (count: int) : float =
        if at < 0 || count < 0 || at > x.Length - count then
            invalidArg "count" "The entries must lie within the array."

        let xs = &MemoryMarshal.GetArrayDataReference x
        let mutable total = 0.0
        let mutable i = 0

        if count >= 32 then
            let mutable s0 = V.Zero
            let mutable s1 = V.Zero
            let mutable s2 = V.Zero
            let mutable s3 = V.Zero

            while i <= count - 32 do
                s0 <- s0 + Vector512.LoadUnsafe(&xs, unativeint (at + i))
                s1 <- s1 + Vector512.LoadUnsafe(&xs, unativeint (at + i + 8))
                s2 <- s2 + Vector512.LoadUnsafe(&xs, unativeint (at + i + 16))
                s3 <- s3 + Vector512.LoadUnsafe(&xs, unativeint (at + i + 24))
                i <- i + 32

            total <- Vector512.Sum((s0 + s1) + (s2 + s3))

        while i <= count - 8 do
            total <- total + Vector512.Sum(Vector512.LoadUnsafe(&xs, unativeint (at + i)))
            i <- i + 8

        while i < count do
            total <- total + x[at + i]
            i <- i + 1

        total

    /// Sums of rows of consecutive entries.
    let private rows (x: float[]) (xAt: int) (y: float[]) (yAt: int) (count: int) (length: int) : Action =
        if count = 1 && length > 2 * Part then
            let parts = (length + Part - 1) / Part
            let sums = Array.zeroCreate parts

            let part p =
                sums[p] <- sum x (xAt + p * Part) (min Part (length - p * Part))

            Action(fun () ->
                Parallelism.fromBothEnds parts part
                y[yAt] <- sum sums 0 parts)
        else
            Loops.shared count length (fun first last ->
                for row in first .. last - 1 do
                    y[yAt + row] <- sum x (xAt + row * length) length)

    /// Sums of the columns first .. last - 1 of one matrix of so many rows.
    let private columns (x: float[]) (xAt: int) (y: float[]) (yAt: int) (height: int) (width: int) first last =
        if xAt < 0 || xAt > x.Length - height * width || yAt < 0 || yAt > y.Length - width then
            invalidArg "height" "The matrix must lie within the array."

        let xs = &MemoryMarshal.GetArrayDataReference x
        let ys = &MemoryMarshal.GetArrayDataReference y
        let mutable j = first

        while j <= last - 32 do
            let mutable s0 = V.Zero
            let mutable s1 = V.Zero
            let mutable s2 = V.Zero
            let mutable s3 = V.Zero
            let mutable at = xAt + j

            for _ in 1..height do
                s0 <- s0 + Vector512.LoadUnsafe(&xs, unativeint at)
                s1 <- s1 + Vector512.LoadUnsafe(&xs, unativeint (at + 8))
                s2 <- s2 + Vector512.LoadUnsafe(&xs, unativeint (at + 16))
                s3 <- s3 + Vector512.LoadUnsafe(&xs, unativeint (at + 24))
                at <- at + width

            Vector512.StoreUnsafe(s0, &ys, unativeint (yAt + j))
            Vector512.StoreUnsafe(s1, &ys, unativeint (yAt + j + 8))
            Vector512.StoreUnsafe(s2, &ys, unativeint (yAt + j + 16))
            Vector512.StoreUnsafe(s3, &ys, unativeint (yAt + j + 24))
            j <- j + 32

        while j <= last - 8 do
            let mutable s = V.Zero
            let mutable at = xAt + j

            for _ in 1..height do
                s <- s + Vector512.LoadUnsafe(&xs, unativeint at)
                at <- at + width

            Vector512.StoreUnsafe(s, &ys, unativeint (yAt + j))
            j <- j + 8

        while j < last do
            let mutable s = 0.0
            let mutable at = xAt + j

            for _ in 1..height do
                s <- s + x[at]
                at <- at + width

            y[yAt + j] <- s
            j <- j + 1

    // Columns of a task: whole vectors, so that a column is summed alike whatever the number of tasks.
    [<Literal>]
    let private Columns = 64

    /// Sums along the middle axis of count x height x width entries.
    let private middle (x: float[]) xAt (y: float[]) yAt (count: int) (height: int) (width: int) : Action =
        let groups = (width + Columns - 1) / Columns

        Loops.shared (count * groups) (height * min width Columns) (fun first last ->
            for task in first .. last - 1 do
                let matrix, group = task / groups, task % groups
                let left = group * Columns

                columns
                    x
                    (xAt + matrix * height * width)
                    y
                    (yAt + matrix * width)
                    height
                    width
                    left
                    (min width (left + Columns)))

    /// Sums x over the axes along which y is repeated.
    let sumTo (x: Operand<float[]>) (y: Operand<float[]>) : Action =
        let axes =
            Axes.create x.Shape [ Shape.strides x.Shape; Shape.broadcastStrides y.Shape x.Shape ]

        // Kept and summed axes alternate. The last summed one goes first, and so on.
        let extents = axes.Extents
        let summed = axes.Strides[1] |> Array.map ((=) 0)

        let rec steps (extents: int list) (summed: bool list) (from: float[]) (at: int) : Action list =
            match List.tryFindIndexBack id summed with
            | None -> [ Action(fun () -> Array.Copy(from, at, y.Buffer, y.Offset, y.Size)) ]
            | Some axis ->
                let count = List.fold (*) 1 (List.take axis extents)
                let height = extents[axis]
                let width = List.fold (*) 1 (List.skip (axis + 1) extents)
                let isLast = summed |> List.filter id |> List.length = 1

                let into, intoAt =
                    if isLast then
                        y.Buffer, y.Offset
                    else
                        Array.zeroCreate (count * width), 0

                let step =
                    if width = 1 then
                        rows from at into intoAt count height
                    else
                        middle from at into intoAt count height width

                if isLast then
                    [ step ]
                else
                    step
                    :: steps (List.removeAt axis extents) (List.removeAt axis summed) into intoAt

        match steps (List.ofArray extents) (List.ofArray summed) x.Buffer x.Offset with
        | [ step ] -> step
        | several ->
            let several = List.toArray several

            Action(fun () ->
                for step in several do
                    step.Invoke())
