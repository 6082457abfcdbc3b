using System;
using System.Collections.Generic;
using System.IO;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>n points in R^d, or n vectors attached to them: rows at the interface. Immutable and finite
/// throughout.</summary>
/// <remarks>A rectangular or a jagged array converts by itself: <c>Points x = new[,] { { 0.0, 1.0 }, { 2.0, 3.0 } };</c>.</remarks>
public sealed partial class Points
{
    internal Points(Core.Points wrapped) => Wrapped = wrapped;

    internal Core.Points Wrapped { get; }

    /// <summary>The n x d array as points.</summary>
    /// <param name="values">n x d, at least 1 x 1, finite.</param>
    /// <exception cref="ArgumentException">The array is empty or an entry is not finite; row and column are
    /// named.</exception>
    public static implicit operator Points(double[,] values) => OfArray2D(values);

    /// <summary>The rows as points.</summary>
    /// <param name="rows">n rows of d finite numbers.</param>
    /// <exception cref="ArgumentException">There are no rows, lengths differ, or an entry is not finite.</exception>
    public static implicit operator Points(double[][] rows) => OfRows(rows);

    /// <summary>Points from their coordinates: <c>f(i, k)</c> is coordinate k of point i.</summary>
    /// <param name="count">Number of points n, at least 1.</param>
    /// <param name="dimension">Dimension d, at least 1.</param>
    /// <param name="f">Coordinate k of point i, finite.</param>
    /// <exception cref="ArgumentException">There are no rows or columns, or an entry is not finite.</exception>
    public static Points Init(int count, int dimension, Func<int, int, double> f) =>
        new(PointsModule.init(count, dimension, Fun(f.NotNull(nameof(f)))));

    /// <summary>Points from rows of equal length.</summary>
    /// <param name="rows">n rows of d finite numbers.</param>
    /// <exception cref="ArgumentException">There are no rows, lengths differ, or an entry is not finite.</exception>
    public static Points OfRows(IEnumerable<IEnumerable<double>> rows) =>
        new(PointsModule.ofRows(rows.NotNull(nameof(rows))));

    /// <summary>Points from an n x d array.</summary>
    /// <param name="values">n x d, at least 1 x 1, finite.</param>
    /// <exception cref="ArgumentException">The array is empty or an entry is not finite.</exception>
    public static Points OfArray2D(double[,] values) => new(PointsModule.ofArray2D(values.NotNull(nameof(values))));

    /// <summary>Points on the real line from their values, n x 1.</summary>
    /// <param name="values">n finite numbers.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    public static Points OfValues(params double[] values) => new(PointsModule.ofValues(values.NotNull(nameof(values))));

    /// <summary>Points from their coordinates row by row: n d numbers, d of each point.</summary>
    /// <param name="values">n d finite numbers.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">There are no numbers, they are not whole rows, or one is not
    /// finite.</exception>
    public static Points OfFlat(ReadOnlySpan<double> values, int dimension) =>
        new(PointsModule.ofFlat(dimension, values.ToArray()));

    /// <summary>The same from float32, each number kept exactly.</summary>
    /// <param name="values">n d finite numbers.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">There are no numbers, they are not whole rows, or one is not
    /// finite.</exception>
    public static Points OfSingles(ReadOnlySpan<float> values, int dimension) =>
        new(PointsModule.ofSingles(dimension, values.ToArray()));

    /// <summary>n vectors of zeros in R^d.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="dimension">d, at least 1.</param>
    public static Points Zero(int count, int dimension) => new(PointsModule.zero(count, dimension));

    /// <summary>Number of points n.</summary>
    public int Count => Wrapped.Count;

    /// <summary>Dimension d.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>Coordinate k of point i, both from 0.</summary>
    /// <param name="i">The point, 0 to n - 1.</param>
    /// <param name="k">The coordinate, 0 to d - 1.</param>
    public double this[int i, int k] => Wrapped[i, k];

    /// <summary>All values of coordinate k, length n.</summary>
    /// <param name="k">The coordinate, 0 to d - 1.</param>
    public ReadOnlySpan<double> Coordinate(int k) => Wrapped.Coordinate(k);

    /// <summary>Point i as a new array of length d.</summary>
    /// <param name="i">The point, 0 to n - 1.</param>
    public double[] Row(int i) => Wrapped.Row(i);

    /// <summary>The rows as arrays of length d, new ones.</summary>
    public double[][] ToRows() => PointsModule.toRows(Wrapped);

    /// <summary>The n x d array of coordinates, a new one.</summary>
    public double[,] ToArray2D() => PointsModule.toArray2D(Wrapped);

    /// <summary>The points at the given indices, in that order, repeats allowed.</summary>
    /// <param name="indices">Indices, each from 0 to n - 1.</param>
    /// <exception cref="ArgumentException">There are no indices, or one is out of range.</exception>
    public Points Select(params int[] indices) => new(PointsModule.select(indices.NotNull(nameof(indices)), Wrapped));

    /// <summary>The given coordinates, in that order.</summary>
    /// <param name="indices">Coordinates, each from 0 to d - 1.</param>
    /// <exception cref="ArgumentException">There are no indices, or one is out of range.</exception>
    public Points Columns(params int[] indices) => new(PointsModule.columns(indices.NotNull(nameof(indices)), Wrapped));

    /// <summary>The points followed by others of the same dimension.</summary>
    /// <param name="other">m x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Points Append(Points other) => new(PointsModule.append(Wrapped, other.NotNull(nameof(other)).Wrapped));

    /// <summary>a x + b y, entry by entry.</summary>
    /// <param name="a">The factor of x.</param>
    /// <param name="x">n x d.</param>
    /// <param name="b">The factor of y.</param>
    /// <param name="y">n x d.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Points Combine(double a, Points x, double b, Points y) =>
        new(PointsModule.combine(a, x.NotNull(nameof(x)).Wrapped, b, y.NotNull(nameof(y)).Wrapped));

    /// <summary>a x, entry by entry.</summary>
    /// <param name="a">The factor.</param>
    /// <param name="x">n x d.</param>
    public static Points operator *(double a, Points x) => new(PointsModule.scale(a, x.NotNull(nameof(x)).Wrapped));

    /// <summary>Row i multiplied by factors[i].</summary>
    /// <param name="factors">Length n.</param>
    /// <exception cref="ArgumentException">The length is not n.</exception>
    public Points ScaleRows(double[] factors) =>
        new(PointsModule.scaleRows(factors.NotNull(nameof(factors)), Wrapped));

    /// <summary>Row-wise inner products with points of the same shape, length n.</summary>
    /// <param name="other">n x d.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public double[] RowDots(Points other) => PointsModule.rowDots(Wrapped, other.NotNull(nameof(other)).Wrapped);

    /// <summary>The mean point, length d.</summary>
    public double[] Mean() => PointsModule.mean(Wrapped);

    /// <summary>The covariance with divisor n, d x d.</summary>
    public double[,] Covariance() => PointsModule.covariance(Wrapped);

    /// <summary>"n x d points".</summary>
    public override string ToString() => Wrapped.ToString();
}
