namespace GanFlowTheory.Core

open System
open System.Numerics

/// Checks that numbers, float64 or float32, are finite.
module internal FiniteNumbers =

    // v 0 is 0 for every finite v and NaN for the others: one sum says whether all are finite.
    let private areAll<'T when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> INumberBase<'T>>
        (values: ReadOnlySpan<'T>)
        : bool =
        let lanes = Vector<'T>.Count
        let mutable total = Vector<'T>.Zero
        let mutable i = 0

        while i + lanes <= values.Length do
            total <- total + Vector<'T>.Zero * Vector<'T>(values.Slice i)
            i <- i + lanes

        let mutable rest = Vector.Sum total

        while i < values.Length do
            rest <- rest + 'T.Zero * values[i]
            i <- i + 1

        'T.IsZero rest

    /// The place of the first NaN or infinity, -1 where there is none.
    let firstBad<'T when 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> INumberBase<'T>>
        (values: ReadOnlySpan<'T>)
        : int =
        let mutable at = -1

        if not (areAll values) then
            at <- 0

            while 'T.IsFinite values[at] do
                at <- at + 1

        at
