using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Tensor
{
    /// <summary>log(1 + x), with all its digits near 0; NaN below -1.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Log1p(Tensor x) => new(StableTensorFunctions.Tensor.log1p(CoreOf(x, nameof(x))));

    /// <summary>e^x - 1, with all its digits near 0.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Expm1(Tensor x) => new(StableTensorFunctions.Tensor.expm1(CoreOf(x, nameof(x))));

    /// <summary>The larger of x and y entry by entry, broadcast; NaN where either is. Where they are equal each has half
    /// of the derivative.</summary>
    /// <param name="x">The first tensor.</param>
    /// <param name="y">The second tensor.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast; both are named.</exception>
    public static Tensor Max(Tensor x, Tensor y) =>
        new(StableTensorFunctions.Tensor.max(CoreOf(x, nameof(x)), CoreOf(y, nameof(y))));

    /// <summary>x log y entry by entry, broadcast, and 0 where x is 0 and y &gt;= 0. Its derivative in y at y = 0 is
    /// 0.</summary>
    /// <param name="x">The factor.</param>
    /// <param name="y">Under the logarithm.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast; both are named.</exception>
    public static Tensor XLogY(Tensor x, Tensor y) =>
        new(StableTensorFunctions.Tensor.xLogY(CoreOf(x, nameof(x)), CoreOf(y, nameof(y))));

    /// <summary>log sum_i e^x_i over all entries, a number, without overflow.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor LogSumExp(Tensor x) => new(StableTensorFunctions.Tensor.logSumExp(CoreOf(x, nameof(x))));

    /// <summary>The Euclidean norm of all entries, a number: their squares neither overflow nor vanish. Its derivative at
    /// 0 is 0.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor Norm(Tensor x) => new(StableTensorFunctions.Tensor.norm(CoreOf(x, nameof(x))));

    /// <summary>The largest entry along an axis, which goes; equal ones share the derivative.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public Tensor MaxAlong(int axis) => new(StableTensorFunctions.Tensor.maxAlong(axis, Wrapped));

    /// <summary>log sum_i e^x_i along an axis, which goes, without overflow: the largest entry is taken out.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public Tensor LogSumExpAlong(int axis) => new(StableTensorFunctions.Tensor.logSumExpAlong(axis, Wrapped));

    /// <summary>The Euclidean norm of the entries along an axis, which goes: their squares neither overflow nor vanish. Its
    /// derivative at 0 is 0.</summary>
    /// <param name="axis">The axis, from 0.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public Tensor NormAlong(int axis) => new(StableTensorFunctions.Tensor.normAlong(axis, Wrapped));
}
