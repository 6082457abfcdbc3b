namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>The gradient of 1/2 MMD^2 at the particles, both sums, by kernel, dimension and size.</summary>
type MmdGradient() =
    inherit KernelGrid()

    /// The number of points in each cloud.
    [<Params(1_000, 4_096, 10_000)>]
    member val N = 0 with get, set

    override this.Count = this.N

    /// sum_j w_j grad_x k(x_i, x_j) - sum_j w_j grad_x k(x_i, y_j).
    [<Benchmark; Pairs(2)>]
    member this.Gradient() =
        let own = Pairwise.gradient this.Form this.X this.X this.W
        Points.combine 1.0 own -1.0 (Pairwise.gradient this.Form this.X this.Y this.W)
