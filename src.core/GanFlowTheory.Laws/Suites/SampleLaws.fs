namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>An estimator of MMD^2 of your own, as functions of its samples.</summary>
[<NoComparison; NoEquality>]
type SampleEstimator =
    {
        /// The name shown with the laws.
        Name: string
        /// The kernel whose MMD^2 it estimates.
        Kernel: Kernel
        /// The smallest sample size that it takes, at least 1; 4 where it has a variance.
        Least: int
        /// Whether it takes samples of one size, as pairs (x_i, y_i) that change places together.
        Paired: bool
        /// The estimate from two samples.
        Value: Points -> Points -> float
        /// The estimate of its variance from the same samples; None where it has none.
        Variance: (Points -> Points -> float) option
    }

/// <summary>A two-sample test of your own: it is to tell whether two samples are of one law.</summary>
[<NoComparison; NoEquality>]
type SampleTest =
    {
        /// The name shown with the law.
        Name: string
        /// The smallest sample size that it takes, at least 1.
        Least: int
        /// The p-value of two samples, in [0, 1].
        PValue: Points -> Points -> float
    }

/// <summary>Laws of estimators and tests that are functions of two samples, by all samples of finite laws.</summary>
[<RequireQualifiedAccess>]
module SampleLaws =

    let private checkLeast (least: int) =
        if least < 1 || least > 5 then
            invalidArg (nameof least) $"least must be 1 to 5, so that all samples can be enumerated, but is {least}."

    // Laws on at most three atoms, of at most two for samples of five, so that a sample has at most 21 contents.
    let private laws (paired: bool) (least: int) : Arbitrary<FiniteLaws> =
        checkLeast least

        let generate =
            gen {
                let! d = Gen.choose (1, 2)
                let! n = Gen.choose (least, max least (min 5 (least + 1)))
                let! m = Gen.choose (least, max least (min 5 (least + 1)))
                let atoms = if max n m > 4 then 2 else 3
                let! a = Gen.choose (1, atoms)
                let! b = Gen.choose (1, atoms)
                let! p = Generators.cloudOf a d 1.0
                let! q = Generators.cloudOf b d 1.0

                return
                    {
                        P = p
                        Q = q
                        N = n
                        M = if paired then n else m
                    }
            }

        let shrink (c: FiniteLaws) =
            Generators.shrinkPair (c.P, c.Q)
            |> Seq.map (fun (p, q) -> { c with P = p; Q = q })

        Arb.fromGenShrink (generate, shrink)

    // Every content of both samples with its probability: of each, or of the pairs.
    let private contents (paired: bool) (c: FiniteLaws) : (int[] * int[] * float) list =
        if paired then
            let p, q = c.P.Weights, c.Q.Weights

            [
                for pairs, probability in
                    Enumeration.unordered (Array.allPairs p q |> Array.map (fun (a, b) -> a * b)) c.N do
                    pairs |> Array.map (fun pair -> pair / q.Length),
                    pairs |> Array.map (fun pair -> pair % q.Length),
                    probability
            ]
        else
            [
                for x, a in Enumeration.unordered c.P.Weights c.N do
                    for y, b in Enumeration.unordered c.Q.Weights c.M -> x, y, a * b
            ]

    let private over (paired: bool) (f: Points -> Points -> 'a) (c: FiniteLaws) : (float * 'a)[] =
        [|
            for x, y, probability in contents paired c ->
                probability, f (Points.select x c.P.Points) (Points.select y c.Q.Points)
        |]

    let private mean (values: (float * float)[]) =
        values |> Array.sumBy (fun (w, v) -> w * v)

    let private largest (values: (float * float)[]) =
        values |> Array.map (snd >> abs) |> Array.max

    /// The order of the points of a sample, or of the pairs, changes nothing.
    let symmetry (estimator: SampleEstimator) : Law =
        checkLeast estimator.Least

        let cases =
            let generate =
                gen {
                    let! seed = Gen.choose (0, 1000000)
                    let! n = Gen.choose (max 3 estimator.Least, 7)
                    let! m = Gen.choose (max 3 estimator.Least, 7)
                    return seed, n, (if estimator.Paired then n else m)
                }

            Arb.fromGen generate

        Law.forAll
            {
                Name = "sample-symmetry"
                Statement =
                    "An estimate does not depend on the order of the points of either sample (of pairs: on that of the pairs), and neither "
                    + "does its variance."
                Source = "BSAG18-1"
                Judge =
                    Judge.Relative(
                        1e-10,
                        "the same terms in another order, which may be a hundred times the result, relative to 1 and the result"
                    )
            }
            estimator.Name
            cases
            (fun (seed, n, m) ->
                let seed = Seed.create seed

                let x, y =
                    Seed.gaussian n 2 (Seed.split "x" seed), Seed.gaussian m 2 (Seed.split "y" seed)

                let ofX = Seed.permutation n (Seed.split "order of x" seed)

                let ofY =
                    if estimator.Paired then
                        ofX
                    else
                        Seed.permutation m (Seed.split "order of y" seed)

                let same what (f: Points -> Points -> float) =
                    let value = f x y
                    Equation.scalar what (1.0 + abs value) (f (Points.select ofX x) (Points.select ofY y)) value

                [
                    same $"samples of {n} and {m} normal points in another order" estimator.Value

                    match estimator.Variance with
                    | Some variance -> same $"its variance, from {n} and {m} points" variance
                    | None -> ()
                ])

    /// The mean over all samples is MMD^2.
    let unbiased (estimator: SampleEstimator) : Law =
        Law.forAll
            {
                Name = "sample-unbiased"
                Statement =
                    "The mean of a symmetric estimator over all samples, each content with its probability, is MMD^2(p, q)."
                Source = "BSAG18-1"
                Judge =
                    Judge.Relative(
                        1e-10,
                        "sums over at most 495 contents, of terms that may be a hundred times the largest estimate"
                    )
            }
            estimator.Name
            (laws estimator.Paired estimator.Least)
            (fun c ->
                let values = over estimator.Paired estimator.Value c

                [
                    Equation.scalar
                        "mean of the estimator against MMD^2"
                        (1.0 + largest values)
                        (mean values)
                        (Mmd.squared estimator.Kernel c.P.Measure c.Q.Measure)
                ])

    /// The mean over all samples of the estimate of the variance is the variance.
    let variance (estimator: SampleEstimator) (variance: Points -> Points -> float) : Law =
        Law.forAll
            {
                Name = "sample-variance"
                Statement =
                    "The mean over all samples of a symmetric estimate of an estimator's variance is the variance: neither too small nor too "
                    + "large, for samples of every size."
                Source = "BSAG18-7"
                Judge =
                    Judge.Relative(
                        1e-10,
                        "sums over at most 495 contents, of terms that may be ten thousand times the square of the largest estimate or variance"
                    )
            }
            estimator.Name
            (laws estimator.Paired estimator.Least)
            (fun c ->
                let values = over estimator.Paired estimator.Value c
                let variances = over estimator.Paired variance c
                let centre = mean values

                let truth = values |> Array.sumBy (fun (w, v) -> w * (v - centre) * (v - centre))

                [
                    Equation.scalar
                        "mean of the variance against that of the estimator"
                        (1.0 + pown (largest values) 2 + largest variances)
                        (mean variances)
                        truth
                ])

    /// <summary>The level of a test: P(p &lt;= a) &lt;= a for every a where the samples are of one law. An exact test takes all
    /// splits; one that draws its splits has its level in the mean over its draws.</summary>
    let level (test: SampleTest) : Law =
        Law.forAll
            {
                Name = "test-level"
                Statement =
                    "Where both samples are of one law, P(p <= a) <= a for every a, by all samples; p lies in [0, 1], and a p-value of 0 never occurs."
                Source = "BSAG18-7"
                Judge = Judge.AtMost(1e-12, "sums of at most 441 probabilities")
            }
            test.Name
            (laws false test.Least)
            (fun c ->
                let seen = over false test.PValue { c with Q = c.P } |> Array.sortBy snd

                let sums = seen |> Array.scan (fun sum (w, _) -> sum + w) 0.0 |> Array.tail

                // Values that agree but for rounding are one: the last of them has their sum.
                let last =
                    [|
                        for i in 0 .. seen.Length - 1 do
                            if i = seen.Length - 1 || snd seen[i + 1] > snd seen[i] + 1e-12 then
                                i
                    |]

                [
                    Equation.condition
                        "all p lie in [0, 1]"
                        (seen |> Array.forall (fun (_, p) -> p >= 0.0 && p <= 1.0 + 1e-12))
                    Equation.vector
                        "P(p <= a) against a, at each p that occurs"
                        1.0
                        (last |> Array.map (fun i -> sums[i]))
                        (last |> Array.map (fun i -> snd seen[i]))
                ])

    /// All laws of an estimator.
    let all (estimator: SampleEstimator) : Law list =
        [
            symmetry estimator
            unbiased estimator

            match estimator.Variance with
            | Some v -> variance estimator v
            | None -> ()
        ]
