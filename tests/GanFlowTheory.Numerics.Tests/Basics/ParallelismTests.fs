module GanFlowTheory.Core.Tests.ParallelismTests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core

[<Fact>]
let ``each task runs once, and all have ended at the end`` () =
    for threads in [ 1; 2; 5 ] do
        Parallelism.withThreadCount threads (fun () ->
            // Many rounds in a row: helpers of a round that begin late meet the next one.
            for round in 0..2000 do
                let count = round % 9

                for run in [ Parallelism.inOrder; Parallelism.fromBothEnds ] do
                    let runs = Array.zeroCreate<int> count
                    run count (fun t -> Interlocked.Increment &runs[t] |> ignore)
                    Assert.All(runs, fun r -> Assert.Equal(1, r)))

[<Fact>]
let ``tasks are begun in order`` () =
    Parallelism.withThreadCount 3 (fun () ->
        for _ in 1..200 do
            let begun = Array.zeroCreate<bool> 64
            let waiting = Array.zeroCreate<int> 64

            Parallelism.inOrder 64 (fun t ->
                Volatile.Write(&begun[t], true)

                for s in 0 .. t - 1 do
                    if not (Volatile.Read &begun[s]) then
                        waiting[t] <- waiting[t] + 1)

            // Each other thread may hold a task that it has drawn and not begun, one that stayed from another test too: at most seven.
            Assert.All(waiting, fun w -> Assert.InRange(w, 0, 7)))

[<Fact>]
let ``tasks may share work themselves, and callers do not meet`` () =
    Parallelism.withThreadCount 4 (fun () ->
        let totals =
            Array.Parallel.init 8 (fun _ ->
                let sums = Array.zeroCreate<int64> 10

                Parallelism.inOrder 10 (fun t ->
                    let parts = Array.zeroCreate<int64> 7
                    Parallelism.inOrder 7 (fun p -> parts[p] <- int64 (t * 7 + p))
                    sums[t] <- Array.sum parts)

                Array.sum sums)

        Assert.All(totals, fun total -> Assert.Equal(69L * 70L / 2L, total)))

[<Fact>]
let ``the exception of the first task that fails is thrown on, and the next round works`` () =
    for threads in [ 1; 4 ] do
        Parallelism.withThreadCount threads (fun () ->
            for _ in 1..200 do
                let error =
                    Assert.Throws<InvalidOperationException>(fun () ->
                        Parallelism.inOrder 50 (fun t ->
                            if t >= 11 then
                                raise (InvalidOperationException(string t))))

                Assert.Equal("11", error.Message)
                let done' = Array.zeroCreate<int> 5
                Parallelism.inOrder 5 (fun t -> done'[t] <- 1)
                Assert.Equal(5, Array.sum done'))

[<Fact>]
let ``the number of threads is as before afterwards, whatever happens, and who changes it waits for the other`` () =
    let before = Parallelism.threadCount ()

    Assert.Throws<InvalidOperationException>(fun () ->
        Parallelism.withThreadCount 5 (fun () -> raise (InvalidOperationException()): unit))
    |> ignore

    let seen =
        Array.Parallel.init 16 (fun at ->
            Parallelism.withThreadCount (at + 1) (fun () ->
                Thread.Sleep 1
                Parallelism.withThreadCount 40 Parallelism.threadCount, Parallelism.threadCount ()))

    Assert.Equal<(int * int)[]>(Array.init 16 (fun at -> 40, at + 1), seen)
    Assert.Equal(before, Parallelism.withThreadCount 1 (fun () -> before))
    Assert.Equal(before, Parallelism.threadCount ())

[<Fact>]
let ``sharing tasks allocates nothing`` () =
    Parallelism.withThreadCount 3 (fun () ->
        let work: int -> unit = ignore

        for _ in 1..100 do
            Parallelism.inOrder 8 work
            Parallelism.fromBothEnds 8 work

        let before = GC.GetAllocatedBytesForCurrentThread()

        for _ in 1..500 do
            Parallelism.inOrder 8 work
            Parallelism.fromBothEnds 8 work

        // The pool's queue grows now and then.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 64_000L))
