namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Laws of tests of two samples and of three.
[<RequireQualifiedAccess>]
module SampleTestLaws =

    // A cloud of so few points that all of its splits can be taken, and how many of them go first.
    let private pooled: Arbitrary<Cloud * int> =
        let generate =
            gen {
                let! d = Gen.choose (1, 2)
                let! count = Gen.choose (5, 7)
                let! cloud = Generators.cloudOf count d 1.0
                let! first = Gen.choose (2, count - 2)
                return cloud, first
            }

        Arb.fromGen generate

    let private observed (cloud: Cloud) (first: int list) : Points * Points =
        let others = [ 0 .. cloud.Count - 1 ] |> List.except first
        Points.select (List.toArray first) cloud.Points, Points.select (List.toArray others) cloud.Points

    let rec private subsets (size: int) (items: int list) : int list list =
        match size, items with
        | 0, _ -> [ [] ]
        | _, [] -> []
        | _, item :: rest -> List.map (fun s -> item :: s) (subsets (size - 1) rest) @ subsets size rest

    // P(p <= a) against a for each p-value a that is attained.
    let private levels (pValues: float list) : Equation list =
        [
            for a in List.distinct pValues ->
                let share =
                    float (pValues |> List.filter (fun p -> p <= a) |> List.length)
                    / float pValues.Length

                Equation.scalar $"P(p <= {a}) against {a}" 1.0 share a
        ]

    let private exactly = Judge.AtMost(1e-12, "fractions of at most 128")

    /// Over all splits of the same points, which are equally likely where both samples come from one law, small p-values
    /// are as rare as they say.
    let splitLevel (name: string) (p: Points -> Points -> float) : Law =
        Law.forAll
            {
                Name = "split-level"
                Statement = "Over all splits of the pooled points P(p <= a) <= a for every a."
                Source = "BSAG18-7"
                Judge = exactly
            }
            name
            pooled
            (fun (cloud, first) ->
                subsets first [ 0 .. cloud.Count - 1 ]
                |> List.map (observed cloud >> (fun (x, y) -> p x y))
                |> levels)

    // Exchanges the points of two samples where the bits say so.
    let private swapped (bits: int) (x: Points) (y: Points) : Points * Points =
        let pick own other =
            Points.ofRows [ for i in 0 .. x.Count - 1 -> if bits >>> i &&& 1 = 1 then other i else own i ]

        pick x.Row y.Row, pick y.Row x.Row

    let private threeSamples: Arbitrary<Cloud * (Cloud * Cloud)> =
        let generate =
            gen {
                let! d = Gen.choose (1, 2)
                let! l = Gen.choose (1, 4)
                let! n = Gen.choose (2, 6)
                let! r = Generators.cloudOf l d 1.0
                let! a = Generators.cloudOf n d 1.0
                let! b = Generators.cloudOf n d 1.0
                return r, (a, b)
            }

        Arb.fromGen generate

    /// Over all exchanges of points of two samples, equally likely where they come from one law, small p-values are as rare
    /// as they say.
    let swapLevel (name: string) (p: Points -> Points -> Points -> float) : Law =
        Law.forAll
            {
                Name = "swap-level"
                Statement = "Over all exchanges of a_i with b_i P(p <= a) <= a for every a."
                Source = "BSAG18-7"
                Judge = exactly
            }
            name
            threeSamples
            (fun (r, (a, b)) ->
                [
                    for bits in 0 .. (1 <<< a.Count) - 1 ->
                        let x, y = swapped bits a.Points b.Points
                        p r.Points x y
                ]
                |> levels)

    /// The p-value of the first of some exchangeable statistics: drawn with replacement from few values, all draws taken.
    let drawnLevel (name: string) (p: float[] -> float) : Law =
        let values =
            Arb.fromGen (
                gen {
                    let! count = Gen.choose (2, 5)
                    return! Gen.listOfLength count (Gen.map float (Gen.choose (0, 3)))
                }
            )

        Law.forAll
            {
                Name = "permutation-level"
                Statement =
                    "The statistic and two more, drawn independently from the same values, as random permutations draw them: "
                    + "P(p <= a) <= a for every a, ties counted."
                Source = "BSAG18-7"
                Judge = exactly
            }
            name
            values
            (fun values ->
                [
                    for a in values do
                        for b in values do
                            for c in values -> p [| a; b; c |]
                ]
                |> levels)

    let private kernels = [ Kernel.gaussian 1.0; Kernel.distance; Kernel.poly3 ]

    let private largest (k: Kernel) (points: Points) =
        Points.toRows points
        |> Array.map (fun r -> abs (Kernel.value k r r))
        |> Array.max

    /// The test by its definition: the estimate on every split, and the share of those at least as large.
    let splitDefinition
        (name: string)
        (estimator: Kernel -> Points -> Points -> Estimate)
        (test: Kernel -> Points -> Points -> TwoSampleTest)
        : Law =
        Law.forAll
            {
                Name = "test-definition"
                Statement =
                    "The statistic is the estimate, and p the share of the splits whose estimate is at least as large, equal "
                    + "ones counted."
                Source = "BSAG18-7"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "sums of at most 49 terms, each accurate to a few ulp of the largest kernel value"
                    )
            }
            name
            pooled
            (fun (cloud, first) ->
                let sets = subsets first [ 0 .. cloud.Count - 1 ]

                [
                    for k in kernels do
                        let value set =
                            let x, y = observed cloud set
                            (estimator k x y).Value

                        let size = 4.0 * largest k cloud.Points
                        let x, y = observed cloud sets.Head
                        let mine, test = value sets.Head, test k x y

                        // Equal in exact numbers, and otherwise different by more than any rounding of these few.
                        let reached =
                            sets |> List.filter (fun set -> value set >= mine - 1e-12 * size) |> List.length

                        Equation.scalar $"statistic, {k.Name}" size test.Statistic mine
                        Equation.scalar $"p, {k.Name}" 1.0 test.P (float reached / float sets.Length)
                        Equation.scalar $"splits, {k.Name}" 1.0 (float test.Splits) (float sets.Length)

                        Equation.condition
                            $"p <= level where the statistic exceeds the threshold and only there, {k.Name}"
                            (match test.Threshold with
                             | Some threshold -> (test.Statistic > threshold + 1e-12 * size) = test.IsRejected
                             | None -> not test.IsRejected)
                ])

    /// The test by swaps by its definition: the difference of the unbiased estimates on the swapped samples.
    let swapDefinition (name: string) (test: Kernel -> Points -> Points -> Points -> SwapTest) : Law =
        Law.forAll
            {
                Name = "swap-definition"
                Statement =
                    "The statistic is the difference of the unbiased estimates, and p the share of the swaps whose difference is "
                    + "at most as large, equal ones counted."
                Source = "BSAG18-7"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "sums of at most 36 terms, each accurate to a few ulp of the largest kernel value"
                    )
            }
            name
            threeSamples
            (fun (r, (a, b)) ->
                [
                    for k in kernels do
                        let value bits =
                            let x, y = swapped bits a.Points b.Points
                            (MmdDifference.unbiased k r.Points x y).Value

                        let all = [ 0 .. (1 <<< a.Count) - 1 ]
                        let size = 4.0 * ([ r; a; b ] |> List.map (fun c -> largest k c.Points) |> List.max)
                        let test = test k r.Points a.Points b.Points
                        let mine = value 0

                        let reached =
                            all
                            |> List.filter (fun bits -> value bits <= mine + 1e-12 * size)
                            |> List.length

                        Equation.scalar $"statistic, {k.Name}" size test.Statistic mine
                        Equation.scalar $"p, {k.Name}" 1.0 test.P (float reached / float all.Length)
                ])

    /// The three-sample test: the first sample around the reference and the second away from it, and the other way round.
    let sides (name: string) (test: Kernel -> Points -> Points -> Points -> RelativeSimilarity) : Law =
        let scenes =
            Arb.fromGen (
                gen {
                    let! d = Gen.choose (1, 2)
                    let! r = Generators.cloudOf 6 d 1.0
                    let! a = Generators.cloudOf 6 d 1.0
                    let! b = Generators.cloudOf 6 d 1.0
                    return r, (a, b)
                }
            )

        Law.forAll
            {
                Name = "relative-similarity"
                Statement =
                    "p is small where the first sample is closer: below 1/2 where the second lies ten spreads farther away; "
                    + "exchanged, p becomes 1 - p; without a positive variance there is no test."
                Source = "BSAG18-7"
                Judge = Judge.Relative(1e-12, "the two tails of one normal distribution")
            }
            name
            scenes
            (fun (r, (a, b)) ->
                let far =
                    Points.init b.Count b.Dimension (fun i k -> b.Points[i, k] + 10.0 * b.Spread + 10.0)

                [
                    for k in [ Kernel.gaussian 4.0; Kernel.distance ] do
                        let test' = test k r.Points a.Points far
                        let other = test k r.Points far a.Points

                        match test'.P, other.P with
                        | Some p, Some q ->
                            Equation.condition $"the near sample first: p = {p} < 1/2, {k.Name}" (p < 0.5)
                            Equation.scalar $"exchanged, {k.Name}" 1.0 q (1.0 - p)
                        | None, None ->
                            Equation.condition
                                $"no test and no positive variance, {k.Name}"
                                (test'.NoTest.IsSome
                                 && test'.Difference.Variance.Value |> Option.forall (fun v -> v <= 0.0))
                        | _ -> Equation.condition $"exchanged, there is a test or none, {k.Name}" false
                ])
