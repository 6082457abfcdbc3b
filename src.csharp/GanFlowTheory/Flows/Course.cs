using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A quantity of the state along a run.</summary>
public sealed class Course
{
    private readonly Core.Course wrapped;

    internal Course(Core.Course wrapped) => this.wrapped = wrapped;

    /// <summary>The course of a quantity by its values, at least one.</summary>
    /// <param name="name">The name of the quantity.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="System.ArgumentException">There are no values.</exception>
    public static Course OfValues(string name, double[] values) =>
        new(CourseModule.ofValues(name.NotNull(nameof(name)), values.NotNull(nameof(values))));

    /// <summary>The name of the quantity.</summary>
    public string Name => wrapped.Name;

    /// <summary>Its values at the start and after every step.</summary>
    public IReadOnlyList<double> Values => wrapped.Values.ReadOnly();

    /// <summary>Last value minus first, over |first|, or by itself where the first is 0: 0 for what is conserved, above -1
    /// and below 0 for what falls.</summary>
    public double Drift => wrapped.Drift;

    /// <summary>The largest value minus the smallest, on the same scale: what a drift that comes back leaves
    /// unseen.</summary>
    public double Range => wrapped.Range;
}
