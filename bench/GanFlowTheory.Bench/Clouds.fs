namespace GanFlowTheory.Bench

open GanFlowTheory.Core

/// <summary>The point clouds and weights that the benchmarks sum over; the same in every run.</summary>
[<RequireQualifiedAccess>]
module Clouds =

    let private seed = Seed.create 1

    /// n points of N(0, I) in R^d, where a flow starts.
    let start (n: int) (d: int) : Points = Seed.gaussian n d (Seed.split "x" seed)

    /// n points of N(0, 9/4 I) in R^d, where a flow goes.
    let target (n: int) (d: int) : Points =
        Points.scale 1.5 (Seed.gaussian n d (Seed.split "y" seed))

    /// <summary>Both clouds divided by sqrt d: squared distances are then two or three in any dimension, and a kernel
    /// of bandwidth one is neither flat nor zero.</summary>
    let scaled (n: int) (d: int) : struct (Points * Points) =
        let a = 1.0 / sqrt (float d)
        struct (Points.scale a (start n d), Points.scale a (target n d))

    /// Weights 1/n, length n.
    let weights (n: int) : float[] = Array.create n (1.0 / float n)
