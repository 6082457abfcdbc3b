module GanFlowTheory.Core.Tests.Estimators.FeatureCoverageTests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private line (values: float list) = Points.ofValues (Array.ofList values)

[<Fact>]
let ``four numbers by hand`` () =
    // Balls to the nearest neighbour: 0 +- 1, 1 +- 1, 5 +- 4; and of the generated 2 +- 1, 3 +- 1, 20 +- 17.
    let c = FeatureCoverage.measure 1 (line [ 0.0; 1.0; 5.0 ]) (line [ 2.0; 3.0; 20.0 ])
    // 2 is in [0, 2] and [1, 9], 3 in [1, 9], 20 in none; 1 is in [1, 3], 5 in [3, 37], 0 in none. Ends count.
    Assert.Equal(2.0 / 3.0, c.Precision)
    Assert.Equal(2.0 / 3.0, c.Recall)
    Assert.Equal(1.0, c.Density)
    Assert.Equal(2.0 / 3.0, c.Coverage)
    Assert.Equal((1, 3, 3), (c.K, c.N, c.M))

[<Fact>]
let ``a sample covers itself, and duplicates shrink its balls to points`` () =
    let x = Seed.gaussian 50 7 (Seed.create 1)
    let c = FeatureCoverage.measure 3 x x
    Assert.Equal((1.0, 1.0, 1.0), (c.Precision, c.Recall, c.Coverage))
    // Every point lies in its own ball and in those of which it is one of three neighbours.
    Assert.Equal(4.0 / 3.0, c.Density, 1e-12)
    let doubled = Points.append x x
    let alone = FeatureCoverage.measure 1 doubled (Points.scale 1.0000001 x)
    Assert.Equal((0.0, 0.0), (alone.Precision, alone.Coverage))

[<Theory>]
[<InlineData(130, 70, 1)>]
[<InlineData(67, 129, 8)>]
[<InlineData(65, 64, 19)>]
let ``tiles, threads and sizes of numbers do not show`` (n: int, m: int, d: int) =
    let x, y = Seed.gaussian n d (Seed.create 1), Seed.gaussian m d (Seed.create 2)
    let found = FeatureCoverage.measure 4 x y
    Assert.Equal(found, Parallelism.withThreadCount 1 (fun () -> FeatureCoverage.measure 4 x y))

    for scale in [ 1e-200; 1e200 ] do
        Assert.Equal(found, FeatureCoverage.measure 4 (Points.scale scale x) (Points.scale scale y))

[<Fact>]
let ``bad samples are refused by name`` () =
    let x, y = Seed.gaussian 5 2 (Seed.create 1), Seed.gaussian 9 2 (Seed.create 2)
    Assert.Contains("k must be at least 1", argumentError (fun () -> FeatureCoverage.measure 0 x y))

    Assert.Contains(
        "real must have more than k = 5 points, but has 5.",
        argumentError (fun () -> FeatureCoverage.measure 5 x y)
    )

    Assert.Contains("generated must have more than k = 5", argumentError (fun () -> FeatureCoverage.measure 5 y x))

    Assert.Contains(
        "generated",
        argumentError (fun () -> FeatureCoverage.measure 1 x (Seed.gaussian 9 3 (Seed.create 2)))
    )
