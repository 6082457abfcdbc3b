namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The claim that no estimator of an integral probability metric is unbiased: BSAG18-10.
[<RequireQualifiedAccess>]
module internal NoUnbiasedClaims =

    let private tables =
        EstimatorTable.on (IpmLaws.segments 3) [ 1, 1; 1, 2; 2, 1; 2, 2; 3, 1; 3, 2; 4, 1 ]

    let private kernel = Kernel.gaussian 1.0

    let private cumulative (p: Empirical) (x: float) =
        let nodes, weights = (p :> IMeasure).Nodes, (p :> IMeasure).Weights

        Seq.sum (
            seq {
                for i in 0 .. nodes.Count - 1 do
                    if nodes[i, 0] <= x then
                        weights[i]
            }
        )

    // By what defines them: MMD by the library, total variation by masses, W1 of the first coordinate by distribution functions.
    let private distances: (string * (Empirical -> Empirical -> float)) list =
        [
            "MMD", (fun p q -> sqrt (max 0.0 (Mmd.squared kernel p q)))

            "total variation",
            (fun p q ->
                Array.map2 (fun a b -> abs (a - b)) (p :> IMeasure).Weights (q :> IMeasure).Weights
                |> Array.sum)

            "W1 of the first coordinate",
            (fun p q ->
                let x =
                    Array.init (p :> IMeasure).Nodes.Count (fun i -> (p :> IMeasure).Nodes[i, 0])
                    |> Array.sort

                Array.pairwise x
                |> Array.sumBy (fun (a, b) -> (b - a) * abs (cumulative p a - cumulative q a)))
        ]

    let private polynomial (degree: int -> int) : Law =
        Law.forAll
            {
                Name = "estimator-mean-polynomial"
                Statement =
                    "The mean of any estimator over all samples of n points from (1 - a) P0 + a P1 has the difference of order n + 1 in a "
                    + "equal to 0: it is a polynomial of degree at most n."
                Source = "BSAG18-10"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "a difference of means of at most 243 entries, relative to 2^(n+1) of the largest"
                    )
            }
            "tables"
            tables
            (fun table ->
                let order = degree table.N
                let places = Array.init (order + 1) (fun i -> float i / float order)

                let means, largest =
                    IpmLaws.means table.N table.M table.Estimate table.Segment places

                [
                    Equation.scalar
                        $"difference of order {order}"
                        (pown 2.0 order * (largest + 1.0))
                        (Enumeration.difference means)
                        0.0
                ])

    let private segment (power: float) : Law =
        Law.forAll
            {
                Name = "ipm-on-segments"
                Statement =
                    "On a segment of laws an integral probability metric from the law at a0 is |a - a0| D(P0, P1): a kink, and no polynomial."
                Source = "BSAG18-10"
                // MMD is a root of a difference of sums: what rounding leaves of 1e-16 is 1e-8 under the root.
                Judge = Judge.Relative(1e-7, "the root of a difference of kernel sums of size 1, each to a few ulp")
            }
            "MMD, total variation, W1"
            (IpmLaws.segments 3)
            (fun segment ->
                let at = segment.At IpmLaws.place

                [
                    for name, distance in distances do
                        let whole = distance (segment.At 0.0) (segment.At 1.0)

                        for a in [ 0.0; 0.25; 0.5; 1.0 ] do
                            Equation.scalar
                                $"{name} at a = {Show.number a}"
                                4.0
                                (distance (segment.At a) at)
                                (abs (a - IpmLaws.place) ** power * whole)
                ])

    // The difference of order n + 1 of |a - a0| on a grid of step h, a0 between its places k and k + 1 at the part phi of a step.
    let private kink (grid: int -> float -> float * float[]) : Law =
        Law.forEach
            {
                Name = "kink-difference"
                Statement =
                    "The difference of order n + 1 of |a - a0| at n + 2 places a step h apart, a0 the second of them, is (-1)^(n-1) 2 h, for every "
                    + "n: it does not vanish."
                Source = "BSAG18-10"
                Judge = Judge.Relative(1e-13, "binomial coefficients times distances, relative to their sum")
            }
            "|a - 1/3|"
            [ 1..12 ]
            (fun n ->
                let h, places = grid n IpmLaws.place

                [
                    Equation.scalar
                        $"n = {n}"
                        (pown 2.0 (n + 1))
                        (Enumeration.difference (places |> Array.map (fun a -> abs (a - IpmLaws.place))))
                        ((if n % 2 = 1 then 2.0 else -2.0) * h)
                ])

    // On the places i/(n + 1) the same difference is 2 h ((1 - phi) (n-1 over k-1) - phi (n-1 over k)) up to its sign.
    let private evenGrid (hidden: int -> int -> bool) : Law =
        Law.forEach
            {
                Name = "kink-on-even-grids"
                Statement =
                    "At the places i/(n + 1), i = 0, …, n + 1, the difference of order n + 1 of |a - k/6| vanishes exactly where n k/6 is a whole "
                    + "number: a0 = 1/2 is hidden from every even n, and 1/3 from every n that 3 divides."
                Source = "BSAG18-10"
                Judge = Judge.Exact
            }
            "|a - k/6|"
            [
                for n in 1..12 do
                    for k in 1..5 -> n, k
            ]
            (fun (n, k) ->
                // In units of 1/(6 (n + 1)) all distances are whole numbers.
                let distances = Array.init (n + 2) (fun i -> float (abs (6 * i - k * (n + 1))))

                [
                    Equation.condition $"n = {n}, a0 = {k}/6" ((Enumeration.difference distances = 0.0) = hidden n k)
                ])

    let private refuted (share: int -> float) (power: float) (sizes: (int * int) list) : Law =
        Law.forAll
            { IpmLaws.head with
                Name = "ipm-refuted"
            }
            (if power = 1.0 then
                 "tables, MMD, total variation, W1"
             else
                 "tables, squared")
            (EstimatorTable.on (IpmLaws.segments 3) sizes)
            (fun table ->
                let _, places = IpmLaws.grid table.N

                let means, largest =
                    IpmLaws.means table.N table.M table.Estimate table.Segment places

                let at = table.Segment.At IpmLaws.place

                [
                    for name, distance in distances do
                        let truth = places |> Array.map (fun a -> distance (table.Segment.At a) at ** power)

                        yield!
                            IpmLaws.refutation
                                share
                                $"the least bias that must occur against the largest, {name}"
                                table.N
                                truth
                                means
                                largest
                ])

    // On the atoms 0 and 1: the variance of the law at a is a (1 - a). All derivatives of sqrt(a (1 - a)) are negative right of
    // 1/2, so that no difference vanishes on a grid there.
    let private fidPlaces n =
        Array.init (n + 2) (fun i -> 0.5 + 0.4375 * float i / float (n + 1))

    let private fid (a: float) =
        pown (a - 0.5) 2 + pown (sqrt (a * (1.0 - a)) - 0.5) 2

    let private onTwoAtoms: Arbitrary<LawSegment> =
        Gen.constant
            {
                First =
                    {
                        Grid = [| [| 0 |]; [| 8 |] |]
                        Spread = 1.0
                        Mass = [| 1; 0 |]
                    }
                Last = [| 0; 1 |]
            }
        |> Arb.fromGen

    let private fidRefuted (value: float -> float) : Law =
        Law.forAll
            {
                Name = "fid-refuted"
                Statement =
                    "No table is an unbiased estimator of FID((1 - a) delta_0 + a delta_1, Q): somewhere its mean over all samples is off by at least "
                    + "the difference of order n + 1 of FID over 2^(n+1), which is not 0; FID is W2^2 of the Gaussians of the same moments."
                Source = "BSAG18-10"
                Judge = Judge.AtMost(1e-12, "sums of at most 64 samples' terms, relative to the largest estimate")
            }
            "tables"
            (EstimatorTable.on onTwoAtoms [ 1, 1; 2, 1; 3, 2; 4, 2 ])
            (fun table ->
                let places = fidPlaces table.N

                let means, largest =
                    IpmLaws.means table.N table.M table.Estimate table.Segment places

                let q = GaussianMixture.isotropic [| 0.5 |] 0.5

                [
                    for a in places do
                        let w =
                            WassersteinDistance.betweenGaussians
                                q
                                (GaussianState.isotropic [| a |] (sqrt (a * (1.0 - a))))

                        // Both ways, as the judge is one-sided.
                        Equation.scalar $"FID at a = {Show.number a}" 1.0 (w * w) (fid a)
                        Equation.scalar $"FID at a = {Show.number a}, the other way" 1.0 (fid a) (w * w)

                    let truth = Array.map value places

                    Equation.scalar "the difference of FID is above 0" 1.0 1e-6 (abs (Enumeration.difference truth))

                    yield!
                        IpmLaws.refutation
                            IpmLaws.share
                            "the least bias that must occur against the largest"
                            table.N
                            truth
                            means
                            largest
                ])

    let private plugIn: Points -> Points -> float =
        fun x y -> sqrt (max 0.0 (MmdEstimator.biased kernel x y).Value)

    let private ofUsers sizes =
        [
            for n, m in sizes ->
                IpmLaws.biased
                    n
                    m
                    {
                        Name = $"the plug-in estimator of MMD from {n} and {m} points"
                        Kernel = kernel
                        Least = 1
                        Paired = false
                        Value = plugIn
                        Variance = None
                    }
        ]

    // What the property would say of squared MMD.
    let private squaredEscapes: Law =
        Law.forAll
            { IpmLaws.head with
                Name = "squared-mmd-biased"
                Judge = Judge.AtMost(-1e-3, "a bias that is more than rounding")
            }
            "the unbiased estimator of MMD^2 from 2 and 2 points"
            (IpmLaws.segments 3)
            (fun segment ->
                let _, places = IpmLaws.grid 2
                let select = Enumeration.select segment.First.Points

                let means, _ =
                    IpmLaws.means
                        2
                        2
                        (fun x y -> (MmdEstimator.unbiased kernel (select x) (select y)).Value)
                        segment
                        places

                let at = segment.At IpmLaws.place

                [
                    for a, mean in Array.zip places means do
                        Equation.scalar
                            $"0 against the bias at a = {Show.number a}"
                            1.0
                            0.0
                            (abs (mean - Mmd.squared kernel (segment.At a) at))
                ])

    /// BSAG18-10.
    let claim: Claim =
        {
            Id = "BSAG18-10"
            Statement =
                "On a class of laws that contains a segment no estimator of an integral probability metric, and none of FID, from finitely "
                + "many samples is unbiased: the mean of any estimator from n points over (1 - a) P0 + a P1 is a polynomial in a of degree at "
                + "most n, and |a - a0| D(P0, P1) is none. Squared MMD escapes for n >= 2, and not for n = 1."
            Hypotheses =
                [
                    "the class contains the segment (1 - a) P0 + a P1, 0 <= a <= 1, with D(P0, P1) > 0"
                    "the metric is a supremum over a class of functions with f also -f; for FID, two atoms and Q with a positive variance"
                    "the sample size does not depend on the sample"
                ]
            Source = "BSAG18"
            Page = "BSAG18-10.md"
            Property =
                [
                    polynomial (fun n -> n + 1)
                    segment 1.0
                    kink (fun n _ -> IpmLaws.grid n)
                    evenGrid (fun n k -> n * k % 6 = 0)
                    refuted IpmLaws.share 1.0 [ 1, 1; 1, 2; 2, 1; 2, 2; 3, 1; 3, 2; 4, 1 ]
                    refuted IpmLaws.share 2.0 [ 1, 1; 1, 2; 1, 3 ]
                    fidRefuted fid
                    yield! ofUsers [ 1, 1; 2, 2; 3, 2; 5, 1 ]
                ]
            Necessity =
                [
                    squaredEscapes
                    |> Law.fails
                        "Squared MMD escapes: from two points of each law its estimator has no bias to be found."
                    polynomial id |> Law.rejects "a degree below n"
                    segment 2.0 |> Law.rejects "a squared metric as the metric"
                    kink (fun n _ -> 1.0 / float (n + 1), Array.init (n + 2) (fun i -> float i / float (n + 1)))
                    |> Law.fails
                        "On the places i/(n + 1) the difference of |a - 1/3| is another, and vanishes for n = 3."
                    evenGrid (fun n k -> n * k % 6 = 0 && k <> 2)
                    |> Law.rejects "1/3 as a place that no even grid hides"
                    refuted (fun _ -> 1.0) 1.0 [ 1, 1 ]
                    |> Law.rejects "the whole difference as the least bias"
                    fidRefuted (fun a -> pown (a - 0.5) 2 + a * (1.0 - a) + 0.25)
                    |> Law.rejects "FID without its cross term, which is a polynomial"
                    IpmLaws.biasedBy (fun _ -> 1.0) kernel 1 1 "" (fun _ _ -> 0.0)
                    |> Law.rejects "the whole difference as the least bias of the estimator 0"
                ]
        }
