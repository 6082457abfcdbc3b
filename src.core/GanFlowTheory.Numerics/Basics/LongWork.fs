namespace GanFlowTheory.Core

open System
open System.Threading

/// Who looks on at a piece of work, and which part of the whole is under way: [Low, High] of [0, 1].
[<Sealed>]
type internal Watch(outer: Watch | null, report: float -> unit, token: CancellationToken) =

    // What is done rises in steps that are worth a word.
    static let least = 0.002

    let mutable shown = 0.0

    // Of the thread that does the work: helpers are told by it.
    [<ThreadStatic; DefaultValue>]
    static val mutable private current: Watch | null

    /// The watch over what this thread does; null for none.
    static member Current
        with get () = Watch.current
        and set (watch: Watch | null) = Watch.current <- watch

    member val Low = 0.0 with get, set

    member val High = 1.0 with get, set

    /// Whether the work, or what it is a part of, is to stop.
    member _.IsCancelled: bool =
        token.IsCancellationRequested
        || match outer with
           | null -> false
           | outer -> outer.IsCancelled

    /// Throws where the work is to stop.
    member _.Check() =
        token.ThrowIfCancellationRequested()

        match outer with
        | null -> ()
        | outer -> outer.Check()

    /// Tells how much of the whole is done, from any thread; it never falls.
    member this.Show(fraction: float) =
        lock this (fun () ->
            if fraction >= shown + least || fraction = 1.0 && shown < 1.0 then
                shown <- fraction
                report fraction)

    /// Does a step of a course that stands at a part of what is under way: what the step does inside does not count.
    member this.At(share: float, step: unit -> 'a) : 'a =
        this.Check()
        let low, high = this.Low, this.High
        let here = low + (high - low) * share
        this.Show here
        this.Low <- here
        this.High <- here

        try
            step ()
        finally
            this.Low <- low
            this.High <- high

/// A count of units of work that are done by any thread, as a part of the whole.
[<Sealed>]
type internal Meter(watch: Watch, total: float) =

    let low, high = watch.Low, watch.High
    let mutable finished = 0.0

    /// Looks whether to stop, and counts what has been done.
    member this.Advance(units: float) =
        watch.Check()

        let share =
            lock this (fun () ->
                finished <- finished + units
                min 1.0 (finished / total))

        watch.Show(low + (high - low) * share)

/// Pieces of a work that follow one another on one thread, each with its share of the whole.
[<Sealed>]
type internal Shares(total: float) =

    let watch = Watch.Current

    let struct (low, high) =
        match watch with
        | null -> struct (0.0, 1.0)
        | watch -> struct (watch.Low, watch.High)

    let mutable finished = 0.0

    /// Does one piece of so many units.
    member _.Take(units: float, work: unit -> 'a) : 'a =
        match watch with
        | null -> work ()
        | watch ->
            let at share = low + (high - low) * min 1.0 share
            watch.Check()
            watch.Low <- at (finished / total)
            finished <- finished + units
            watch.High <- at (finished / total)

            try
                let result = work ()
                watch.Show watch.High
                result
            finally
                watch.Low <- low
                watch.High <- high

/// <summary>Work that takes long can be watched and stopped, whatever it is: sums over pairs of points, tests by permutations,
/// fits, laws, studies.</summary>
/// <remarks>What is watched is what one thread does while LongWork.watched runs it; it costs nothing where nobody looks, and
/// changes no bit. Runs of flows have a token and observers of their own, after which a run that was stopped is still there;
/// inside of watched work they stop between two steps.</remarks>
[<RequireQualifiedAccess>]
module LongWork =

    /// <summary>The result of work that is watched: it reports which part is done, in [0, 1], never falling and 1 at the end,
    /// from whichever thread comes so far, and stops soon after the token is cancelled.</summary>
    /// <param name="token">Stops the work.</param>
    /// <param name="report">Is told which part is done.</param>
    /// <param name="work">The work, on the calling thread.</param>
    /// <exception cref="T:System.OperationCanceledException">The token was cancelled before the end.</exception>
    let watched (token: CancellationToken) (report: float -> unit) (work: unit -> 'a) : 'a =
        let outer = Watch.Current
        let watch = Watch(outer, report, token)
        watch.Check()
        Watch.Current <- watch

        try
            let result = work ()
            watch.Show 1.0
            result
        finally
            Watch.Current <- outer

    /// Throws where the work of this thread is to stop.
    let internal check () : unit =
        match Watch.Current with
        | null -> ()
        | watch -> watch.Check()

    /// Whether the work of this thread is to stop.
    let internal isCancelled () : bool =
        match Watch.Current with
        | null -> false
        | watch -> watch.IsCancelled

    /// A count of so many units as the whole of what is under way; null where nobody looks.
    let internal meter (total: float) : Meter | null =
        match Watch.Current with
        | null -> null
        | watch -> Meter(watch, total)

    /// Counts units on a meter that may not be there.
    let internal advance (units: float) (meter: Meter | null) : unit =
        match meter with
        | null -> ()
        | meter -> meter.Advance units

    /// The results of so many pieces of one size, in their order.
    let internal each (count: int) (work: int -> 'a) : 'a[] =
        let shares = Shares(float count)
        Array.init count (fun i -> shares.Take(1.0, (fun () -> work i)))

    /// The same for the pieces of a list.
    let internal map (work: 'a -> 'b) (pieces: 'a list) : 'b list =
        let shares = Shares(float pieces.Length)
        pieces |> List.map (fun piece -> shares.Take(1.0, (fun () -> work piece)))
