using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The clocks of two players: A,B.</summary>
internal static class ClockSpec
{
    internal static (double First, double Second) Parse(string text)
    {
        var given = text.Trim();

        return given.Split(',').Select(Numeral.Finite).ToArray() switch
        {
            [{ } a, { } b] when a < 0 || b < 0 => throw new BadInputException($"--clocks must not be negative, but is '{given}'."),
            [0.0, 0.0] => throw new BadInputException(
                "--clocks must not both be 0: a game in which nobody moves is none."),
            [{ } a, { } b] => (a, b),
            _ => throw new BadInputException($"--clocks must be two finite numbers A,B, but is '{given}'."),
        };
    }
}
