using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Games;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Limits;

/// <summary>Families of runs of one game whose settings are read and checked.</summary>
internal sealed class LimitPlan : IPlan<LimitSettings>
{
    public required LimitSettings Settings { get; init; }

    public IEnumerable<string> Files => Setup.Files;

    public Inputs Inputs => Setup.Inputs;

    public string? Warning => null;

    internal required GameSetup Setup { get; init; }

    internal required IReadOnlyList<SchemeSpec> Schemes { get; init; }

    internal static LimitPlan Create(Terminal terminal, LimitSettings given)
    {
        var names = given.Schemes.Trim() == "all" ? GameDefaults.AllSchemes : SchemeSpec.Split(given.Schemes);
        SchemeSpec[] schemes = [.. names.Select(name => Named(name, given.Tau))];

        if (given.Until == 0)
        {
            throw new BadInputException("--until must be above 0, but is 0.");
        }

        var setup = GameSetup.Read(terminal, given);
        return new() { Settings = setup.Completed(given), Setup = setup, Schemes = schemes };
    }

    // A family has the steps of --tau: a scheme with its own has none.
    private static SchemeSpec Named(string name, double tau) => SchemeSpec.HasStep(name)
        ? throw new BadInputException($"--scheme must be names, whose step --tau is, but '{name.Trim()}' has a step of its own.")
        : SchemeSpec.Parse(name, tau, tau);
}
