module GanFlowTheory.Core.Tests.MmdEstimatorTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private arrayX =
    Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 2.0 ]; [ 1.0; 1.0 ] ]

let private arrayY =
    Points.ofRows [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ]; [ -1.0; 1.0 ]; [ 0.5; 0.5 ] ]

let private kernels =
    [
        Kernel.gaussian 1.0
        Kernel.laplace 0.7
        Kernel.distanceFrom [| 0.3; -1.0 |]
        Kernel.add (Kernel.scale 0.1 Kernel.poly3) Kernel.rqCodeStar
    ]

// The oracles are given with 12 significant digits or more: 1e-12 of the value, and 1e-12 where it is below 1.
[<Fact>]
let ``the oracles of the four-point arrays`` () =
    let value estimator kernel =
        (estimator kernel arrayX arrayY: Estimate).Value

    let gaussian = Kernel.gaussian 1.0
    close 1e-12 0.167710037605921 (value MmdEstimator.biased gaussian)
    close 1e-12 -0.187005449454795 (value MmdEstimator.unbiased gaussian)
    close 1e-12 0.214448664899 (value MmdEstimator.biased Kernel.distance)
    close 1e-12 -2.83268229166667 (value MmdEstimator.unbiased Kernel.poly3)

[<Fact>]
let ``the estimators are their defining double sums`` () =
    let x, y = Seed.gaussian 6 2 (Seed.create 1), Seed.gaussian 6 2 (Seed.create 2)

    for kernel in kernels do
        let k = Kernel.value kernel
        let n = x.Count
        let xs, ys = Points.toRows x, Points.toRows y

        let h i j =
            k xs[i] xs[j] + k ys[i] ys[j] - k xs[i] ys[j] - k xs[j] ys[i]

        let pairs = List.allPairs [ 0 .. n - 1 ] [ 0 .. n - 1 ]
        let different = pairs |> List.filter (fun (i, j) -> i <> j)
        let mean (f: int -> int -> float) = List.averageBy (fun (i, j) -> f i j)
        let within i j = k xs[i] xs[j] + k ys[i] ys[j]
        let across i j = k xs[i] ys[j]
        // Sums of 36 terms of size up to 100, each a few ulp off: well below 1e-12.
        let check expected (estimate: Estimate) = close 1e-12 expected estimate.Value
        check (mean within pairs - 2.0 * mean across pairs) (MmdEstimator.biased kernel x y)
        check (mean within different - 2.0 * mean across pairs) (MmdEstimator.unbiased kernel x y)
        check (mean h different) (MmdEstimator.uStatistic kernel x y)
        check ((h 0 1 + h 2 3 + h 4 5) / 3.0) (MmdEstimator.linear kernel x y)

        let unbiasedOn indices =
            (MmdEstimator.unbiased kernel (Points.select indices x) (Points.select indices y)).Value

        check (0.5 * (unbiasedOn [| 0; 1; 2 |] + unbiasedOn [| 3; 4; 5 |])) (MmdEstimator.block 3 kernel x y)
        check (unbiasedOn [| 0; 1; 2; 3 |]) (MmdEstimator.block 4 kernel x y)

[<Fact>]
let ``the last point of an odd number and the end beyond the blocks are not used`` () =
    let x, y = Seed.gaussian 7 2 (Seed.create 3), Seed.gaussian 7 2 (Seed.create 4)
    let first = Points.select [| 0..5 |]
    let kernel = Kernel.gaussian 1.0

    for estimator in [ MmdEstimator.linear; MmdEstimator.block 3; MmdEstimator.block 2 ] do
        let all, six = estimator kernel x y, estimator kernel (first x) (first y)
        Assert.Equal(six.Value, all.Value)
        Assert.Equal(six.StandardError, all.StandardError)
        Assert.Equal(7, all.N)

