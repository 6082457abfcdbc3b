namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

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

    /// Numbers for the coordinates of a state, each of size at most 1.
    static member CoordinatesAt (pattern: int[]) (count: int) : float[] =
        Array.init count (fun p -> Scene.Entry pattern p 0)

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

    /// The same at any spread, tiny and huge ones too.
    let internal ofAnySpread: Arbitrary<Scene> =
        let spread = Gen.oneof [ Generators.spread; Generators.extremeSpread ]
        Arb.fromGenShrink (scene (Generators.pairOf Generators.dimension spread), shrink false)

    /// The same at spreads of 1 and more, huge ones too.
    let internal ofWideSpread: Arbitrary<Scene> =
        Arb.fromGenShrink (scene (Generators.pairOf Generators.dimension Generators.wideSpread), shrink false)

    /// Scenes in R^d.
    let inDimension (d: int) : Arbitrary<Scene> =
        Arb.fromGenShrink (scene (Generators.pairOf (Gen.constant d) Generators.spread), shrink true)

    /// Scenes on the line and in the plane, where grids lie.
    let internal onLineOrPlane: Arbitrary<Scene> =
        let line, plane = inDimension 1, inDimension 2
        Arb.fromGenShrink (Gen.oneof [ line.Generator; plane.Generator ], (fun scene -> line.Shrinker scene))

    /// Scenes in up to three dimensions, for laws whose work grows fast with them.
    let internal upToThree: Arbitrary<Scene> =
        let scenes = [ 1; 2; 3 ] |> List.map inDimension
        Arb.fromGenShrink (Gen.oneof [ for s in scenes -> s.Generator ], (fun scene -> scenes.Head.Shrinker scene))
