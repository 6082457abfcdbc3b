using System;
using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Derivatives of tensor expressions, as tensor expressions: they can be differentiated again.</summary>
public static class Differentiate
{
    /// <summary>The gradient of a number in one variable, of its shape.</summary>
    /// <param name="value">A number.</param>
    /// <param name="variable">Any tensor that it is made of, such as an input.</param>
    /// <exception cref="ArgumentException">The value is not a number.</exception>
    public static Tensor Gradient(Tensor value, Tensor variable) =>
        new(Core.Differentiate.gradient(
            Tensor.CoreOf(value, nameof(value)), Tensor.CoreOf(variable, nameof(variable))));

    /// <summary>The gradients of a number in the variables, each of its variable's shape.</summary>
    /// <param name="value">A number.</param>
    /// <param name="variables">Any tensors that it is made of, such as inputs.</param>
    /// <exception cref="ArgumentException">The value is not a number.</exception>
    public static IReadOnlyList<Tensor> Gradients(Tensor value, IEnumerable<Tensor> variables) =>
        Core.Differentiate.gradients(
            Tensor.CoreOf(value, nameof(value)), Tensor.CoreOf(variables, nameof(variables))).Map(t => new Tensor(t));

    /// <summary>The vector-Jacobian product: for outputs y_k with adjoints u_k of their shapes, sum_k u_k^T dy_k/dx for
    /// each x, of x's shape; zeros where nothing depends on x.</summary>
    /// <param name="outputs">The pairs y_k, u_k.</param>
    /// <param name="variables">The tensors x.</param>
    /// <exception cref="ArgumentException">An adjoint has another shape than its output; both are named.</exception>
    public static IReadOnlyList<Tensor> VectorJacobian(
        IEnumerable<(Tensor Output, Tensor Adjoint)> outputs, IEnumerable<Tensor> variables) =>
        Core.Differentiate.vectorJacobian(
            Pairs(outputs, nameof(outputs)), Tensor.CoreOf(variables, nameof(variables))).Map(t => new Tensor(t));

    /// <summary>The Jacobian-vector products: for tangents v_k of the variables x_k, sum_k dy/dx_k v_k for each output
    /// y, of y's shape.</summary>
    /// <param name="outputs">The tensors y.</param>
    /// <param name="variables">The pairs x_k, v_k.</param>
    /// <exception cref="ArgumentException">A tangent has another shape than its variable; both are named.</exception>
    public static IReadOnlyList<Tensor> JacobianVector(
        IEnumerable<Tensor> outputs, IEnumerable<(Tensor Variable, Tensor Tangent)> variables) =>
        Core.Differentiate.jacobianVector(
            Tensor.CoreOf(outputs, nameof(outputs)), Pairs(variables, nameof(variables))).Map(t => new Tensor(t));

    /// <summary>The Hessian of a number times a vector of the variable's shape.</summary>
    /// <param name="value">A number.</param>
    /// <param name="variable">The tensor in which it is differentiated twice.</param>
    /// <param name="vector">The vector, held fixed.</param>
    /// <exception cref="ArgumentException">The value is not a number, or the shapes differ.</exception>
    public static Tensor HessianVector(Tensor value, Tensor variable, Tensor vector) =>
        new(Core.Differentiate.hessianVector(
            Tensor.CoreOf(value, nameof(value)),
            Tensor.CoreOf(variable, nameof(variable)),
            Tensor.CoreOf(vector, nameof(vector))));

    private static Microsoft.FSharp.Collections.FSharpList<Tuple<Core.Tensor, Core.Tensor>> Pairs(
        IEnumerable<(Tensor, Tensor)> pairs, string name) =>
        List(pairs.NotNull(name).Select(p => Tuple.Create(
            Tensor.CoreOf(p.Item1, name), Tensor.CoreOf(p.Item2, name))));
}
