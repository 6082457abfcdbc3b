namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core

module VectorsTests =

    // Whole numbers below 2^20: every sum of up to 100 products is a float64 to the bit, in any order.
    let private whole (count: int) (seed: int) : float[] =
        let random = Random seed
        Array.init count (fun _ -> float (random.Next(-1 <<< 20, 1 <<< 20)))

    let private plain (a: float[]) (b: float[]) =
        let mutable total = 0.0

        for p in 0 .. a.Length - 1 do
            total <- total + a[p] * b[p]

        total

    [<Fact>]
    let ``the inner product is its sum at every length, and of parts at every offset`` () =
        for length in 0..100 do
            let a, b = whole (length + 9) 1, whole (length + 9) 2

            for i in 0..9 do
                let j = (5 * i + 3) % 10

                Assert.Equal(plain (Array.sub a i length) (Array.sub b j length), Vectors.innerOfParts a i b j length)

            Assert.Equal(plain a b, Vectors.inner a b)
            Assert.Equal(plain a a, Vectors.squaredNorm a)
            Assert.Equal(sqrt (plain a a), Vectors.norm a)

    [<Fact>]
    let ``vectors of two lengths have no inner product`` () =
        Assert.Throws<ArgumentException>(fun () -> Vectors.inner [| 1.0; 2.0 |] [| 1.0 |] |> ignore)
        |> ignore

    [<Fact>]
    let ``the largest entry by magnitude`` () =
        Assert.Equal(0.0, Vectors.largest [||])
        Assert.Equal(3.0, Vectors.largest [| 2.0; -3.0; 1.0 |])

    [<Fact>]
    let ``entries are all finite, or one is not, wherever it stands`` () =
        for n in 0..20 do
            let values = Array.init n (fun i -> if i % 2 = 0 then -1e308 else 1e-300)
            Assert.True(Vectors.allFinite values)

            for i in 0 .. n - 1 do
                for bad in [ nan; infinity; -infinity ] do
                    let with' = Array.copy values
                    with'[i] <- bad
                    Assert.False(Vectors.allFinite with')
