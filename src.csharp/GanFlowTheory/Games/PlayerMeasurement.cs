namespace GanFlowTheory;

/// <summary>What is measured of one player at a state of a game.</summary>
/// <param name="Name">The player's name.</param>
/// <param name="Energy">E(x; others); null where the player's functional has no value on its states.</param>
/// <param name="Dissipation">kappa &lt;c, K c&gt; &gt;= 0: the rate at which the player's own motion lowers E where it sees
/// it exactly.</param>
public sealed record PlayerMeasurement(string Name, double? Energy, double Dissipation)
{
    internal static PlayerMeasurement Of(Core.PlayerMeasurement measured) =>
        new(measured.Name, measured.Energy.OrNull(), measured.Dissipation);
}
