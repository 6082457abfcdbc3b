namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

type DensityTests() =

    let x = Points.ofRows [ [ 0.3; -0.2 ]; [ 1.5; 2.0 ] ]

    [<Fact>]
    member _.``a mixture's density is the mixture's``() =
        let mixture =
            GaussianMixture.mixture
                [| 0.25; 0.75 |]
                [
                    GaussianMixture.standard 2
                    GaussianMixture.gaussian [| 1.0; 2.0 |] (array2D [ [ 2.0; 0.3 ]; [ 0.3; 1.0 ] ])
                ]

        let p = Density.ofMixture "two" mixture
        Assert.Equal("two", p.Name)
        Assert.Equal(2, p.Dimension)
        Assert.Equal<float[]>(GaussianMixture.logDensity x mixture, p.LogValue x)
        Assert.Equal<float[]>((GaussianMixture.score x mixture).Data, (p.Score x).Data)

    [<Fact>]
    member _.``a Gaussian's score is -C^(-1)(x - m)``() =
        let p = Density.gaussian [| 1.0; -1.0 |] (array2D [ [ 2.0; 0.0 ]; [ 0.0; 0.5 ] ])
        Array.iter2 (close 1e-15) [| 0.35; -0.25; -1.6; -6.0 |] (p.Score x).Data

    [<Fact>]
    member _.``a target has a density where its log-density and its score are known``() =
        for target in Target.all do
            match Density.tryOfTarget target with
            | Some p ->
                Assert.Equal(target.Name, p.Name)
                Assert.Equal<float[]>(target.LogDensity.Value x, (Density.ofTarget target).LogValue x)
            | None -> Assert.Equal("checkerboard", target.Name)

        Assert.Contains(
            "of 'checkerboard' it has no score",
            argumentError (fun () -> Density.ofTarget (Target.parse "checkerboard"))
        )

        let unknown =
            { Target.parse "rings" with
                LogDensity = None
            }

        Assert.Contains("its log-density is not known", argumentError (fun () -> Density.ofTarget unknown))

    [<Fact>]
    member _.``points of another dimension are refused``() =
        let p = Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])
        Assert.Contains("points must have dimension 1, but has dimension 2", argumentError (fun () -> p.LogValue x))
        Assert.Contains("points must have dimension 1", argumentError (fun () -> p.Score x))

    [<Fact>]
    member _.``in units a Gaussian is the Gaussian of the moved and scaled mean and covariance``() =
        let covariance = array2D [ [ 2.0; 0.3 ]; [ 0.3; 0.5 ] ]
        let p = Density.gaussian [| 1.0; -1.0 |] covariance

        let units =
            {
                Centre = [| 0.5; -3.0 |]
                Scale = [| 4.0; 0.25 |]
            }

        let expected =
            Density.gaussian
                [| 0.125; 8.0 |]
                (Array2D.init 2 2 (fun a b -> covariance[a, b] / units.Scale[a] / units.Scale[b]))

        let actual = Density.inUnits units p
        // A few roundings at the size of log-densities of about 100.
        Array.iter2 (close 1e-13) (expected.LogValue x) (actual.LogValue x)
        Array.iter2 (close 1e-13) (expected.Score x).Data (actual.Score x).Data
        Assert.Contains("units", argumentError (fun () -> Density.inUnits (Units.none 3) p))
