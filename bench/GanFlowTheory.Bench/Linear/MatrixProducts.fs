namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Matrix products, squares and what the layers of a network on a batch of 256 ask for, against as many
/// multiply-adds in registers.</summary>
type MatrixProducts() =

    let mutable m, n, k = 0, 0, 0
    let mutable transA, transB = false, false
    let mutable a = [||]
    let mutable b = [||]
    let mutable c = [||]

    /// The size of the product as (m x k) (k x n), T after a factor that is stored transposed.
    [<Params("1024x1024 1024x1024",
             "1024x1024T 1024x1024",
             "1024x1024 1024x1024T",
             "1000x1000 1000x1000",
             "256x256 256x256",
             "64x64 64x64",
             "16x16 16x16",
             "256x2 2x512",
             "256x512 512x256",
             "512x256T 256x256",
             "256x256 256x512T",
             "256x256 256x1",
             "256x256T 256x1",
             "256x1 1x256T",
             "2x256T 256x512",
             "256x512 512x2T")>]
    member val Shape = "" with get, set

    /// Makes the factors.
    [<GlobalSetup>]
    member this.Prepare() =
        let factor (text: string) =
            let sides = text.TrimEnd('T').Split 'x'
            struct (int sides[0], int sides[1], text.EndsWith 'T')

        let factors = this.Shape.Split ' '
        let struct (rows, terms, left) = factor factors[0]
        let struct (_, columns, right) = factor factors[1]
        m <- rows
        n <- columns
        k <- terms
        transA <- left
        transB <- right
        a <- Seed.create 1 |> Seed.normals (m * k)
        b <- Seed.create 2 |> Seed.normals (k * n)
        c <- Array.zeroCreate (m * n)

    /// As many multiply-adds in registers, where the machine has AVX-512: what no product can beat.
    [<Benchmark(Baseline = true)>]
    member _.Registers() =
        MultiplyAdds.run (int64 m * int64 n * int64 k)

    /// C = op(A) op(B).
    [<Benchmark>]
    member _.Multiply() =
        MatrixProduct.multiply transA transB m n k 1.0 a 0 b 0 0.0 c 0
