namespace GanFlowTheory.Core

open System.Collections.Generic
open System.Threading

/// The programs of one function of a network, by their number of rows; the last few used are kept.
[<Sealed>]
type internal RowPrograms(make: int -> Program) =
    let gate = Lock()
    let recent = List<struct (int * Program)>()
    // A block, its remainder, and a batch size or two: more row counts than these are not used by turns.
    let kept = 4

    member _.For(rows: int) : Program =
        let scope = gate.EnterScope()

        try
            let at = recent.FindIndex(fun (struct (count, _)) -> count = rows)

            let found =
                if at >= 0 then
                    let found = recent[at]
                    recent.RemoveAt at
                    found
                else
                    struct (rows, make rows)

            recent.Insert(0, found)

            if recent.Count > kept then
                recent.RemoveAt kept

            let struct (_, program) = found
            program
        finally
            scope.Dispose()
