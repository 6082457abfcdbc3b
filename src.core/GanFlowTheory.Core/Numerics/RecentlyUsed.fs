namespace GanFlowTheory.Core

open System.Collections.Generic
open System.Threading

/// What was made for the last few keys asked for, so that it is not made anew; of more, the one not asked for the
/// longest goes.
[<Sealed>]
type internal RecentlyUsed<'key, 'value when 'key: equality>(kept: int, make: 'key -> 'value) =
    let gate = Lock()
    let recent = List<struct ('key * 'value)>()

    /// The value of a key, made where it is not kept; one thread at a time.
    member _.For(key: 'key) : 'value =
        let scope = gate.EnterScope()

        try
            let found =
                match recent.FindIndex(fun (struct (other, _)) -> other = key) with
                | -1 -> struct (key, make key)
                | at ->
                    let found = recent[at]
                    recent.RemoveAt at
                    found

            recent.Insert(0, found)

            if recent.Count > kept then
                recent.RemoveAt kept

            let struct (_, value) = found
            value
        finally
            scope.Dispose()
