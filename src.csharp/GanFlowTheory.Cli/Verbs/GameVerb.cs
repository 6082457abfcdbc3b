using GanFlowTheory.Cli.Games;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow game: a game of two points by a scheme, beside others.</summary>
internal sealed class GameVerb() : PlannedVerb<GameSettings, GamePlan, GameResult>(
    "game",
    "Plays a game of two points, the dual flow of T21, by one of its schemes, and reports the orbit, both energies, what is "
    + "conserved and how the orbit ends; with --out it writes series.csv, report.html and manifest.json.")
{
    protected override GamePlan Plan(Terminal terminal, GameSettings settings) => GamePlan.Create(terminal, settings);

    protected override GameResult Run(Terminal terminal, GamePlan plan, OutputFolder? folder) =>
        GameRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, GamePlan plan, GameResult result) =>
        GameFolder.Write(folder, plan, result);

    protected override object Facts(GamePlan plan, GameResult result) => GameFolder.Facts(result);

    protected override IReport Summary(GamePlan plan, GameResult result, OutputFolder? folder) =>
        new GameSummary(plan, result, folder);
}
