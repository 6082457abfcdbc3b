namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Claims on KID and FID: BSAG18-6.
[<RequireQualifiedAccess>]
module internal InceptionClaims =

    let private full (k: Kernel) (x: Points) (y: Points) : float =
        (Kid.full k (Rows.ofPoints x) (Rows.ofPoints y)).Estimate.Value

    let private kid (x: Points) (y: Points) : float = full Kernel.poly3 x y

    let private biasedKid (x: Points) (y: Points) : float =
        (MmdEstimator.biased Kernel.poly3 x y).Value

    let private choose (j: int) = [| 1.0; 3.0; 3.0; 1.0 |][j]

    // E X^j of N(a, s^2), j = 0 .. 3.
    let private powers (a: float) (s: float) : float[] =
        [| 1.0; a; a * a + s * s; a * (a * a + 3.0 * s * s) |]

    // MMD^2 of (x y + 1)^3 = sum_j C(3, j) x^j y^j.
    let private onLine (a: float) (s: float) : float =
        Array.map2 (-) (powers a s) (powers 0.0 1.0)
        |> Array.mapi (fun j gap -> choose j * gap * gap)
        |> Array.sum

    // All 2^n samples of n signs: a + s e has the first three moments of N(a, s^2).
    let private signs (n: int) (a: float) (s: float) : Points[] =
        Array.init (1 <<< n) (fun pattern ->
            Points.ofValues (Array.init n (fun i -> if (pattern >>> i) &&& 1 = 1 then a + s else a - s)))

    let private unbiased (name: string) (kid: Points -> Points -> float) : Law =
        Law.forAll
            {
                Name = "kid-unbiased"
                Statement =
                    "The mean of KID over samples of n and m values of N(a, s^2) and N(0, 1) is sum_j C(3, j) (E X^j - E Y^j)^2 for all n, m >= 2; "
                    + "for N(1, 1) it is 22."
                Source = "BSAG18-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "means over at most 4096 pairs of samples, each of sums of 64 terms and fewer"
                    )
            }
            name
            FidLaws.samples
            (fun c ->
                let mean n m a s =
                    let second = signs m 0.0 1.0
                    signs n a s |> Array.averageBy (fun x -> second |> Array.averageBy (kid x))

                let size = (2.0 + c.Mean * c.Mean + c.Deviation * c.Deviation) ** 3.0

                [
                    for n, m in [ 2, 2; 2 + c.N % 4, 2 + c.M % 4 ] do
                        Equation.scalar
                            $"E KID of {n} and {m} values"
                            size
                            (mean n m c.Mean c.Deviation)
                            (onLine c.Mean c.Deviation)

                    Equation.scalar "E KID of N(1, 1)" 64.0 (mean 3 2 1.0 1.0) 22.0
                ])

    // Points m + A e over all signs e, which have the first three moments of N(m, A A^T).
    let private corners (mean: float[]) (factor: float[,]) : Points =
        let d = mean.Length

        Points.init (1 <<< d) d (fun pattern i ->
            let mutable x = mean[i]

            for k in 0 .. d - 1 do
                x <-
                    x
                    + (if (pattern >>> k) &&& 1 = 1 then
                           factor[i, k]
                       else
                           -factor[i, k])

            x)

    // E <X, Y>^j, j = 0 .. 3, of independent N(m, S) and N(c, T): tensors of moments by loops.
    let private momentProducts (m: float[]) (s: float[,]) (c: float[]) (t: float[,]) : float[] =
        let d = m.Length
        let second (m: float[]) (s: float[,]) i j = s[i, j] + m[i] * m[j]

        let third (m: float[]) (s: float[,]) i j k =
            m[i] * m[j] * m[k] + s[i, j] * m[k] + s[i, k] * m[j] + s[j, k] * m[i]

        let sum f = Seq.sum (Seq.init d f)

        [|
            1.0
            sum (fun i -> m[i] * c[i])
            sum (fun i -> sum (fun j -> second m s i j * second c t i j))
            sum (fun i -> sum (fun j -> sum (fun k -> third m s i j k * third c t i j k)))
        |]

    let private gaussians (name: string) (squared: IMeasure -> IMeasure -> float) : Law =
        Law.forAll
            {
                Name = "kid-gaussians"
                Statement =
                    "MMD^2 of KID's kernel between N(m, S) and N(c, T) on R^d is sum_j C(3, j) d^-j |E X^(j) - E Y^(j)|^2 with the tensors of moments of "
                    + "order j = 1, 2, 3: it sees nothing of higher order."
                Source = "BSAG18-6"
                Judge = Judge.Relative(1e-12, "sums of at most 64 values of the kernel, and of 27 products of moments")
            }
            name
            Scenes.upToThree
            (fun scene ->
                let d = scene.P.Dimension

                let law (cloud: Cloud) (pattern: int[]) =
                    cloud.Points.Row 0,
                    Array2D.init d d (fun i k ->
                        cloud.Spread * ((if i = k then 1.0 else 0.0) + Scene.Entry pattern i k))

                let covariance (a: float[,]) =
                    Array2D.init d d (fun i j -> Seq.sum (Seq.init d (fun k -> a[i, k] * a[j, k])))

                let (m, a), (c, b) = law scene.P scene.First, law scene.Q scene.Second
                let s, t = covariance a, covariance b

                let expectation m s c t =
                    momentProducts m s c t
                    |> Array.mapi (fun j v -> choose j * v / float d ** float j)
                    |> Array.sum

                let first, second = expectation m s m s, expectation c t c t
                let expected = first + second - 2.0 * expectation m s c t

                let measure mean factor =
                    Empirical.ofPoints (corners mean factor) :> IMeasure

                // What every value of the kernel is below, at the corners.
                let reach mean (factor: float[,]) =
                    Points.toRows (corners mean factor)
                    |> Array.map Vectors.squaredNorm
                    |> Array.max

                let size = ((reach m a + reach c b) / float d + 1.0) ** 3.0
                [ Equation.scalar "MMD^2" size (squared (measure m a) (measure c b)) expected ])

    // All subsets of so many of 0 .. n - 1.
    let rec private subsets (size: int) (from: int) (n: int) : int list list =
        if size = 0 then
            [ [] ]
        else
            [
                for first in from .. n - size do
                    for rest in subsets (size - 1) (first + 1) n -> first :: rest
            ]

    let private onSubsets (size: int) (estimate: Points -> Points -> float) (x: Points) (y: Points) : float[] =
        let of' (p: Points) =
            subsets size 0 p.Count
            |> List.map (fun indices -> Points.select (Array.ofList indices) p)

        [|
            for a in of' x do
                for b in of' y -> estimate a b
        |]

    let private subsetMean (name: string) (estimator: Kernel -> Points -> Points -> float) : Law =
        Law.forAll
            {
                Name = "kid-subsets"
                Statement =
                    "The mean of the unbiased estimator over all pairs of subsets of one size is the unbiased estimator of the whole samples, for any "
                    + "kernel and any sizes."
                Source = "BSAG18-6"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "means over at most 2000 pairs of subsets, of values of a few ulp of the largest kernel value"
                    )
            }
            name
            EstimatorLaws.samplePairs
            (fun (x, y) ->
                let x = Points.block 0 (min 5 x.Count) x.Dimension x.Points
                let y = Points.block 0 4 y.Dimension y.Points

                [
                    for k in EstimatorLaws.kernels do
                        let size =
                            Seq.append (Points.toRows x) (Points.toRows y)
                            |> Seq.map (fun r -> abs (Kernel.value k r r))
                            |> Seq.max

                        for count in [ 2; 3 ] do
                            Equation.scalar
                                $"mean over all pairs of subsets of {count}, kernel {k.Name}"
                                (4.0 * size)
                                (onSubsets count (estimator k) x y |> Array.average)
                                (estimator k x y)
                ])

    // Two laws on at most two points of the line, samples of four: 256 pairs of samples.
    let private small: Arbitrary<FiniteLaws> =
        let generate =
            gen {
                let! p = Generators.cloudOf 2 1 1.0
                let! q = Generators.cloudOf 2 1 1.0

                return { P = p; Q = q; N = 4; M = 4 }
            }

        let shrink (c: FiniteLaws) =
            Generators.shrinkPair (c.P, c.Q)
            |> Seq.map (fun (p, q) -> { c with P = p; Q = q })

        Arb.fromGenShrink (generate, shrink)

    // An estimate and a squared standard error of it.
    let private squaredError
        (name: string)
        (estimator: Kernel -> Points -> Points -> float)
        (squaredError: Kernel -> Points -> Points -> float)
        : Law =
        Law.forAll
            {
                Name = "kid-standard-error"
                Statement =
                    "Over all samples of two laws the mean of the squared standard error is the variance of the estimate: for the mean of independent "
                    + "blocks, s^2/B."
                Source = "BSAG18-6"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "sums of 256 samples' squares, relative to the square of the largest kernel value"
                    )
            }
            name
            small
            (fun c ->
                [
                    for k in EstimatorLaws.kernels do
                        let size =
                            Seq.append (Points.toRows c.P.Points) (Points.toRows c.Q.Points)
                            |> Seq.map (fun r -> abs (Kernel.value k r r))
                            |> Seq.max

                        let mean f = EstimatorLaws.mean f c
                        let first = mean (estimator k)
                        let variance = mean (fun x y -> (estimator k x y - first) ** 2.0)

                        Equation.scalar
                            $"E of the squared standard error, kernel {k.Name}"
                            (16.0 * size * size)
                            (mean (squaredError k))
                            variance
                ])

    let private blocks (k: Kernel) (x: Points) (y: Points) = MmdEstimator.block 2 k x y

    let private spread (values: float[]) =
        let mean = Array.average values

        Array.sumBy (fun v -> (v - mean) * (v - mean)) values
        / (float values.Length - 1.0)

    let private ranking (name: string) (mean: int -> float -> float) : Law =
        let sizes =
            Arb.fromGenShrink (
                Gen.choose (2, 9),
                (fun m ->
                    seq {
                        if m > 2 then
                            yield 2
                    })
            )

        Law.forAll
            {
                Name = "fid-ranking"
                Statement =
                    "P1 = N(0, (1 - 1/m)^2) is farther from N(0, 1) than P2 = N(0, 1), but FID at m samples has the smaller mean for P1, by at least (m - "
                    + "1)/m^3; the mean of KID is 3 (1 - (1 - 1/m)^2)^2 > 0 for P1 and 0 for P2."
                Source = "BSAG18-6"
                Judge =
                    Judge.AtMost(
                        1e-11,
                        "the trapezoidal rule leaves 1e-13, and fewer than 1000 terms round to a few ulp each"
                    )
            }
            name
            sizes
            (fun m ->
                let deviation = 1.0 - 1.0 / float m
                let gap = (float m - 1.0) / float m ** 3.0
                let wider = 3.0 * (1.0 - deviation * deviation) ** 2.0

                let kidMean s =
                    let second = signs 2 0.0 1.0
                    signs 2 0.0 s |> Array.averageBy (fun x -> second |> Array.averageBy (kid x))

                [
                    Equation.scalar
                        $"E FID of P1 plus the gap, m = {m}, against that of P2"
                        1.0
                        (mean m deviation + gap)
                        (mean m 1.0)
                    Equation.scalar
                        "FID of P2 plus 1/m^2 against that of P1"
                        1.0
                        (1.0 / float m ** 2.0)
                        (Fid.expectedOnLine 0.0 deviation None 0.0 1.0 None)
                    Equation.scalar "3 (1 - s^2)^2 against E KID of P1" 1.0 wider (kidMean deviation)
                    Equation.scalar "E KID of P1 against 3 (1 - s^2)^2" 1.0 (kidMean deviation) wider
                    Equation.scalar "E KID of P2 against 0" 1.0 (abs (kidMean 1.0)) 0.0
                ])

    let private overSamples (fid: Points -> Points -> float) (m: int) (s: float) =
        FidLaws.meanOverSamples m 0.0 s (fun x -> fid x (FidLaws.known 0.0 1.0))

    let private claim: Claim =
        {
            Id = "BSAG18-6"
            Statement =
                "KID, the unbiased estimator of MMD^2 with the kernel (<x,y>/d + 1)^3, has the mean MMD^2 at every sample size; FID is biased at every "
                + "size, and ranks N(0, (1-1/m)^2) before N(0, 1) as approximations of N(0, 1) in the mean over m samples. The mean of KID over all "
                + "pairs of subsets of one size is KID of the whole samples; the spread over subsets is no standard error, that over independent "
                + "blocks is one."
            Hypotheses =
                [
                    "the samples are independent, and independent of each other"
                    "n, m >= 2"
                    "for KID: both laws have a third moment"
                    "for the closed forms of FID: normal laws on the line"
                ]
            Source = "BSAG18"
            Page = "BSAG18-6.md"
            Property =
                [
                    unbiased "kid" kid
                    gaussians "poly3" (Mmd.squared Kernel.poly3)
                    subsetMean "unbiased" full
                    squaredError "block:2" (fun k x y -> (blocks k x y).Value) (fun k x y ->
                        (blocks k x y).Variance.Value |> Option.defaultValue nan)
                    FidLaws.bias "fid" BadFeatures.fid
                    FidLaws.expected "the mean of fid on the line" Fid.expectedOnLine
                    ranking "fid over samples" (overSamples BadFeatures.fid)
                    ranking "the mean of fid on the line" (fun m s -> Fid.expectedOnLine 0.0 s (Some m) 0.0 1.0 None)
                ]
            Necessity =
                [
                    unbiased "" biasedKid |> Law.rejects "KID with the biased estimator"
                    gaussians "" (Mmd.squared (Kernel.polynomial 2))
                    |> Law.rejects "KID with a polynomial of degree 2"
                    subsetMean "" (fun k x y -> (MmdEstimator.biased k x y).Value)
                    |> Law.fails "The mean of the V-statistic over subsets is not that of the whole samples."
                    squaredError "" full (fun k x y -> spread (onSubsets 2 (full k) x y) / 36.0)
                    |> Law.rejects "the spread over subsets, over the root of their number, sold as a standard error"
                    squaredError "" full (fun k x y -> spread (onSubsets 2 (full k) x y))
                    |> Law.rejects "the spread over subsets sold as a standard error"
                    FidLaws.bias "" BadFeatures.divisorN |> Law.rejects "FID with divisor n"
                    ranking "" (fun _ s -> Fid.expectedOnLine 0.0 s None 0.0 1.0 None)
                    |> Law.fails "Of known laws FID ranks rightly: the bias alone exchanges them."
                ]
        }

    /// BSAG18-6.
    let all: Claim list = [ claim ]
