namespace GanFlowTheory.Core.Tests.Flows

open System
open Xunit
open GanFlowTheory.Core

/// Certificates of convergence where everything is known by hand (MN21-8).
type CertificateTests() =

    let line (values: float list) = Points.ofValues (List.toArray values)

    let translation =
        Network.create "z + theta" 1 1 [ Parameter.constant "theta" [| 1 |] 0.0 ] (fun parameter z ->
            z + parameter "theta")

    let near (expected: float) (found: float) =
        Assert.InRange(found, expected - 1e-12 * (1.0 + abs expected), expected + 1e-12 * (1.0 + abs expected))

    let features kernel =
        FeatureBounds.ofKernel kernel 1 |> Option.get

    let certificate (s: float) (lambda: float) (r: float) =
        let q = ParameterState.create translation (line [ 0.0 ]) [| 0.0 |]
        let kernel = Kernel.gaussian s

        ConvergenceCertificate.at
            kernel
            lambda
            (EmbeddingBounds.linear (features kernel) q)
            (Empirical.ofPoints (line [ r ]))
            q

    [<Fact>]
    member _.``feature bounds are the derivatives at coincident points``() =
        let gaussian = features (Kernel.gaussian 0.5)
        near 2.0 gaussian.First
        near (4.0 * sqrt 3.0) gaussian.Second

        // (1 + r^2)^(-1/2): -2 phi' = 1, 12 phi'' = 9.
        let multiquadric = features (Kernel.inverseMultiquadric 1.0 0.5)
        near 1.0 multiquadric.First
        near 3.0 multiquadric.Second

        let sum =
            features (Kernel.add (Kernel.scale 4.0 (Kernel.gaussian 1.0)) (Kernel.scale 9.0 Kernel.dot))

        near (sqrt 13.0) sum.First
        near (sqrt 12.0) sum.Second
        Assert.Equal(None, sum.Dimension)
        Assert.Equal(Some 3, (FeatureBounds.ofKernel Kernel.dot 3 |> Option.get).Dimension)

    [<Fact>]
    member _.``kernels without a fourth derivative or without bounds have none``() =
        for kernel in
            [
                Kernel.laplace 1.0
                Kernel.matern32 1.0
                Kernel.distance
                Kernel.poly3
                Kernel.add (Kernel.gaussian 1.0) (Kernel.matern32 1.0)
            ] do
            Assert.True((FeatureBounds.ofKernel kernel 2).IsNone, kernel.Name)

        // Matern 5/2 has one: 25/3 r^4/(24 s^4) ..., twice continuously differentiable in r^2.
        Assert.True((FeatureBounds.ofKernel (Kernel.matern52 1.0) 2).IsSome)

    [<Fact>]
    member _.``one sample on the line``() =
        let r, lambda = 0.5, 4.0
        let c = certificate 1.0 lambda r
        let squared = 2.0 - 2.0 * exp (-0.5 * r * r)
        let alpha = pown (r * exp (-0.5 * r * r)) 2 / squared / (1.0 + lambda)
        near squared c.SquaredMmd
        near alpha c.Alpha.Value
        near (alpha * (1.0 + lambda)) c.Share.Value
        near 1.0 c.SmallestEigenvalue.Value
        // K e = sqrt(3 (1 - alpha)) |delta| is below lambda.
        near ((1.0 + sqrt (3.0 * (1.0 - alpha) * squared)) / (1.0 + lambda)) c.Pace
        near (0.5 * alpha) c.LeastRate
        near c.SquaredMmd (ConvergenceCertificate.bound 0.0 c)
        near (c.SquaredMmd * exp (-alpha * c.Until)) (ConvergenceCertificate.bound c.Until c)
        Assert.True(c.Obstacle.IsSome)

    [<Fact>]
    member _.``a strong curvature has the pace of its equation``() =
        let c = certificate 0.25 0.1 0.5
        let alpha = c.Alpha.Value
        let q = 16.0 * sqrt 3.0 * sqrt c.SquaredMmd / 0.1
        Assert.True(c.Pace > 1.0)
        near (q * sqrt (1.0 - alpha / c.Pace)) c.Pace

    [<Fact>]
    member _.``faster rates are promised for shorter times``() =
        let c = certificate 1.0 4.0 0.5
        let alpha = c.Alpha.Value

        let times =
            [ 0.1; 0.5; 0.9 ]
            |> List.map (fun share -> ConvergenceCertificate.untilAt (share * alpha) c)

        Assert.Equal<float list>(List.sortDescending times, times)
        Assert.True(List.forall Double.IsFinite times)
        Assert.Equal(0.0, ConvergenceCertificate.untilAt (1.01 * alpha) c)

    [<Fact>]
    member _.``at the target nothing is left to fall``() =
        let c = certificate 1.0 1.0 0.0
        Assert.True(c.Alpha.IsNone)
        Assert.Contains("nothing is left", c.Obstacle.Value)
        Assert.Equal(c.SquaredMmd, ConvergenceCertificate.bound 3.0 c)
