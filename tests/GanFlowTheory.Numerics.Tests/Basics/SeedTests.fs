namespace GanFlowTheory.Core.Tests

open System
open FsCheck.FSharp
open GanFlowTheory.Core
open MathNet.Numerics.Distributions
open Xunit

/// Statistical checks: fixed seeds, so a verdict never changes from run to run; each bound would reject a perfect
/// generator with the probability stated, over the choice of the seed.
module SeedTests =

    let private falseAlarm = 1e-6

    /// Pearson's statistic against equal expectations stays below the quantile of its chi-square limit.
    let private assertUniformCells (counts: int[]) =
        let expected = float (Array.sum counts) / float counts.Length

        let statistic =
            counts |> Array.sumBy (fun c -> (float c - expected) ** 2.0 / expected)

        let bound = ChiSquared.InvCDF(float (counts.Length - 1), 1.0 - falseAlarm)

        Assert.True(statistic < bound, $"chi-square is {statistic}, bound {bound}")

    /// Kolmogorov's distance stays below the Dvoretzky-Kiefer-Wolfowitz-Massart bound, which holds for every n.
    let private assertDistribution (cdf: float -> float) (values: float[]) =
        let n = float values.Length
        let sorted = Array.sort values

        let distance =
            sorted
            |> Seq.mapi (fun i v -> max (float (i + 1) / n - cdf v) (cdf v - float i / n))
            |> Seq.max

        let bound = sqrt (log (2.0 / falseAlarm) / (2.0 * n))
        Assert.True(distance < bound, $"distance is {distance}, bound {bound}")

    let private cell (count: int) (u: float) = int (u * float count)

    let private assertIndependent (u: float[]) (v: float[]) =
        let counts = Array.zeroCreate 256
        Array.iter2 (fun a b -> counts[16 * cell 16 a + cell 16 b] <- counts[16 * cell 16 a + cell 16 b] + 1) u v
        assertUniformCells counts

    [<Fact>]
    let ``the seed of zero is the first output of SplitMix64 started at zero`` () =
        Assert.Equal(0xE220A8397B1DCDAFUL, (Seed.create 0).State)
        Assert.Equal("e220a8397b1dcdaf", string (Seed.create 0))

    [<Fact>]
    let ``the same seed gives the same bits`` () =
        Testing.check 50 (Arb.fromGen (Gen.choose (Int32.MinValue, Int32.MaxValue))) (fun value ->
            let draw () =
                let seed = Seed.create value |> Seed.split "component" |> Seed.splitAt 7

                Array.concat
                    [
                        Seed.normals 20 seed
                        Seed.uniforms 20 seed
                        (Seed.gaussian 5 3 seed).Data
                        Array.map float (Seed.permutation 20 seed)
                    ]

            Assert.Equal<int64[]>(Testing.bits (draw ()), Testing.bits (draw ())))

    [<Fact>]
    let ``seeds, labels and numbers never share a state`` () =
        let root = Seed.create 1
        let letters = [ for c in 'a' .. 'z' -> string c ]

        let states =
            [|
                for value in -500 .. 500 do
                    yield Seed.create value
                for label in letters do
                    yield Seed.split label root

                    for other in letters do
                        yield Seed.split (label + other) root
                        yield Seed.split other (Seed.split label root)
                for index in 0..999 do
                    yield Seed.splitAt index root
                    yield Seed.splitAt index (Seed.splitAt 1 root)
            |]
            |> Array.map _.State

        // For random 64-bit states a collision among the 4,000 has probability 4e-13.
        Assert.Equal(states.Length, (Array.distinct states).Length)

    [<Fact>]
    let ``streams split off under different labels are independent`` () =
        let root = Seed.create 2
        let stream seed = Seed.uniforms 100_000 seed
        // Neighbours in every sense: labels, numbers, parent and child, integers. False alarm 1e-6 for each pair.
        assertIndependent (stream (Seed.split "start" root)) (stream (Seed.split "target" root))
        assertIndependent (stream (Seed.split "a" root)) (stream (Seed.split "b" root))
        assertIndependent (stream (Seed.splitAt 0 root)) (stream (Seed.splitAt 1 root))
        assertIndependent (stream root) (stream (Seed.splitAt 0 root))
        assertIndependent (stream (Seed.create 0)) (stream (Seed.create 1))

    [<Fact>]
    let ``the first draws of consecutive children are independent and uniform`` () =
        let root = Seed.create 3

        let firsts =
            Array.init 100_001 (fun i -> (Seed.uniforms 1 (Seed.splitAt i root))[0])

        assertDistribution id firsts
        assertIndependent firsts[..99_999] firsts[1..]

    [<Fact>]
    let ``uniforms are uniform on [0, 1)`` () =
        let values = Seed.uniforms 200_000 (Seed.create 4)
        Assert.True(Array.forall (fun v -> v >= 0.0 && v < 1.0) values)
        assertDistribution id values

    [<Fact>]
    let ``normals are normal, with the moments of N(0, 1)`` () =
        let n = 200_000
        let values = Seed.normals n (Seed.create 5)
        assertDistribution (fun v -> Normal.CDF(0.0, 1.0, v)) values
        // The mean of x^p has variance (m_2p - m_p^2) / n, with m_2 = 1, m_4 = 3, m_6 = 15, m_8 = 105; the normal
        // limit is exceeded by 5 standard errors with probability 5.7e-7.
        for p, moment, variance in [ 1, 0.0, 1.0; 2, 1.0, 2.0; 3, 0.0, 15.0; 4, 3.0, 96.0 ] do
            let actual = values |> Array.averageBy (fun v -> pown v p)
            let bound = 5.0 * sqrt (variance / float n)
            Assert.True(abs (actual - moment) < bound, $"moment {p} is {actual}, expected {moment} within {bound}")

    [<Fact>]
    let ``a Gaussian cloud has uncorrelated coordinates of unit variance`` () =
        let n = 100_000
        let cloud = Seed.gaussian n 3 (Seed.create 6)
        let covariance = Points.covariance cloud
        // Entries have variance 1/n off the diagonal and 2/n on it; 5 standard errors, 5.7e-7 for each of the six.
        for a in 0..2 do
            for b in 0..a do
                let expected, variance = if a = b then 1.0, 2.0 else 0.0, 1.0
                let bound = 5.0 * sqrt (variance / float n)
                Assert.True(abs (covariance[a, b] - expected) < bound, $"covariance[{a}, {b}] is {covariance[a, b]}")

    [<Fact>]
    let ``a permutation holds every index once`` () =
        let cases = Arb.fromGen (Gen.zip (Gen.choose (0, 200)) (Gen.choose (0, 1_000_000)))

        Testing.check 200 cases (fun (count, value) ->
            let order = Seed.permutation count (Seed.create value)
            Assert.Equal<int[]>([| 0 .. count - 1 |], Array.sort order))

    [<Fact>]
    let ``all 24 orders of four are equally likely`` () =
        let root = Seed.create 7

        Array.init 48_000 (fun i -> Seed.permutation 4 (Seed.splitAt i root))
        |> Array.countBy id
        |> Array.map snd
        |> fun counts ->
            Assert.Equal(24, counts.Length)
            assertUniformCells counts

    [<Fact>]
    let ``negative counts are refused`` () =
        let seed = Seed.create 0
        Assert.Contains("count must be at least 0, but is -1.", Testing.argumentError (fun () -> Seed.normals -1 seed))
        Assert.Contains("count must be at least 0, but is -1.", Testing.argumentError (fun () -> Seed.uniforms -1 seed))

        Assert.Contains(
            "count must be at least 0, but is -1.",
            Testing.argumentError (fun () -> Seed.permutation -1 seed)
        )

        Assert.Contains("count must be at least 1, but is 0.", Testing.argumentError (fun () -> Seed.gaussian 0 1 seed))

        Assert.Contains(
            "dimension must be at least 1, but is 0.",
            Testing.argumentError (fun () -> Seed.gaussian 1 0 seed)
        )
