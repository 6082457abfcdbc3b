using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

public sealed partial class Network
{
    /// <summary>The network of an expression: SIZES[:HIDDEN[:OUTPUT]], such as 16-128-128-2:tanh,
    /// 2-512-256-1:leaky-relu:0.2, and for images 16-64-32-8x8:relu:sigmoid, 8x8-32-64-1:leaky-relu:0.2.</summary>
    /// <param name="expression">Sizes joined by -, with images HEIGHTxWIDTH or CHANNELSxHEIGHTxWIDTH at the end for a
    /// generator of them or at the beginning for a critic; the activation after hidden layers; the one after the last
    /// layer.</param>
    /// <exception cref="ArgumentException">The expression has a fault; one sentence says which.</exception>
    public static Network Parse(string expression) =>
        new(NetworkExpressions.Network.parse(expression.NotNull(nameof(expression))));

    /// <summary>An expression of each form that <see cref="Parse"/> reads, with what it is.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(NetworkExpressions.Network.forms);

    /// <summary>A network of your own: <c>Network.Create("line", 2, 1, [Parameter.Normal("w", [2, 1], 1.0)],
    /// (parameter, x) =&gt; Tensor.Dot(x, parameter("w")))</c>.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="inputSize">The number of columns taken, at least 1.</param>
    /// <param name="outputSize">The number of columns given, at least 1.</param>
    /// <param name="parameters">The parameters, in the order in which theta holds them; names must differ.</param>
    /// <param name="apply">From the parameters by name and x, n x inputSize, to the output, n x outputSize; each row by
    /// itself.</param>
    /// <exception cref="ArgumentException">A size is below 1, or a name is there twice.</exception>
    public static Network Create(
        string name,
        int inputSize,
        int outputSize,
        IEnumerable<Parameter> parameters,
        Func<Func<string, Tensor>, Tensor, Tensor> apply)
    {
        ArgumentNullException.ThrowIfNull(apply);
        return new(NetworkModule.create(
            name.NotNull(nameof(name)),
            inputSize,
            outputSize,
            List(parameters.NotNull(nameof(parameters)).Select(p => p.NotNull(nameof(parameters)).Wrapped)),
            Fun((FSharpFunc<string, Core.Tensor> parameter, Core.Tensor x) =>
                Tensor.CoreOf(
                    apply(of => new Tensor(parameter.Invoke(of.NotNull(nameof(of)))), new Tensor(x)), nameof(apply)))));
    }

    /// <summary>x W + b with weights, inputs x outputs, and a bias, outputs; the weights start normal with the
    /// deviation that the activation after the layer asks for, the bias at 0.</summary>
    /// <param name="inputs">At least 1.</param>
    /// <param name="outputs">At least 1.</param>
    /// <param name="before">The activation after the layer; null for none, with Glorot's initial weights.</param>
    /// <exception cref="ArgumentException">A size is below 1.</exception>
    public static Network Affine(int inputs, int outputs, Activation? before = null) =>
        new(NetworkModule.affineFor(CoreOf(before), inputs, outputs));

    /// <summary>The activation at each of size columns; no parameters.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="size">At least 1.</param>
    /// <exception cref="ArgumentException">The size is below 1.</exception>
    public static Network Activation(Activation activation, int size) =>
        new(NetworkModule.activation(activation.NotNull(nameof(activation)).Wrapped, size));

    /// <summary>The layers one after the other; theta holds their parameters in this order, with the position of the
    /// layer, from 0, before the names: 0/weight.</summary>
    /// <param name="layers">At least one; each takes what the one before gives.</param>
    /// <exception cref="ArgumentException">There are no layers, or two do not fit or run on different engines; both are
    /// named.</exception>
    public static Network Chain(params Network[] layers) =>
        new(NetworkModule.chain(
            List(layers.NotNull(nameof(layers)).Select(l => l.NotNull(nameof(layers)).Wrapped))));

    /// <summary>Affine layers between the sizes with the activation after all but the last: the multilayer perceptron.
    /// Its parameters are 0/weight, 0/bias, 2/weight, ..: activations count as layers.</summary>
    /// <param name="sizes">Input, hidden and output sizes, at least two, each at least 1.</param>
    /// <param name="hidden">The activation after hidden layers.</param>
    /// <exception cref="ArgumentException">There are fewer than two sizes, or one is below 1.</exception>
    public static Network Multilayer(IEnumerable<int> sizes, Activation hidden) =>
        new(NetworkModule.multilayer(List(sizes.NotNull(nameof(sizes))), hidden.NotNull(nameof(hidden)).Wrapped));

    /// <summary>Random Fourier features sqrt(2/D) cos(x W + b), fixed by the seed: no parameters, and inner products of
    /// two outputs with expectation exp(-|x-y|^2 / (2 bandwidth^2)) (Rahimi and Recht, 2007).</summary>
    /// <param name="inputs">The dimension of the points, at least 1.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="bandwidth">&gt; 0.</param>
    /// <param name="seed">Fixes W and b.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the bandwidth not positive.</exception>
    public static Network RandomFourierFeatures(int inputs, int features, double bandwidth, Seed seed) =>
        new(NetworkModule.randomFourierFeatures(inputs, features, bandwidth, seed.Wrapped));
}
