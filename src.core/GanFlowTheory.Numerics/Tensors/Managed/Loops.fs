namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// A loop over consecutive entries of one array into another.
type internal UnaryLoop = delegate of x: float[] * xAt: int * y: float[] * yAt: int * count: int -> unit

/// A loop over consecutive entries of two arrays, or one entry of either, into a third.
type internal BinaryLoop =
    delegate of x: float[] * xAt: int * y: float[] * yAt: int * z: float[] * zAt: int * count: int -> unit

/// <summary>Elementwise loops in steps of eight lanes, and how they are shared among threads.</summary>
/// <remarks>The last eight entries are read before any is written, and written last: a ragged end overlaps the step
/// before it, and results may go where operands lie.</remarks>
module internal Loops =

    type V = Vector512<float>

    /// The entries of a task: enough to outweigh starting it.
    [<Literal>]
    let Block = 8192

    let inline private checkRange (x: float[]) (at: int) (count: int) =
        if at < 0 || count < 0 || at > x.Length - count then
            invalidArg "count" "The entries must lie within the array."

    let inline private load (x: byref<float>) (at: int) : V = Vector512.LoadUnsafe(&x, unativeint at)

    let inline private store (v: V) (x: byref<float>) (at: int) =
        Vector512.StoreUnsafe(v, &x, unativeint at)

    // Fewer than eight entries, before zeros.
    let gather (x: float[]) (at: int) (count: int) : V =
        let mutable v = V.Zero

        for lane in 0 .. count - 1 do
            v <- v.WithElement(lane, x[at + lane])

        v

    let scatter (v: V) (x: float[]) (at: int) (count: int) =
        for lane in 0 .. count - 1 do
            x[at + lane] <- v.GetElement lane

    /// The last eight entries, or as many as there are.
    let inline tail (x: float[]) (at: int) (count: int) : V =
        if count >= 8 then
            load &(MemoryMarshal.GetArrayDataReference x) (at + count - 8)
        else
            gather x at count

    let inline storeTail (v: V) (x: float[]) (at: int) (count: int) =
        if count >= 8 then
            store v &(MemoryMarshal.GetArrayDataReference x) (at + count - 8)
        else
            scatter v x at count

    /// y = f(x).
    let inline unary ([<InlineIfLambda>] f: V -> V) : UnaryLoop =
        UnaryLoop(fun x xAt y yAt count ->
            checkRange x xAt count
            checkRange y yAt count
            let xs = &MemoryMarshal.GetArrayDataReference x
            let ys = &MemoryMarshal.GetArrayDataReference y

            if count > 0 then
                let last = tail x xAt count
                let mutable i = 0

                // One place calls f, so that it is compiled into the loop once.
                while i < count do
                    let isLast = i >= count - 8
                    let result = f (if isLast then last else load &xs (xAt + i))

                    if isLast then
                        storeTail result y yAt count
                    else
                        store result &ys (yAt + i)

                    i <- i + 8)

    /// z = f(x, y).
    let inline both ([<InlineIfLambda>] f: V -> V -> V) : BinaryLoop =
        BinaryLoop(fun x xAt y yAt z zAt count ->
            checkRange x xAt count
            checkRange y yAt count
            checkRange z zAt count
            let xs = &MemoryMarshal.GetArrayDataReference x
            let ys = &MemoryMarshal.GetArrayDataReference y
            let zs = &MemoryMarshal.GetArrayDataReference z

            if count > 0 then
                let last = f (tail x xAt count) (tail y yAt count)
                let mutable i = 0

                while i < count - 8 do
                    store (f (load &xs (xAt + i)) (load &ys (yAt + i))) &zs (zAt + i)
                    i <- i + 8

                storeTail last z zAt count)

    /// z = f(x, y) for one entry y.
    let inline withSecond ([<InlineIfLambda>] f: V -> V -> V) : BinaryLoop =
        BinaryLoop(fun x xAt y yAt z zAt count ->
            checkRange x xAt count
            checkRange z zAt count
            let b = Vector512.Create y[yAt]
            let xs = &MemoryMarshal.GetArrayDataReference x
            let zs = &MemoryMarshal.GetArrayDataReference z

            if count > 0 then
                let last = f (tail x xAt count) b
                let mutable i = 0

                while i < count - 8 do
                    store (f (load &xs (xAt + i)) b) &zs (zAt + i)
                    i <- i + 8

                storeTail last z zAt count)

    /// z = f(x, y) for one entry x.
    let inline withFirst ([<InlineIfLambda>] f: V -> V -> V) : BinaryLoop =
        let swapped = withSecond (fun y x -> f x y)
        BinaryLoop(fun x xAt y yAt z zAt count -> swapped.Invoke(y, yAt, x, xAt, z, zAt, count))

    let inline private sharedBy
        ([<InlineIfLambda>] run: int -> (int -> unit) -> unit)
        (count: int)
        (entriesEach: int)
        (body: int -> int -> unit)
        : Action =
        let atOnce = max 1 (Block / max 1 entriesEach)

        if count <= 2 * atOnce then
            Action(fun () -> body 0 count)
        else
            let blocks = (count + atOnce - 1) / atOnce

            let block b =
                body (b * atOnce) (min count ((b + 1) * atOnce))

            Action(fun () -> run blocks block)

    /// A step that does count pieces of work, each of so many entries, in blocks shared among threads; no piece fails.
    let shared (count: int) (entriesEach: int) (body: int -> int -> unit) : Action =
        sharedBy Parallelism.fromBothEnds count entriesEach body

    /// The same for pieces that may fail: the first failure is told.
    let sharedInOrder (count: int) (entriesEach: int) (body: int -> int -> unit) : Action =
        sharedBy Parallelism.inOrder count entriesEach body
