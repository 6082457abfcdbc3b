module GanFlowTheory.Core.Tests.Estimators.ModeCoverageTests

open System
open Xunit
open GanFlowTheory.Core

let private four =
    GaussianMixture.mixture
        [| 0.25; 0.25; 0.25; 0.25 |]
        [
            for x in [ -4.0; 4.0 ] do
                for y in [ -4.0; 4.0 ] do
                    GaussianMixture.gaussian [| x; y |] (array2D [ [ 0.25; 0.1 ]; [ 0.1; 0.09 ] ])
        ]

let private points rows = Empirical.ofPoints (Points.ofRows rows)

[<Fact>]
let ``a mode is covered by more than two hundredths of the mass within three standard deviations`` () =
    // 97 points at one mode, 2 at another, 1 at none: a share of exactly 2 % covers nothing.
    let law =
        List.replicate 97 [ -4.0; -4.0 ]
        @ List.replicate 2 [ 4.0; 4.0 ]
        @ [ [ 0.0; 0.0 ] ]
        |> points

    let coverage = ModeCoverage.measure four law
    Assert.Equal(1, coverage.Covered)
    Assert.Equal(0.99, coverage.Quality, 12)
    Assert.Equal<float list>([ 0.97; 0.0; 0.0; 0.02 ], [ for s in coverage.Shares -> Math.Round(s, 12) ])
    Assert.Equal("1 of 4 modes are covered, and 99.0 % of the mass is near one.", ModeCoverage.sentence coverage)

[<Fact>]
let ``distances are in the standard deviations of each mode's own covariance`` () =
    // Along the first axis the conditional deviation of the second given the first moves the ellipse: a point at 2.9
    // standard deviations of x with y on the regression line is inside, the same point with y reflected is not.
    let inside = [ -4.0 + 2.9 * 0.5; -4.0 + 2.9 * 0.5 * 0.4 ]
    let outside = [ -4.0 + 2.9 * 0.5; -4.0 - 2.9 * 0.5 * 0.4 ]
    Assert.Equal(1.0, (ModeCoverage.measure four (points [ inside ])).Quality)
    Assert.Equal(0.0, (ModeCoverage.measure four (points [ outside ])).Quality)

[<Fact>]
let ``a sample of the mixture covers every mode with the share of a Gaussian`` () =
    // n = 4,000: the share 1 - e^(-9/2) has a standard deviation of 0.0017; five of them.
    let sample = GaussianMixture.sample (Seed.create 1) 4_000 four |> Empirical.ofPoints
    let coverage = ModeCoverage.measure four sample
    Assert.Equal(4, coverage.Covered)
    Assert.True(abs (coverage.Quality - (1.0 - exp -4.5)) < 0.0085)

[<Fact>]
let ``a light mode is covered by half of its own weight`` () =
    let uneven =
        GaussianMixture.mixture
            [| 0.98; 0.02 |]
            [
                GaussianMixture.isotropic [| 0.0 |] 1.0
                GaussianMixture.isotropic [| 20.0 |] 1.0
            ]

    let law far =
        Empirical.weighted [| 1.0 - far; far |] (Points.ofValues [| 0.0; 20.0 |])

    Assert.Equal(2, (ModeCoverage.measure uneven (law 0.011)).Covered)
    Assert.Equal(1, (ModeCoverage.measure uneven (law 0.009)).Covered)

[<Fact>]
let ``a law on another space is refused`` () =
    let refusal =
        Assert.Throws<ArgumentException>(fun () -> ModeCoverage.measure four (points [ [ 0.0 ] ]) |> ignore)

    Assert.Contains("dimension", refusal.Message)
