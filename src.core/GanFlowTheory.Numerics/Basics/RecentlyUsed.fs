namespace GanFlowTheory.Core

open System.Collections.Generic
open System.Threading

/// What was made for the last few keys asked for, so that it is not made anew; of more, the one not asked for the
/// longest goes.
[<Sealed>]
type internal RecentlyUsed<'key, 'value when 'key: equality>(kept: int, make: 'key -> 'value) =
    let gate = Lock()
    // The last one asked for comes first; the value of a key stands at its place.
    let keys = List<'key>()
    let values = List<'value>()

    /// The value of a key, made where it is not kept; one thread at a time.
    member _.For(key: 'key) : 'value =
        let scope = gate.EnterScope()

        try
            let value =
                match keys.IndexOf key with
                | -1 -> make key
                | at ->
                    let value = values[at]
                    keys.RemoveAt at
                    values.RemoveAt at
                    value

            keys.Insert(0, key)
            values.Insert(0, value)

            if keys.Count > kept then
                keys.RemoveAt kept
                values.RemoveAt kept

            value
        finally
            scope.Dispose()
