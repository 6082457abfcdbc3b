namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>The shapes of kernel sums over one pair of clouds, by kernel and dimension.</summary>
type KernelSums() =
    inherit KernelGrid()

    /// The number of points in each cloud.
    [<Params(4_096)>]
    member val N = 0 with get, set

    override this.Count = this.N

    /// sum_j w_j k(x_i, y_j).
    [<Benchmark; Pairs(1)>]
    member this.Values() =
        Pairwise.apply this.Form this.X this.Y this.W

    /// sum_j w_j grad_x k(x_i, y_j).
    [<Benchmark; Pairs(1)>]
    member this.Gradients() =
        Pairwise.gradient this.Form this.X this.Y this.W

    /// Values and gradients in one pass.
    [<Benchmark; Pairs(1)>]
    member this.ValuesAndGradients() =
        Pairwise.applyWithGradient this.Form this.X this.Y this.W

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, with v = y.
    [<Benchmark; Pairs(1)>]
    member this.MixedHessian() =
        Pairwise.mixedHessian this.Form this.X this.Y this.Y
