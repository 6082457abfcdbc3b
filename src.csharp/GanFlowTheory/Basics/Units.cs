using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Units for points: z = (x - centre) / scale in each coordinate, for x in the units of the data.</summary>
public sealed class Units
{
    internal Units(Core.Units wrapped) => Wrapped = wrapped;

    internal Core.Units Wrapped { get; }

    /// <summary>The units of the data themselves, z = x.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">The dimension is below 1.</exception>
    public static Units None(int dimension) => new(UnitsModule.none(dimension));

    /// <summary>The units z = (x - centre) / scale.</summary>
    /// <param name="centre">Length d, at least 1, finite.</param>
    /// <param name="scale">Length d, finite, each above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0, or an entry is not in its range.</exception>
    public static Units Create(double[] centre, double[] scale) =>
        new(UnitsModule.create(centre.NotNull(nameof(centre)), scale.NotNull(nameof(scale))));

    /// <summary>The units in which every coordinate of the data, n x d, has mean 0 and standard deviation 1 (divisor
    /// n); a constant coordinate is only centred.</summary>
    /// <param name="data">n x d.</param>
    public static Units Standardising(Points data) =>
        new(UnitsModule.standardising(data.NotNull(nameof(data)).Wrapped));

    /// <summary>What is subtracted, length d.</summary>
    public IReadOnlyList<double> Centre => Wrapped.Centre.ReadOnly();

    /// <summary>What the difference is divided by, length d, each above 0.</summary>
    public IReadOnlyList<double> Scale => Wrapped.Scale.ReadOnly();

    /// <summary>(x - centre) / scale, n x d: points of the data in the units.</summary>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Points Into(Points x) => new(UnitsModule.into(Wrapped, x.NotNull(nameof(x)).Wrapped));

    /// <summary>scale z + centre, n x d: points in the units as points of the data.</summary>
    /// <param name="z">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Points Back(Points z) => new(UnitsModule.back(Wrapped, z.NotNull(nameof(z)).Wrapped));
}
