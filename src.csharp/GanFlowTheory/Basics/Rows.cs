using System;
using System.Runtime.InteropServices;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>n points in R^d that are read row by row and may exceed memory: an array of float64 or float32, points, a
/// file read in blocks, or a function that gives blocks.</summary>
/// <remarks>Reading is safe from several threads at once. Points and rectangular arrays convert by
/// themselves.</remarks>
public sealed partial class Rows : IDisposable
{
    internal Rows(Core.Rows wrapped) => Wrapped = wrapped;

    internal Core.Rows Wrapped { get; }

    /// <summary>Points as rows.</summary>
    /// <param name="points">n x d.</param>
    public static implicit operator Rows(Points points) => OfPoints(points);

    /// <summary>The n x d array as rows, copied.</summary>
    /// <param name="values">n x d, at least 1 x 1, finite.</param>
    /// <exception cref="ArgumentException">The array is empty or an entry is not finite; row and column are
    /// named.</exception>
    public static implicit operator Rows(double[,] values) => OfPoints(Points.OfArray2D(values));

    /// <summary>The n x d array as rows of float32, copied.</summary>
    /// <param name="values">n x d, at least 1 x 1, finite.</param>
    /// <exception cref="ArgumentException">The array is empty or an entry is not finite; row and column are
    /// named.</exception>
    public static implicit operator Rows(float[,] values) => OfSingles(
        values.NotNull(nameof(values)).GetLength(1),
        MemoryMarshal.CreateReadOnlySpan(
            ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, float>(MemoryMarshal.CreateSpan(
                ref MemoryMarshal.GetArrayDataReference(values), values.Length * sizeof(float)))),
            values.Length));

    /// <summary>Points as rows; nothing is copied.</summary>
    /// <param name="points">n x d.</param>
    public static Rows OfPoints(Points points) => new(RowsModule.ofPoints(points.NotNull(nameof(points)).Wrapped));

    /// <summary>Rows of d numbers, one after the other in an array, which is kept and not copied.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="values">n d finite numbers.</param>
    /// <exception cref="ArgumentException">There are no rows, the last is not whole, or a number is not finite; row and
    /// column are named.</exception>
    public static Rows OfArray(int dimension, double[] values) =>
        new(RowsModule.ofArray(dimension, values.NotNull(nameof(values))));

    /// <summary>Rows of d numbers, one after the other in a span, copied.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="values">n d finite numbers.</param>
    /// <exception cref="ArgumentException">There are no rows, the last is not whole, or a number is not finite; row and
    /// column are named.</exception>
    public static Rows OfArray(int dimension, ReadOnlySpan<double> values) => OfArray(dimension, values.ToArray());

    /// <summary>Rows of d float32 numbers, one after the other in an array, which is kept and not copied.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="values">n d finite numbers.</param>
    /// <exception cref="ArgumentException">There are no rows, the last is not whole, or a number is not finite; row and
    /// column are named.</exception>
    public static Rows OfSingles(int dimension, float[] values) =>
        new(RowsModule.ofSingles(dimension, values.NotNull(nameof(values))));

    /// <summary>Rows of d float32 numbers, one after the other in a span, copied.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="values">n d finite numbers.</param>
    /// <exception cref="ArgumentException">There are no rows, the last is not whole, or a number is not finite; row and
    /// column are named.</exception>
    public static Rows OfSingles(int dimension, ReadOnlySpan<float> values) => OfSingles(dimension, values.ToArray());

    /// <summary>n rows of d numbers from a function: <c>read(first, k)</c> is the k rows from the first on (counted
    /// from 0), one after the other.</summary>
    /// <remarks>Blocks are asked for as often as they are needed and from several threads at once, so the function must
    /// give the same numbers every time.</remarks>
    /// <param name="count">n, at least 1.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="read">The k d numbers of k rows.</param>
    /// <exception cref="ArgumentException">n or d is below 1.</exception>
    public static Rows OfFunction(int count, int dimension, Func<int, int, double[]> read) =>
        new(RowsModule.ofFunction(count, dimension, Fun(read.NotNull(nameof(read)))));

    /// <summary>Number of rows n.</summary>
    public int Count => Wrapped.Count;

    /// <summary>Dimension d, the number of columns.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>Whether the numbers are stored as float32: then they can be read as such without a loss.</summary>
    public bool IsSingle => Wrapped.IsSingle;

    /// <summary>The rows at the given indices, in that order, repeats allowed; nothing is copied.</summary>
    /// <param name="indices">Indices, each from 0 to n - 1.</param>
    /// <exception cref="ArgumentException">There are no indices, or one is out of range.</exception>
    public Rows Select(params int[] indices) => new(RowsModule.select(indices.NotNull(nameof(indices)), Wrapped));

    /// <summary>Closes the file, where there is one.</summary>
    public void Dispose() => ((IDisposable)Wrapped).Dispose();

    /// <summary>"n x d rows".</summary>
    public override string ToString() => Wrapped.ToString();
}
