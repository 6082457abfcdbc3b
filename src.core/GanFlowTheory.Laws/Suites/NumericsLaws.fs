namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The laws of what everything else stands on: linear systems, orders drawn at random, units and axes of point clouds.
[<RequireQualifiedAccess>]
module internal NumericsLaws =

    // B B^T + I, B of normals over the root of n: condition numbers of about 5.
    let private matrix (n: int) (seed: Seed) : float[] =
        let b = Seed.normals (n * n) seed

        Array.init (n * n) (fun p ->
            let i, j = p / n, p % n

            (if i = j then 1.0 else 0.0)
            + Seq.sum (Seq.init n (fun k -> b[i * n + k] * b[j * n + k])) / float n)

    let private times (n: int) (a: float[]) (x: float[]) : float[] =
        Array.init n (fun i -> Seq.sum (Seq.init n (fun j -> a[i * n + j] * x[j])))

    /// A solver of A x = b gives back the x that b was made of, and reports |A x - b|/|b|.
    let solver (name: string) (solve: float[] -> float[] -> LinearSolution) : Law =
        Law.forEach
            {
                Name = "linear-solve"
                Statement =
                    "The solution of A x = b, A symmetric and positive, is the x that b was made of, and the reported residual is |A x - "
                    + "b|/|b|."
                Source = ""
                Judge = Judge.Relative(1e-10, "a condition number of at most 10, and a solver's tolerance of 1e-12")
            }
            name
            // Blocks of rows of the factorisation, and what is left of one.
            [ 1; 2; 5; 15; 16; 17; 33; 50 ]
            (fun n ->
                let a = matrix n (Seed.create n)
                let x = Seed.normals n (Seed.create (100 + n))
                // Of another size than 1, so that a residual that is not relative shows.
                let b = times n a x |> Array.map (fun v -> 1000.0 * v)
                let found = solve (Array.copy a) b
                let residual = Array.map2 (-) (times n a found.Solution) b

                [
                    Equation.vector
                        "the solution"
                        (1000.0 * Vectors.norm x)
                        found.Solution
                        (x |> Array.map (fun v -> 1000.0 * v))

                    // Residuals of a few ulp agree in size only.
                    Equation.condition
                        "the residual"
                        (abs (found.Residual - Vectors.norm residual / Vectors.norm b)
                         <= 1e-13 + 0.5 * found.Residual)
                ])

    let private badly (n: int) =
        Array.init (n * n) (fun p -> if p / n = p % n then float (1 + p / n) else 0.0)

    /// Where a solver stops early, the residual that it reports is the one that is left.
    let residual (name: string) (solve: float[] -> float[] -> int -> LinearSolution) : Law =
        Law.forEach
            {
                Name = "linear-residual"
                Statement = "Stopped after few iterations a solver reports the residual |A x - b|/|b| that is left."
                Source = ""
                Judge = Judge.Relative(1e-12, "products of matrices of at most 40 rows")
            }
            name
            [ 1..6 ]
            (fun iterations ->
                let n = 40
                let a = badly n
                let b = Seed.normals n (Seed.create iterations) |> Array.map (fun v -> 1000.0 * v)
                let found = solve a b iterations
                let left = Array.map2 (-) (times n a found.Solution) b

                [
                    Equation.scalar "the residual" 1.0 found.Residual (Vectors.norm left / Vectors.norm b)
                    Equation.scalar "the iterations" 1.0 (float found.Iterations) (float iterations)
                ])

    /// Every order is drawn as often as any other.
    let permutation (name: string) (draw: int -> Seed -> int[]) : Law =
        Law.forEach
            {
                Name = "permutation-uniform"
                Statement = "Each of the n! orders of 0 .. n - 1 is drawn with the same frequency."
                Source = ""
                Judge = Judge.Statistical 1e-9
            }
            name
            [ 2; 3; 4 ]
            (fun n ->
                let draws = 6000

                let orders =
                    Seq.init draws (fun i -> draw n (Seed.create (1000 * n + i)))
                    |> Seq.countBy List.ofArray

                let counts = dict orders
                let total = Seq.fold (*) 1 (seq { 1..n })
                let share = 1.0 / float total

                let rec all rest =
                    match rest with
                    | [] -> [ [] ]
                    | _ ->
                        [
                            for i in rest do
                                for tail in all (List.except [ i ] rest) -> i :: tail
                        ]

                [
                    for order in all [ 0 .. n - 1 ] do
                        let count =
                            match counts.TryGetValue order with
                            | true, count -> float count
                            | _ -> 0.0

                        Equation.scalar
                            $"the frequency of {order}"
                            (sqrt (share * (1.0 - share) / float draws))
                            (count / float draws)
                            share
                ])

    /// In units that standardise data its mean is 0 and its variances are 1; and back they go.
    let units (name: string) (standardising: Points -> Units) (into: Units -> Points -> Points) : Law =
        Law.forAll
            {
                Name = "units-standardise"
                Statement =
                    "In standardising units every coordinate has mean 0 and variance 1, or is 0 where it is constant, and Units.back takes "
                    + "the data back."
                Source = ""
                Judge = Judge.Relative(1e-9, "means whose rounding is divided by deviations of 1/1000 of them and more")
            }
            name
            Scenes.any
            (fun scene ->
                let x = scene.Q.Points
                let units = standardising x
                let z = into units x
                let n = float x.Count

                [
                    for k in 0 .. x.Dimension - 1 do
                        let column (x: Points) = Array.init x.Count (fun i -> x[i, k])
                        let own, standard = column x, column z
                        let mean = Array.average own
                        let variance = own |> Array.averageBy (fun v -> (v - mean) * (v - mean))
                        Equation.scalar $"the mean of coordinate {k}" 1.0 (Array.average standard) 0.0

                        if sqrt variance > 1e-3 * Vectors.largest own then
                            Equation.scalar
                                $"the variance of coordinate {k}"
                                1.0
                                (Array.sumBy (fun v -> v * v) standard / n)
                                1.0

                        Equation.vector
                            $"coordinate {k} and back"
                            (1.0 + Vectors.largest own)
                            (column (Units.back units z))
                            own
                ])

    /// Principal axes are directions of length 1, at right angles, in which the projections have no covariance and the shares
    /// of the variance that are said; none has more variance than the first.
    let axes (name: string) (ofPoints: Points -> PrincipalAxes) : Law =
        Law.forAll
            {
                Name = "principal-axes"
                Statement =
                    "Principal axes are orthonormal, projections on them uncorrelated with the said shares of the variance, and no direction "
                    + "has more variance than the first."
                Source = ""
                Judge = Judge.AtMost(1e-9, "a decomposition to 1e-14 of the largest eigenvalue")
            }
            name
            Scenes.any
            (fun scene ->
                let x = scene.Q.Points
                let d = x.Dimension
                let axes = ofPoints x
                let mean = Measure.mean (Empirical.ofPoints x)

                let along (u: float[]) =
                    Points.toRows x
                    |> Array.map (fun row -> Vectors.inner (Array.map2 (-) row mean) u)

                let variance u =
                    along u |> Array.averageBy (fun v -> v * v)

                let unit k =
                    Array.init d (fun j -> if j = k then 1.0 else 0.0)

                let total = Seq.sum (Seq.init d (unit >> variance))

                if total <= 1e-12 || d = 1 then
                    []
                else
                    let first, second = axes.First, axes.Second
                    let share, next = axes.Shares
                    let cross = Array.map2 (*) (along first) (along second) |> Array.average

                    let directions =
                        [
                            yield! List.init d unit
                            for k in 0..3 do
                                let v =
                                    Scene.CoordinatesAt scene.First d
                                    |> Array.mapi (fun j v -> v + cos (float (k + j)))

                                let length = Vectors.norm v

                                if length > 0.0 then
                                    Array.map (fun a -> a / length) v
                        ]

                    [
                        Equation.vanishes "|first| - 1" 1.0 (Vectors.norm first - 1.0)
                        Equation.vanishes "|second| - 1" 1.0 (Vectors.norm second - 1.0)
                        Equation.vanishes "<first, second>" 1.0 (Vectors.inner first second)
                        Equation.vanishes "the covariance of the projections" total cross
                        Equation.vanishes "the first share" 1.0 (share - variance first / total)
                        Equation.vanishes "the second share" 1.0 (next - variance second / total)

                        for u in directions do
                            Equation.scalar "the variance along a direction" total (variance u) (variance first)
                    ])

    /// The covariance of points by its definition.
    let covariance (name: string) (covariance: Points -> float[,]) : Law =
        Law.forAll
            {
                Name = "points-covariance"
                Statement = "The covariance of points is the mean of (x - m)(x - m)^T, m their mean, with divisor n."
                Source = ""
                Judge = Judge.Relative(1e-12, "sums of at most 12 products")
            }
            name
            Scenes.any
            (fun scene ->
                let x = scene.Q.Points
                let rows = Points.toRows x

                let mean =
                    Array.init x.Dimension (fun k -> rows |> Array.averageBy (fun row -> row[k]))

                [
                    Equation.matrix
                        "the covariance"
                        (1.0 + Vectors.squaredNorm x.Data)
                        (covariance x)
                        (Array2D.init x.Dimension x.Dimension (fun a b ->
                            rows |> Array.averageBy (fun row -> (row[a] - mean[a]) * (row[b] - mean[b]))))
                ])
