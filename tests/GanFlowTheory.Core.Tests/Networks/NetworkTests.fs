namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core
open Xunit
open GanFlowTheory.Core.Extending

module NetworkTests =

    let private activations: (Activation * (float -> float)) list =
        [
            Activation.Identity, id
            Activation.Tanh, Math.Tanh
            Activation.Sigmoid, (fun x -> 1.0 / (1.0 + exp -x))
            Activation.Softplus, (fun x -> log (1.0 + exp x))
            Activation.Relu, (fun x -> max x 0.0)
            Activation.LeakyRelu 0.2, (fun x -> if x > 0.0 then x else 0.2 * x)
            Activation.Sin, sin
        ]

    let private points = Seed.gaussian 5 2 (Seed.create 1)

    let private random (network: Network) =
        Seed.normals (Network.parameterCount network) (Seed.create 2)
        |> Array.map (fun z -> 0.5 * z)

    let private assertClose (expected: float[][]) (actual: Points) =
        Assert.Equal((expected.Length, expected[0].Length), (actual.Count, actual.Dimension))
        // Sums of at most eight products of order 1, and functions of slope at most 1 after them.
        Array.iter2 (Array.iter2 (Testing.close 1e-14)) expected (Points.toRows actual)

    /// x W + b by loops.
    let private affine (weight: float[]) (bias: float[]) (x: float[]) =
        bias
        |> Array.mapi (fun j b -> b + Seq.sum (x |> Seq.mapi (fun i v -> v * weight[i * bias.Length + j])))

    [<Fact>]
    let ``a chain runs on the engine of its layers, and only of one`` () =
        let onToy = Network.on TestEngines.toy
        let first, second = Network.affine 2 3, Network.affine 3 1
        Assert.Same(Engine.standard, (Network.chain [ first; second ]).Engine)
        let moved = Network.chain [ onToy first; onToy second ]
        Assert.Same(TestEngines.toy, moved.Engine)
        let theta = random moved
        let expected = Network.evaluate (Network.chain [ first; second ]) theta points
        assertClose (Points.toRows expected) (Network.evaluate moved theta points)

        let message =
            Testing.argumentError (fun () -> Network.chain [ onToy first; second ])

        Assert.Contains("layer 0 ('2-3') runs on 'toy' and layer 1 ('3-1') on 'managed'", message)

    [<Fact>]
    let ``a multilayer perceptron is what loops over its named parameters give`` () =
        for activation, f in activations do
            let network = Network.multilayer [ 2; 4; 3; 2 ] activation
            let theta = random network
            let values name = Network.values name network theta

            let expected =
                Points.toRows points
                |> Array.map (
                    affine (values "0/weight") (values "0/bias")
                    >> Array.map f
                    >> affine (values "2/weight") (values "2/bias")
                    >> Array.map f
                    >> affine (values "4/weight") (values "4/bias")
                )

            assertClose expected (Network.evaluate network theta points)

    [<Fact>]
    let ``views lie one after the other and cover theta`` () =
        let network = Network.multilayer [ 2; 4; 3 ] Activation.Tanh
        Assert.Equal(2 * 4 + 4 + 4 * 3 + 3, Network.parameterCount network)

        Assert.Equal<(string * int * int list) list>(
            [
                "0/weight", 0, [ 2; 4 ]
                "0/bias", 8, [ 4 ]
                "2/weight", 12, [ 4; 3 ]
                "2/bias", 24, [ 3 ]
            ],
            [ for view in network.Views -> view.Name, view.Offset, List.ofArray view.Shape ]
        )

        let theta = Array.init 27 float
        Assert.Equal<float[]>([| 8.0; 9.0; 10.0; 11.0 |], Network.values "0/bias" network theta)
        let symbol = Tensor.input "theta" [| 27 |]

        let program =
            Engine.compile Engine.managed [ symbol ] [ Network.parameter "2/weight" network symbol ]

        Assert.Equal<int[]>([| 4; 3 |], program.OutputShapes[0])
        Assert.Equal<float[]>(theta[12..23], program.Evaluate([| theta |])[0])

    [<Fact>]
    let ``a chain of chains is the flat chain`` () =
        let first = Network.affine 2 3
        let middle = Network.activation Activation.Sin 3
        let last = Network.affine 3 2
        let flat = Network.chain [ first; middle; last ]

        let nested =
            Network.chain [ Network.chain [ first; middle ]; Network.chain [ last ] ]

        Assert.Equal<string list>(
            [ "0/0/weight"; "0/0/bias"; "1/0/weight"; "1/0/bias" ],
            [ for v in nested.Views -> v.Name ]
        )

        let theta = random flat

        Assert.Equal<float[]>((Network.evaluate flat theta points).Data, (Network.evaluate nested theta points).Data)

    [<Fact>]
    let ``gradients in the parameters are those of differences`` () =
        for activation, _ in activations do
            NetworkTesting.checkGradient (Network.multilayer [ 2; 4; 3; 1 ] activation) points

        Network.chain [ Network.randomFourierFeatures 2 6 1.0 (Seed.create 3); Network.affine 6 2 ]
        |> fun network -> NetworkTesting.checkGradient network points

    [<Fact>]
    let ``the gradient over shared views is assembled at once`` () =
        // Both uses of theta, at two clouds, and all four views pull back to one tensor of parts.
        let network = Network.multilayer [ 2; 4; 1 ] Activation.Softplus
        let theta = Tensor.input "theta" [| Network.parameterCount network |]

        let at (cloud: Points) =
            Tensor.mean (network.Apply theta (Tensor.ofPoints cloud))

        let loss = at points - at (Points.scale 2.0 points)

        match (Differentiate.gradient loss theta).Operation with
        | Operation.Assemble(0, firsts) ->
            Assert.Equal<int list>([ 0; 8; 12; 16 ], List.ofArray (Array.distinct firsts))
        | other -> Assert.Fail $"the gradient is {other}"

    [<Fact>]
    let ``weights start with the variance that the activation after them asks for, biases at 0`` () =
        for activation, _ in activations do
            let network = Network.multilayer [ 300; 400; 300; 400 ] activation
            let theta = network.Initial(Seed.create 11)
            Assert.Equal(Network.parameterCount network, theta.Length)

            let asked =
                match activation with
                | Activation.Relu
                | Activation.Softplus -> fun inputs _ -> 2.0 / inputs
                | Activation.LeakyRelu slope -> fun inputs _ -> 2.0 / ((1.0 + slope * slope) * inputs)
                | _ -> fun inputs outputs -> 2.0 / (inputs + outputs)

            let weights name = Network.values name network theta
            NetworkTesting.checkNormal (sqrt (asked 300.0 400.0)) (weights "0/weight")
            NetworkTesting.checkNormal (sqrt (asked 400.0 300.0)) (weights "2/weight")
            // Nothing follows the last layer: Glorot's.
            NetworkTesting.checkNormal (sqrt (2.0 / 700.0)) (weights "4/weight")

            for bias in [ "0/bias"; "2/bias"; "4/bias" ] do
                Assert.All(weights bias, (fun b -> Assert.Equal(0.0, b)))

            // 120,000 products of independent standard normals, of variance 1: 5 standard errors, once in 1,700,000.
            let first, third = weights "0/weight", weights "4/weight"
            let correlation = Array.map2 (*) first third |> Array.average

            Testing.close (5.0 / sqrt 120000.0) 0.0 (correlation / sqrt (asked 300.0 400.0 * 2.0 / 700.0))

    [<Fact>]
    let ``the initial parameters are a function of the seed`` () =
        let network = Network.multilayer [ 3; 5; 1 ] Activation.Relu
        let theta = network.Initial(Seed.create 4)
        Assert.Equal<int64[]>(Testing.bits theta, Testing.bits (network.Initial(Seed.create 4)))
        Assert.NotEqual<float[]>(theta, network.Initial(Seed.create 5))

    [<Fact>]
    let ``rows are evaluated by themselves, in any number, with the parameters of the call`` () =
        let network = Network.multilayer [ 2; 7; 2 ] Activation.Tanh
        let many = Seed.gaussian 1300 2 (Seed.create 6)
        let theta, other = random network, network.Initial(Seed.create 7)
        let whole = Network.evaluate network theta many

        // More row counts than programs are kept, by turns with other parameters.
        for first, count in [ 0, 1; 1, 2; 3, 511; 600, 512; 1, 2; 0, 513; 700, 600; 1299, 1 ] do
            let part = Points.select [| first .. first + count - 1 |] many
            let expected = Points.select [| first .. first + count - 1 |] whole
            Assert.Equal(count, (Network.evaluate network other part).Count)
            assertClose (Points.toRows expected) (Network.evaluate network theta part)

    [<Fact>]
    let ``the potential of a network has its values and their gradients`` () =
        for activation, _ in activations do
            let network = Network.multilayer [ 2; 5; 4; 1 ] activation
            let theta = random network
            let potential = Potential.ofNetwork network theta

            Assert.Equal<float[]>((Network.evaluate network theta points).Data, potential.Value points)

            let gradients = potential.Gradient points

            for i in 0 .. points.Count - 1 do
                let value (x: float[]) =
                    potential.Value(Points.ofRows [ x ]) |> Array.head

                Array.iter2 (Testing.close 1e-8) (NetworkTesting.differences value (points.Row i)) (gradients.Row i)

    [<Fact>]
    let ``the potential keeps the parameters that it was made with`` () =
        let network = Network.affine 2 1
        let theta = [| 2.0; -3.0; 7.0 |]
        let potential = Potential.ofNetwork network theta
        theta[0] <- 100.0

        for row in Points.toRows (potential.Gradient points) do
            Assert.Equal<float[]>([| 2.0; -3.0 |], row)

        let value = Array.head (potential.Value points)
        // Three rounded terms of at most 10.
        Testing.close 1e-14 (2.0 * points[0, 0] - 3.0 * points[0, 1] + 7.0) value

    [<Fact>]
    let ``inner products of random Fourier features estimate the Gaussian kernel`` () =
        let features, bandwidth = 200000, 1.5
        let network = Network.randomFourierFeatures 2 features bandwidth (Seed.create 8)
        Assert.Equal(0, Network.parameterCount network)
        let pair = Points.ofRows [ [ 0.3; -0.4 ]; [ 1.5; 0.6 ] ]
        let out = Network.evaluate network [||] pair
        let x, y = out.Row 0, out.Row 1
        let k = exp (-(1.2 * 1.2 + 1.0 * 1.0) / (2.0 * bandwidth * bandwidth))
        // Means of D terms in [-2, 2]: Hoeffding's bound 2 exp(-D t^2 / 8) for t = 0.03 is 4e-10.
        Testing.close 0.03 k (Array.map2 (*) x y |> Array.sum)
        Testing.close 0.03 1.0 (Array.map2 (*) x x |> Array.sum)

    [<Fact>]
    let ``your own network has its parameters by name`` () =
        let network =
            Network.create
                "waves"
                2
                1
                [
                    Parameter.normal "frequency" [| 2; 1 |] 3.0
                    Parameter.constant "height" [||] 2.0
                ]
                (fun parameter x -> parameter "height" * Tensor.sin (Tensor.dot x (parameter "frequency")))

        let theta = network.Initial(Seed.create 9)
        Assert.Equal(2.0, theta[2])

        let expected =
            Points.toRows points
            |> Array.map (fun x -> [| 2.0 * sin (x[0] * theta[0] + x[1] * theta[1]) |])

        assertClose expected (Network.evaluate network theta points)
        NetworkTesting.checkGradient network points

    [<Fact>]
    let ``both shapes are in the message where they do not fit`` () =
        let network = Network.multilayer [ 2; 3; 1 ] Activation.Tanh
        let theta, x = Tensor.fill [| 13 |] 0.0, Tensor.ofPoints points

        let expect (parts: string list) (action: unit -> unit) =
            let message = Testing.argumentError action

            for part in parts do
                Assert.Contains(part, message)

        expect [ "13"; "12" ] (fun () -> network.Apply (Tensor.fill [| 12 |] 0.0) x |> ignore)
        expect [ "n x 2"; "4 x 3" ] (fun () -> network.Apply theta (Tensor.fill [| 4; 3 |] 0.0) |> ignore)
        expect [ "n x 2"; "2." ] (fun () -> network.Apply theta (Tensor.fill [| 2 |] 0.0) |> ignore)
        expect [ "13"; "5 entries" ] (fun () -> Network.evaluate network (Array.zeroCreate 5) points |> ignore)

        expect [ "dimension 2"; "dimension 3" ] (fun () ->
            Network.evaluate network (Array.zeroCreate 13) (Points.zero 4 3) |> ignore)

        expect [ "layer 0"; "n x 3"; "layer 1"; "n x 4" ] (fun () ->
            Network.chain [ Network.affine 2 3; Network.affine 4 1 ] |> ignore)

        expect [ "n x 1"; "n x 2" ] (fun () -> Potential.ofNetwork (Network.affine 2 2) (Array.zeroCreate 6) |> ignore)

        let wrong = Network.create "wrong" 2 2 [] (fun _ x -> Tensor.slice 1 0 1 x)
        expect [ "5 x 2"; "5 x 1" ] (fun () -> wrong.Apply (Tensor.number 0.0) x |> ignore)

        let short =
            Network.create "short" 2 2 [ Parameter.create "w" [| 2; 2 |] (fun _ -> [| 1.0 |]) ] (fun _ x -> x)

        expect [ "'w'"; "2 x 2"; "1" ] (fun () -> short.Initial(Seed.create 1) |> ignore)

    [<Fact>]
    let ``unknown parameters, doubled names and outputs that are not finite are errors`` () =
        let network = Network.multilayer [ 2; 3; 1 ] Activation.Tanh
        Assert.Contains("did you mean '0/weight'?", Testing.argumentError (fun () -> Network.view "0/wieght" network))

        let asking =
            Network.create "asking" 1 1 [ Parameter.constant "bias" [||] 0.0 ] (fun parameter x -> x + parameter "bais")

        Assert.Contains(
            "did you mean 'bias'?",
            Testing.argumentError (fun () -> Network.evaluate asking [| 0.0 |] (Points.ofValues [| 1.0 |]))
        )

        let twice = [ Parameter.constant "w" [||] 0.0; Parameter.constant "w" [||] 1.0 ]
        Assert.Contains("'w'", Testing.argumentError (fun () -> Network.create "twice" 1 1 twice (fun _ x -> x)))

        Assert.Contains(
            "row 1, column 1",
            Testing.argumentError (fun () ->
                Network.evaluate (Network.affine 1 1) [| 1e300; 0.0 |] (Points.ofValues [| 1e300 |]))
        )

        Assert.Contains("not be empty", Testing.argumentError (fun () -> Network.chain []))
        Assert.Contains("sizes", Testing.argumentError (fun () -> Network.multilayer [ 2 ] Activation.Tanh))

        Assert.Contains(
            "bandwidth",
            Testing.argumentError (fun () -> Network.randomFourierFeatures 1 1 0.0 (Seed.create 1))
        )
