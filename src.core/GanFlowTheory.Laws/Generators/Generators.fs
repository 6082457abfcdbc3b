namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp

/// <summary>Generators that reach the corners, with shrinking to fewer points and simpler numbers.</summary>
[<RequireQualifiedAccess>]
module Generators =

    /// Dimensions 1 to 5, seldom 6 to 17.
    let dimension: Gen<int> =
        Gen.frequency [ 12, Gen.choose (1, 3); 4, Gen.choose (4, 5); 1, Gen.choose (6, 17) ]

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

    /// Spreads far beyond lengths of size 1: 1, 2^10 or 2^20.
    let internal wideSpread: Gen<float> = Gen.elements [ 1.0; pown 2.0 10; pown 2.0 20 ]

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

    /// Eighths of generated whole numbers, shrinking towards 0.
    let eighths (wholes: Gen<int>) : Arbitrary<float> =
        let ofInt k = float k / 8.0

        Arb.fromGenShrink (Gen.map ofInt wholes, (fun v -> shrinkInt (int (Math.Round(8.0 * v))) |> Seq.map ofInt))

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

    /// One of two shrunk at a time, the first one first.
    let shrinkEither (first: 'a -> 'a seq) (second: 'b -> 'b seq) (a: 'a, b: 'b) : ('a * 'b) seq =
        seq {
            for smaller in first a do
                yield smaller, b

            for smaller in second b do
                yield a, smaller
        }

    /// Shrinks with the dimension kept.
    let shrinkPairInPlace (pair: Cloud * Cloud) : (Cloud * Cloud) seq =
        shrinkEither shrinkCloud shrinkCloud pair

    /// Shrinks both clouds, which stay in one space.
    let shrinkPair (p: Cloud, q: Cloud) : (Cloud * Cloud) seq =
        seq {
            if p.Dimension > 1 then
                for k in 0 .. p.Dimension - 1 do
                    yield dropCoordinate k p, dropCoordinate k q

            yield! shrinkPairInPlace (p, q)
        }

    /// Two clouds of unequal sizes in one space, with one spread.
    let internal pairOf (dimension: Gen<int>) (spread: Gen<float>) : Gen<Cloud * Cloud> =
        gen {
            let! d = dimension
            let! n = count
            let! m = count
            let! spread = spread
            let! p = cloudOf n d spread
            let! q = cloudOf m d spread
            return p, q
        }

    /// Two clouds of unequal sizes in one space, with one spread.
    let pair: Gen<Cloud * Cloud> = pairOf dimension spread

    /// Small whole numbers, cycled over whatever length is needed; not all zero.
    let pattern: Gen<int[]> =
        Gen.arrayOfLength 7 (Gen.choose (-4, 4))
        |> Gen.map (fun a -> if Array.forall ((=) 0) a then Array.create 7 1 else a)

    /// Smaller patterns, never all zero.
    let shrinkPattern (pattern: int[]) : int[] seq =
        shrinkEach shrinkInt pattern |> Seq.filter (Array.exists ((<>) 0))
