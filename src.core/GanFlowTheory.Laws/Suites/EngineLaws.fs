namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// <summary>Two clouds of random real coordinates with signed weights and vectors: the case of the laws of kernel
/// sums.</summary>
[<NoEquality; NoComparison>]
type SumCase =
    {
        /// Points in x.
        N: int
        /// Points in y.
        M: int
        /// Dimension.
        D: int
        /// Spread of the points.
        Spread: float
        /// Distance of both clouds from the origin, in spreads.
        Offset: float
        /// Seed of the coordinates.
        Seed: int
    }

    /// x, n x d; its first points are also in y where both have room.
    member this.X: Points =
        let raw = Seed.gaussian this.N this.D (Seed.split "x" (Seed.create this.Seed))
        Points.init this.N this.D (fun i k -> this.Spread * (raw[i, k] + this.Offset))

    /// y, m x d: every third point coincides with one of x.
    member this.Y: Points =
        let raw = Seed.gaussian this.M this.D (Seed.split "y" (Seed.create this.Seed))
        let x = this.X

        Points.init this.M this.D (fun j k ->
            if j % 3 = 2 && j < this.N then
                x[j, k]
            else
                this.Spread * (raw[j, k] + this.Offset))

    /// Weights, length m, of either sign, every fifth one 0.
    member this.Weights: float[] =
        Seed.normals this.M (Seed.split "w" (Seed.create this.Seed))
        |> Array.mapi (fun j v -> if j % 5 = 4 then 0.0 else v / float this.M)

    /// Vectors at y, m x d.
    member this.Vectors: Points =
        Points.scaleRows this.Weights (Seed.gaussian this.M this.D (Seed.split "v" (Seed.create this.Seed)))

    /// Sizes, spread and seed.
    override this.ToString() =
        $"{this.N} x {this.D} points against {this.M}, spread {this.Spread}, offset {this.Offset}, seed {this.Seed}"

