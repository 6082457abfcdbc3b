namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>Two laws on a few points each, with rational probabilities, and sample sizes so small that every sample can
/// be enumerated.</summary>
[<CustomEquality; NoComparison>]
type FiniteLaws =
    {
        /// The law p: whole-number masses on its points.
        P: Cloud
        /// The law q.
        Q: Cloud
        /// The sample size from p.
        N: int
        /// The sample size from q.
        M: int
    }

    /// Both laws and both sizes.
    override this.ToString() =
        $"p = {this.P}, q = {this.Q}, samples of {this.N} and {this.M}"

    /// Equal parts.
    override this.Equals other =
        match other with
        | :? FiniteLaws as other -> this.P = other.P && this.Q = other.Q && this.N = other.N && this.M = other.M
        | _ -> false

    /// Of the laws.
    override this.GetHashCode() = hash (this.P, this.Q)

/// Laws of estimators of MMD^2.
[<RequireQualifiedAccess>]
module EstimatorLaws =

    /// Two laws on one to three points in R^1 or R^2, samples of at least the given size and at most one more; one time in
    /// three samples of four or five, two pairs or blocks of two, from at most two points, so that all samples can be
    /// enumerated.
    let finiteLaws (paired: bool) (least: int) : Arbitrary<FiniteLaws> =
        let generate =
            gen {
                let! d = Gen.choose (1, 2)

                let! atoms, from =
                    Gen.frequency [ 2, Gen.constant (3, least); 1, Gen.constant (2, max least 4) ]

                let! a = Gen.choose (1, atoms)
                let! b = Gen.choose (1, atoms)
                let! p = Generators.cloudOf a d 1.0
                let! q = Generators.cloudOf b d 1.0
                let! n = Gen.choose (from, from + 1)
                let! m = Gen.choose (from, from + 1)

                return
                    {
                        P = p
                        Q = q
                        N = n
                        M = if paired then n else m
                    }
            }

        let shrink (c: FiniteLaws) =
            seq {
                for p, q in Generators.shrinkPair (c.P, c.Q) do
                    yield { c with P = p; Q = q }

                if c.N > least && (not paired || c.M > least) then
                    yield
                        { c with
                            N = least
                            M = if paired then least else c.M
                        }

                if c.M > least && not paired then
                    yield { c with M = least }
            }

        Arb.fromGenShrink (generate, shrink)

    /// Every sample of the given size from a finite law, as indices with its probability.
    let rec private samples (weights: float[]) (size: int) : (int list * float) list =
        if size = 0 then
            [ [], 1.0 ]
        else
            [
                for rest, probability in samples weights (size - 1) do
                    for i in 0 .. weights.Length - 1 do
                        if weights[i] > 0.0 then
                            i :: rest, probability * weights[i]
            ]

    /// <summary>The exact mean of an estimator over all samples: every pair of samples with its probability.</summary>
    let mean (estimator: Points -> Points -> float) (c: FiniteLaws) : float =
        let ofP = samples c.P.Weights c.N
        let ofQ = samples c.Q.Weights c.M
        let p, q = c.P.Points, c.Q.Points

        Seq.sum (
            seq {
                for x, a in ofP do
                    for y, b in ofQ ->
                        a
                        * b
                        * estimator (Points.select (Array.ofList x) p) (Points.select (Array.ofList y) q)
            }
        )

    // The largest |k| among the points: what every term of an estimator is bounded by.
    let private size (k: Kernel) (c: FiniteLaws) =
        let diagonal (x: Points) =
            Points.toRows x |> Array.map (fun r -> abs (Kernel.value k r r)) |> Array.max

        max (diagonal c.P.Points) (diagonal c.Q.Points)

    let internal kernels = [ Kernel.gaussian 1.0; Kernel.distance; Kernel.poly3 ]

    let private enumerated =
        Judge.Relative(
            1e-11,
            "sums of at most 7000 samples' terms, each accurate to a few ulp of the largest kernel value"
        )

    let private unbiasedHead: LawHead =
        {
            Name = "estimator-unbiased"
            Statement = "The mean of the estimator over all samples, each with its probability, is MMD^2(p, q)."
            Source = "BSAG18-1"
            Judge = enumerated
        }

    let private unbiasedAt (estimator: Kernel -> Points -> Points -> Estimate) (c: FiniteLaws) : Equation list =
        [
            for k in kernels do
                Equation.scalar
                    $"E of the estimator against MMD^2, kernel {k.Name}"
                    (size k c)
                    (mean (fun x y -> (estimator k x y).Value) c)
                    (Mmd.squared k c.P.Measure c.Q.Measure)
        ]

    /// The mean of the estimator over all samples is MMD^2, exactly; of equal numbers of points where it is paired.
    let unbiased (paired: bool) (name: string) (least: int) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        Law.forAll unbiasedHead name (finiteLaws paired least) (unbiasedAt estimator)

    /// The same on samples of different sizes, for an estimator that may refuse them with an argument error.
    let unbiasedOrRefused (name: string) (least: int) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        let different =
            let laws = finiteLaws false least

            let apart (c: FiniteLaws) =
                if c.N <> c.M then c
                elif c.N = least then { c with M = c.N + 1 }
                else { c with M = c.N - 1 }

            Arb.fromGenShrink (Gen.map apart laws.Generator, laws.Shrinker >> Seq.filter (fun c -> c.N <> c.M))

        Law.forAll unbiasedHead name different (fun c ->
            try
                unbiasedAt estimator c
            with :? ArgumentException as refusal ->
                [ Equation.condition "the refusal says why" (refusal.Message <> "") ])

    // E k(X, X) - E k(X, X') under a finite law: trace of the kernel's covariance.
    let private spreadOf (k: Kernel) (cloud: Cloud) =
        let rows = Points.toRows cloud.Points

        let diagonal =
            Array.fold2 (fun t w r -> t + w * Kernel.value k r r) 0.0 cloud.Weights rows

        diagonal - Mmd.inner k cloud.Measure cloud.Measure

    /// The mean of the V-statistic exceeds MMD^2 by (E k(X,X) - E k(X,X'))/n + (E k(Y,Y) - E k(Y,Y'))/m, exactly.
    let bias (name: string) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        Law.forAll
            {
                Name = "estimator-bias"
                Statement =
                    "The mean of the V-statistic over all samples is MMD^2 + (E k(X,X) - E k(X,X'))/n + (E k(Y,Y) - E "
                    + "k(Y,Y'))/m."
                Source = "BSAG18-1"
                Judge = enumerated
            }
            name
            (finiteLaws false 1)
            (fun c ->
                [
                    for k in kernels do
                        let bias = spreadOf k c.P / float c.N + spreadOf k c.Q / float c.M

                        Equation.scalar
                            $"E of the estimator against MMD^2 + bias, kernel {k.Name}"
                            (size k c)
                            (mean (fun x y -> (estimator k x y).Value) c)
                            (Mmd.squared k c.P.Measure c.Q.Measure + bias)
                ])

    let internal samplePairs: Arbitrary<Cloud * Cloud> =
        let generate =
            gen {
                let! d = Generators.dimension
                let! n = Gen.choose (4, 9)
                let! spread = Generators.spread
                let! x = Generators.cloudOf n d spread
                let! y = Generators.cloudOf n d spread
                return x, y
            }

        let shrink (x, y) =
            Generators.shrinkPair (x, y)
            |> Seq.filter (fun (a, b) -> a.Count = x.Count && b.Count = y.Count && a.Spread = b.Spread)

        Arb.fromGenShrink (generate, shrink)

    let private mean' (values: float seq) = Seq.average values

    /// An estimate does not see where the samples lie, however far from the origin.
    let translation (name: string) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        Law.forAll
            {
                Name = "estimator-translation"
                Statement =
                    "Moved together, far from the origin and by another distance in every coordinate, two samples have the same estimate: by "
                    + "radial kernels, the distance kernel and the inner product."
                Source = "BSAG18-4"
                // Eighths of the spread, moved by at most 2^40 of them, are floats to their last digit.
                Judge =
                    Judge.Relative(
                        1e-11,
                        "the same differences of points, to the last digit, in sums of fewer than 400 terms"
                    )
            }
            name
            samplePairs
            (fun (x, y) ->
                let spread = x.Spread

                let moved (points: Points) =
                    Points.init points.Count points.Dimension (fun i k ->
                        points[i, k] + spread * 2.0 ** 32.0 * float (1 + k))

                let size =
                    1.0 + Vectors.squaredNorm x.Points.Data + Vectors.squaredNorm y.Points.Data

                [
                    for kernel in [ Kernel.gaussian spread; Kernel.distance; Kernel.dot ] do
                        Equation.scalar
                            $"moved by 2^32 spreads and more, {kernel.Name}"
                            size
                            (estimator kernel (moved x.Points) (moved y.Points)).Value
                            (estimator kernel x.Points y.Points).Value
                ])

    /// The estimators of the library by their definitions, as sums over index sets.
    let definitions (estimators: (string * (Kernel -> Points -> Points -> Estimate)) list) : Law =
        Law.forAll
            {
                Name = "estimator-definitions"
                Statement =
                    "Each estimator is its sum over index sets: all pairs (V), pairs without the diagonal (U), h over "
                    + "distinct pairs (ustat), over consecutive pairs (linear), U over blocks (block)."
                Source = "BSAG18-1"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "sums of fewer than 400 terms, each accurate to a few ulp of the largest kernel value"
                    )
            }
            "biased, unbiased, ustat, linear, block:2"
            samplePairs
            (fun (x, y) ->
                let xs, ys = Points.toRows x.Points, Points.toRows y.Points
                let n = xs.Length

                let all =
                    [
                        for i in 0 .. n - 1 do
                            for j in 0 .. n - 1 -> i, j
                    ]

                let distinct = all |> List.filter (fun (i, j) -> i <> j)

                [
                    for k in [ Kernel.gaussian 1.0; Kernel.laplace 2.0; Kernel.distance; Kernel.poly3 ] do
                        let value = Kernel.value k
                        let xx (i, j) = value xs[i] xs[j]
                        let yy (i, j) = value ys[i] ys[j]
                        let xy (i, j) = value xs[i] ys[j]

                        let h (i, j) =
                            xx (i, j) + yy (i, j) - xy (i, j) - xy (j, i)

                        let average f pairs = mean' (Seq.map f pairs)

                        let off (from: int) (count: int) =
                            distinct
                            |> List.filter (fun (i, j) ->
                                i >= from && j >= from && i < from + count && j < from + count)

                        let within (from: int) (count: int) =
                            all
                            |> List.filter (fun (i, j) ->
                                i >= from && j >= from && i < from + count && j < from + count)

                        let u from count =
                            average xx (off from count) + average yy (off from count)
                            - 2.0 * average xy (within from count)

                        let expected =
                            Map
                                [
                                    "biased", average xx all + average yy all - 2.0 * average xy all
                                    "unbiased", u 0 n
                                    "ustat", average h distinct
                                    "linear", average h [ for i in 0 .. n / 2 - 1 -> 2 * i, 2 * i + 1 ]
                                    "block:2", mean' [ for b in 0 .. n / 2 - 1 -> u (2 * b) 2 ]
                                ]

                        let size = Seq.append xs ys |> Seq.map (fun r -> abs (value r r)) |> Seq.max

                        for name, estimator in estimators do
                            Equation.scalar
                                $"{name} with kernel {k.Name}"
                                (4.0 * size)
                                (estimator k x.Points y.Points).Value
                                expected[name]
                ])

    /// The bias of the V-statistic is not negative: E k(X,X) >= E k(X,X').
    let upward (name: string) (kernels: Kernel list) : Law =
        Law.forAll
            {
                Name = "estimator-bias-sign"
                Statement = "The bias of the V-statistic is upward: E k(X,X) - E k(X,X') >= 0."
                Source = "BSAG18-1"
                Judge = Judge.AtMost(1e-13, "rounding of sums of at most nine terms")
            }
            name
            (finiteLaws false 1)
            (fun c ->
                [
                    for k in kernels do
                        Equation.scalar
                            $"0 against E k(X,X) - E k(X,X'), kernel {k.Name}"
                            (size k c)
                            0.0
                            (spreadOf k c.P)
                ])
