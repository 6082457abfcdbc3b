namespace GanFlowTheory.Laws

open System
open System.Globalization
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Readable texts of numbers, points and weights.
module internal Show =

    let number (v: float) : string =
        v.ToString("R", CultureInfo.InvariantCulture)

    let numbers (values: float[]) : string =
        "(" + String.Join(", ", Array.map number values) + ")"

    let points (p: Points) : string =
        "[" + String.Join("; ", Points.toRows p |> Array.map numbers) + "]"

/// <summary>A generated empirical measure: points on a coarse grid, so that coincident, collinear and duplicate points
/// are common and distinct points stay apart, at some spread; weights that may be zero.</summary>
[<CustomEquality; NoComparison>]
type Cloud =
    {
        /// Grid coordinates, whole numbers; point i is Spread / 8 times row i.
        Grid: int[][]
        /// The unit of length, > 0: the cloud lies in a box of a few units.
        Spread: float
        /// Relative weights, whole numbers >= 0, not all zero.
        Mass: int[]
    }

    /// The points, n x d.
    member this.Points: Points =
        Points.init this.Grid.Length this.Grid[0].Length (fun i k -> this.Spread / 8.0 * float (this.Grid[i][k]))

    /// The probability weights, length n.
    member this.Weights: float[] =
        let total = float (Array.sum this.Mass)
        this.Mass |> Array.map (fun m -> float m / total)

    /// The measure.
    member this.Measure: Empirical = Empirical.weighted this.Weights this.Points

    /// The dimension d.
    member this.Dimension = this.Grid[0].Length

    /// The number of points n.
    member this.Count = this.Grid.Length

    /// The points and, where they differ, the weights.
    override this.ToString() =
        let shown = Show.points this.Points

        if Array.forall ((=) this.Mass[0]) this.Mass then
            shown
        else
            $"{shown} with weights {Show.numbers this.Weights}"

    /// Equal grids, spreads and masses.
    override this.Equals other =
        match other with
        | :? Cloud as other -> this.Grid = other.Grid && this.Spread = other.Spread && this.Mass = other.Mass
        | _ -> false

    /// Of the grid.
    override this.GetHashCode() = hash (this.Grid, this.Spread)

