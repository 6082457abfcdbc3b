namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>Three laws on two points each, and sample sizes so small that every sample can be enumerated.</summary>
type ThreeLaws =
    {
        /// The reference.
        Reference: Cloud
        /// The first law.
        First: Cloud
        /// The second law.
        Second: Cloud
        /// The sizes of the samples, in this order.
        Sizes: int * int * int
    }

    /// The laws and the sizes.
    override this.ToString() =
        $"reference {this.Reference}, first {this.First}, second {this.Second}, samples of {this.Sizes}"

/// Laws of the variances of estimators of MMD^2 and of their differences.
[<RequireQualifiedAccess>]
module VarianceLaws =

    // Of each law two points, as it is drawn.
    let private fourOrFive (equal: bool) : Arbitrary<FiniteLaws> =
        let generate =
            gen {
                let! d = Gen.choose (1, 2)
                let! p = Generators.cloudOf 2 d 1.0
                let! q = Generators.cloudOf 2 d 1.0
                let! n = Gen.choose (4, 5)
                let! m = Gen.choose (4, 5)

                return
                    {
                        P = p
                        Q = q
                        N = if equal then 4 else n
                        M = if equal then 4 else m
                    }
            }

        let shrink (c: FiniteLaws) =
            Generators.shrinkPair (c.P, c.Q)
            |> Seq.map (fun (p, q) -> { c with P = p; Q = q })

        Arb.fromGenShrink (generate, shrink)

    let private kernels = EstimatorLaws.kernels

    let private size (k: Kernel) (clouds: Cloud list) =
        clouds
        |> List.collect (fun c -> List.ofArray (Points.toRows c.Points))
        |> List.map (fun r -> abs (Kernel.value k r r))
        |> List.max

    // All samples of a law, each with its probability, in every order or without it.
    let private samplesOf (ordered: bool) (law: Cloud) (size: int) : (Points * float) list =
        (if ordered then
             Enumeration.samples law.Weights size
         else
             Enumeration.unordered law.Weights size)
        |> List.map (fun (chosen, probability) -> Enumeration.select law.Points chosen, probability)

    // The mean and the variance of a statistic, and the mean of what is said to be its variance.
    let private moments (all: (float * (float * float)) list) =
        let mean f =
            all |> List.sumBy (fun (w, r) -> w * f r)

        let value = mean fst
        struct (mean (fun (v, _) -> (v - value) * (v - value)), mean snd)

    let private orNan (variance: Variance) =
        variance.Value |> Option.defaultValue nan

    let private enumerated =
        Judge.Relative(
            1e-11,
            "means over at most 1300 samples of squares of sums of at most 25 terms, each accurate to a few ulp of the \
             largest kernel value, relative to (4 max |k|)^2"
        )

    /// The mean over all samples of the estimated variance is the variance of the estimate over all samples, exactly.
    let unbiased (paired: bool) (name: string) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        Law.forAll
            {
                Name = "estimator-variance"
                Statement =
                    "The mean of the estimated variance over all samples, each with its probability, is the variance of the estimate."
                Source = "BSAG18-7"
                Judge = enumerated
            }
            name
            (fourOrFive paired)
            (fun c ->
                // The order of a sample matters to estimators of pairs alone.
                let samples = samplesOf paired
                let xs, ys = samples c.P c.N, samples c.Q c.M

                [
                    for k in kernels do
                        let struct (variance, estimated) =
                            moments
                                [
                                    for x, a in xs do
                                        for y, b in ys ->
                                            let e = estimator k x y
                                            a * b, (e.Value, orNan e.Variance)
                                ]

                        Equation.scalar
                            $"E of the estimated variance against the variance, kernel {k.Name}"
                            (16.0 * pown (size k [ c.P; c.Q ]) 2)
                            estimated
                            variance
                ])

    let private threeLaws: Arbitrary<ThreeLaws> =
        let generate =
            gen {
                let! d = Gen.choose (1, 2)
                let! r = Generators.cloudOf 2 d 1.0
                let! p = Generators.cloudOf 2 d 1.0
                let! q = Generators.cloudOf 2 d 1.0
                let! l = Gen.choose (2, 4)
                let! n = Gen.choose (4, 5)
                let! m = Gen.choose (4, 5)

                return
                    {
                        Reference = r
                        First = p
                        Second = q
                        Sizes = l, n, m
                    }
            }

        let shrink (c: ThreeLaws) =
            seq {
                for p, q in Generators.shrinkPair (c.First, c.Second) do
                    if p.Dimension = c.Reference.Dimension then
                        yield { c with First = p; Second = q }

                if c.Sizes <> (2, 4, 4) then
                    yield { c with Sizes = 2, 4, 4 }
            }

        Arb.fromGenShrink (generate, shrink)

    /// The same for a difference that shares a sample.
    let unbiasedDifference
        (paired: bool)
        (name: string)
        (estimator: Kernel -> Points -> Points -> Points -> MmdDifference)
        : Law =
        Law.forAll
            {
                Name = "difference-variance"
                Statement =
                    "The mean of the difference over all samples is MMD^2(r, p) - MMD^2(r, q), and that of its estimated "
                    + "variance is its variance."
                Source = "BSAG18-7"
                Judge = enumerated
            }
            name
            threeLaws
            (fun c ->
                let l, n, m = if paired then 4, 4, 4 else c.Sizes

                // Moved together, the samples give the same: one of the three may be taken without its order.
                let others = samplesOf paired

                let rs, xs, ys = samplesOf false c.Reference l, others c.First n, others c.Second m

                let k = kernels[(l + n + m) % kernels.Length]

                let all =
                    [
                        for r, a in rs do
                            for x, b in xs do
                                for y, c in ys ->
                                    let e = estimator k r x y
                                    a * b * c, (e.Value, orNan e.Variance)
                    ]

                let struct (variance, estimated) = moments all
                let largest = size k [ c.Reference; c.First; c.Second ]

                let squared (q: Cloud) =
                    Mmd.squared k c.Reference.Measure q.Measure

                [
                    Equation.scalar
                        $"E of the difference, kernel {k.Name}"
                        (4.0 * largest)
                        (all |> List.sumBy (fun (w, (v, _)) -> w * v))
                        (squared c.First - squared c.Second)
                    Equation.scalar
                        $"E of the estimated variance against the variance, kernel {k.Name}"
                        (16.0 * largest * largest)
                        estimated
                        variance
                ])

    let rec private permutations (items: 'a list) : 'a list list =
        match items with
        | [] -> [ [] ]
        | _ ->
            [
                for i in 0 .. items.Length - 1 do
                    for rest in permutations (List.removeAt i items) -> items[i] :: rest
            ]

    // Four different indices below n, in every order.
    let private fours (n: int) : int[] list =
        [
            for a in 0 .. n - 1 do
                for b in 0 .. n - 1 do
                    for c in 0 .. n - 1 do
                        for d in 0 .. n - 1 do
                            if List.distinct [ a; b; c; d ] |> List.length = 4 then
                                [| a; b; c; d |]
        ]

    /// The estimate of the variance by its definition: the square of the estimate, averaged over the pairings of the
    /// samples, less the U-statistic of MMD^4 over all fours of different points of either.
    let definition (paired: bool) (name: string) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        Law.forAll
            {
                Name = "estimator-variance-definition"
                Statement =
                    "The estimated variance is the mean square of the estimate over all pairings of the samples less the mean of "
                    + "h(x_1, x_2, y_1, y_2) h(x_3, x_4, y_3, y_4) over all fours of different points, h = k(x_1, x_2) + k(y_1, y_2) - "
                    + "k(x_1, y_1) - k(x_2, y_2)."
                Source = "BSAG18-7"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "means of at most 14400 products of sums of four values, relative to (4 max |k|)^2"
                    )
            }
            name
            (fourOrFive paired)
            (fun c ->
                // Five points of two would be the same few samples.
                let cloudOf (a: Cloud) (b: Cloud) count =
                    Points.ofRows
                        [
                            for i in 0 .. count - 1 ->
                                Array.map2
                                    (fun u v -> u + 0.25 * float (i * i % 7) * v)
                                    (a.Points.Row(i % a.Count))
                                    (b.Points.Row(i / 2 % b.Count))
                        ]

                let x, y = cloudOf c.P c.Q c.N, cloudOf c.Q c.P c.M
                let xs, ys = Points.toRows x, Points.toRows y

                [
                    for k in kernels do
                        let value = Kernel.value k

                        let gram (a: float[][]) (b: float[][]) =
                            a |> Array.map (fun r -> b |> Array.map (value r))

                        let xx, yy, xy = gram xs xs, gram ys ys, gram xs ys

                        let h (x1, x2, y1, y2) =
                            xx[x1][x2] + yy[y1][y2] - xy[x1][y1] - xy[x2][y2]

                        let ofMmd4 =
                            List.allPairs (fours c.N) (fours c.M)
                            |> List.averageBy (fun (i, j) -> h (i[0], i[1], j[0], j[1]) * h (i[2], i[3], j[2], j[3]))

                        let orders =
                            if paired then
                                permutations [ 0 .. c.M - 1 ] |> List.map Array.ofList
                            else
                                [ Array.init c.M id ]

                        let square =
                            orders
                            |> List.averageBy (fun order -> pown (estimator k x (Points.select order y)).Value 2)

                        let largest = Seq.append xs ys |> Seq.map (fun r -> abs (value r r)) |> Seq.max

                        for order in [ orders.Head; List.last orders ] do
                            Equation.scalar
                                $"estimated variance with kernel {k.Name}"
                                (16.0 * largest * largest)
                                (orNan (estimator k x (Points.select order y)).Variance)
                                (square - ofMmd4)
                ])
