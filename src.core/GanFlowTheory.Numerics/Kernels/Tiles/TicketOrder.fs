namespace GanFlowTheory.Core

open System.Threading

/// <summary>An order of additions that threads keep without meeting: each place (a chunk of rows) takes its additions
/// in the order of the tasks that were begun for it, whichever thread brings them. A task that is ready early waits for
/// the one before it; tasks begun in order never wait for a later one.</summary>
[<Sealed>]
type internal TicketOrder(places: int) =

    let taken: int[] = Array.zeroCreate places
    let mutable broken = false

    /// Waits for the turn of a place, adds, and lets the next go on.
    member _.Take(place: int, turn: int, add: unit -> unit) =
        let mutable spin = SpinWait()

        while Volatile.Read(&taken[place]) < turn && not (Volatile.Read &broken) do
            // Turns are short: sleeping a whole millisecond is not worth it.
            spin.SpinOnce -1

        add ()
        Volatile.Write(&taken[place], turn + 1)

    /// Lets everybody go on after a task has failed: the sums are lost, and its exception says why.
    member _.Break() = Volatile.Write(&broken, true)
