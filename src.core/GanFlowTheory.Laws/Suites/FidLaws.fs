namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open MathNet.Numerics
open MathNet.Numerics.LinearAlgebra.Double
open GanFlowTheory.Core

/// Samples of normal values on the line: sizes, and the laws' means and deviations.
type internal NormalSamples =
    {
        /// The size of the first sample.
        N: int
        /// The size of the second.
        M: int
        /// The mean of the first law; the second has mean 0 and deviation 1.
        Mean: float
        /// The deviation of the first law.
        Deviation: float
    }

    /// Sizes and laws.
    override this.ToString() =
        $"{this.N} values of N({this.Mean}, {this.Deviation}^2), {this.M} of N(0, 1)"

/// Laws of means and covariances, and of the Frechet distance of samples.
[<RequireQualifiedAccess>]
module internal FidLaws =

    // Points of a cloud, at least two.
    let private sample (cloud: Cloud) : float[][] =
        let rows = Points.toRows cloud.Points
        if rows.Length = 1 then [| rows[0]; rows[0] |] else rows

    let private meanOf (rows: float[][]) : float[] =
        Array.init rows[0].Length (fun k -> rows |> Array.averageBy (fun r -> r[k]))

    let private centred (rows: float[][]) : float[][] =
        let mean = meanOf rows
        rows |> Array.map (fun r -> Array.map2 (-) r mean)

    let private squaresOf (rows: float[][]) : float =
        (centred rows |> Array.sumBy Vectors.squaredNorm) / (float rows.Length - 1.0)

    // 1/(n-1) sum of (x - m)(x - m)^T.
    let private covarianceOf (rows: float[][]) : float[,] =
        let e = centred rows

        Array2D.init rows[0].Length rows[0].Length (fun a b ->
            (e |> Array.sumBy (fun r -> r[a] * r[b])) / (float rows.Length - 1.0))

    /// Means and covariances of rows that come in blocks, however they are cut.
    let moments (name: string) (ofBlocks: int -> float[][][] -> Moments) : Law =
        Law.forAll
            {
                Name = "moments-blocks"
                Statement =
                    "Mean and covariance, divisor n - 1, of rows that come in blocks of any sizes are those of all rows together, far from the "
                    + "origin too."
                Source = ""
                Judge =
                    Judge.Relative(
                        1e-13,
                        "fewer than 40 sums of differences, each to a few ulp; the rows are eighths of the spread and lose none of theirs"
                    )
            }
            name
            Scenes.any
            (fun scene ->
                let rows = Array.append (sample scene.P) (sample scene.Q)
                let cut size = Array.chunkBySize size rows
                let covariance = covarianceOf rows
                let size = Array.sumBy (fun k -> covariance[k, k]) [| 0 .. rows[0].Length - 1 |]
                let flat (s: float[,]) = s |> Seq.cast<float> |> Seq.toArray

                [
                    for blocks in [ 1; 2; 3; rows.Length ] do
                        // 2^30 spreads off, eighths still are exact.
                        for offset in [ 0.0; scene.P.Spread * 2.0 ** 30.0 ] do
                            let moved = cut blocks |> Array.map (Array.map (Array.map (fun v -> v + offset)))

                            let found = ofBlocks rows[0].Length moved
                            let mean = meanOf rows |> Array.map (fun v -> v + offset)

                            Equation.vector
                                $"mean of blocks of {blocks}, offset {offset}"
                                (offset + Vectors.norm mean)
                                found.Mean
                                mean

                            Equation.vector
                                $"covariance of blocks of {blocks}, offset {offset}"
                                size
                                (flat found.Covariance)
                                (flat covariance)
                ])

    /// FID against its definition by singular values of the product of centred samples.
    let definition (name: string) (fid: Points -> Points -> float) : Law =
        Law.forAll
            {
                Name = "fid-definition"
                Statement =
                    "FID is |m1 - m2|^2 + tr S1 + tr S2 - 2 sum_k s_k, divisors n - 1 and m - 1, s_k the singular values of S1^1/2 S2^1/2, those of "
                    + "A B^T/sqrt((n-1)(m-1)) for the centred samples A and B; it is the same with the samples exchanged."
                Source = "BSAG18-6"
                // sqrt of an eigenvalue that is 0 but for d ulp of the largest: in either covariance, for each direction.
                Judge =
                    Judge.Relative(
                        5e-6,
                        "each of at most 17 directions without variance may be off by sqrt(17 ulp) = 6e-8 in both roots, of the traces"
                    )
            }
            name
            Scenes.any
            (fun scene ->
                let x, y = sample scene.P, sample scene.Q
                let a, b = centred x, centred y
                let n, m = float x.Length, float y.Length

                let product =
                    DenseMatrix.Create(
                        x.Length,
                        y.Length,
                        fun i j -> Vectors.inner a[i] b[j] / sqrt ((n - 1.0) * (m - 1.0))
                    )

                let traces = squaresOf x + squaresOf y
                let means = Array.map2 (-) (meanOf x) (meanOf y) |> Vectors.squaredNorm
                let expected = means + traces - 2.0 * Seq.sum (product.Svd(false).S)
                let x, y = Points.ofRows x, Points.ofRows y

                [
                    Equation.scalar "FID" (traces + means) (fid x y) expected
                    Equation.scalar "FID with the samples exchanged" (traces + means) (fid y x) expected
                    Equation.scalar "FID of a sample to itself" (2.0 * traces) (fid x x) 0.0
                ])

    let samples: Arbitrary<NormalSamples> =
        let generate =
            gen {
                let! n = Gen.choose (2, 9)
                let! m = Gen.choose (7, 9)
                let! mean = Gen.choose (-16, 16)
                let! deviation = Gen.choose (1, 16)

                return
                    {
                        N = n
                        M = m
                        Mean = float mean / 8.0
                        Deviation = float deviation / 8.0
                    }
            }

        let shrink (c: NormalSamples) =
            seq {
                if c.N > 2 then
                    yield { c with N = 2 }

                if c.Mean <> 0.0 then
                    yield { c with Mean = 0.0 }

                if c.Deviation <> 1.0 then
                    yield { c with Deviation = 1.0 }
            }

        Arb.fromGenShrink (generate, shrink)

    // n values with the given mean and, by divisor n - 1, deviation. FID sees nothing else of a sample.
    let private values (n: int) (mean: float) (deviation: float) : Points =
        let half = deviation * sqrt (0.5 * (float n - 1.0))

        Points.ofValues (
            Array.init n (fun i ->
                if i = 0 then mean + half
                elif i = 1 then mean - half
                else mean)
        )

    // The deviation s = sigma e^u of n normal values has the density of u proportional to exp((n-1)(u - e^(2u)/2)), analytic
    // where |Im u| < pi/4: the trapezoidal rule of step 0.1 leaves exp(-2 pi (pi/6)/0.1) 2^((n-1)/2) = 8e-14 for n <= 9.
    let private deviations (n: int) (sigma: float) : (float * float)[] =
        let h, k = 0.1, float n - 1.0

        let first, last =
            int (floor ((-42.0 / k - 1.0) / h)), int (ceil (0.5 * log (90.0 / k + 12.0) / h))

        let nodes =
            [|
                for i in first..last do
                    let u = h * float i
                    sigma * exp u, exp (k * (u - 0.5 * (exp (2.0 * u) - 1.0)))
            |]

        let total = Array.sumBy snd nodes
        nodes |> Array.map (fun (s, w) -> s, w / total)

    /// The mean over n normal values of a function of the sample: the mean of the values, normal, by the two nodes that are exact
    /// for squares; the deviation, independent of it, by quadrature.
    let meanOverSamples (n: int) (mean: float) (sigma: float) (f: Points -> float) : float =
        deviations n sigma
        |> Array.sumBy (fun (s, w) ->
            let off = sigma / sqrt (float n)
            0.5 * w * (f (values n (mean - off) s) + f (values n (mean + off) s)))

    /// Two values with the mean and the deviation of a law: the law itself to FID.
    let known (mean: float) (sigma: float) : Points = values 2 mean sigma

    // E s / sigma by Gamma functions.
    let private factor (n: int) =
        let x = 0.5 * float n

        sqrt (2.0 / (float n - 1.0))
        * exp (SpecialFunctions.GammaLn x - SpecialFunctions.GammaLn(x - 0.5))

    let private formula (mean: float) (sigma: float) (n: int) (m: int option) =
        let ofSecond = m |> Option.map (fun m -> 1.0 / float m) |> Option.defaultValue 0.0
        let second = m |> Option.map factor |> Option.defaultValue 1.0

        mean * mean + sigma * sigma / float n + ofSecond + sigma * sigma + 1.0
        - 2.0 * sigma * factor n * second

    let private biasHead =
        {
            Name = "fid-bias"
            Statement =
                "Over samples of n values of N(a, s^2) the mean of FID to N(0, 1) is a^2 + s^2/n + s^2 + 1 - 2 s c(n), c(n) = sqrt(2/(n-1)) "
                + "Gamma(n/2)/Gamma((n-1)/2); over samples of m values of N(0, 1) too, 1/m more, with c(n) c(m) for c(n)."
            Source = "BSAG18-6"
            Judge =
                Judge.Relative(
                    1e-11,
                    "the trapezoidal rule leaves 1e-13, and fewer than 1000 terms round to a few ulp each"
                )
        }

    /// The mean of FID over samples of normal values by quadrature, against its closed form by Gamma functions.
    let bias (name: string) (fid: Points -> Points -> float) : Law =
        Law.forAll biasHead name samples (fun c ->
            let size = 4.0 * (c.Mean * c.Mean + c.Deviation * c.Deviation + 1.0)

            let overFirst f =
                meanOverSamples c.N c.Mean c.Deviation f

            [
                Equation.scalar
                    "E FID against a law"
                    size
                    (overFirst (fun x -> fid x (known 0.0 1.0)))
                    (formula c.Mean c.Deviation c.N None)

                if c.N > 6 then
                    Equation.scalar
                        "E FID against a sample"
                        size
                        (overFirst (fun x -> meanOverSamples c.M 0.0 1.0 (fid x)))
                        (formula c.Mean c.Deviation c.N (Some c.M))
            ])

    /// A closed form of that mean, which any sizes can be given.
    let expected
        (name: string)
        (expectedOnLine: float -> float -> int option -> float -> float -> int option -> float)
        : Law =
        Law.forAll biasHead name samples (fun c ->
            let size = 4.0 * (c.Mean * c.Mean + c.Deviation * c.Deviation + 1.0)

            let found n m =
                expectedOnLine c.Mean c.Deviation (Some n) 0.0 1.0 m

            [
                for n in [ c.N; 25 * c.N; 1000 * c.N ] do
                    Equation.scalar $"n = {n}" size (found n None) (formula c.Mean c.Deviation n None)

                    Equation.scalar
                        $"n = {n}, m = {c.M}"
                        size
                        (found n (Some c.M))
                        (formula c.Mean c.Deviation n (Some c.M))
            ])