/// <summary>Generators that reach the corners, with shrinking to fewer points and simpler numbers.</summary>
[<RequireQualifiedAccess>]
module Generators =

    /// Dimensions 1 to 5, seldom 17.
    let dimension: Gen<int> =
        Gen.frequency [ 12, Gen.choose (1, 3); 4, Gen.choose (4, 5); 1, Gen.constant 17 ]

    /// Numbers of points: 1, 2 and 3 often, otherwise up to 12.
    let count: Gen<int> =
        Gen.frequency
            [
                2, Gen.constant 1
                2, Gen.constant 2
                2, Gen.constant 3
                5, Gen.choose (4, 12)
            ]

    /// Spreads: 1 mostly, otherwise a power of 2 from 1/4 to 4.
    let spread: Gen<float> =
        Gen.frequency [ 3, Gen.constant 1.0; 2, Gen.elements [ 0.25; 0.5; 2.0; 4.0 ] ]

    /// Spreads that are tiny or huge: 2^-20, 1 or 2^20.
    let extremeSpread: Gen<float> = Gen.elements [ pown 2.0 -20; 1.0; pown 2.0 20 ]

    let private gridRow (d: int) =
        Gen.arrayOfLength d (Gen.choose (-16, 16))

    // Rows anywhere; all the same; on a line; from a pool of two.
    let private grid (n: int) (d: int) : Gen<int[][]> =
        let anywhere = Gen.arrayOfLength n (gridRow d)

        let coincident = gridRow d |> Gen.map (Array.replicate n)

        let collinear =
            gen {
                let! start = gridRow d
                let! direction = Gen.arrayOfLength d (Gen.choose (-2, 2))
                let! places = Gen.arrayOfLength n (Gen.choose (-4, 4))
                return places |> Array.map (fun t -> Array.map2 (fun s u -> s + t * u) start direction)
            }

        let duplicates =
            gen {
                let! a = gridRow d
                let! b = gridRow d
                return! Gen.arrayOfLength n (Gen.elements [ a; b ])
            }

        Gen.frequency [ 6, anywhere; 1, coincident; 2, collinear; 2, duplicates ]

    let private mass (n: int) : Gen<int[]> =
        let weighted =
            Gen.arrayOfLength n (Gen.frequency [ 1, Gen.constant 0; 4, Gen.choose (1, 9) ])
            |> Gen.map (fun m -> if Array.sum m = 0 then Array.create n 1 else m)

        Gen.frequency [ 2, Gen.constant (Array.create n 1); 1, weighted ]

    /// Clouds of n points in R^d with the given spread.
    let cloudOf (n: int) (d: int) (spread: float) : Gen<Cloud> =
        gen {
            let! grid = grid n d
            let! mass = mass n

            return
                {
                    Grid = grid
                    Spread = spread
                    Mass = mass
                }
        }

    /// Whole numbers nearer to zero.
    let shrinkInt (v: int) : int seq =
        seq {
            if v <> 0 then
                yield 0

                if v < 0 then
                    yield -v

                if abs v > 1 then
                    yield v / 2
                    yield v - sign v
        }

    /// One entry shrunk at a time.
    let shrinkEach (shrink: 'a -> 'a seq) (values: 'a[]) : 'a[] seq =
        seq {
            for i in 0 .. values.Length - 1 do
                for smaller in shrink values[i] do
                    yield Array.updateAt i smaller values
        }

    /// Fewer points (at least one), equal weights, unit spread, smaller coordinates; the dimension stays.
    let shrinkCloud (cloud: Cloud) : Cloud seq =
        seq {
            if cloud.Count > 1 then
                for i in 0 .. cloud.Count - 1 do
                    let mass = Array.removeAt i cloud.Mass

                    if Array.sum mass > 0 then
                        yield
                            { cloud with
                                Grid = Array.removeAt i cloud.Grid
                                Mass = mass
                            }

            if cloud.Spread <> 1.0 then
                yield { cloud with Spread = 1.0 }

            if cloud.Mass |> Array.exists ((<>) 1) then
                yield
                    { cloud with
                        Mass = Array.create cloud.Count 1
                    }

            for grid in shrinkEach (shrinkEach shrinkInt) cloud.Grid do
                yield { cloud with Grid = grid }
        }

    /// Drops coordinate k of every point.
    let private dropCoordinate (k: int) (cloud: Cloud) : Cloud =
        { cloud with
            Grid = cloud.Grid |> Array.map (Array.removeAt k)
        }

    /// Shrinks both clouds, which stay in one space.
    let shrinkPair (p: Cloud, q: Cloud) : (Cloud * Cloud) seq =
        seq {
            if p.Dimension > 1 then
                for k in 0 .. p.Dimension - 1 do
                    yield dropCoordinate k p, dropCoordinate k q

            for smaller in shrinkCloud p do
                yield smaller, q

            for smaller in shrinkCloud q do
                yield p, smaller
        }

    /// Shrinks with the dimension kept.
    let shrinkPairInPlace (p: Cloud, q: Cloud) : (Cloud * Cloud) seq =
        seq {
            for smaller in shrinkCloud p do
                yield smaller, q

            for smaller in shrinkCloud q do
                yield p, smaller
        }

    /// Two clouds of unequal sizes in one space, with one spread.
    let pair: Gen<Cloud * Cloud> =
        gen {
            let! d = dimension
            let! n = count
            let! m = count
            let! spread = spread
            let! p = cloudOf n d spread
            let! q = cloudOf m d spread
            return p, q
        }

    /// Small whole numbers, cycled over whatever length is needed; not all zero.
    let pattern: Gen<int[]> =
        Gen.arrayOfLength 7 (Gen.choose (-4, 4))
        |> Gen.map (fun a -> if Array.forall ((=) 0) a then Array.create 7 1 else a)

    /// Smaller patterns, never all zero.
    let shrinkPattern (pattern: int[]) : int[] seq =
        shrinkEach shrinkInt pattern |> Seq.filter (Array.exists ((<>) 0))

/// <summary>A measure q with a target p, and patterns of numbers for directions and potentials: the case of the laws on
/// functionals, metrics and flows.</summary>
[<CustomEquality; NoComparison>]
type Scene =
    {
        /// The target.
        P: Cloud
        /// The flowing measure.
        Q: Cloud
        /// Numbers in [-4, 4], cycled.
        First: int[]
        /// More such numbers.
        Second: int[]
    }

    /// The target moved by half a cell of the grid in every coordinate, so that none of its points is one of q's.
    member this.Apart: IMeasure =
        let p = this.P.Points
        let half = this.P.Spread / 16.0
        Empirical.weighted this.P.Weights (Points.init p.Count p.Dimension (fun i k -> p[i, k] + half))

    /// Entry (i, k) of a pattern, in [-1, 1].
    static member Entry (pattern: int[]) (i: int) (k: int) : float =
        float (pattern[(3 * i + k) % pattern.Length]) / 4.0

    /// Vectors at n nodes in R^d, each of length at most 1.
    static member VectorsAt (pattern: int[]) (n: int) (d: int) : Points =
        let root = sqrt (float d)
        Points.init n d (fun i k -> Scene.Entry pattern i k / root)

    /// Numbers at n nodes, each of size at most 1.
    static member NumbersAt (pattern: int[]) (n: int) : float[] =
        Array.init n (fun i -> Scene.Entry pattern i 5)

    /// Vectors at the nodes of q, each of length at most 1.
    static member Vectors (pattern: int[]) (q: Cloud) : Points =
        Scene.VectorsAt pattern q.Count q.Dimension

    /// Numbers at the nodes of q, each of size at most 1.
    static member Numbers (pattern: int[]) (q: Cloud) : float[] = Scene.NumbersAt pattern q.Count

    /// The target, the measure and the patterns.
    override this.ToString() =
        let pattern (a: int[]) = "(" + String.Join(" ", a) + ")"
        $"q = {this.Q}, p = {this.P}, patterns {pattern this.First} {pattern this.Second}"

    /// Equal parts.
    override this.Equals other =
        match other with
        | :? Scene as other ->
            this.P = other.P
            && this.Q = other.Q
            && this.First = other.First
            && this.Second = other.Second
        | _ -> false

    /// Of the clouds.
    override this.GetHashCode() = hash (this.P, this.Q)

/// Generating scenes.
[<RequireQualifiedAccess>]
module Scenes =

    let private shrink (inPlace: bool) (scene: Scene) : Scene seq =
        seq {
            let pairs =
                if inPlace then
                    Generators.shrinkPairInPlace (scene.P, scene.Q)
                else
                    Generators.shrinkPair (scene.P, scene.Q)

            for p, q in pairs do
                // One spread for both.
                if p.Spread = q.Spread then
                    yield { scene with P = p; Q = q }

            if scene.Q.Spread <> 1.0 then
                yield
                    { scene with
                        P = { scene.P with Spread = 1.0 }
                        Q = { scene.Q with Spread = 1.0 }
                    }

            for first in Generators.shrinkPattern scene.First do
                yield { scene with First = first }

            for second in Generators.shrinkPattern scene.Second do
                yield { scene with Second = second }
        }

    let private scene (pair: Gen<Cloud * Cloud>) =
        gen {
            let! p, q = pair
            let! first = Generators.pattern
            let! second = Generators.pattern

            return
                {
                    P = p
                    Q = q
                    First = first
                    Second = second
                }
        }

    /// Scenes in any dimension.
    let any: Arbitrary<Scene> = Arb.fromGenShrink (scene Generators.pair, shrink false)

    /// Scenes in R^d.
    let inDimension (d: int) : Arbitrary<Scene> =
        let pair =
            gen {
                let! n = Generators.count
                let! m = Generators.count
                let! spread = Generators.spread
                let! p = Generators.cloudOf n d spread
                let! q = Generators.cloudOf m d spread
                return p, q
            }

        Arb.fromGenShrink (scene pair, shrink true)
