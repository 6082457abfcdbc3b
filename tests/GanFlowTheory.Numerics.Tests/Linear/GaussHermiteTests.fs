namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

type GaussHermiteTests() =

    let moment (rule: GaussianRule) (powers: int[]) =
        let mutable total = 0.0

        for i in 0 .. rule.Count - 1 do
            let mutable term = rule.Weights[i]

            for k in 0 .. rule.Dimension - 1 do
                term <- term * pown rule.Nodes[i, k] powers[k]

            total <- total + term

        total

    // E Z^j = (j - 1)!! for even j.
    let exact (powers: int[]) =
        powers
        |> Array.map (fun j ->
            if j % 2 = 1 then
                0.0
            else
                Seq.fold (fun t v -> t * float v) 1.0 (seq { 1..2 .. j - 1 }))
        |> Array.fold (*) 1.0

    [<Fact>]
    member _.``k points on the line integrate polynomials of degree 2 k - 1 and no more``() =
        for k in 2..40 do
            let rule = GaussHermite.tensor k 1

            for j in 0 .. 2 * k - 1 do
                // A node is off by a few ulp, its power by j times as many, relative to the moment of |Z|^j, which is
                // below the next even one's root: sqrt((2 j)!!).. the terms of even powers have one sign.
                let scale =
                    if j % 2 = 0 then
                        exact [| j |]
                    else
                        sqrt (exact [| j - 1 |] * exact [| j + 1 |])

                let error = abs (moment rule [| j |] - exact [| j |])
                Assert.True(error <= 1e-12 * scale, $"k = {k}, degree {j}: {error / scale}")

            // The error in degree 2 k is k!, the squared norm of the Hermite polynomial.
            let factorial = Seq.fold (fun t v -> t * float v) 1.0 (seq { 1..k })
            let missing = exact [| 2 * k |] - moment rule [| 2 * k |]
            Assert.True(abs (missing - factorial) <= 1e-12 * exact [| 2 * k |])

    [<Fact>]
    member _.``three points are known``() =
        let rule = GaussHermite.tensor 3 1
        Array.iter2 (close 1e-15) [| -sqrt 3.0; 0.0; sqrt 3.0 |] (rule.Nodes.Coordinate(0).ToArray())
        Array.iter2 (close 1e-15) [| 1.0 / 6.0; 2.0 / 3.0; 1.0 / 6.0 |] rule.Weights

    [<Fact>]
    member _.``weights are positive and symmetric, even at 200 points``() =
        let rule = GaussHermite.tensor 200 1
        Assert.All(rule.Weights, (fun w -> Assert.True(w > 0.0)))
        close 1e-13 1.0 (Array.sum rule.Weights)

        for i in 0..199 do
            Assert.Equal(rule.Nodes[i, 0], -rule.Nodes[199 - i, 0])

        close 1e-11 (exact [| 20 |]) (moment rule [| 20 |])

    [<Fact>]
    member _.``tensor rules integrate products``() =
        let rule = GaussHermite.tensor 4 3

        for a in 0..7 do
            for b in 0..7 do
                close 1e-12 (exact [| a; b; 2 |]) (moment rule [| a; b; 2 |])

    [<Fact>]
    member _.``the symmetric rule is of degree 3 in any dimension``() =
        for d in 1..6 do
            let rule = GaussHermite.symmetric d
            Assert.Equal(2 * d, rule.Count)

            for a in 0 .. d - 1 do
                for b in 0 .. d - 1 do
                    for c in 0 .. d - 1 do
                        let powers = Array.zeroCreate d

                        for k in [ a; b; c ] do
                            powers[k] <- powers[k] + 1

                        close 1e-14 (exact powers) (moment rule powers)

                        let square =
                            Array.init d (fun k -> (if k = a then 1 else 0) + (if k = b then 1 else 0))

                        close 1e-14 (exact square) (moment rule square)

    [<Fact>]
    member _.``the standard rule is exact for degree 3 and stays below 4096 nodes``() =
        for d in 1..20 do
            let rule = GaussHermite.standard d
            Assert.True(rule.Degree >= 3 && rule.Count <= 4096)
            close 1e-12 1.0 (moment rule (Array.init d (fun k -> if k = d - 1 then 2 else 0)))

        Assert.Equal("gauss-hermite:16^3", string (GaussHermite.standard 3))
        Assert.Equal("symmetric:16", (GaussHermite.standard 8).Name)

    [<Fact>]
    member _.``bad sizes are refused``() =
        Assert.Contains("k must be at least 2, but is 1", argumentError (fun () -> GaussHermite.tensor 1 1))
        Assert.Contains("k must be at most 200, but is 201", argumentError (fun () -> GaussHermite.tensor 201 1))
        Assert.Contains("10 million", argumentError (fun () -> GaussHermite.tensor 10 8))
        Assert.Contains("dimension must be at least 1", argumentError (fun () -> GaussHermite.symmetric 0))
