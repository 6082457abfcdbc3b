using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Tensor
{
    /// <summary>x + y, broadcast.</summary>
    /// <param name="x">The first term.</param>
    /// <param name="y">The second term.</param>
    public static Tensor operator +(Tensor x, Tensor y) => new(CoreOf(x, nameof(x)) + CoreOf(y, nameof(y)));

    /// <summary>x - y, broadcast.</summary>
    /// <param name="x">The first term.</param>
    /// <param name="y">What is taken away.</param>
    public static Tensor operator -(Tensor x, Tensor y) => new(CoreOf(x, nameof(x)) - CoreOf(y, nameof(y)));

    /// <summary>x y entry by entry, broadcast.</summary>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor.</param>
    public static Tensor operator *(Tensor x, Tensor y) => new(CoreOf(x, nameof(x)) * CoreOf(y, nameof(y)));

    /// <summary>x / y entry by entry, broadcast.</summary>
    /// <param name="x">The numerator.</param>
    /// <param name="y">The denominator.</param>
    public static Tensor operator /(Tensor x, Tensor y) => new(CoreOf(x, nameof(x)) / CoreOf(y, nameof(y)));

    /// <summary>-x.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor operator -(Tensor x) => new(-CoreOf(x, nameof(x)));

    /// <summary>e^x.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Exp(Tensor x) => new(TensorModule.exp(CoreOf(x, nameof(x))));

    /// <summary>log x; NaN below 0.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Log(Tensor x) => new(TensorModule.log(CoreOf(x, nameof(x))));

    /// <summary>The square root; NaN below 0. Its derivative at 0 is 0.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Sqrt(Tensor x) => new(TensorModule.sqrt(CoreOf(x, nameof(x))));

    /// <summary>1/x, infinite at 0.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Reciprocal(Tensor x) => new(TensorModule.reciprocal(CoreOf(x, nameof(x))));

    /// <summary>x^2.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Square(Tensor x) => new(TensorModule.square(CoreOf(x, nameof(x))));

    /// <summary>x^exponent, as <see cref="Math.Pow"/> has it.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="exponent">Finite.</param>
    /// <exception cref="ArgumentException">The exponent is not finite.</exception>
    public static Tensor Power(Tensor x, double exponent) => new(TensorModule.power(exponent, CoreOf(x, nameof(x))));

    /// <summary>tanh x.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Tanh(Tensor x) => new(TensorModule.tanh(CoreOf(x, nameof(x))));

    /// <summary>1/(1 + e^-x).</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Sigmoid(Tensor x) => new(TensorModule.sigmoid(CoreOf(x, nameof(x))));

    /// <summary>log(1 + e^x), without overflow.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Softplus(Tensor x) => new(TensorModule.softplus(CoreOf(x, nameof(x))));

    /// <summary>log(1/(1 + e^-x)), without overflow.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor LogSigmoid(Tensor x) => new(TensorModule.logSigmoid(CoreOf(x, nameof(x))));

    /// <summary>x for x &gt; 0, slope x otherwise.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="slope">Finite.</param>
    /// <exception cref="ArgumentException">The slope is not finite.</exception>
    public static Tensor LeakyRelu(Tensor x, double slope) => new(TensorModule.leakyRelu(slope, CoreOf(x, nameof(x))));

    /// <summary>sin x.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Sin(Tensor x) => new(TensorModule.sin(CoreOf(x, nameof(x))));

    /// <summary>cos x.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Cos(Tensor x) => new(TensorModule.cos(CoreOf(x, nameof(x))));

    /// <summary>|x|; its derivative at 0 is 0.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Abs(Tensor x) => new(TensorModule.abs(CoreOf(x, nameof(x))));

    /// <summary>The input itself, held fixed by differentiation.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Detach(Tensor x) => new(TensorModule.detach(CoreOf(x, nameof(x))));
}
