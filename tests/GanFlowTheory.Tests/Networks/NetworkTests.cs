using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.NetworkModule;

namespace GanFlowTheory.Tests.Networks;

public class NetworkTests
{
    private static FSharpList<T> Items<T>(params T[] items) => ListModule.OfSeq(items);

    private static readonly Core.ImageShape CoreImages = Core.ImageShapeModule.create(1, 4, 4);
    private static readonly ImageShape Images = ImageShape.Create(1, 4, 4);
    private static readonly Core.Filters CoreFilters = Core.FiltersModule.create(2, 3, 2, 1);
    private static readonly Filters ThreeByThree = Filters.Create(2, 3, stride: 2, padding: 1);

    // A name beside both makers.
    private static readonly (string, Func<Network>, Func<Core.Network>)[] Pairs =
    [
        ("affine", () => Network.Affine(2, 3), () => Of.affine(2, 3)),
        ("affine before ReLU", () => Network.Affine(2, 3, Activation.Relu),
            () => Of.affineFor(Core.Activation.Relu, 2, 3)),
        ("activation", () => Network.Activation(Activation.LeakyRelu(0.1), 2),
            () => Of.activation(Core.Activation.NewLeakyRelu(0.1), 2)),
        ("chain", () => Network.Chain(Network.Affine(2, 3), Network.Activation(Activation.Sin, 3)),
            () => Of.chain(Items(Of.affine(2, 3), Of.activation(Core.Activation.Sin, 3)))),
        ("multilayer", () => Network.Multilayer([2, 5, 1], Activation.Tanh),
            () => Of.multilayer(Items(2, 5, 1), Core.Activation.Tanh)),
        ("features", () => Network.RandomFourierFeatures(2, 7, 1.5, 3),
            () => Of.randomFourierFeatures(2, 7, 1.5, Core.SeedModule.create(3))),
        ("expression", () => Network.Parse("2-5-1:softplus:sigmoid"),
            () => Core.NetworkExpressions.Network.parse("2-5-1:softplus:sigmoid")),
        ("convolution", () => ImageNetwork.Convolution(ThreeByThree, Images, Activation.Relu),
            () => Core.ImageNetwork.convolutionFor(Core.Activation.Relu, CoreFilters, CoreImages)),
        ("plain convolution", () => ImageNetwork.Convolution(ThreeByThree, Images),
            () => Core.ImageNetwork.convolution(CoreFilters, CoreImages)),
        ("transposed convolution", () => ImageNetwork.ConvolutionTranspose(ThreeByThree, Images, Activation.Relu),
            () => Core.ImageNetwork.convolutionTransposeFor(Core.Activation.Relu, CoreFilters, CoreImages)),
        ("plain transposed convolution", () => ImageNetwork.ConvolutionTranspose(ThreeByThree, Images),
            () => Core.ImageNetwork.convolutionTranspose(CoreFilters, CoreImages)),
        ("generator", () => ImageNetwork.Generator(2, [3, 2], Images, Activation.Relu),
            () => Core.ImageNetwork.generator(2, Items(3, 2), CoreImages, Core.Activation.Relu)),
        ("critic", () => ImageNetwork.Critic(Images, [2, 3], 1, Activation.LeakyRelu(0.2)),
            () => Core.ImageNetwork.critic(CoreImages, Items(2, 3), 1, Core.Activation.NewLeakyRelu(0.2))),
        ("your own",
            () => Network.Create(
                "mine", 2, 1, [Parameter.Normal("w", [2, 1], 2), Parameter.Constant("b", [], 0.5)],
                (parameter, x) => Tensor.Dot(x, parameter("w")) + parameter("b")),
            () => Of.create(
                "mine", 2, 1,
                Items(Core.ParameterModule.normal("w", [2, 1], 2), Core.ParameterModule.constant("b", [], 0.5)),
                FuncConvert.FromFunc((FSharpFunc<string, Core.Tensor> parameter, Core.Tensor x) =>
                    Core.TensorModule.dot(x, parameter.Invoke("w")) + parameter.Invoke("b")))),
        ("started by hand",
            () => Network.Create(
                "scaled", 2, 2, [Parameter.Create("s", [2], seed => seed.Uniforms(2))],
                (parameter, x) => x * parameter("s")),
            () => Of.create(
                "scaled", 2, 2,
                Items(Core.ParameterModule.create(
                    "s", [2], FuncConvert.FromFunc((Core.Seed seed) => Core.SeedModule.uniforms(2, seed)))),
                FuncConvert.FromFunc((FSharpFunc<string, Core.Tensor> parameter, Core.Tensor x) =>
                    x * parameter.Invoke("s")))),
    ];

