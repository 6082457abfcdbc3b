namespace GanFlowTheory.Core.Tests

open System
open System.IO
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

/// Parameters for outputs in other units.
module OutputUnitsTests =

    let private scale, shift = [| 1.1; -13.6 |], [| 3.5; 70.9 |]

    let private theta (network: Network) = network.Initial(Seed.create 3)

    let private points = Seed.gaussian 40 3 (Seed.create 4)

    // scale * y + shift by hand.
    let private wanted (network: Network) : Points =
        let y = Network.evaluate network (theta network) points
        Points.init y.Count 2 (fun i k -> scale[k] * y[i, k] + shift[k])

    // Two orders of rounding of sums of a few terms of order 100.
    let private same (expected: Points) (found: Points) =
        Array.iter2 (close 1e-13) expected.Data found.Data

    let private ending =
        [
            Network.affine 3 2
            Network.multilayer [ 3; 5; 4; 2 ] Activation.Tanh
            Network.chain [ Network.multilayer [ 3; 4; 6 ] Activation.Tanh; Network.affine 6 2 ]
        ]

    let private notEnding =
        [
            Network.chain [ Network.affine 3 2; Network.activation Activation.Tanh 2 ]
            Network.chain
                [
                    Network.multilayer [ 3; 5; 2 ] Activation.Tanh
                    Network.activation (Activation.LeakyRelu 0.2) 2
                ]
            Network.create "scaled" 3 2 [ Parameter.constant "a" [| 2 |] 0.5 ] (fun parameter x ->
                Tensor.slice 1 0 2 x * parameter "a")
        ]

    [<Fact>]
    let ``the last affine layer takes up the units`` () =
        for network in ending do
            let folded = (Network.inUnits scale shift network (theta network)).Value
            same (wanted network) (Network.evaluate network folded points)

            Assert.Equal<float[]>(
                theta network,
                (Network.inUnits [| 1.0; 1.0 |] [| 0.0; 0.0 |] network (theta network)).Value
            )

    [<Fact>]
    let ``networks that do not end in an affine layer are left alone`` () =
        for network in notEnding do
            Assert.True((Network.inUnits scale shift network (theta network)).IsNone, network.Name)

        // One bias for each channel, not for each pixel.
        let images = Network.parse "3-4-8x8:relu"

        Assert.True((Network.inUnits (Array.create 64 2.0) (Array.init 64 float) images (theta images)).IsNone)

    [<Fact>]
    let ``files give outputs in the units, by their parameters or by arrays beside them`` () =
        inFolder (fun folder ->
            let path = Path.Combine(folder, "generator.npz")

            for network, folds in
                [
                    for n in ending -> n, true
                    for n in notEnding -> n, false
                ] do
                Assert.Equal(folds, Network.saveInUnits path scale shift network (theta network))
                let struct (read, a, b) = Network.loadInUnits path network
                let y = Network.evaluate network read points
                same (wanted network) (Points.init y.Count 2 (fun i k -> a[k] * y[i, k] + b[k]))

                if folds then
                    Assert.Equal<float[]>(read, Network.loadParameters path network)
                else
                    Assert.Equal<float[]>(theta network, read)
                    // Read as plain parameters the points would be in other units: refused.
                    let error =
                        Assert.Throws<DataFormatException>(fun () -> Network.loadParameters path network |> ignore)

                    Assert.Contains("output/scale", error.Message))

    [<Fact>]
    let ``plain parameters have units 1 and 0`` () =
        inFolder (fun folder ->
            let path = Path.Combine(folder, "generator.npz")
            let network = ending.Head
            Network.saveParameters path network (theta network)
            let struct (read, a, b) = Network.loadInUnits path network
            Assert.Equal<float[]>(theta network, read)
            Assert.Equal<float[]>([| 1.0; 1.0 |], a)
            Assert.Equal<float[]>([| 0.0; 0.0 |], b))

    [<Fact>]
    let ``what a saved generator draws is what the generator draws, in the units of the file`` () =
        inFolder (fun folder ->
            let path = Path.Combine(folder, "generator.npz")

            for network in ending @ notEnding do
                Network.saveInUnits path scale shift network (theta network) |> ignore
                let drawn = Network.sampleSaved path 7 (Seed.create 3) network
                let plain = Network.sample 7 (Seed.create 3) network (theta network)
                same (Points.init 7 2 (fun i k -> scale[k] * plain[i, k] + shift[k])) drawn

                let noise = Seed.gaussian 7 network.InputSize (Seed.create 3)
                let rows = Points.toRows plain
                Assert.Equal<float[][]>(Points.toRows (Network.evaluate network (theta network) noise), rows)
                let other = Network.sample 7 (Seed.create 4) network (theta network)
                Assert.NotEqual<float[][]>(Points.toRows other, rows)
                Assert.Contains("count", argumentError (fun () -> Network.sampleSaved path 0 (Seed.create 3) network)))

    [<Fact>]
    let ``units that do not fit are refused`` () =
        let network = ending.Head

        let fold a b () =
            Network.inUnits a b network (theta network)

        Assert.Contains("scale", argumentError (fold [| 1.0 |] shift))
        Assert.Contains("shift", argumentError (fold scale [| 1.0; 2.0; 3.0 |]))
        Assert.Contains("scale[1]", argumentError (fold [| 1.0; nan |] shift))
        Assert.Contains("shift[0]", argumentError (fold scale [| infinity; 0.0 |]))
        Assert.Contains("theta", argumentError (fun () -> Network.inUnits scale shift network [| 1.0 |]))

        inFolder (fun folder ->
            let path = Path.Combine(folder, "generator.npz")


            let units: NamedArray =
                {
                    Name = "output/scale"
                    Shape = [| 3 |]
                    Values = [| 1.0; 2.0; 3.0 |]
                }

            Npz.write path (units :: Parameters.toArrays "" network (theta network))

            let error =
                Assert.Throws<DataFormatException>(fun () -> Network.loadInUnits path network |> ignore)

            Assert.Contains("'output/scale' must have the shape 2, but is 3", error.Message))
