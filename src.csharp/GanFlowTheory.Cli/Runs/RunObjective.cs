namespace GanFlowTheory.Cli.Runs;

/// <summary>What a run lowers, and what it sees of that.</summary>
internal abstract record RunObjective
{
    /// <summary>A functional with a value and a first variation on particles.</summary>
    internal sealed record Valued(Functional Functional) : RunObjective;

    /// <summary>One that only a critic sees.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Critic">The critic.</param>
    internal sealed record Seen(string Name, Critic Critic) : RunObjective;
}