// Finite laws with unequal rational probabilities, given as integers over a common denominator.
let private lawP = [ [| 0.0; 0.0 |], 3; [| 1.0; -0.5 |], 2; [| -2.0; 1.0 |], 1 ], 6
let private lawQ = [ [| 0.5; 0.25 |], 3; [| -1.0; 2.0 |], 1 ], 4

/// All samples of a size with their probabilities.
let rec private samples (atoms: (float[] * int) list, denominator: int) size : (float[] list * float) list =
    if size = 0 then
        [ [], 1.0 ]
    else
        [
            for rest, probability in samples (atoms, denominator) (size - 1) do
                for atom, weight in atoms do
                    atom :: rest, probability * float weight / float denominator
        ]

let private measure (atoms: (float[] * int) list, denominator: int) =
    let weights = atoms |> List.map (fun (_, w) -> float w / float denominator)
    Empirical.weighted (List.toArray weights) (Points.ofRows (List.map fst atoms))

/// The exact mean of f over all samples of n points of P and m points of Q.
let private expectation n m (f: Points -> Points -> float) =
    let ys = samples lawQ m |> List.map (fun (rows, w) -> Points.ofRows rows, w)

    samples lawP n
    |> List.sumBy (fun (rows, v) ->
        let x = Points.ofRows rows
        ys |> List.sumBy (fun (y, w) -> v * w * f x y))

let private meanOf estimator kernel n m =
    expectation n m (fun x y -> (estimator kernel x y: Estimate).Value)

// At most 10,000 terms of size up to 100 with weights that sum to 1: the enumeration rounds far below 1e-11.
let private enumerated = 1e-11

[<Fact>]
let ``BSAG18-1: unbiased, ustat, linear and block have mean MMD^2 exactly`` () =
    for kernel in kernels do
        let exact = Mmd.squared kernel (measure lawP) (measure lawQ)
        Assert.True(exact > 0.01)

        let check n m estimator =
            close enumerated exact (meanOf estimator kernel n m)

        check 2 2 MmdEstimator.unbiased
        check 3 2 MmdEstimator.unbiased
        check 2 4 MmdEstimator.unbiased
        check 2 2 MmdEstimator.uStatistic
        check 3 3 MmdEstimator.uStatistic
        check 2 2 MmdEstimator.linear
        check 4 4 MmdEstimator.linear
        check 4 4 (MmdEstimator.block 2)

[<Fact>]
let ``BSAG18-1: biased is too large by the stated amount`` () =
    for kernel in kernels do
        let p, q = measure lawP, measure lawQ

        // E k(X, X) - E k(X, X').
        let excess (law: Empirical) =
            let diagonal =
                Seq.map2 (fun w x -> w * Kernel.value kernel x x) law.Weights (Points.toRows law.Nodes)

            Seq.sum diagonal - Mmd.inner kernel law law

        for n, m in [ 1, 1; 2, 3; 3, 2 ] do
            let bias = excess p / float n + excess q / float m
            Assert.True(bias > 0.01)
            close enumerated (Mmd.squared kernel p q + bias) (meanOf MmdEstimator.biased kernel n m)

[<Fact>]
let ``BSAG18-7: the estimated variance has the variance as its mean exactly, 135.65 in the example of theory`` () =
    // 707.2 by the closed formula as it was printed: m = 4, P = {0: 1/3, 1: 2/3}, Q = {0: 3/4, 2: 1/4}, (xy + 1)^3.
    let p = [ [| 0.0 |], 1; [| 1.0 |], 2 ], 3
    let q = [ [| 0.0 |], 3; [| 2.0 |], 1 ], 4

    let all law =
        samples law 4 |> List.map (fun (rows, w) -> Points.ofRows rows, w)

    let estimates =
        List.allPairs (all p) (all q)
        |> List.map (fun ((x, v), (y, w)) -> v * w, MmdEstimator.uStatistic Kernel.poly3 x y)

    let mean f =
        estimates |> List.sumBy (fun (w, e: Estimate) -> w * f e)

    let value = mean _.Value
    let variance = mean (fun e -> pown (e.Value - value) 2)
    close 1e-12 135.65367798353909 variance
    close 1e-12 variance (mean _.Variance.Value.Value)

