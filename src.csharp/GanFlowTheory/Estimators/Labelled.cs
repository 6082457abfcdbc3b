using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Points with a class for each.</summary>
public sealed class Labelled
{
    private Labelled(Core.Labelled wrapped) => Wrapped = wrapped;

    internal Core.Labelled Wrapped { get; }

    /// <summary>The points, n x d.</summary>
    public Points Points => new(Wrapped.Points);

    /// <summary>The class of each, from 0 on, length n.</summary>
    public IReadOnlyList<int> Labels => Wrapped.Labels.ReadOnly();

    /// <summary>Points and the class of each.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="labels">Length n, from 0 on.</param>
    public static Labelled Create(Points points, int[] labels) =>
        new(new(points.NotNull(nameof(points)).Wrapped, [.. labels.NotNull(nameof(labels))]));

    /// <summary>Points whose last column is their class, a whole number from 0 on.</summary>
    /// <param name="points">n x (d + 1).</param>
    /// <exception cref="ArgumentException">There is one column, or a class is no whole number.</exception>
    public static Labelled OfLastColumn(Points points) =>
        new(LabelledModule.ofLastColumn(points.NotNull(nameof(points)).Wrapped));

    /// <summary>The given number of points, chosen at random by the seed, and the others; both have at least one.</summary>
    /// <param name="seed">Chooses them.</param>
    /// <param name="count">How many, at least 1 and fewer than there are.</param>
    /// <exception cref="ArgumentException">The count is out of its range.</exception>
    public (Labelled Chosen, Labelled Others) Split(Seed seed, int count)
    {
        var (chosen, others) = LabelledModule.split(seed.Wrapped, count, Wrapped);
        return (new(chosen), new(others));
    }
}
