namespace GanFlowTheory.Core

open System.Collections.Generic
open System.Threading

/// The last few things that were made for a key, such as programs by their number of rows; made again once others have
/// taken their place.
[<Sealed>]
type internal Recent<'key, 'made when 'key: equality>(kept: int, make: 'key -> 'made) =
    let gate = Lock()
    let recent = List<struct ('key * 'made)>()

    /// What there is for the key, made where it is not there.
    member _.For(key: 'key) : 'made =
        let scope = gate.EnterScope()

        try
            let at = recent.FindIndex(fun (struct (known, _)) -> known = key)

            let found =
                if at >= 0 then
                    let found = recent[at]
                    recent.RemoveAt at
                    found
                else
                    struct (key, make key)

            recent.Insert(0, found)

            if recent.Count > kept then
                recent.RemoveAt kept

            let struct (_, made) = found
            made
        finally
            scope.Dispose()
