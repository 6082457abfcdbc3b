namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// What estimates KID.
[<NoComparison; NoEquality>]
type internal KidPort =
    {
        /// On all rows.
        Full: Kernel -> Rows -> Rows -> KidEstimate
        /// The mean over so many random subsets of one size.
        Subsets: int -> int -> Seed -> Kernel -> Rows -> Rows -> KidEstimate
        /// The mean over separate blocks of one size.
        Blocks: int -> Kernel -> Rows -> Rows -> KidEstimate
        /// On each pair of given subsets.
        OnSubsets: Kernel -> Rows -> Rows -> int[][] -> int[][] -> float[]
    }

/// The estimators of the library.
[<RequireQualifiedAccess>]
module internal KidPort =

    let standard: KidPort =
        {
            Full = Kid.full
            Subsets = Kid.subsets
            Blocks = Kid.blocks
            OnSubsets = KidSums.onSubsets
        }

/// Laws of KID.
[<RequireQualifiedAccess>]
module internal KidLaws =

    // The unbiased estimate on the rows at the given indices, in scalar loops.
    let private definition (k: Kernel) (x: float[][]) (y: float[][]) (ofX: int[]) (ofY: int[]) : float =
        let distinct (rows: float[][]) (set: int[]) =
            Seq.average (
                seq {
                    for i in set do
                        for j in set do
                            if i <> j then
                                Kernel.value k rows[i] rows[j]
                }
            )

        let across =
            Seq.average (
                seq {
                    for i in ofX do
                        for j in ofY do
                            Kernel.value k x[i] y[j]
                }
            )

        distinct x ofX + distinct y ofY - 2.0 * across

    let private deviation (values: float[]) =
        let mean = Array.average values

        sqrt (
            Array.sumBy (fun v -> (v - mean) * (v - mean)) values
            / float (values.Length - 1)
        )

    let private kernels = [ Kernel.poly3; Kernel.gaussian 1.0; Kernel.distance ]

    let private rounding =
        Judge.Relative(1e-12, "sums of fewer than 400 terms, each accurate to a few ulp of the largest kernel value")

    /// Each estimate is the unbiased one on its rows, and the spread the deviation of the parts.
    let definitions (port: KidPort) : Law =
        Law.forAll
            {
                Name = "kid-definitions"
                Statement =
                    "KID is the unbiased estimate of MMD^2 on all rows, its mean over blocks of consecutive rows, or over subsets; the spread is "
                    + "the standard deviation of the parts with divisor B - 1, and of blocks the standard error is the spread over the root of B."
                Source = "BSAG18-6"
                Judge = rounding
            }
            "full, subsets, blocks"
            EstimatorLaws.samplePairs
            (fun (x, y) ->
                let xs, ys = Points.toRows x.Points, Points.toRows y.Points
                let features, generated = Rows.ofPoints x.Points, Rows.ofPoints y.Points
                let n = xs.Length
                let all = Array.init n id
                let size = 2 + n % 2
                let count = n / size
                let block b = Array.init size (fun i -> b * size + i)
                // Few subsets and many, which are summed in different ways.
                let some label count =
                    Array.init count (fun b ->
                        Seed.permutation n (Seed.create b |> Seed.split label) |> Array.truncate size)

                [
                    for k in kernels do
                        let value = definition k xs ys

                        let largest =
                            Seq.append xs ys |> Seq.map (fun r -> abs (Kernel.value k r r)) |> Seq.max

                        let scale = 4.0 * largest
                        let parts = Array.init count (fun b -> value (block b) (block b))
                        let blocks = port.Blocks size k features generated

                        Equation.scalar
                            $"full, {k.Name}"
                            scale
                            (port.Full k features generated).Estimate.Value
                            (value all all)

                        Equation.scalar $"blocks, {k.Name}" scale blocks.Estimate.Value (Array.average parts)

                        if count > 1 then
                            Equation.vector
                                $"spread and standard error of blocks, {k.Name}"
                                // Of deviations near 0 the square is accurate.
                                (1e4 * scale)
                                [|
                                    blocks.Spread |> Option.defaultValue nan
                                    blocks.Estimate.Variance.Value |> Option.map sqrt |> Option.defaultValue nan
                                |]
                                [| deviation parts; deviation parts / sqrt (float count) |]

                        for count in [ 1; 40 ] do
                            let ofX, ofY = some "x" count, some "y" count

                            Equation.vector
                                $"{count} subsets, {k.Name}"
                                scale
                                (port.OnSubsets k features generated ofX ofY)
                                (Array.map2 value ofX ofY)

                        let whole = port.Subsets 3 n (Seed.create n) k features generated

                        Equation.vector
                            $"subsets that are everything, {k.Name}"
                            (1e4 * scale)
                            [| whole.Estimate.Value; whole.Spread |> Option.defaultValue nan |]
                            [| value all all; 0.0 |]

                        Equation.condition
                            $"subsets have no standard error but a reason, {k.Name}"
                            (whole.Estimate.StandardError.IsNone && whole.NoStandardError.IsSome)
                ])

    // All subsets of one size.
    let rec private choose (size: int) (from: int list) : int list list =
        match from with
        | _ when size = 0 -> [ [] ]
        | [] -> []
        | first :: rest -> List.map (fun tail -> first :: tail) (choose (size - 1) rest) @ choose size rest

    /// The mean over all pairs of subsets of one size is the full estimate.
    let complete (port: KidPort) : Law =
        Law.forAll
            {
                Name = "kid-complete"
                Statement =
                    "The mean of the unbiased estimate over all pairs of subsets of one size is the full estimate: for every kernel and all sizes."
                Source = "BSAG18-6"
                Judge = rounding
            }
            "subsets of two and three"
            (EstimatorLaws.finiteLaws false 4)
            (fun c ->
                let x, y = c.P.Points, c.Q.Points
                // As many rows as the case has, its points over and over.
                let rows (p: Points) count =
                    Rows.ofPoints (Points.select (Array.init count (fun i -> (i * i + i) / 2 % p.Count)) p)

                let x, y = rows x c.N, rows y c.M

                [
                    for k in kernels do
                        for size in [ 2; 3 ] do
                            let pairs =
                                [|
                                    for a in choose size [ 0 .. x.Count - 1 ] do
                                        for b in choose size [ 0 .. y.Count - 1 ] -> Array.ofList a, Array.ofList b
                                |]

                            let largest =
                                Seq.append (Points.toRows (Rows.toPoints x)) (Points.toRows (Rows.toPoints y))
                                |> Seq.map (fun r -> abs (Kernel.value k r r))
                                |> Seq.max

                            Equation.scalar
                                $"subsets of {size}, {k.Name}"
                                (4.0 * largest)
                                (Array.average (port.OnSubsets k x y (Array.map fst pairs) (Array.map snd pairs)))
                                (port.Full k x y).Estimate.Value
                ])

    let private atoms (grid: int list) (mass: int list) : Cloud =
        {
            Grid = grid |> List.map (fun v -> [| v |]) |> Array.ofList
            Spread = 8.0
            Mass = Array.ofList mass
        }

    /// Over all samples from finite laws the mean of the estimated variance is the variance of the estimate.
    let honest (name: string) (estimator: Kernel -> Rows -> Rows -> Estimate) : Law =
        let of' p q n : FiniteLaws = { P = p; Q = q; N = n; M = n }

        Law.forEach
            {
                Name = "kid-standard-error"
                Statement =
                    "The mean of the estimated variance over all samples, each with its probability, is the variance of the estimate."
                Source = "BSAG18-6"
                Judge =
                    Judge.Relative(
                        1e-11,
                        "means over at most 4096 samples of squares of estimates, each accurate to a few ulp of the largest kernel value"
                    )
            }
            name
            [
                of' (atoms [ 0; 1 ] [ 1; 2 ]) (atoms [ 0; 2 ] [ 3; 1 ]) 4
                of' (atoms [ 0; 1 ] [ 1; 1 ]) (atoms [ 0; 1 ] [ 1; 1 ]) 4
                of' (atoms [ -1; 1 ] [ 1; 3 ]) (atoms [ 0; 3 ] [ 1; 1 ]) 6
            ]
            (fun c ->
                [
                    for k in [ Kernel.poly3; Kernel.gaussian 1.0 ] do
                        let estimate x y =
                            estimator k (Rows.ofPoints x) (Rows.ofPoints y)

                        let mean = EstimatorLaws.mean (fun x y -> (estimate x y).Value) c

                        let square (v: float) = v * v

                        let variance =
                            EstimatorLaws.mean (fun x y -> square ((estimate x y).Value - mean)) c

                        let reported =
                            EstimatorLaws.mean (fun x y -> (estimate x y).Variance.Value |> Option.defaultValue nan) c

                        let largest =
                            Seq.append (Points.toRows c.P.Points) (Points.toRows c.Q.Points)
                            |> Seq.map (fun r -> abs (Kernel.value k r r))
                            |> Seq.max

                        Equation.scalar
                            $"E SE^2 against the variance, {k.Name}"
                            (square (4.0 * largest))
                            reported
                            variance
                ])

    let private ofPoints (estimator: Kernel -> Rows -> Rows -> KidEstimate) (k: Kernel) (x: Points) (y: Points) =
        (estimator k (Rows.ofPoints x) (Rows.ofPoints y)).Estimate

    /// The mean of an estimator over all samples is MMD^2.
    let unbiased (paired: bool) (name: string) (estimator: Kernel -> Rows -> Rows -> KidEstimate) : Law =
        EstimatorLaws.unbiased paired name 2 (ofPoints estimator)

    /// Every law of KID.
    let all (port: KidPort) : Law list =
        [
            definitions port
            complete port
            honest "blocks of two" (fun k x y -> (port.Blocks 2 k x y).Estimate)
            unbiased false "kid" port.Full
            unbiased false "kid by subsets" (port.Subsets 3 2 (Seed.create 1))
            unbiased true "kid by blocks" (port.Blocks 2)
        ]
