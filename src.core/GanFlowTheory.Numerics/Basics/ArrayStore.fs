namespace GanFlowTheory.Core

open System.Collections.Concurrent

/// <summary>Arrays of one length that are used again: a loop that gives back what it took reaches a steady state
/// without garbage. What is never given back is collected as usual.</summary>
[<Sealed>]
type internal ArrayStore(length: int) =

    let idle = ConcurrentBag<float[]>()

    /// An array whose entries are left from its last use.
    member _.Take() : float[] =
        match idle.TryTake() with
        | true, array -> array
        | _ -> Array.zeroCreate length

    /// An array with the same entries.
    member this.CopyOf(values: float[]) : float[] =
        let copy = this.Take()
        System.Array.Copy(values, copy, length)
        copy

    /// Nobody may use the array any more.
    member _.GiveBack(array: float[]) : unit =
        if array.Length = length then
            idle.Add array
