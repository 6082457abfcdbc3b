using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Functions that networks apply entry by entry.</summary>
public sealed record Activation
{
    private Activation(Core.Activation wrapped) => Wrapped = wrapped;

    internal Core.Activation Wrapped { get; }

    /// <summary>x.</summary>
    public static Activation Identity { get; } = new(Core.Activation.Identity);

    /// <summary>tanh x.</summary>
    public static Activation Tanh { get; } = new(Core.Activation.Tanh);

    /// <summary>1/(1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new(Core.Activation.Sigmoid);

    /// <summary>log(1 + e^x).</summary>
    public static Activation Softplus { get; } = new(Core.Activation.Softplus);

    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new(Core.Activation.Relu);

    /// <summary>sin x.</summary>
    public static Activation Sin { get; } = new(Core.Activation.Sin);

    /// <summary>x for x &gt; 0, slope x otherwise.</summary>
    /// <param name="slope">Finite.</param>
    public static Activation LeakyRelu(double slope) => new(Core.Activation.NewLeakyRelu(slope));

    /// <summary>The activation of a name: identity, tanh, sigmoid, softplus, relu, leaky-relu:SLOPE or sin.</summary>
    /// <param name="expression">The name.</param>
    /// <exception cref="ArgumentException">There is no such activation; the nearest is named.</exception>
    public static Activation Parse(string expression) => new(ActivationModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>How activations are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(ActivationModule.forms);

    /// <summary>The name that <see cref="Parse"/> reads.</summary>
    public string Name => ActivationModule.name(Wrapped);

    /// <summary>The activation at each entry.</summary>
    /// <param name="x">The tensor.</param>
    public Tensor Apply(Tensor x) => new(ActivationModule.apply(Wrapped, Tensor.CoreOf(x, nameof(x))));

    /// <summary>The standard deviation of normal initial weights before the activation: He's
    /// sqrt(2 / ((1 + slope^2) fanIn)) for the rectifiers and softplus, which has the slope 0; Glorot's
    /// sqrt(2 / (fanIn + fanOut)) for all others.</summary>
    /// <param name="fanIn">Inputs behind each output, &gt; 0.</param>
    /// <param name="fanOut">Outputs that each input reaches, &gt; 0.</param>
    /// <exception cref="ArgumentException">A number is not positive.</exception>
    public double Deviation(double fanIn, double fanOut) => ActivationModule.deviation(fanIn, fanOut, Wrapped);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
