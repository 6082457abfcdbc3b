using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>A grid: LOWER,UPPER,CELLS, the same for both axes in the plane.</summary>
internal static class GridSpec
{
    internal const string Shape = "LOWER,UPPER,CELLS";

    // More would not end, and in the plane not fit.
    private const int MostCells = 10_000_000;

    internal static Grid Parse(string text, int dimension)
    {
        var given = text.Trim();

        if (given.Split(',').Select(Numeral.Finite).ToArray() is not [{ } lower, { } upper, { } count])
        {
            throw new BadInputException($"--grid must have the form {Shape}, but is '{given}'.");
        }

        if (count > MostCells || count < -MostCells)
        {
            throw new BadInputException($"--grid must have at most {MostCells} cells, but '{given}' has {Output.Tables.Number(count, "R")}.");
        }

        if (count != (int)count)
        {
            throw new BadInputException($"--grid must have a whole number of cells, but '{given}' has {Output.Tables.Number(count, "R")}.");
        }

        var axis = Grid.Axis(lower, upper, (int)count);
        return dimension == 1 ? Grid.Line(axis.Lower, axis.Upper, axis.Cells) : Grid.Plane(axis, axis);
    }
}
