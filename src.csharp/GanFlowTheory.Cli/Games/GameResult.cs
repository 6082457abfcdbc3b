using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>What came of a game.</summary>
/// <param name="Chosen">The run by the scheme that was chosen.</param>
/// <param name="Others">The runs laid over it.</param>
internal sealed record GameResult(SchemeRun Chosen, IReadOnlyList<SchemeRun> Others) : IResult
{
    public string? Warning => null;

    public string? Failure => Chosen.Outcome.Succeeded ? null : Chosen.Outcome.Sentence;

    internal IEnumerable<SchemeRun> All => Others.Prepend(Chosen);
}

/// <summary>A game by one scheme.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="End">What its trajectory tends to.</param>
/// <param name="States">The states that are reported, the start first.</param>
/// <param name="Conserved">What the scheme conserves, or the flow does; null where nothing is known to be.</param>
/// <param name="Exact">The squared radius in closed form at the reported states; null where there is none.</param>
internal sealed record SchemeRun(
    SchemeSpec Scheme,
    Outcome Outcome,
    EndReading End,
    IReadOnlyList<GameState> States,
    Course? Conserved,
    IReadOnlyList<double>? Exact);

/// <summary>A state of a game on the way.</summary>
/// <param name="Step">The steps taken.</param>
/// <param name="Time">The time.</param>
/// <param name="X">The first player's coordinates.</param>
/// <param name="Y">The second player's coordinates.</param>
/// <param name="SquaredRadius">|x|^2 + |y|^2, about the stationary point where there is one.</param>
/// <param name="Radius">The same with each player's share over its clock; null where a clock is 0.</param>
/// <param name="Energies">The players' energies; null where one is unknown.</param>
internal sealed record GameState(
    int Step, double Time, double[] X, double[] Y, double SquaredRadius, double? Radius, double[]? Energies);
