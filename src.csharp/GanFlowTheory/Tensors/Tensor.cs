using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A tensor expression: an operation on other expressions, with a shape known at once. Building one computes
/// nothing; a program of an <see cref="Engine"/> runs it. Derivatives are expressions again, so that they can be
/// differentiated again.</summary>
/// <remarks>Numbers and points convert by themselves: <c>1.0 - x</c>, <c>critic.Apply(theta, points)</c>. Operators
/// act entry by entry and broadcast: axes are aligned from the last, and an extent of 1, or a missing one, is repeated;
/// an argument exception names both shapes where they do not fit.</remarks>
public sealed partial class Tensor
{
    internal Tensor(Core.Tensor wrapped) => Wrapped = wrapped;

    internal Core.Tensor Wrapped { get; }

    internal static Core.Tensor CoreOf(Tensor tensor, string name) => tensor.NotNull(name).Wrapped;

    internal static Microsoft.FSharp.Collections.FSharpList<Core.Tensor> CoreOf(
        IEnumerable<Tensor> tensors, string name) =>
        Bridge.List(tensors.NotNull(name).Select(t => CoreOf(t, name)));

    /// <summary>A number: the empty shape.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Tensor(double value) => Number(value);

    /// <summary>The points as an n x d matrix of fixed entries.</summary>
    /// <param name="points">n x d.</param>
    public static implicit operator Tensor(Points points) => OfPoints(points);

    /// <summary>A value given when the program runs.</summary>
    /// <param name="name">The name that messages show.</param>
    /// <param name="shape">The extents, each at least 1; none for a number.</param>
    /// <exception cref="ArgumentException">An extent is below 1.</exception>
    public static Tensor Input(string name, params int[] shape) =>
        new(TensorModule.input(name.NotNull(nameof(name)), shape.NotNull(nameof(shape))));

    /// <summary>Fixed entries, row-major.</summary>
    /// <param name="shape">The extents, each at least 1.</param>
    /// <param name="values">As many entries as the shape has.</param>
    /// <exception cref="ArgumentException">The length does not fit the shape.</exception>
    public static Tensor Constant(int[] shape, double[] values) =>
        new(TensorModule.constant(shape.NotNull(nameof(shape)), values.NotNull(nameof(values))));

    /// <summary>One number everywhere.</summary>
    /// <param name="shape">The extents, each at least 1.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentException">An extent is below 1.</exception>
    public static Tensor Fill(int[] shape, double value) =>
        new(TensorModule.fill(shape.NotNull(nameof(shape)), value));

    /// <summary>A number: the empty shape.</summary>
    /// <param name="value">The number.</param>
    public static Tensor Number(double value) => new(TensorModule.number(value));

    /// <summary>The points as an n x d matrix of fixed entries.</summary>
    /// <param name="points">n x d.</param>
    public static Tensor OfPoints(Points points) => new(TensorModule.ofPoints(points.NotNull(nameof(points)).Wrapped));

    /// <summary>The extents along each axis; empty for a number.</summary>
    public IReadOnlyList<int> Shape => Wrapped.Shape.ReadOnly();

    /// <summary>The number of entries.</summary>
    public int Size => Wrapped.Size;

    /// <summary>The gradient of this number in a variable, of the variable's shape.</summary>
    /// <param name="variable">Any tensor that this one is made of, such as an input.</param>
    /// <exception cref="ArgumentException">This tensor is not a number.</exception>
    public Tensor Gradient(Tensor variable) => Differentiate.Gradient(this, variable);

    /// <summary>The gradients of this number in the variables, each of its variable's shape.</summary>
    /// <param name="variables">Any tensors that this one is made of, such as inputs.</param>
    /// <exception cref="ArgumentException">This tensor is not a number.</exception>
    public IReadOnlyList<Tensor> Gradients(params Tensor[] variables) => Differentiate.Gradients(this, variables);

    /// <summary>The operation and the shape.</summary>
    public override string ToString() => Wrapped.ToString();
}
