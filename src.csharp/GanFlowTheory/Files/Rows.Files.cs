using System.IO;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public sealed partial class Rows
{
    /// <summary>The rows of a .npy file (NumPy's format, versions 1.0 to 3.0) of float64 or float32 numbers in C order,
    /// n x d or n values; blocks are read when they are asked for, and the file stays open until the rows are
    /// disposed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such an array: another type of numbers, stored by columns, cut short, or
    /// going on after its end. A number that is not finite is found when its block is read.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Rows OpenNpy(string path) =>
        new(DataFormatException.Reading(() => RowsFiles.Rows.openNpy(path.NotNull(nameof(path)))));
}
