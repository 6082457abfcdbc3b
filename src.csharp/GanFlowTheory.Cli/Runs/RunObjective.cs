namespace GanFlowTheory.Cli.Runs;

/// <summary>What a run lowers, and what it sees of that.</summary>
internal abstract record RunObjective
{
    /// <summary>What it is called, with its formula where it has one.</summary>
    internal abstract string Name { get; }

    /// <summary>A functional with a value and a first variation on particles.</summary>
    internal sealed record Valued(Functional Functional) : RunObjective
    {
        internal override string Name => Functional.Name;
    }

    /// <summary>One that only a critic sees.</summary>
    /// <param name="Goal">What it is called.</param>
    /// <param name="Critic">The critic.</param>
    internal sealed record Seen(string Goal, Critic Critic) : RunObjective
    {
        internal override string Name => Goal;
    }
}