/// Laws of kernel sums, whatever computes them.
[<RequireQualifiedAccess>]
module EngineLaws =

    let internal cases: Arbitrary<SumCase> =
        let generate =
            gen {
                // Sizes around the vector length and the row blocks, most of them no multiple of 8.
                let! d = Gen.frequency [ 12, Gen.choose (1, 5); 1, Gen.elements [ 17; 40 ] ]
                let most = if d > 5 then 9 else 30
                let! n = Gen.frequency [ 3, Gen.choose (1, 9); 1, Gen.choose (1, most) ]

                let! m =
                    Gen.frequency
                        [
                            3, Gen.choose (1, 9)
                            1, Gen.choose (1, most)
                            1, Gen.choose (most, most + 5)
                        ]

                let! spread =
                    Gen.frequency [ 4, Gen.constant 1.0; 1, Gen.elements [ 1e-6; 0.1; 10.0; 1e4 ] ]

                let! offset = Gen.frequency [ 4, Gen.constant 0.0; 1, Gen.elements [ 1.0; 100.0 ] ]
                let! seed = Gen.choose (0, 1000000)

                return
                    {
                        N = n
                        M = m
                        D = d
                        Spread = spread
                        Offset = offset
                        Seed = seed
                    }
            }

        let smaller least v =
            seq {
                if v > least then
                    yield least
                    yield (v + least) / 2
                    yield v - 1
            }
            |> Seq.filter (fun s -> s >= least && s < v)

        let shrink (c: SumCase) =
            seq {
                for n in smaller 1 c.N do
                    yield { c with N = n }

                for m in smaller 1 c.M do
                    yield { c with M = m }

                for d in smaller 1 c.D do
                    yield { c with D = d }

                if c.Spread <> 1.0 then
                    yield { c with Spread = 1.0 }

                if c.Offset <> 0.0 then
                    yield { c with Offset = 0.0 }

                for seed in smaller 0 c.Seed |> Seq.truncate 1 do
                    yield { c with Seed = seed }
            }

        Arb.fromGenShrink (generate, shrink)

    // The sum norm: squares of the tails of a Gaussian would underflow.
    let private norm (x: float[]) = Array.sumBy abs x

    let private rowNorm (p: Points) (i: int) = norm (p.Row i)

    // The parts that are summed one by one: a based term is three radial ones, which cancel in its value and gradient.
    let private parts (k: Kernel) (a: float[]) (b: float[]) : (Kernel * float[] * float[]) list =
        k.Terms
        |> List.collect (function
            | KernelTerm.Based(scale, profile, z) ->
                let radial = Kernel.part [ KernelTerm.Radial(scale, profile) ] k
                let z = z |> Option.defaultValue (Array.zeroCreate a.Length)
                [ radial, a, b; radial, a, z; radial, b, z ]
            | term -> [ Kernel.part [ term ] k, a, b ])

    // Bounds on sum_j |w_j| (|t_ij| + |x|_max |dt_ij|), largest over i, for values, gradients and mixed derivatives t:
    // what a few ulp in every term and in every coordinate can move.
    let internal sizes (k: Kernel) (x: Points) (y: Points) (weights: float[]) =
        let xs, ys = Points.toRows x, Points.toRows y
        let reach = Array.append (Array.map norm xs) (Array.map norm ys) |> Array.max
        // Numbers near the smallest normal one, 2e-308, have fewer bits.
        let mutable value, gradient, mixed = 1e-290, 1e-290, 1e-290

        for a in xs do
            let mutable v, g, h = 0.0, 0.0, 0.0

            ys
            |> Array.iteri (fun j b ->
                let w = abs weights[j]

                for part, a, b in parts k a b do
                    let own = abs (Kernel.value part a b)

                    let slope = norm (Kernel.gradientAt part a b) + norm (Kernel.gradientAt part b a)

                    let curvature = norm (Kernel.mixedAt part a b |> Seq.cast<float> |> Seq.toArray)

                    let distance = norm (Array.map2 (-) a b)
                    v <- v + w * (own + slope * reach)
                    g <- g + w * (slope + curvature * reach)

                    h <-
                        h
                        + w * (curvature + (if distance > 0.0 then curvature * reach / distance else 0.0)))

            value <- max value v
            gradient <- max gradient g
            mixed <- max mixed h

        struct (value, gradient, mixed)

    let internal judge =
        Judge.Relative(
            2e-13,
            ("at most 200 ulp per term: a few for the profile, the rest for the squared distance in up to 40 "
             + "coordinates and the sum of up to 35 terms; relative to the terms' sizes and to what a relative "
             + "change of the coordinates makes of them")
        )

    let private precisionOf (sums: KernelSums) : Precision =
        sums.Engine |> Option.map _.Precision |> Option.defaultValue Precision.Float64

    /// The same number of roundings in the precision of the sums.
    let internal judgeOf (sums: KernelSums) : Judge =
        match precisionOf sums, judge with
        | Precision.Float32, Judge.Relative(tolerance, reason) ->
            let ratio =
                Precision.unitRoundoff Precision.Float32
                / Precision.unitRoundoff Precision.Float64

            Judge.Relative(tolerance * ratio, reason + "; in float32")
        | _ -> judge

    // Terms that are smaller may be 0: with the judge's tolerance the smallest normal number of the precision.
    let internal atLeast (sums: KernelSums) (size: float) : float =
        match precisionOf sums with
        | Precision.Float64 -> size
        | Precision.Float32 -> max size 1e-33

    /// Whether what is wanted lies in the range of the precision of the sums, beyond which they are infinite.
    let internal isInRange (sums: KernelSums) (equation: Equation) : bool =
        match precisionOf sums with
        | Precision.Float64 -> true
        | Precision.Float32 -> equation.Right |> Array.forall (fun v -> abs v < 1e37)

    let internal instance (sums: KernelSums) (k: Kernel) =
        if sums = KernelSums.standard then
            k.Name
        else
            $"{k.Name} by {sums.Name} sums"

    /// The sums equal their definition by scalar loops, on kernels that depend on the dimension.
    let internal agreementIn (sums: KernelSums) (instance: string) (kernelIn: int -> Kernel) : Law =
        Law.forAll
            {
                Name = "engine-agreement"
                Statement =
                    "Kernel sums equal their definition by scalar loops: sum_j w_j k(x_i, y_j), its gradient, "
                    + "its mixed second derivatives and its vector form."
                Source = "MN21-7"
                Judge = judgeOf sums
            }
            instance
            cases
            (fun c ->
                let k = kernelIn c.D
                let x, y, w, v = c.X, c.Y, c.Weights, c.Vectors
                let summed = Kernel.on sums k
                let largest = Array.init c.M (fun j -> max (abs w[j]) (rowNorm v j))
                let struct (value, gradient, mixed) = sizes k x y largest

                let value, gradient, mixed =
                    atLeast sums value, atLeast sums gradient, atLeast sums mixed

                let struct (both, bothGradient) = Pairwise.applyWithGradient summed x y w
                let wantValue = PairwiseReference.apply k x y w
                let wantGradient = (PairwiseReference.gradient k x y w).Data

                [
                    Equation.vector "values" value (Pairwise.apply summed x y w) wantValue
                    Equation.vector "gradients" gradient (Pairwise.gradient summed x y w).Data wantGradient
                    Equation.vector "values in one pass" value both wantValue
                    Equation.vector "gradients in one pass" gradient bothGradient.Data wantGradient
                    Equation.vector
                        "vectors"
                        value
                        (Pairwise.applyVectors summed x y v).Data
                        (PairwiseReference.applyVectors k x y v).Data

                    if Kernel.hasMixedDerivatives k then
                        Equation.vector
                            "mixed derivatives"
                            mixed
                            (Pairwise.mixedHessian summed x y v).Data
                            (PairwiseReference.mixedHessian k x y v).Data
                ])

    /// The sums equal their definition by scalar loops.
    let agreement (sums: KernelSums) (k: Kernel) : Law =
        agreementIn sums (instance sums k) (fun _ -> k)

    /// The results of a function, by name, on 2 and 3 threads against those on 1.
    let internal onThreads (n: int) (results: unit -> (string * float[]) list) : Equation list =
        let one = Parallelism.withThreadCount 1 results

        [
            for threads in [ 2; 3 ] do
                for (name, left), (_, right) in List.zip one (Parallelism.withThreadCount threads results) do
                    Equation.vector $"{name} on 1 and {threads} threads, n = {n}" 0.0 left right
        ]

    /// Every sum has the same bits on 1, 2 and 3 threads.
    let threads (sums: KernelSums) (k: Kernel) : Law =
        Law.forEach
            {
                Name = "engine-threads"
                Statement = "The bits of every kernel sum do not depend on the number of threads."
                Source = ""
                Judge = Judge.Exact
            }
            (instance sums k)
            [ 1; 9; 130; 300 ]
            (fun n ->
                let c =
                    {
                        N = n
                        M = n + 3
                        D = 2
                        Spread = 1.0
                        Offset = 0.0
                        Seed = n
                    }

                let x, y, w, v = c.X, c.Y, c.Weights, c.Vectors
                let summed = Kernel.on sums k

                let all () =
                    [
                        "values", Pairwise.apply summed x y w
                        "gradients", (Pairwise.gradient summed x y w).Data
                        "vectors", (Pairwise.applyVectors summed x y v).Data
                        if Kernel.hasMixedDerivatives k then
                            "mixed derivatives", (Pairwise.mixedHessian summed x y v).Data
                    ]

                onThreads n all)

    /// Every law of kernel sums on a kernel.
    let all (sums: KernelSums) (k: Kernel) : Law list = [ agreement sums k; threads sums k ]
