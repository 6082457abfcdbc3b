using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Functional
{
    /// <summary>The f-divergence D_f(p||q) of a density q on the target's grid (a <see cref="GridDensity"/>; any other
    /// measure is refused).</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    public static Functional OnGrid(FDivergence f, GridDensity target)
    {
        var wrapped = Core.GridFunctional.Functional.onGrid(
            f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped);
        return new(new(
            wrapped.Name,
            Bridge.Fun((IMeasure q) => wrapped.Value.Invoke(GridOf(q))),
            Bridge.Fun((IMeasure q) => wrapped.FirstVariation.Invoke(GridOf(q))),
            Bridge.Fun((IMeasure q) => wrapped.Evaluate.Invoke(GridOf(q)))));
    }

    private static Core.GridDensity GridOf(IMeasure q) =>
        q as Core.GridDensity ?? (q as Chart)?.State.AsCore as Core.GridDensity
        ?? throw new ArgumentException("a divergence on a grid needs a density on that grid.", nameof(q));
}
