namespace GanFlowTheory.Cli.Specs;

/// <summary>A grid: LOWER,UPPER,CELLS, the same for both axes in the plane.</summary>
internal static class GridSpec
{
    internal static Grid Parse(string text, int dimension)
    {
        var numbers = Numerals.Finite("--grid", text, text);

        if (numbers.Length != 3)
        {
            throw new BadInputException($"--grid must have the form LOWER,UPPER,CELLS, but is '{text}'.");
        }

        if (numbers[2] != (int)numbers[2])
        {
            throw new BadInputException($"--grid must have a whole number of cells, but '{text}' has {numbers[2]}.");
        }

        var axis = Grid.Axis(numbers[0], numbers[1], (int)numbers[2]);
        return dimension == 1 ? Grid.Line(axis.Lower, axis.Upper, axis.Cells) : Grid.Plane(axis, axis);
    }
}
