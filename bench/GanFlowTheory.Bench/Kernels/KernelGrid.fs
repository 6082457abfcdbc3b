namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Kernels by dimensions, and two clouds of n points each.</summary>
[<AbstractClass>]
type KernelGrid() =

    /// The kernel expression.
    [<Params("gaussian:1", "rq-paper", "laplace:1", "imq:1,0.5", "matern52:1", "distance", "poly3", "rq-code*")>]
    member val Kernel = "" with get, set

    /// The dimension.
    [<Params(1, 2, 8, 64)>]
    member val D = 0 with get, set

    /// The number of points in each cloud.
    abstract Count: int

    /// The kernel of the expression.
    member val Form = Kernel.dot with get, set

    /// One cloud.
    member val X = Clouds.start 1 1 with get, set

    /// The other.
    member val Y = Clouds.start 1 1 with get, set

    /// Equal weights.
    member val W = [||] with get, set

    /// Makes the clouds.
    [<GlobalSetup>]
    member this.Prepare() =
        let struct (x, y) = Clouds.scaled this.Count this.D
        this.Form <- Kernel.parse this.Kernel
        this.X <- x
        this.Y <- y
        this.W <- Clouds.weights this.Count
