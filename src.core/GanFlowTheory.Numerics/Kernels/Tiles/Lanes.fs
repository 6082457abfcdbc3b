namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Four vectors of eight lanes: of the four rows of a tile, or side by side in one row.
[<Struct; NoComparison; NoEquality>]
type internal Four =
    val mutable V0: Vector512<float>
    val mutable V1: Vector512<float>
    val mutable V2: Vector512<float>
    val mutable V3: Vector512<float>
    new(v0, v1, v2, v3) = { V0 = v0; V1 = v1; V2 = v2; V3 = v3 }

/// <summary>Eight lanes of the engine's buffers at a time, and four times eight; unchecked, the engine sizes
/// them.</summary>
/// <remarks>All of it is inlined, functions given as arguments too, so that four vectors stay in four registers. Sums
/// are changed in place, one vector after the other: new sums in place of the old ones would be copied.</remarks>
module internal Lanes =

    let inline load (a: nativeptr<float>) (i: int) : Vector512<float> = Vector512.Load(NativePtr.add a i)

    let inline store (a: nativeptr<float>) (i: int) (v: Vector512<float>) = Vector512.Store(v, NativePtr.add a i)

    let inline broadcast (a: nativeptr<float>) (i: int) : Vector512<float> = Vector512.Create(NativePtr.get a i)

    /// a_i += the sum of the lanes of v.
    let inline addSum (a: nativeptr<float>) (i: int) (v: Vector512<float>) =
        NativePtr.set a i (NativePtr.get a i + Vector512.Sum v)

    let inline fma (a: Vector512<float>) (b: Vector512<float>) (c: Vector512<float>) =
        Vector512.FusedMultiplyAdd(a, b, c)

    /// f 0, f 1, f 2, f 3.
    let inline four ([<InlineIfLambda>] f: int -> Vector512<float>) = Four(f 0, f 1, f 2, f 3)

    let inline zeros () = Four()

    let inline at (r: int) (v: Four) =
        match r with
        | 0 -> v.V0
        | 1 -> v.V1
        | 2 -> v.V2
        | _ -> v.V3

    let inline forFour ([<InlineIfLambda>] f: int -> unit) =
        f 0
        f 1
        f 2
        f 3

    let inline set (a: byref<Vector512<float>>) (v: Vector512<float>) = a <- v

    /// v_r = f r v_r; by set, because assigning to a field of v would move v out of the registers.
    let inline update ([<InlineIfLambda>] f: int -> Vector512<float> -> Vector512<float>) (v: byref<Four>) =
        set &v.V0 (f 0 v.V0)
        set &v.V1 (f 1 v.V1)
        set &v.V2 (f 2 v.V2)
        set &v.V3 (f 3 v.V3)

    /// v_r += c u_r.
    let inline addTimes (c: Vector512<float>) (u: Four) (v: byref<Four>) = update (fun r v -> fma c (at r u) v) &v

    /// Eight numbers each at i, i + step, i + 2 step, i + 3 step.
    let inline loadFour (a: nativeptr<float>) (step: int) (i: int) = four (fun r -> load a (r * step + i))

    let inline storeFour (a: nativeptr<float>) (step: int) (i: int) (v: Four) =
        forFour (fun r -> store a (r * step + i) (at r v))

    /// The four numbers from i on, each in eight lanes.
    let inline broadcastFour (a: nativeptr<float>) (i: int) = four (fun r -> broadcast a (i + r))

    /// a_(i + r) += the sum of the lanes of v_r.
    let inline addSums (a: nativeptr<float>) (i: int) (v: Four) =
        forFour (fun r -> addSum a (i + r) (at r v))
