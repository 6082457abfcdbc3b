namespace GanFlowTheory.Core

open System.Numerics

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// Arrays of coordinates as vectors of a Euclidean space; sums run over lanes in a fixed order.
[<RequireQualifiedAccess>]
module internal Vectors =

    /// The inner product of a[i .. i+length-1] and b[j .. j+length-1].
    let innerOfParts (a: float[]) (i: int) (b: float[]) (j: int) (length: int) : float =
        let x = MemoryMarshal.Cast<float, Vector512<float>>(ReadOnlySpan(a, i, length))
        let y = MemoryMarshal.Cast<float, Vector512<float>>(ReadOnlySpan(b, j, length))
        // Four sums hide the latency of the multiply-add.
        let mutable s0 = Vector512<float>.Zero
        let mutable s1 = s0
        let mutable s2 = s0
        let mutable s3 = s0
        let mutable v = 0

        while v + 4 <= x.Length do
            s0 <- Vector512.FusedMultiplyAdd(x[v], y[v], s0)
            s1 <- Vector512.FusedMultiplyAdd(x[v + 1], y[v + 1], s1)
            s2 <- Vector512.FusedMultiplyAdd(x[v + 2], y[v + 2], s2)
            s3 <- Vector512.FusedMultiplyAdd(x[v + 3], y[v + 3], s3)
            v <- v + 4

        while v < x.Length do
            s0 <- Vector512.FusedMultiplyAdd(x[v], y[v], s0)
            v <- v + 1

        let mutable total = Vector512.Sum((s0 + s1) + (s2 + s3))

        for k in 8 * x.Length .. length - 1 do
            total <- total + a[i + k] * b[j + k]

        total

    /// The inner product sum_p a_p b_p of arrays of one length.
    let inner (a: float[]) (b: float[]) : float =
        Guard.sameLength (nameof b) a.Length b.Length
        innerOfParts a 0 b 0 a.Length

    /// The squared norm sum_p a_p^2.
    let squaredNorm (a: float[]) : float = innerOfParts a 0 a 0 a.Length

    /// The norm sqrt (sum_p a_p^2); squares of entries beyond 1e154 overflow.
    let norm (a: float[]) : float = sqrt (squaredNorm a)

    /// The largest |a_p|; 0 for no entries.
    let largest (a: float[]) : float =
        Array.fold (fun top v -> max top (abs v)) 0.0 a

    /// Whether every entry is finite; at the speed of memory, since loops ask at every step.
    let allFinite (x: float[]) : bool =
        let v = MemoryMarshal.Cast<float, Vector512<float>>(ReadOnlySpan x)
        // 0 times anything finite is 0, and NaN otherwise. Four sums hide the latency of the multiply-add.
        let zero = Vector512<float>.Zero
        let mutable s0 = zero
        let mutable s1 = zero
        let mutable s2 = zero
        let mutable s3 = zero
        let mutable at = 0

        while at + 4 <= v.Length do
            s0 <- Vector512.FusedMultiplyAdd(v[at], zero, s0)
            s1 <- Vector512.FusedMultiplyAdd(v[at + 1], zero, s1)
            s2 <- Vector512.FusedMultiplyAdd(v[at + 2], zero, s2)
            s3 <- Vector512.FusedMultiplyAdd(v[at + 3], zero, s3)
            at <- at + 4

        while at < v.Length do
            s0 <- Vector512.FusedMultiplyAdd(v[at], zero, s0)
            at <- at + 1

        let mutable total = Vector512.Sum((s0 + s1) + (s2 + s3))

        for k in 8 * v.Length .. x.Length - 1 do
            total <- total + x[k] * 0.0

        total = 0.0
