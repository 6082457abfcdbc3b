namespace GanFlowTheory.Core

open System
open System.Runtime.CompilerServices
open System.Threading
open System.Threading.Tasks

/// <summary>How many threads the kernel sums use. Results do not depend on it, to the bit.</summary>
[<RequireQualifiedAccess>]
module Parallelism =

    let mutable private threads = Environment.ProcessorCount

    /// The number of threads in use; at first the number of processors.
    let threadCount () = threads

    /// Sets the number of threads, at least 1. The bits of every result stay the same.
    let setThreadCount (count: int) =
        Guard.atLeast "count" 1 count
        threads <- count

    /// Runs the tasks 0 .. count - 1, each once, begun in this order; the number of threads must not show in what they do.
    let internal inOrder (count: int) (body: int -> unit) =
        if threads = 1 || count <= 1 then
            for t in 0 .. count - 1 do
                body t
        else
            let counter = StrongBox -1

            let work _ =
                let mutable t = Interlocked.Increment &counter.Value

                while t < count do
                    body t
                    t <- Interlocked.Increment &counter.Value

            let workers = min threads count

            Parallel.For(0, workers, ParallelOptions(MaxDegreeOfParallelism = workers), work)
            |> ignore

    /// <summary>Runs <c>body first last</c> over the blocks of [0, count): work is shared by block, and a block's
    /// result may depend on the block only, so the number of threads never shows.</summary>
    let internal overBlocks (count: int) (block: int) (body: int -> int -> unit) =
        let blocks = (count + block - 1) / block
        inOrder blocks (fun b -> body (b * block) (min count ((b + 1) * block)))