    public static IEnumerable<object[]> Names => Pairs.Select(p => new object[] { p.Item1 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Networks_are_those_of_the_core(string name)
    {
        var (_, make, makeCore) = Pairs.Single(p => p.Item1 == name);
        var (actual, expected) = (make(), makeCore());
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Name, actual.ToString());
        Assert.Equal((expected.InputSize, expected.OutputSize), (actual.InputSize, actual.OutputSize));
        Assert.Equal(Of.parameterCount(expected), actual.ParameterCount);
        Assert.Equal(
            expected.Views.Select(v => (v.Name, v.Offset, v.Size, Core.Shape.sentence(v.Shape))),
            actual.Views.Select(v => (v.Name, v.Offset, v.Size, Shape.Sentence([.. v.Shape]))));
        var theta = actual.Initial(7);
        Same(expected.Initial.Invoke(Core.SeedModule.create(7)), theta);
        var x = Seed.Create(8).Gaussian(3, actual.InputSize);
        Same(Of.evaluate(expected, theta, CoreOf(x)), actual.Evaluate(theta, x));

        foreach (var view in actual.Views)
        {
            Assert.Equal(view.Offset, actual.View(view.Name).Offset);
            Same(theta.Skip(view.Offset).Take(view.Size), actual.Values(view.Name, theta));
            Assert.Equal(view.Shape, actual.Parameter(view.Name, Tensor.Input("theta", theta.Length)).Shape);
        }

        if (actual.OutputSize == 1)
        {
            Same(Core.NetworkPotentials.Potential.ofNetwork(expected, theta), Potential.OfNetwork(actual, theta), x);
        }
    }

    [Fact]
    public void Activations_are_those_of_the_core()
    {
        (Activation, Core.Activation)[] pairs =
        [
            (Activation.Identity, Core.Activation.Identity),
            (Activation.Tanh, Core.Activation.Tanh),
            (Activation.Sigmoid, Core.Activation.Sigmoid),
            (Activation.Softplus, Core.Activation.Softplus),
            (Activation.Relu, Core.Activation.Relu),
            (Activation.Sin, Core.Activation.Sin),
            (Activation.LeakyRelu(0.3), Core.Activation.NewLeakyRelu(0.3)),
        ];

        var x = Tensor.Input("x", 4);

        foreach (var (actual, expected) in pairs)
        {
            Assert.Equal(Core.ActivationModule.name(expected), actual.Name);
            Assert.Equal(actual.Name, actual.ToString());
            Assert.Equal(actual, Activation.Parse(actual.Name));
            Same(Core.ActivationModule.deviation(3, 5, expected), actual.Deviation(3, 5));
            Assert.Equal(
                Core.ActivationModule.apply(expected, Core.TensorModule.input("x", [4])).ToString(),
                actual.Apply(x).ToString());
        }
    }

    [Fact]
    public void A_network_is_moved_to_an_engine()
    {
        var network = Network.Parse("2-4-1:tanh");
        Assert.Equal(Engine.Standard, network.Engine);
        var moved = network.On(Engine.Managed);
        Assert.Equal((network.Name, Engine.Managed), (moved.Name, moved.Engine));
        var x = Seed.Create(8).Gaussian(3, 2);
        Same(CoreOf(network.Evaluate(network.Initial(1), x)), moved.Evaluate(network.Initial(1), x));
        Assert.Throws<ArgumentNullException>(() => network.On(null!));
    }

    [Fact]
    public void Images_and_filters_have_their_extents()
    {
        var wide = ImageShape.Create(3, 8, 6);
        Assert.Equal((3, 8, 6, 144), (wide.Channels, wide.Height, wide.Width, wide.Size));
        Assert.Equal("3 x 8 x 6 images", wide.ToString());
        var halving = Filters.Halving(5);
        Assert.Equal((5, 4, 2, 1), (halving.Made, halving.Extent, halving.Stride, halving.Padding));
        Assert.Equal(ImageShape.Create(5, 4, 3), ImageNetwork.Convolved(halving, wide));
        Assert.Equal(ImageShape.Create(5, 16, 12), ImageNetwork.Expanded(halving, wide));
    }

    [Fact]
    public void Parameters_travel_through_files()
    {
        var network = Network.Parse("2-4-1:tanh");
        var theta = network.Initial(3);
        var folder = Directory.CreateTempSubdirectory("ganflow-tests-").FullName;

        try
        {
            var path = Path.Combine(folder, "net.npz");
            network.SaveParameters(path, theta);
            Same(theta, network.LoadParameters(path));
            Same(theta, Core.NetworkFiles.Network.loadParameters(path, Core.NetworkExpressions.Network.parse("2-4-1:tanh")));
            var error = Assert.Throws<DataFormatException>(() => Network.Parse("2-5-1:tanh").LoadParameters(path));
            Assert.Contains("2 x 5", error.Message, StringComparison.Ordinal);
            Assert.Contains("2 x 4", error.Message, StringComparison.Ordinal);
            Assert.Throws<FileNotFoundException>(() => network.LoadParameters(path + "x"));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void A_critic_learns_by_a_loss_of_ones_own()
    {
        // Real points around (1, 1), generated ones around (-1, -1): the discriminator's loss, by gradient descent.
        var critic = Network.Parse("2-16-1:leaky-relu:0.2");
        var real = Points.Combine(0.3, Seed.Create(1).Gaussian(64, 2), 1, Points.Init(64, 2, (_, _) => 1));
        var made = Points.Combine(0.3, Seed.Create(2).Gaussian(64, 2), 1, Points.Init(64, 2, (_, _) => -1));
        var theta = Tensor.Input("theta", critic.ParameterCount);
        var loss = Tensor.Mean(Tensor.Softplus(-critic.Apply(theta, real)))
            + Tensor.Mean(Tensor.Softplus(critic.Apply(theta, made)));
        var program = Engine.Managed.Compile([theta], [loss, loss.Gradient(theta)]);
        var state = critic.Initial(seed: 5);
        var before = program.Evaluate(state)[0][0];

        for (var step = 0; step < 100; step++)
        {
            var gradient = program.Evaluate(state)[1];
            state = state.Zip(gradient, (t, g) => t - 0.5 * g).ToArray();
        }

        var after = program.Evaluate(state)[0][0];
        // Clouds 2 sqrt(2) apart with deviation 0.3 hardly overlap: the optimum is near 0, a blind critic has 2 log 2.
        Assert.True(after < 0.1 && after < before, $"{before} -> {after}");
        Assert.All(critic.Evaluate(state, real).Coordinate(0).ToArray(), score => Assert.True(score > 0));
        Assert.All(critic.Evaluate(state, made).Coordinate(0).ToArray(), score => Assert.True(score < 0));
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains(
            "did you mean 'tanh'?",
            Assert.Throws<ArgumentException>(() => Network.Parse("2-4-1:tahn")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Network.Chain(Network.Affine(1, 1), null!));
        Assert.Throws<ArgumentNullException>(() => Network.Multilayer([1, 1], null!));
        // What a function of the user's gives is an argument too.
        var nothing = Network.Create("nothing", 1, 1, [], (_, _) => null!);
        Assert.Throws<ArgumentNullException>("apply", () => nothing.Apply(Tensor.Input("theta", 1), Points.OfValues(1)));
        var loss = ClassificationLoss.Create("nothing", _ => null!, u => u);
        Assert.Throws<ArgumentNullException>("real", () => loss.Real(1.0));
        Assert.Throws<ArgumentNullException>(() => Network.Parse(null!));
        var error = Assert.Throws<ArgumentException>(() => Network.Chain(Network.Affine(1, 2), Network.Affine(3, 1)));
        Assert.Contains("n x 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("n x 3", error.Message, StringComparison.Ordinal);
    }
}
