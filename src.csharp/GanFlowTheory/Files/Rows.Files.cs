using System;
using System.IO;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Rows
{
    /// <summary>The rows of a .npy file (NumPy's format, versions 1.0 to 3.0) in C order, n x d or n values: float64
    /// and float32 numbers as they are, others as float64; blocks are read when they are asked for, and the file stays open until the rows are
    /// disposed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such an array: no numbers, stored by columns, cut short, or
    /// going on after its end. A number that is not finite is found when its block is read.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Rows OpenNpy(string path) =>
        new(DataFormatException.Reading(() => RowsFiles.Rows.openNpy(path.NotNull(nameof(path)))));

    /// <summary>Fills the span, k d numbers, with the k rows from the first on (counted from 0), one after the
    /// other.</summary>
    /// <param name="first">The first row, from 0.</param>
    /// <param name="rows">k d numbers.</param>
    /// <exception cref="ArgumentException">There are no such rows, or a number of them is not finite.</exception>
    /// <exception cref="DataFormatException">The file ends early or holds a number that is not finite.</exception>
    public void Read(int first, Span<double> rows)
    {
        try
        {
            Wrapped.Read(first, rows);
        }
        catch (Core.DataFormatException e)
        {
            throw DataFormatException.Of(e);
        }
    }

    /// <summary>Fills the span with rows as float32: rounded, where the numbers are stored as float64.</summary>
    /// <param name="first">The first row, from 0.</param>
    /// <param name="rows">k d numbers.</param>
    /// <exception cref="ArgumentException">There are no such rows, or a number of them is not finite.</exception>
    /// <exception cref="DataFormatException">The file ends early or holds a number that is not finite.</exception>
    public void ReadSingle(int first, Span<float> rows)
    {
        try
        {
            Wrapped.ReadSingle(first, rows);
        }
        catch (Core.DataFormatException e)
        {
            throw DataFormatException.Of(e);
        }
    }

    /// <summary>The rows as points in memory.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    /// <exception cref="DataFormatException">The file ends early or holds a number that is not finite.</exception>
    public Points ToPoints() => DataFormatException.Reading(() => RowsModule.toPoints(Wrapped));
}
