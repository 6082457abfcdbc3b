namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

/// The law of affine generators.
module AffineGeneratorTests =

    let private state (network: Network) (theta: float[]) =
        ParameterState.create network (Seed.gaussian 20 network.InputSize (Seed.create 2)) theta

    [<Fact>]
    let ``the law is N(b, W^T W), by hand`` () =
        // W = [1 2; 0 3; 1 -1], b = (5, -7).
        let q = state (Network.affine 3 2) [| 1.0; 2.0; 0.0; 3.0; 1.0; -1.0; 5.0; -7.0 |]
        let law = (AffineGenerator.law q).Value
        Assert.Equal<float[]>([| 5.0; -7.0 |], law.Means[0])
        let expected = array2D [ [ 2.0; 1.0 ]; [ 1.0; 14.0 ] ]
        let covariance = law.Covariances[0]
        expected |> Array2D.iteri (fun a b v -> close 1e-15 v covariance[a, b])

    [<Fact>]
    let ``an affine network of an expression is known too, and its samples have its moments`` () =
        let network = Network.parse "2-2"

        let q =
            ParameterState.create network (Seed.gaussian 40_000 2 (Seed.create 5)) [| 0.5; 1.0; -0.25; 2.0; 1.0; -1.0 |]

        let law = (AffineGenerator.law q).Value
        let mean, covariance = Points.mean q.Nodes, Points.covariance q.Nodes
        let wantedMean, wanted = law.Means[0], law.Covariances[0]

        for a in 0..1 do
            let variance = wanted[a, a]
            // Five standard errors of a mean and, sqrt(2/n) of it, of a variance: one seed in a million beyond.
            close (5.0 * sqrt (variance / 40_000.0)) wantedMean[a] mean[a]
            Assert.InRange(covariance[a, a] / variance, 1.0 - 5.0 * sqrt 5e-5, 1.0 + 5.0 * sqrt 5e-5)

    [<Fact>]
    let ``other networks and laws without a density are not known`` () =
        let unknown network theta =
            Assert.True((AffineGenerator.law (state network theta)).IsNone, network.Name)

        let deep = Network.multilayer [ 2; 3; 2 ] Activation.Tanh
        unknown deep (deep.Initial(Seed.create 1))
        // The same views, and an activation after them.
        let bent =
            Network.chain [ Network.affine 2 2; Network.activation Activation.Tanh 2 ]

        unknown bent (bent.Initial(Seed.create 1))
        // A line in the plane, and a matrix of rank 1.
        unknown (Network.affine 1 2) [| 1.0; 2.0; 0.0; 0.0 |]
        unknown (Network.affine 2 2) [| 1.0; 2.0; 2.0; 4.0; 0.0; 0.0 |]
        unknown (Network.affine 2 2) (Array.zeroCreate 6)
