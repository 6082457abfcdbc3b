namespace GanFlowTheory.Core

open System
open System.Collections.Generic
open System.Diagnostics
open System.Runtime.ExceptionServices
open System.Threading

/// <summary>Tasks that the calling thread shares with helpers from the thread pool.</summary>
/// <remarks>Objects are used again and again, so that running tasks allocates nothing. A helper that the pool begins
/// late finds no task left, or joins whoever uses the object by then. A helper that is done stays for a moment: the steps of
/// a program follow one another within microseconds, and the pool takes longer to wake a thread.</remarks>
[<Sealed>]
type private SharedTasks() =

    // The number of tasks begun while none may begin.
    static let closed = 0x40000000

    // How long a helper stays: what lies between the steps of a program is shorter.
    static let stay = Stopwatch.Frequency / 10_000L

    let mutable body: int -> unit = ignore
    let mutable count = 0
    let mutable isOrdered = true
    // The number of the task begun last, and how many were taken from either end where any order will do.
    let mutable last = closed
    let mutable front = 0
    let mutable back = 0
    let mutable inside = 0
    let mutable queued = 0
    let mutable staying = 0
    let mutable failed = Int32.MaxValue
    let mutable failure: ExceptionDispatchInfo | null = null

    // Of several failures the one of the first task counts: as tasks are begun in order, which one that is does not
    // depend on the threads.
    member private this.Fail(task: int, error: exn) =
        lock this (fun () ->
            if task < failed then
                failed <- task
                failure <- ExceptionDispatchInfo.Capture error)

        Interlocked.Exchange(&last, closed) |> ignore

    // As many tasks are taken from both ends together as are begun: no task is taken twice.
    member private _.Task(begun: int, isCaller: bool) =
        if isOrdered then begun
        elif isCaller then Interlocked.Increment &front - 1
        else count - Interlocked.Increment &back

    member private this.Work(isCaller: bool) =
        let mutable begun = Interlocked.Increment &last

        while begun < Volatile.Read &count do
            let task = this.Task(begun, isCaller)

            try
                body task
            with error ->
                this.Fail(task, error)

            begun <- Interlocked.Increment &last

    member private this.Help() =
        Interlocked.Increment &inside |> ignore
        this.Work false
        Interlocked.Decrement &inside |> ignore

    member private _.HasTasks = Volatile.Read &last < Volatile.Read &count - 1

    interface IThreadPoolWorkItem with
        member this.Execute() =
            Interlocked.Decrement &queued |> ignore
            this.Help()
            Interlocked.Increment &staying |> ignore
            let mutable since = Stopwatch.GetTimestamp()
            let mutable wait = SpinWait()

            while Stopwatch.GetTimestamp() - since < stay do
                if this.HasTasks then
                    this.Help()
                    since <- Stopwatch.GetTimestamp()
                    wait.Reset()
                else
                    // Whoever else wants the processor gets it.
                    wait.SpinOnce -1

            Interlocked.Decrement &staying |> ignore

            // Whoever has counted on this helper must not be left alone.
            if this.HasTasks then
                this.Help()

    /// Runs the tasks 0 .. tasks - 1 on so many threads at most, the calling one among them; begun in order, or the calling
    /// thread from the first one on and the helpers from the last.
    member this.Run(tasks: int, threads: int, ordered: bool, task: int -> unit) =
        body <- task
        isOrdered <- ordered
        front <- 0
        back <- 0
        failed <- Int32.MaxValue
        failure <- null
        Volatile.Write(&count, tasks)
        // From here on helpers may begin tasks.
        Interlocked.Exchange(&last, -1) |> ignore

        for _ in Volatile.Read &queued + Volatile.Read &staying + 2 .. threads do
            Interlocked.Increment &queued |> ignore
            ThreadPool.UnsafeQueueUserWorkItem(this, false) |> ignore

        this.Work true
        Interlocked.Exchange(&last, closed) |> ignore
        let mutable wait = SpinWait()

        while Volatile.Read &inside > 0 do
            // Tasks end soon: giving the processor away is right, sleeping a whole millisecond is not.
            wait.SpinOnce -1

        body <- ignore

        match failure with
        | null -> ()
        | failure -> failure.Throw()

/// <summary>How many threads the library uses. Results do not depend on it, to the bit.</summary>
[<RequireQualifiedAccess>]
module Parallelism =

    let mutable private threads = Environment.ProcessorCount

    let private idle = Stack<SharedTasks>()

    /// The number of threads in use; at first the number of processors.
    let threadCount () = threads

    /// Sets the number of threads, at least 1. The bits of every result stay the same.
    let setThreadCount (count: int) =
        Guard.atLeast "count" 1 count
        threads <- count

    let private turn = Lock()

    /// <summary>What a function gives on so many threads, at least 1; afterwards there are as many as before. The number is one
    /// for the whole process: whoever else asks for another in this way waits until the function has ended.</summary>
    let withThreadCount (count: int) (body: unit -> 'a) : 'a =
        Guard.atLeast "count" 1 count
        turn.Enter()
        let before = threads

        try
            threads <- count
            body ()
        finally
            threads <- before
            turn.Exit()

    let private run (ordered: bool) (count: int) (body: int -> unit) =
        let workers = min threads count

        if workers <= 1 then
            for t in 0 .. count - 1 do
                body t
        else
            let tasks =
                lock idle (fun () -> if idle.Count > 0 then idle.Pop() else SharedTasks())

            try
                tasks.Run(count, workers, ordered, body)
            finally
                lock idle (fun () -> idle.Push tasks)

    /// <summary>Runs the tasks 0 .. count - 1, each once, begun in this order; the number of threads must not show in
    /// what they do. Nothing is allocated. The exception of the first task that fails, if any, is thrown on.</summary>
    let internal inOrder (count: int) (body: int -> unit) = run true count body

    /// <summary>The same for tasks that do not fail, begun in any order: the calling thread goes from the first one on and
    /// helpers from the last, so that of the parts of an array that step after step works on most stay with one
    /// processor.</summary>
    let internal fromBothEnds (count: int) (body: int -> unit) = run false count body

    /// <summary>Runs <c>body first last</c> over the blocks of [0, count): work is shared by block, and a block's
    /// result may depend on the block only, so the number of threads never shows.</summary>
    let internal overBlocks (count: int) (block: int) (body: int -> int -> unit) =
        let blocks = (count + block - 1) / block
        inOrder blocks (fun b -> body (b * block) (min count ((b + 1) * block)))
