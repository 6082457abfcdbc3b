namespace GanFlowTheory.Bench

open System.Runtime.Intrinsics
open GanFlowTheory.Core

/// <summary>Multiply-adds of numbers that never leave their registers, on all threads: the most that a matrix product
/// can reach on this machine at this moment.</summary>
[<RequireQualifiedAccess>]
module MultiplyAdds =

    // Twelve chains hide a latency of four on two units, and leave registers to spare.
    let private chains (rounds: int) (start: float) : float =
        let x = Vector512.Create start
        let y = Vector512.Create 0.999
        let mutable a0 = x
        let mutable a1 = x
        let mutable a2 = x
        let mutable a3 = x
        let mutable a4 = x
        let mutable a5 = x
        let mutable b0 = x
        let mutable b1 = x
        let mutable b2 = x
        let mutable b3 = x
        let mutable b4 = x
        let mutable b5 = x

        for _ in 1..rounds do
            a0 <- Vector512.FusedMultiplyAdd(a0, y, x)
            a1 <- Vector512.FusedMultiplyAdd(a1, y, x)
            a2 <- Vector512.FusedMultiplyAdd(a2, y, x)
            a3 <- Vector512.FusedMultiplyAdd(a3, y, x)
            a4 <- Vector512.FusedMultiplyAdd(a4, y, x)
            a5 <- Vector512.FusedMultiplyAdd(a5, y, x)
            b0 <- Vector512.FusedMultiplyAdd(b0, y, x)
            b1 <- Vector512.FusedMultiplyAdd(b1, y, x)
            b2 <- Vector512.FusedMultiplyAdd(b2, y, x)
            b3 <- Vector512.FusedMultiplyAdd(b3, y, x)
            b4 <- Vector512.FusedMultiplyAdd(b4, y, x)
            b5 <- Vector512.FusedMultiplyAdd(b5, y, x)

        Vector512.Sum(a0 + a1 + a2 + a3 + a4 + a5 + b0 + b1 + b2 + b3 + b4 + b5)

    /// So many multiply-adds of float64 numbers, or a few more; their sum.
    let run (count: int64) : float =
        let tasks = 2 * Parallelism.threadCount ()
        let rounds = int ((count + 96L * int64 tasks - 1L) / (96L * int64 tasks))
        let sums = Array.zeroCreate tasks
        Parallelism.overBlocks tasks 1 (fun task _ -> sums[task] <- chains rounds (float (task + 1)))
        Array.sum sums
