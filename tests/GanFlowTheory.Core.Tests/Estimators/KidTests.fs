module GanFlowTheory.Core.Tests.KidTests

open System
open Xunit
open GanFlowTheory.Core
open Testing

let private features = Rows.ofPoints (Seed.gaussian 60 3 (Seed.create 1))
let private generated = Rows.ofPoints (Seed.gaussian 50 3 (Seed.create 2))

[<Fact>]
let ``the four-point arrays of the theory`` () =
    let x = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 2.0 ]; [ 1.0; 1.0 ] ]

    let y = Points.ofRows [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ]; [ -1.0; 1.0 ]; [ 0.5; 0.5 ] ]

    let kid = Kid.full Kernel.poly3 (Rows.ofPoints x) (Rows.ofPoints y)
    close 1e-12 -2.83268229166667 kid.Estimate.Value
    Assert.Equal(("poly3", 1, None), (kid.Kernel, kid.Parts, kid.Spread))
    Assert.Contains(kid.Remarks, (fun remark -> remark.Contains "negative"))

// E k(X, X') and so KID between Gaussians on a line is a polynomial: of N(0, 1) against N(1, 1) it is 22. The standard
// error of 40,000 rows is about 1.
[<Fact>]
let ``of N(0,1) against N(1,1) it is 22`` () =
    let n = 40_000
    let x = Seed.gaussian n 1 (Seed.create 1)

    let y =
        Points.combine 1.0 (Seed.gaussian n 1 (Seed.create 2)) 1.0 (Points.init n 1 (fun _ _ -> 1.0))

    let kid = Kid.full Kernel.poly3 (Rows.ofPoints x) (Rows.ofPoints y)
    let error = kid.Estimate.StandardError.Value
    Assert.InRange(error, 0.1, 2.0)
    Assert.InRange(kid.Estimate.Value, 22.0 - 4.0 * error, 22.0 + 4.0 * error)

[<Fact>]
let ``subsets are drawn from the seed, and have a spread and no standard error`` () =
    let kid seed =
        Kid.subsets 20 10 (Seed.create seed) Kernel.poly3 features generated

    let one = kid 1
    Assert.Equal(one.Estimate.Value, (kid 1).Estimate.Value)
    Assert.NotEqual(one.Estimate.Value, (kid 2).Estimate.Value)
    Assert.Equal(("kid-subsets:20x10", 20), (one.Estimate.Estimator, one.Parts))
    Assert.True(one.Spread.Value > 0.0)
    Assert.True one.Estimate.StandardError.IsNone
    Assert.Contains("Subsets share rows", one.NoStandardError.Value)
    Assert.True (Kid.subsets 1 10 (Seed.create 1) Kernel.poly3 features generated).Spread.IsNone

[<Fact>]
let ``blocks use as many rows as both samples have`` () =
    let kid = Kid.blocks 20 Kernel.poly3 features generated
    Assert.Equal((2, 60, 50), (kid.Parts, kid.Estimate.N, kid.Estimate.M))
    close 1e-12 (kid.Spread.Value / sqrt 2.0) kid.Estimate.StandardError.Value
    let one = Kid.blocks 40 Kernel.poly3 features generated
    Assert.True one.Estimate.StandardError.IsNone
    Assert.Contains("2 blocks of 40 rows", one.NoStandardError.Value)

[<Fact>]
let ``rows of every kind give one estimate`` () =
    let array (rows: Rows) =
        Rows.ofArray 3 (Points.toRows (Rows.toPoints rows) |> Array.concat)

    let single (rows: Rows) =
        Rows.ofSingles 3 (Points.toRows (Rows.toPoints rows) |> Array.concat |> Array.map float32)

    for k in [ Kernel.poly3; Kernel.distance; Kernel.dot; Kernel.gaussian 2.0 ] do
        let value x y = (Kid.full k x y).Estimate.Value
        let want = value features generated
        close 1e-12 want (value (array features) (array generated))
        close 1e-5 want (value (single features) (single generated))
        close 1e-12 want (MmdEstimator.unbiased k (Rows.toPoints features) (Rows.toPoints generated)).Value

[<Fact>]
let ``features that are one constant are remarked`` () =
    let constant = Rows.ofArray 3 (Array.create 30 0.5)
    let kid = Kid.full Kernel.poly3 constant generated
    Assert.Contains(kid.Remarks, (fun remark -> remark.Contains "All 10 rows of features are equal"))
    let same = Kid.full Kernel.poly3 constant constant
    close 1e-14 0.0 same.Estimate.Value
    Assert.Contains(same.Remarks, (fun remark -> remark.Contains "rows of generated are equal"))

[<Fact>]
let ``bad arguments in one sentence with both numbers`` () =
    let seed = Seed.create 1
    let k = Kernel.poly3
    let other = Rows.ofPoints (Seed.gaussian 50 2 seed)
    let one = Rows.ofPoints (Seed.gaussian 1 3 seed)

    Assert.Contains(
        "generated must have at least 55 rows for subsets of 55, but has 50.",
        argumentError (fun () -> Kid.subsets 2 55 seed k features generated)
    )

    Assert.Contains(
        "features must have at least 61 rows for blocks of 61, but has 60.",
        argumentError (fun () -> Kid.blocks 61 k features generated)
    )

    Assert.Contains(
        "generated must have dimension 3, but has dimension 2.",
        argumentError (fun () -> Kid.full k features other)
    )

    Assert.Contains(
        "features must have at least 2 rows for KID, but has 1.",
        argumentError (fun () -> Kid.full k one generated)
    )

    Assert.Contains("size must be at least 2", argumentError (fun () -> Kid.blocks 1 k features generated))
    Assert.Contains("count must be at least 1", argumentError (fun () -> Kid.subsets 0 2 seed k features generated))
    let huge = Rows.ofArray 3 (Array.create 30 1e200)
    Assert.Contains("sums overflow", argumentError (fun () -> Kid.full k huge generated))
