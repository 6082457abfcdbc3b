namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core
open Xunit

module NetworkExpressionTests =

    let private shapes (network: Network) =
        [ for view in network.Views -> view.Name, List.ofArray view.Shape ]

    let private assertSame (expected: Network) (actual: Network) =
        Assert.Equal((expected.InputSize, expected.OutputSize), (actual.InputSize, actual.OutputSize))
        Assert.Equal<(string * int list) list>(shapes expected, shapes actual)
        let theta = expected.Initial(Seed.create 1)
        Assert.Equal<float[]>(theta, actual.Initial(Seed.create 1))
        let x = Seed.gaussian 3 expected.InputSize (Seed.create 2)
        Assert.Equal<float[]>((Network.evaluate expected theta x).Data, (Network.evaluate actual theta x).Data)

    let private leaky = Activation.LeakyRelu 0.2

    let private digits = ImageShape.create 1 8 8

    let private known =
        [
            "16-128-128-2:tanh", Network.multilayer [ 16; 128; 128; 2 ] Activation.Tanh
            "2-32-16-1:leaky-relu:0.2", Network.multilayer [ 2; 32; 16; 1 ] leaky
            "2-1", Network.multilayer [ 2; 1 ] Activation.Identity
            "2-8-1:softplus:sigmoid",
            Network.chain
                [
                    Network.multilayer [ 2; 8; 1 ] Activation.Softplus
                    Network.activation Activation.Sigmoid 1
                ]
            "16-8-4-8x8:relu", ImageNetwork.generator 16 [ 8; 4 ] digits Activation.Relu
            "8x8-4-8-1:leaky-relu:0.2", ImageNetwork.critic digits [ 4; 8 ] 1 leaky
            "3x8x8-4-2:sin", ImageNetwork.critic (ImageShape.create 3 8 8) [ 4 ] 2 Activation.Sin
            "16-4-8x8:leaky-relu:0.2:sigmoid",
            Network.chain
                [
                    ImageNetwork.generator 16 [ 4 ] digits leaky
                    Network.activation Activation.Sigmoid 64
                ]
        ]

    [<Fact>]
    let ``expressions give the networks that they describe, which carry them as names`` () =
        for expression, network in known do
            let parsed = Network.parse expression
            assertSame network parsed
            Assert.Equal(expression, parsed.Name)

    [<Fact>]
    let ``blanks around the parts do not matter`` () =
        Assert.Equal("2-4-1:leaky-relu:0.5", (Network.parse " 2 - 4 - 1 : leaky-relu : 0.5 ").Name)

    [<Fact>]
    let ``activations read their own names`` () =
        for activation in
            [
                Activation.Identity
                Activation.Tanh
                Activation.Sigmoid
                Activation.Softplus
                Activation.Relu
                leaky
                Activation.LeakyRelu 1e-3
                Activation.Sin
            ] do
            Assert.Equal(activation, Activation.parse (Activation.name activation))

    [<Theory>]
    [<InlineData("2-4-1:tanhh", "unknown activation 'tanhh'; did you mean 'tanh'?")>]
    [<InlineData("2-4-1:leaky_relu:0.1", "did you mean 'leaky-relu'?")>]
    [<InlineData("2-4-1:leaky-relu", "leaky-relu:SLOPE needs a finite number, but has ''")>]
    [<InlineData("2-4-1:leaky-relu:steep", "'steep'")>]
    [<InlineData("2-4-1:leaky-relu:nan", "'nan'")>]
    [<InlineData("2-4-1", "hidden layers need an activation")>]
    [<InlineData("2-1:tanh", "no hidden layer")>]
    [<InlineData("2-4-1:tanh:tanh:tanh", "at most two activations")>]
    [<InlineData("2:tanh", "at least an input and an output size")>]
    [<InlineData("2-0-1:tanh", "'0'")>]
    [<InlineData("2-x-1:tanh", "'x'")>]
    [<InlineData("2--1:tanh", "''")>]
    [<InlineData("", "''")>]
    [<InlineData("2-99999999999-1:tanh", "'99999999999'")>]
    [<InlineData("8x8-8x8:relu", "once")>]
    [<InlineData("2-8x8-1:relu", "once")>]
    [<InlineData("2-8x8:relu", "has channels")>]
    [<InlineData("8x8-1:relu", "has channels")>]
    [<InlineData("1x2x3x4-1-1:relu", "more sides")>]
    [<InlineData("16-4-4-6x8:relu", "divisible by 4")>]
    let ``anything else is one sentence that says what is wrong`` (expression: string, part: string) =
        Assert.Contains(part, Testing.argumentError (fun () -> Network.parse expression))

    [<Fact>]
    let ``one activation is read at a time`` () =
        Assert.Contains("one activation", Testing.argumentError (fun () -> Activation.parse "tanh:tanh"))

    [<Fact>]
    let ``every activation has a shape, and every shape is read`` () =
        Assert.Equal(
            Microsoft.FSharp.Reflection.FSharpType.GetUnionCases(typeof<Activation>).Length,
            Activation.forms.Length
        )

        for form in Activation.forms do
            let name = form.Shape.Replace("SLOPE", "0.25")
            Assert.Equal(name, Activation.name (Activation.parse name))