[<Fact>]
let ``a variance is there as soon as the sample allows one, and else says why`` () =
    let first n =
        Points.select [| 0 .. n - 1 |] (Seed.gaussian 6 2 (Seed.create 8))

    let kernel = Kernel.gaussian 1.0

    let check estimator least =
        let of' n : Estimate = estimator kernel (first n) (first n)
        Assert.True((of' least).Variance.Value.IsSome)
        Assert.True((of' (least - 1)).Variance.Value.IsNone)
        Assert.Contains("at least", (of' (least - 1)).NoStandardError.Value)

    check MmdEstimator.biased 4
    check MmdEstimator.unbiased 4
    check MmdEstimator.uStatistic 4
    check MmdEstimator.linear 4
    check (MmdEstimator.block 2) 4

    Assert.Equal(
        Some "an unbiased estimate of the variance needs at least 4 points in y, which has 2.",
        (MmdEstimator.unbiased kernel (first 5) (first 2)).NoStandardError
    )

[<Fact>]
let ``where the variance is not positive there is no standard error and no floor`` () =
    let same = Points.ofRows [ for _ in 1..5 -> [ 1.0; 2.0 ] ]
    let estimate = MmdEstimator.unbiased Kernel.poly3 same same
    Assert.Equal(Some 0.0, estimate.Variance.Value)
    Assert.Equal(None, estimate.StandardError)
    Assert.Contains("not positive", estimate.NoStandardError.Value)

    // Two equal samples: U - V < 0, and the estimated variance is negative.
    let x = Points.ofRows [ [ 0.0 ]; [ 1.0 ]; [ 2.0 ]; [ 4.0 ] ]
    let estimate = MmdEstimator.unbiased (Kernel.gaussian 1.0) x x
    Assert.True(estimate.Variance.Value.Value < 0.0)
    Assert.Equal(None, estimate.StandardError)

[<Fact>]
let ``an estimate says what it is`` () =
    let x, y = Seed.gaussian 4 1 (Seed.create 9), Seed.gaussian 6 1 (Seed.create 10)

    for name in [ "biased"; "unbiased" ] do
        let estimate = MmdEstimator.parse name (Kernel.gaussian 1.0) x y
        Assert.Equal(name, estimate.Estimator)
        Assert.Equal(4, estimate.N)
        Assert.Equal(6, estimate.M)
        Assert.Equal((name <> "biased"), estimate.CanBeNegative)

    for name in [ "ustat"; "linear"; "block:2" ] do
        let estimate = MmdEstimator.parse name (Kernel.gaussian 1.0) x x
        Assert.Equal(name, estimate.Estimator)
        Assert.True estimate.CanBeNegative

[<Fact>]
let ``biased is not negative, and 0 for equal samples in any order`` () =
    for seed in 0..20 do
        let x =
            Seed.gaussian 9 2 (Seed.create seed)
            |> Points.scale (Math.Pow(10.0, float (seed % 7 - 3)))

        let reversed = Points.select [| for i in 8..-1..0 -> i |] x

        for kernel in kernels do
            let value = (MmdEstimator.biased kernel x reversed).Value
            Assert.True(value >= 0.0)
            // V is a difference of means that agree: what is left is their rounding.
            let diagonal =
                List.max [ for row in Points.toRows x -> Kernel.value kernel row row ]

            Assert.True(value <= 1e-13 * diagonal, $"{kernel.Name}: {value}")

[<Fact>]
let ``a kernel that is not positive semidefinite is found out by a negative V-statistic`` () =
    // -k for a kernel k with MMD^2 > 0.
    let gaussian s = -exp(-s)
    let kernel = Kernel.radial "negated" gaussian (fun s -> exp (-s)) gaussian
    let message = argumentError (fun () -> MmdEstimator.biased kernel arrayX arrayY)
    Assert.Contains("kernel must be positive semidefinite, but negated", message)

[<Fact>]
let ``sums that overflow are an argument error, never NaN`` () =
    // (1e300)^3 is infinite, and the estimate a difference of infinities.
    let huge = Points.init 4 2 (fun i k -> if i = 3 && k = 1 then 2e150 else 1e150)

    for name in [ "biased"; "unbiased"; "ustat"; "linear"; "block:2" ] do
        let message =
            argumentError (fun () -> MmdEstimator.parse name Kernel.poly3 huge huge)

        Assert.Contains("overflow", message)

[<Fact>]
let ``samples that an estimator cannot use are argument errors`` () =
    let points n d = Seed.gaussian n d (Seed.create n)
    let kernel = Kernel.gaussian 1.0

    let error estimator x y =
        argumentError (fun () -> estimator kernel x y: Estimate)

    Assert.Contains("y must have dimension 2, but has dimension 3", error MmdEstimator.biased (points 4 2) (points 4 3))

    Assert.Contains(
        "x must have at least 2 points for the unbiased estimator, but has 1",
        error MmdEstimator.unbiased (points 1 2) (points 4 2)
    )

    Assert.Contains(
        "y must have at least 2 points for the unbiased estimator, but has 1",
        error MmdEstimator.unbiased (points 4 2) (points 1 2)
    )

    for estimator, name in
        [
            MmdEstimator.uStatistic, "ustat"
            MmdEstimator.linear, "linear"
            MmdEstimator.block 2, "block:2"
        ] do
        Assert.Contains(
            $"y must have as many points as x for the {name} estimator, but has 5 and x has 4",
            error estimator (points 4 2) (points 5 2)
        )

        Assert.Contains($"x must have at least 2 points for the {name}", error estimator (points 1 2) (points 1 2))

    Assert.Contains("at least 3 points for the block:3", error (MmdEstimator.block 3) (points 2 2) (points 2 2))
    Assert.Contains("size must be at least 2, but is 1", error (MmdEstimator.block 1) (points 4 2) (points 4 2))

[<Theory>]
[<InlineData("ubiased", "unknown estimator 'ubiased'; did you mean")>]
[<InlineData("block", "block:SIZE needs a whole number of at least 2, but has ''")>]
[<InlineData("block:1", "but has '1'")>]
[<InlineData("block:x", "but has 'x'")>]
let ``an unknown estimator is an argument error with a suggestion`` (name: string, sentence: string) =
    Assert.Contains(sentence, argumentError (fun () -> MmdEstimator.parse name))

[<Fact>]
let ``affine kernels and distances do not see where the origin lies`` () =
    // Means 10 and 20: (20 - 10)^2 = 100, less the variances 200/2 over 2 points each; at Unix times the products are
    // 3e18, with no digit left for it.
    let at offset values =
        Points.ofValues (values |> Array.map (fun v -> offset + v))

    for offset in [ 0.0; 1.7e9 ] do
        let x, y = at offset [| 0.0; 20.0 |], at offset [| 10.0; 30.0 |]

        for kernel in [ Kernel.dot; Kernel.polynomial 1 ] do
            Assert.Equal(100.0, (MmdEstimator.biased kernel x y).Value)
            Assert.Equal(-100.0, (MmdEstimator.unbiased kernel x y).Value)

        // Half the energy distance: E|X - Y| = 15, E|X - X'| = E|Y - Y'| = 10.
        Assert.Equal(5.0, (MmdEstimator.biased Kernel.distance x y).Value)

[<Fact>]
let ``data whose squares overflow are not standardised, and the sentence speaks of size`` () =
    let sentence =
        argumentError (fun () -> Units.standardising (Points.ofValues [| 1e300; -1e300 |]))

    Assert.Contains("coordinate 1", sentence)
    Assert.Contains("too large", sentence)
    Assert.DoesNotContain("NaN", sentence)
