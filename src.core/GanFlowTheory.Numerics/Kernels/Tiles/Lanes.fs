namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Eight lanes of the engine's buffers at a time; unchecked, the engine sizes them.
module internal Lanes =

    let inline load (a: nativeptr<float>) (i: int) : Vector512<float> = Vector512.Load(NativePtr.add a i)

    let inline store (a: nativeptr<float>) (i: int) (v: Vector512<float>) = Vector512.Store(v, NativePtr.add a i)

    let inline broadcast (a: nativeptr<float>) (i: int) : Vector512<float> = Vector512.Create(NativePtr.get a i)

    /// a_i += the sum of the lanes of v.
    let inline addSum (a: nativeptr<float>) (i: int) (v: Vector512<float>) =
        NativePtr.set a i (NativePtr.get a i + Vector512.Sum v)

    let inline fma (a: Vector512<float>) (b: Vector512<float>) (c: Vector512<float>) =
        Vector512.FusedMultiplyAdd(a, b, c)
