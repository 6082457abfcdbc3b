namespace GanFlowTheory.Core

// Pointers: tiles are read and written at full vector width, which pays only on addresses that are multiples of 64, and
// managed arrays do not promise those.
#nowarn "9"

open System
open System.Runtime.InteropServices
open FSharp.NativeInterop

/// <summary>Numbers at an address that is a multiple of 64, outside the garbage collector's reach.</summary>
[<Sealed; AllowNullLiteral>]
type internal AlignedBuffer(length: int) =
    let address = NativeMemory.AlignedAlloc(unativeint length * 8un, 64un)

    /// The first number.
    member _.Pointer: nativeptr<float> = NativePtr.ofVoidPtr address

    /// How many there are.
    member _.Length = length

    /// The first so many of them.
    member _.Span(count: int) : Span<float> =
        if count > length then
            invalidArg (nameof count) (invariant $"count must be at most {length}.")

        Span(address, count)

    member this.Item
        with get (i: int) = NativePtr.get this.Pointer i
        and set (i: int) (v: float) = NativePtr.set this.Pointer i v

    override _.Finalize() = NativeMemory.AlignedFree address
