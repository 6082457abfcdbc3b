module GanFlowTheory.Core.Tests.Estimators.FidTests

open System
open MathNet.Numerics
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private normal n d seed = Seed.gaussian n d (Seed.create seed)

[<Fact>]
let ``FID of samples on the line is by hand`` () =
    // Means 1 and 3, variances 1 and 4 with divisors 2: (1 - 3)^2 + (1 - 2)^2.
    let e =
        Fid.estimate (Points.ofValues [| 0.0; 1.0; 2.0 |]) (Points.ofValues [| 1.0; 3.0; 5.0 |])

    close 1e-14 5.0 e.Value
    close 1e-14 4.0 e.OfMeans
    close 1e-14 1.0 e.OfCovariances
    Assert.Equal((3, 3, 1), (e.N, e.M, e.Dimension))
    Assert.Equal(None, e.Warning)
    Assert.Contains("no standard error", e.NoStandardError)

[<Fact>]
let ``both ways to FID agree where samples are small against the dimension`` () =
    for n, m, d in [ 5, 7, 12; 12, 12, 12; 3, 20, 24; 40, 2, 64 ] do
        let x, y = normal n d 1, Points.scale 1.5 (normal m d 2)
        let e = Fid.estimate x y
        // d directions without variance: sqrt(d ulp) each, of the traces.
        let slack = float d * sqrt (float d * 2.2e-16) * 4.0 * float d
        Assert.Equal(e.Value, Fid.between (Moments.ofPoints x) (Moments.ofPoints y), slack)

        Assert.Contains($"{n} points in the first sample and {m} points in the second are too few", e.Warning.Value)

    let few = Fid.estimate (normal 100 8 1) (normal 8 8 2)
    Assert.StartsWith("8 points in the second are too few for a covariance in 8 dimensions", few.Warning.Value)

[<Fact>]
let ``constant features and huge ones have a FID`` () =
    let constant = Points.init 5 3 (fun _ k -> float k)
    let e = Fid.estimate constant (normal 50 3 1)

    let variances =
        Seq.init 3 (fun k -> (Moments.ofPoints (normal 50 3 1)).Covariance[k, k])
        |> Seq.sum

    close 1e-13 variances e.OfCovariances
    Assert.Equal(0.0, (Fid.estimate constant constant).Value)

    for d in [ 2; 60 ] do
        let x, y = normal 40 d 1, normal 50 d 2
        let huge = Fid.estimate (Points.scale 1e120 x) (Points.scale 1e120 y)
        Assert.Equal(1.0, huge.Value / (1e240 * (Fid.estimate x y).Value), 1e-6)

        let message = argumentError (fun () -> Fid.estimate (Points.scale 1e160 x) y)
        Assert.Contains("overflow", message)

[<Fact>]
let ``bad samples are refused by name`` () =
    let x = normal 5 2 1
    Assert.StartsWith("x must have at least 2 rows", argumentError (fun () -> Fid.estimate (normal 1 2 1) x))
    Assert.StartsWith("y must have at least 2 rows", argumentError (fun () -> Fid.estimate x (normal 1 2 1)))
    Assert.Contains("y", argumentError (fun () -> Fid.estimate x (normal 5 3 1)))
    Assert.Contains("sizes must be at least 3", argumentError (fun () -> Fid.extrapolate 2 (Seed.create 1) x x))
    Assert.Contains("of different sizes", argumentError (fun () -> Fid.extrapolate 15 (Seed.create 1) x x))
    Assert.Contains("n must be at least 2", argumentError (fun () -> Fid.expectedOnLine 0.0 1.0 (Some 1) 0.0 1.0 None))

    let law covariance =
        Moments.ofLaw [| 0.0; 0.0 |] (array2D covariance)

    Assert.Contains("2 x 2", argumentError (fun () -> law [ [ 1.0 ] ]))
    Assert.Contains("symmetric", argumentError (fun () -> law [ [ 1.0; 0.5 ]; [ 0.0; 1.0 ] ]))
    Assert.Contains("below 0", argumentError (fun () -> law [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ] ]))
    let known = law [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ]
    Assert.Contains("law that is known", argumentError (fun () -> Fid.ofMoments (Moments.ofPoints x) known))

[<Fact>]
let ``an extrapolation is the line through its sizes`` () =
    let x, y = normal 300 4 1, Points.scale 1.25 (normal 200 4 2)
    let e = Fid.extrapolate 10 (Seed.create 7) x y
    Assert.Equal(10, e.Sizes.Length)
    let last = List.last e.Sizes
    Assert.Equal(BitConverter.DoubleToInt64Bits (Fid.estimate x y).Value, BitConverter.DoubleToInt64Bits last.Value)
    Assert.Equal<(int * int) list>([ for i in 1..10 -> 30 * i, 20 * i ], [ for s in e.Sizes -> s.N, s.M ])
    let inverse = [| for s in e.Sizes -> 300.0 / float s.N |]
    let struct (intercept, slope) = Fit.Line(inverse, [| for s in e.Sizes -> s.Value |])
    close 1e-12 intercept e.Value
    close 1e-12 slope e.Slope

    let off =
        Array.map2 (fun u (s: FidEstimate) -> s.Value - intercept - slope * u) inverse (Array.ofList e.Sizes)

    close 1e-12 (sqrt (Array.sumBy (fun v -> v * v) off / 8.0)) e.Residual
    Assert.Equal(None, e.Warning)
    Assert.Contains("overlap", e.NoStandardError)
    // The same seed, the same bits.
    Assert.Equal(e.Value, (Fid.extrapolate 10 (Seed.create 7) x y).Value)

    let small = Fid.extrapolate 10 (Seed.create 7) (normal 100 20 1) (normal 100 20 2)
    Assert.StartsWith("The smallest subsets, of 10 and 10 points, are too few for 20 dimensions", small.Warning.Value)

[<Fact>]
let ``the line takes most of the bias away`` () =
    // Two samples of one law: FID is 0, its estimate about d (d + 3)/4 (1/n + 1/m) = 0.11. Ten seeds, fixed.
    let off f =
        Seq.init 10 (fun i -> f (Seed.create i) (normal 400 4 (100 + i)) (normal 400 4 (200 + i)))
        |> Seq.average

    let direct = off (fun _ x y -> (Fid.estimate x y).Value)
    let line = off (fun seed x y -> (Fid.extrapolate 15 seed x y).Value)
    Assert.InRange(direct, 0.02, 0.06)
    Assert.InRange(abs line, 0.0, 0.3 * direct)

[<Fact>]
let ``the mean over normal samples is exact at every size`` () =
    // E s of two values is sqrt(2/pi); known law, then both samples.
    close 1e-14 (0.5 + 2.0 - 2.0 * sqrt (2.0 / Math.PI)) (Fid.expectedOnLine 0.0 1.0 (Some 2) 0.0 1.0 None)
    close 1e-14 (1.0 + 2.0 - 4.0 / Math.PI) (Fid.expectedOnLine 0.0 1.0 (Some 2) 0.0 1.0 (Some 2))
    Assert.Equal(5.0, Fid.expectedOnLine 1.0 3.0 None 0.0 1.0 None)

    // The series from 200 on goes on as the recursion: c(n) c(n + 1) = sqrt((n - 1)/n).
    for n in [ 199; 200; 201; 500; 1_000_000 ] do
        // At most 200 steps of three roundings.
        close 1e-13 (sqrt ((float n - 1.0) / float n)) (Fid.deviationFactor n * Fid.deviationFactor (n + 1))
