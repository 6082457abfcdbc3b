using System;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

public sealed partial class Functional
{
    /// <summary>The functional of a value, a differentiable expression; the first variation comes from differentiation,
    /// and <c>Law.Check</c> tells whether it is one of measures:
    /// <c>Functional.OfValue("second moment", (x, w) => Tensor.Inner(w, Tensor.Square(x).SumAlong(1)))</c>.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="value">F from the nodes, n x d, and their weights, n, to a number, for any n. It must see the
    /// measure only: not the order of the nodes, nor nodes of weight 0, nor whether a node of weight 2w is given as
    /// two of weight w. What it does with weights that do not sum to one shifts the first variation by a
    /// constant.</param>
    /// <remarks>A value that is not a number is refused with an <see cref="ArgumentException"/> where it is first asked
    /// for.</remarks>
    public static Functional OfValue(string name, Func<Tensor, Tensor, Tensor> value) =>
        new(DifferentiableFunctional.Functional.ofValue<IMeasure>(name.NotNull(nameof(name)), CoreOf(value)));

    /// <summary>The functional of a value as <see cref="OfValue"/> makes it, run by the given engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="value">F from the nodes, n x d, and their weights, n, to a number, for any n.</param>
    public static Functional OfValueOn(Engine engine, string name, Func<Tensor, Tensor, Tensor> value) =>
        new(DifferentiableFunctional.Functional.ofValueOn<IMeasure>(
            engine.NotNull(nameof(engine)).Wrapped, name.NotNull(nameof(name)), CoreOf(value)));

    private static FSharpFunc<Core.Tensor, FSharpFunc<Core.Tensor, Core.Tensor>> CoreOf(
        Func<Tensor, Tensor, Tensor> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Fun((Core.Tensor x, Core.Tensor w) => Tensor.CoreOf(value(new(x), new(w)), nameof(value)));
    }
}
