namespace GanFlowTheory.Torch.Bench

open System
open System.Diagnostics
open System.Threading

/// One way of doing something, by its column of the table.
[<NoComparison; NoEquality>]
type Contender = { Column: string; Run: unit -> unit }

/// <summary>Times of several ways of doing one thing, in turns: what slows the machine down for a while slows all of them
/// down.</summary>
[<RequireQualifiedAccess>]
module Rounds =

    let private seconds (times: int) (run: unit -> unit) : float =
        let start = Stopwatch.GetTimestamp()

        for _ in 1..times do
            run ()

        (Stopwatch.GetElapsedTime start).TotalSeconds

    // Each turn is of several runs, after a pause in which the other libraries' threads, which wait for more to do, go to
    // sleep; its first run wakes its own and is not counted. A long run is a turn of its own.
    let private turn (times: int) (run: unit -> unit) : float =
        Thread.Sleep 5

        if times > 1 then
            run ()

        seconds times run / float times

    /// The median time of each contender in milliseconds, over turns that take about so many seconds in all, at least three; of
    /// contenders that take five times as long together, the time of their only run.
    let medians (budget: float) (contenders: Contender list) : (string * float) list =
        let settling = Stopwatch.GetTimestamp()
        let mutable once = contenders |> List.map (fun c -> seconds 1 c.Run)
        let isLong = List.sum once > 5.0 * budget

        // Compilers and pools settle first.
        while (Stopwatch.GetElapsedTime settling).TotalSeconds < budget / 4.0 do
            once <- contenders |> List.map (fun c -> seconds 1 c.Run)

        let runs = once |> List.map (fun s -> max 1 (int (0.03 / max 1e-6 s)))

        let each =
            List.zip once runs
            |> List.sumBy (fun (s, times) -> s * float (if times > 1 then times + 1 else 1))

        let turns = Math.Clamp(int (budget / each), 3, 100)

        let times =
            if isLong then
                [| once |]
            else
                [|
                    for _ in 1..turns -> List.map2 (fun c times -> turn times c.Run) contenders runs
                |]

        contenders
        |> List.mapi (fun at contender ->
            let sorted = times |> Array.map (List.item at) |> Array.sort
            contender.Column, 1e3 * sorted[sorted.Length / 2])
