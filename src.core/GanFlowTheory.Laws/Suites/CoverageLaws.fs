namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Laws of precision, recall, density and coverage.
[<RequireQualifiedAccess>]
module internal CoverageLaws =

    let private cases: Arbitrary<Cloud * Cloud> =
        let generate =
            gen {
                let! d = Generators.dimension
                let! n = Gen.choose (2, 12)
                let! m = Gen.choose (2, 12)
                let! spread = Generators.spread
                let! x = Generators.cloudOf n d spread
                let! y = Generators.cloudOf m d spread
                return x, y
            }

        let shrink pair =
            Generators.shrinkPair pair
            |> Seq.filter (fun (x, y) -> x.Count > 1 && y.Count > 1 && x.Spread = y.Spread)

        Arb.fromGenShrink (generate, shrink)

    // Coordinates are eighths of a power of two: squared distances are exact, and ties are ties.
    let private squared (x: float[]) (y: float[]) =
        Array.fold2 (fun t a b -> t + (a - b) * (a - b)) 0.0 x y

    let private radius (k: int) (rows: float[][]) (i: int) =
        rows
        |> Array.indexed
        |> Array.filter (fun (j, _) -> j <> i)
        |> Array.map (fun (_, r) -> squared rows[i] r)
        |> Array.sort
        |> Array.item (k - 1)

    /// The four numbers by their definitions, all distances sorted.
    let definition (name: string) (measure: int -> Points -> Points -> FeatureCoverage) : Law =
        Law.forAll
            {
                Name = "coverage-definition"
                Statement =
                    "With the closed ball of each point to its k-th nearest other point: precision and recall are the shares of generated and real "
                    + "points in some ball of the other sample, density the mean number of real balls that a generated point lies in over k, and "
                    + "coverage the share of real balls that hold a generated point."
                Source = ""
                Judge = Judge.Relative(1e-15, "shares of whole numbers")
            }
            name
            cases
            (fun (x, y) ->
                let real, generated = Points.toRows x.Points, Points.toRows y.Points
                let n, m = real.Length, generated.Length

                let isInside rows k =
                    let radii = Array.init (Array.length rows) (radius k rows)
                    fun i (point: float[]) -> squared rows[i] point <= radii[i]

                let share f (points: 'a[]) =
                    float (points |> Array.filter f |> Array.length) / float points.Length

                [
                    for k in [ 1; 2; 5 ] do
                        if k < min n m then
                            let ofReal, ofGenerated = isInside real k, isInside generated k
                            let found = measure k x.Points y.Points

                            let balls point =
                                [| 0 .. n - 1 |] |> Array.filter (fun i -> ofReal i point) |> Array.length

                            let precision = generated |> share (fun p -> balls p > 0)

                            let recall =
                                real
                                |> share (fun p -> Seq.exists (fun j -> ofGenerated j p) (seq { 0 .. m - 1 }))

                            let density = float (Array.sumBy balls generated) / (float k * float m)

                            let coverage =
                                [| 0 .. n - 1 |] |> share (fun i -> Array.exists (ofReal i) generated)

                            Equation.scalar $"precision at k = {k}" 1.0 found.Precision precision
                            Equation.scalar $"recall at k = {k}" 1.0 found.Recall recall
                            Equation.scalar $"density at k = {k}" (1.0 + density) found.Density density
                            Equation.scalar $"coverage at k = {k}" 1.0 found.Coverage coverage
                ])
