namespace GanFlowTheory.Core

open System
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

    /// <summary>Runs <c>body first last</c> over the blocks of [0, count): work is shared by block, and a block's
    /// result may depend on the block only, so the number of threads never shows.</summary>
    let internal overBlocks (count: int) (block: int) (body: int -> int -> unit) =
        let blocks = (count + block - 1) / block

        let run b =
            body (b * block) (min count ((b + 1) * block))

        if threads = 1 || blocks <= 1 then
            for b in 0 .. blocks - 1 do
                run b
        else
            let options = ParallelOptions(MaxDegreeOfParallelism = threads)
            Parallel.For(0, blocks, options, run) |> ignore
